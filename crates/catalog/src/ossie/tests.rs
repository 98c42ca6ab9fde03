//! The export held to the rules of the format, and to the catalog it comes from.

use std::collections::BTreeSet;

use serde_json::Value;

use super::VENDOR;
use crate::Catalog;

/// What an object of the format may hold and what it must, by the tables of the specification. A key ends in `!` where it
/// must be there.
const MODEL: &str = "name! description ai_context datasets! relationships metrics custom_extensions";
const DATASET: &str = "name! source! primary_key unique_keys description ai_context fields custom_extensions";
const FIELD: &str = "name! expression! dimension label description datatype ai_context custom_extensions";
const RELATIONSHIP: &str = "name! from! to! from_columns! to_columns! ai_context custom_extensions";
const METRIC: &str = "name! expression! description datatype ai_context custom_extensions";
const DATATYPES: [&str; 10] =
    ["String", "Integer", "Decimal", "Float", "Boolean", "Date", "Time", "DateTime", "DateTimeTz", "Opaque"];

fn document() -> Value {
    Catalog::builtin().unwrap().ossie()
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

/// Refuses keys that the format does not have, and misses those it must have.
fn keys(object: &Value, rules: &str) {
    let object = object.as_object().unwrap();
    let known: Vec<&str> = rules.split(' ').map(|rule| rule.trim_end_matches('!')).collect();
    for key in object.keys() {
        assert!(known.contains(&key.as_str()), "`{key}` is no key of the format: {object:?}");
    }
    for rule in rules.split(' ').filter_map(|rule| rule.strip_suffix('!')) {
        assert!(object.contains_key(rule), "`{rule}` is missing: {object:?}");
    }
}

fn extension(of: &Value) -> Value {
    let [one] = list(of, "custom_extensions") else { panic!("{of}") };
    keys(one, "vendor_name! data!");
    assert_eq!(one["vendor_name"], VENDOR);
    serde_json::from_str(one["data"].as_str().unwrap()).unwrap()
}

fn expression(of: &Value) -> &str {
    keys(&of["expression"], "dialects!");
    let [one] = list(&of["expression"], "dialects") else { panic!("{of}") };
    keys(one, "dialect! expression!");
    assert_eq!(one["dialect"], "ANSI_SQL");
    let sql = one["expression"].as_str().unwrap();
    assert!(!sql.is_empty(), "{of}");
    sql
}

fn datatype(of: &Value) {
    let told = of["datatype"].as_str();
    assert!(told.is_none_or(|told| DATATYPES.contains(&told)), "{of}");
}

fn unique(of: &[Value]) -> BTreeSet<&str> {
    let names: BTreeSet<&str> = of.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), of.len(), "a name comes twice");
    names
}

#[test]
fn the_document_keeps_to_the_format() {
    let document = document();
    keys(&document, "version! semantic_model! dialects vendors");
    assert_eq!(document["version"], "0.2.0.dev0");
    let [model] = list(&document, "semantic_model") else { panic!("{document}") };
    keys(model, MODEL);
    let datasets = unique(list(model, "datasets"));
    for dataset in list(model, "datasets") {
        keys(dataset, DATASET);
        assert!(dataset["source"].is_string());
        let fields = unique(list(dataset, "fields"));
        for key in list(dataset, "primary_key") {
            assert!(fields.contains(key.as_str().unwrap()), "{key} is no field of {}", dataset["name"]);
        }
        for field in list(dataset, "fields") {
            keys(field, FIELD);
            expression(field);
            datatype(field);
        }
    }
    for relationship in list(model, "relationships") {
        keys(relationship, RELATIONSHIP);
        for side in ["from", "to"] {
            assert!(datasets.contains(relationship[side].as_str().unwrap()), "{relationship}");
        }
    }
    for metric in list(model, "metrics") {
        keys(metric, METRIC);
        datatype(metric);
    }
}

#[test]
fn every_metric_goes_along_whole_in_both_languages() {
    let catalog = Catalog::builtin().unwrap();
    let document = document();
    let metrics = list(&document["semantic_model"][0], "metrics");
    assert_eq!(unique(metrics), catalog.metrics.keys().map(String::as_str).collect());
    for entry in metrics {
        let metric = &catalog.metrics[entry["name"].as_str().unwrap()];
        let synonyms = list(&entry["ai_context"], "synonyms");
        assert_eq!(synonyms, [metric.title.en.as_str(), metric.title.zh_cn.as_str()]);
        let told = extension(entry);
        assert_eq!(told["definition"]["title"]["zh-CN"], metric.title.zh_cn.as_str());
        assert_eq!(told["definition"]["formula"].as_str(), Some(metric.formula.text.as_str()), "{}", metric.id);
        assert_eq!(list(&told["definition"], "examples").len(), metric.examples.len(), "{}", metric.id);
        assert!(told["interval"].is_string());
    }
}

#[test]
fn the_definitions_in_it_make_the_same_catalog_again() {
    let document = document();
    let metric = |id: &str| {
        let found = list(&document["semantic_model"][0], "metrics").iter().find(|entry| entry["name"] == id).unwrap();
        // JSON is YAML; a number loses the zeros it ends with.
        extension(found)["definition"].to_string()
    };
    let builtin = Catalog::builtin().unwrap();
    for id in ["customer_retention_rate", "nps", "clv_simple"] {
        let name = format!("{id}.yaml");
        let read = Catalog::builtin().unwrap().with_texts(&[(name.as_str(), metric(id).as_str())]).unwrap();
        assert_eq!(read.metrics[id].formula.text, builtin.metrics[id].formula.text);
        let told = |catalog: &Catalog| -> Vec<_> {
            let examples = catalog.metrics[id].examples.iter().cloned();
            examples.map(|example| (example.why, example.given, example.query, example.expect)).collect()
        };
        assert_eq!(told(&read), told(&builtin));
        assert_eq!(read.metrics[id].edge, builtin.metrics[id].edge);
    }
}

#[test]
fn what_sql_over_rows_can_say_is_said_and_the_rest_is_left_to_tenure() {
    let document = document();
    let said = |id: &str| {
        let metrics = list(&document["semantic_model"][0], "metrics");
        let entry = metrics.iter().find(|entry| entry["name"] == id).unwrap();
        (expression(entry).to_owned(), extension(entry)["expression"].as_str().unwrap().to_owned())
    };
    let portable = |sql: &str| (sql.to_owned(), "portable".to_owned());
    assert_eq!(said("orders"), portable("COUNT(paid_orders.paid_orders_in_period)"));
    assert_eq!(said("revenue"), portable("COALESCE(SUM(revenue_lines.revenue_in_period), 0)"));
    assert_eq!(
        said("aov"),
        portable(
            "(1.0 * COALESCE(SUM(revenue_lines.revenue_in_period), 0) \
             / NULLIF(COUNT(paid_orders.paid_orders_in_period), 0))"
        )
    );
    let retention = said("customer_retention_rate");
    assert_eq!(retention.0, "(SELECT value FROM metric('customer_retention_rate', :start, :end))");
    assert_eq!(retention.1, "tenure");
}

#[test]
fn it_is_yaml_and_json_alike() {
    let document = document();
    let text = Catalog::builtin().unwrap().ossie_yaml();
    assert!(text.starts_with("version:"), "{}", &text[..80]);
    let read: Value = serde_saphyr::from_str(&text).unwrap();
    assert_eq!(read, document);
}
