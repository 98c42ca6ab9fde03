//! The schemas held to the readers.

use serde_json::Value as Json;

use super::schemas;
use crate::{Catalog, Problem, Settings};

fn schema(name: &str) -> Json {
    let (_, text) = schemas().into_iter().find(|(known, _)| *known == name).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The keys or words of a schema at a pointer, sorted.
fn words(schema: &Json, pointer: &str) -> Vec<String> {
    let mut words: Vec<String> = match schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")) {
        Json::Object(map) => map.keys().cloned().collect(),
        Json::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        other => panic!("{other}"),
    };
    words.sort();
    words
}

/// What a reader says it would have taken in place of the word `zzz`.
fn taken(problems: &[Problem]) -> Vec<String> {
    let mut expected = problems
        .iter()
        .find_map(|problem| match problem {
            Problem::UnknownKey { key, expected } if key == "zzz" => Some(expected.clone()),
            Problem::Choice { value, expected } if value == "zzz" => Some(expected.clone()),
            _ => None,
        })
        .unwrap_or_else(|| panic!("{problems:?}"));
    expected.sort();
    expected.dedup();
    expected
}

fn settings(text: &str) -> Vec<String> {
    let errors = Settings::parse(text, "tenure.yaml").unwrap_err();
    taken(&errors.reports.into_iter().map(|report| report.problem).collect::<Vec<_>>())
}

fn definition(name: &str, text: &str) -> Vec<String> {
    let errors = Catalog::default().with_texts(&[(name, text)]).unwrap_err();
    taken(&errors.reports.into_iter().map(|report| report.problem).collect::<Vec<_>>())
}

#[test]
fn settings_and_their_schema_know_the_same_keys_and_words() {
    let schema = schema("tenure.schema.json");
    for (text, pointer) in [
        ("zzz: 1", "/properties"),
        ("activity: { zzz: 1 }", "/properties/activity/properties"),
        ("surveys: { zzz: 1 }", "/properties/surveys/properties"),
        ("fiscal: { zzz: 1 }", "/properties/fiscal/properties"),
        ("funnels: { a: { zzz: 1 } }", "/properties/funnels/additionalProperties/properties"),
        ("funnels: { a: { steps: [{ zzz: 1 }] } }", "/$defs/step/properties"),
        ("milestones: { a: { zzz: 1 } }", "/properties/milestones/additionalProperties/properties"),
        ("goals: { a: { zzz: 1 } }", "/properties/goals/additionalProperties/properties"),
        ("channels: { zzz: 1 }", "/properties/channels/properties"),
        ("channels: { rules: [{ zzz: 1 }] }", "/properties/channels/properties/rules/items/properties"),
        ("attribution: { zzz: 1 }", "/properties/attribution/properties"),
        ("mrr: { zzz: 1 }", "/properties/mrr/properties"),
        ("exclude: [{ zzz: 1 }]", "/$defs/exclusion/properties"),
        ("identity: { zzz: 1 }", "/properties/identity/properties"),
        ("identity: { rules: [{ zzz: 1 }] }", "/properties/identity/properties/rules/items/properties"),
        ("privacy: { zzz: 1 }", "/properties/privacy/properties"),
        ("business_hours: { a: { zzz: 1 } }", "/properties/business_hours/additionalProperties/properties"),
        ("holidays: [{ zzz: 1 }]", "/$defs/holidays/items/anyOf/1/properties"),
        ("sla: [{ zzz: 1 }]", "/properties/sla/items/properties"),
        ("quality: { zzz: 1 }", "/properties/quality/properties"),
        ("quality: { volume: { zzz: 1 } }", "/properties/quality/properties/volume/properties"),
        ("activity: { basis: zzz }", "/properties/activity/properties/basis/enum"),
        ("attribution: { model: zzz }", "/properties/attribution/properties/model/enum"),
        ("first_day_of_week: zzz", "/properties/first_day_of_week/enum"),
        ("language: zzz", "/properties/language/enum"),
        ("fiscal: { pattern: zzz }", "/properties/fiscal/properties/pattern/enum"),
        ("fiscal: { year_end: zzz }", "/properties/fiscal/properties/year_end/enum"),
        ("fiscal: { year_name: zzz }", "/properties/fiscal/properties/year_name/enum"),
        ("funnels: { a: { order: zzz } }", "/properties/funnels/additionalProperties/properties/order/enum"),
        ("goals: { a: { reached_by: zzz } }", "/properties/goals/additionalProperties/properties/reached_by/enum"),
        ("mrr: { profile: zzz }", "/properties/mrr/properties/profile/enum"),
        ("mrr: { net_per: zzz }", "/properties/mrr/properties/net_per/enum"),
        ("mrr: { churn_at: zzz }", "/properties/mrr/properties/churn_at/enum"),
        ("mrr: { partial_end: zzz }", "/properties/mrr/properties/partial_end/enum"),
        ("identity: { rules: [{ by: zzz }] }", "/properties/identity/properties/rules/items/properties/by/enum"),
        ("identity: { rules: [{ mode: zzz }] }", "/properties/identity/properties/rules/items/properties/mode/enum"),
    ] {
        assert_eq!(settings(text), words(&schema, pointer), "{text}");
    }
}

#[test]
fn every_key_of_the_settings_is_described() {
    let mut bare = Vec::new();
    undescribed(&schema("tenure.schema.json"), "", &mut bare);
    assert!(bare.is_empty(), "keys without a description: {bare:?}");
}

/// Finds the keys below `properties`, at any depth, that no description stands with.
fn undescribed(schema: &Json, path: &str, bare: &mut Vec<String>) {
    match schema {
        Json::Object(map) => {
            for (key, inner) in map {
                if key == "properties" {
                    let properties = inner.as_object().unwrap();
                    let silent = properties.iter().filter(|(_, property)| {
                        property.get("description").and_then(Json::as_str).is_none_or(str::is_empty)
                    });
                    bare.extend(silent.map(|(key, _)| format!("{path}/{key}")));
                }
                undescribed(inner, &format!("{path}/{key}"), bare);
            }
        }
        Json::Array(items) => items.iter().for_each(|inner| undescribed(inner, path, bare)),
        _ => {}
    }
}

#[test]
fn the_defaults_that_the_schema_states_are_the_defaults() {
    let said = defaults(&schema("tenure.schema.json"));
    let Some(Json::Object(said)) = said else { panic!("{said:?}") };
    assert!(said.len() > 15, "{said:?}");
    assert_eq!(Settings::from_json(&said, "schema").unwrap(), Settings::default());
}

/// The default that a schema states of itself, or of its keys.
fn defaults(schema: &Json) -> Option<Json> {
    if let Some(default) = schema.get("default") {
        return Some(default.clone());
    }
    let properties = schema.get("properties")?.as_object()?;
    let inner = properties.iter().filter_map(|(key, property)| Some((key.clone(), defaults(property)?)));
    Some(Json::Object(inner.collect()))
}

#[test]
fn metrics_and_their_schema_know_the_same_keys_and_words() {
    let schema = schema("metric.schema.json");
    let example = "/properties/examples/items/properties";
    for (text, pointer) in [
        ("zzz: 1", "/properties".to_owned()),
        ("area: zzz", "/properties/area/enum".to_owned()),
        ("unit: zzz", "/properties/unit/enum".to_owned()),
        ("better: zzz", "/properties/better/enum".to_owned()),
        ("interval: zzz", "/properties/interval/enum".to_owned()),
        ("title: { zzz: 1 }", "/$defs/words/properties".to_owned()),
        ("matures: { zzz: 1 }", "/properties/matures/properties".to_owned()),
        ("params: { a: { zzz: 1 } }", "/properties/params/additionalProperties/properties".to_owned()),
        ("survey: { zzz: 1 }", "/properties/survey/properties".to_owned()),
        ("survey: { kind: zzz }", "/properties/survey/properties/kind/enum".to_owned()),
        ("examples: [{ zzz: 1 }]", example.to_owned()),
        ("examples: [{ given: { zzz: 1 } }]", format!("{example}/given/properties")),
        ("examples: [{ query: { zzz: 1 } }]", format!("{example}/query/properties")),
        ("examples: [{ expect: { zzz: 1 } }]", format!("{example}/expect/properties")),
    ] {
        assert_eq!(definition("x.yaml", text), words(&schema, &pointer), "{text}");
    }
}

#[test]
fn benchmarks_and_their_schema_know_the_same_keys_and_words() {
    let schema = schema("benchmarks.schema.json");
    let one = "/properties/benchmarks/additionalProperties/properties";
    for (body, pointer) in [
        ("zzz: 1", one.to_owned()),
        ("period: zzz", format!("{one}/period/enum")),
        ("bands: { b: { zzz: 1 } }", format!("{one}/bands/additionalProperties/properties")),
    ] {
        let text = format!("benchmarks: {{ a: {{ {body} }} }}");
        assert_eq!(definition("x.yaml", &text), words(&schema, &pointer), "{body}");
    }
}

#[test]
fn laws_and_their_schema_know_the_same_keys() {
    let keys = words(&schema("laws.schema.json"), "/properties/laws/additionalProperties/properties");
    assert_eq!(definition("x.yaml", "laws: { a: { zzz: 1 } }"), keys);
}

#[test]
fn segments_and_their_schema_know_the_same_keys() {
    let schema = schema("segment.schema.json");
    assert_eq!(definition("x.yaml", "{ segment: x, zzz: 1 }"), words(&schema, "/properties"));
    let example = "{ segment: x, examples: [{ zzz: 1 }] }";
    assert_eq!(definition("x.yaml", example), words(&schema, "/properties/examples/items/properties"));
}

#[test]
fn scores_and_their_schema_know_the_same_keys_and_words() {
    let schema = schema("score.schema.json");
    assert_eq!(definition("x.yaml", "{ score: x, zzz: 1 }"), words(&schema, "/properties"));
    let one = "/properties/components/additionalProperties/properties";
    for (body, pointer) in [
        ("zzz: 1", one.to_owned()),
        ("better: zzz", format!("{one}/better/enum")),
        ("scale: zzz", format!("{one}/scale/enum")),
    ] {
        let text = format!("{{ score: x, components: {{ a: {{ {body} }} }} }}");
        assert_eq!(definition("x.yaml", &text), words(&schema, &pointer), "{body}");
    }
}

#[test]
fn scores_of_leads_and_their_schema_know_the_same_keys() {
    let schema = schema("lead_score.schema.json");
    assert_eq!(definition("x.yaml", "{ lead_score: x, zzz: 1 }"), words(&schema, "/properties"));
    for part in ["rules", "unqualified"] {
        let text = format!("{{ lead_score: x, {part}: {{ a: {{ zzz: 1 }} }} }}");
        let pointer = format!("/properties/{part}/additionalProperties/properties");
        assert_eq!(definition("x.yaml", &text), words(&schema, &pointer), "{part}");
    }
}

#[test]
fn tables_of_reports_and_their_schema_know_the_same_keys() {
    let schema = schema("report_tables.schema.json");
    let table = "/properties/report_tables/additionalProperties/properties";
    for (body, pointer) in [
        ("zzz: 1", table.to_owned()),
        ("columns: { b: { zzz: 1 } }", format!("{table}/columns/additionalProperties/properties")),
        ("title: { zzz: 1 }", "/$defs/words/properties".to_owned()),
    ] {
        let text = format!("report_tables: {{ a: {{ {body} }} }}");
        assert_eq!(definition("x.yaml", &text), words(&schema, &pointer), "{body}");
    }
}

#[test]
fn measures_and_their_schema_know_the_same_keys_and_words() {
    let schema = schema("measures.schema.json");
    let measure = "/properties/measures/additionalProperties/properties";
    for (body, pointer) in [
        ("zzz: 1", measure.to_owned()),
        ("kind: zzz", format!("{measure}/kind/enum")),
        ("cut: zzz", format!("{measure}/cut/enum")),
        ("unit: zzz", format!("{measure}/unit/enum")),
    ] {
        let text = format!("measures: {{ a: {{ {body} }} }}");
        assert_eq!(definition("x.yaml", &text), words(&schema, &pointer), "{body}");
    }
}
