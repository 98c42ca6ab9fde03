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
        ("quality: { zzz: 1 }", "/properties/quality/properties"),
        ("activity: { basis: zzz }", "/properties/activity/properties/basis/enum"),
        ("first_day_of_week: zzz", "/properties/first_day_of_week/enum"),
        ("language: zzz", "/properties/language/enum"),
    ] {
        assert_eq!(settings(text), words(&schema, pointer), "{text}");
    }
}

#[test]
fn the_defaults_that_the_schema_states_are_the_defaults() {
    let mut said = serde_json::Map::new();
    let properties = |schema: &Json| schema["properties"].as_object().cloned().unwrap();
    for (key, property) in properties(&schema("tenure.schema.json")) {
        let inner = property.get("properties").map(|_| {
            let entries = properties(&property).into_iter();
            Json::Object(entries.filter_map(|(key, property)| Some((key, property.get("default")?.clone()))).collect())
        });
        if let Some(default) = property.get("default").cloned().or(inner) {
            said.insert(key, default);
        }
    }
    assert_eq!(Settings::from_json(&said, "schema").unwrap(), Settings::default());
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
        ("benchmarks: [{ zzz: 1 }]", "/properties/benchmarks/items/properties".to_owned()),
        ("examples: [{ zzz: 1 }]", example.to_owned()),
        ("examples: [{ given: { zzz: 1 } }]", format!("{example}/given/properties")),
        ("examples: [{ query: { zzz: 1 } }]", format!("{example}/query/properties")),
        ("examples: [{ expect: { zzz: 1 } }]", format!("{example}/expect/properties")),
    ] {
        assert_eq!(definition("x.yaml", text), words(&schema, &pointer), "{text}");
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
