//! Tables and relations as datasets: their columns, and a field for what each measure takes of a row.

use std::collections::BTreeSet;

use model::tables::TABLES;
use model::{Column, Kind, Language, Table};
use serde_json::{Map, Value, json};

use super::{expression, extension};
use crate::catalog::Catalog;
use crate::measure::Measure;
use crate::relation::{Relation, TimeColumns};
use crate::settings::Basis;
use crate::source::Place;
use crate::{sql, yaml};

/// The column that says whose a row is.
const CUSTOMER: &str = "customer_id";

/// Every dataset: the canonical tables, then the relations.
pub(super) fn all(catalog: &Catalog) -> Vec<Value> {
    let tables = TABLES.into_iter().map(|table| of_table(catalog, table));
    let relations = names(catalog).into_iter().filter_map(|name| of_relation(catalog, &name));
    tables.chain(relations).collect()
}

/// Each table's rows to their customer.
pub(super) fn relationships() -> Vec<Value> {
    let others = TABLES.into_iter().filter(|table| table.name != "customers" && table.column(CUSTOMER).is_some());
    let to_customer = |table: &Table| {
        json!({
            "name": format!("{}_to_customers", table.name),
            "from": table.name,
            "to": "customers",
            "from_columns": [CUSTOMER],
            "to_columns": [CUSTOMER],
        })
    };
    others.map(to_customer).collect()
}

/// The relations' own names, and those that stand for one of each activity basis.
fn names(catalog: &Catalog) -> BTreeSet<String> {
    let used = catalog.measures.values().map(|measure| measure.from.clone());
    let used = used.filter(|name| model::tables::find(name).is_none());
    used.chain(catalog.relations.keys().cloned()).collect()
}

fn of_table(catalog: &Catalog, table: &Table) -> Value {
    let about = table.about();
    let mut dataset = json!({
        "name": table.name,
        "source": table.name,
        "description": about.say(Language::English),
    });
    if !table.identity.is_empty() {
        dataset["primary_key"] = json!(table.identity);
    }
    let columns = table.columns.iter().map(|column| of_column(table, column));
    dataset["fields"] = columns.chain(of_measures(catalog, table.name)).collect();
    dataset["custom_extensions"] = extension(&json!({ "description": { "zh-CN": about.say(Language::Chinese) } }));
    dataset
}

fn of_column(table: &Table, column: &Column) -> Value {
    let about = column.about(table.name);
    json!({
        "name": column.name,
        "expression": expression(column.name),
        "datatype": datatype(column.kind),
        "dimension": { "is_time": table.time == Some(column.name) },
        "description": about.say(Language::English),
        "custom_extensions": extension(&json!({ "description": { "zh-CN": about.say(Language::Chinese) } })),
    })
}

fn datatype(kind: Kind) -> &'static str {
    match kind {
        Kind::Time => "DateTimeTz",
        Kind::Date => "Date",
        Kind::Money | Kind::Decimal | Kind::Rate => "Decimal",
        Kind::Integer | Kind::Duration => "Integer",
        Kind::Boolean => "Boolean",
        Kind::Text
        | Kind::Id
        | Kind::CustomerId
        | Kind::AnonymousId
        | Kind::Currency
        | Kind::Json
        | Kind::Choice(_) => "String",
    }
}

fn of_relation(catalog: &Catalog, name: &str) -> Option<Value> {
    let relation = catalog.relation(name, Basis::default())?;
    let mut data = Map::new();
    data.insert("sql".to_owned(), json!(relation.sql));
    data.insert("reads".to_owned(), json!(relation.reads));
    data.insert("variables".to_owned(), json!(relation.variables));
    if relation.name != name {
        let bases = Basis::ALL
            .into_iter()
            .filter_map(|basis| Some((basis.name().to_owned(), json!(catalog.relation(name, basis)?.name))));
        data.insert("by_activity_basis".to_owned(), Value::Object(bases.collect()));
    }
    let fields: Vec<Value> = times(relation).into_iter().chain(of_measures(catalog, name)).collect();
    Some(json!({
        "name": name,
        "source": relation.name,
        "description": relation.about,
        "fields": fields,
        "custom_extensions": extension(&Value::Object(data)),
    }))
}

/// The fields that place a relation's rows in time.
fn times(relation: &Relation) -> Vec<Value> {
    let columns = match &relation.time {
        TimeColumns::None => Vec::new(),
        TimeColumns::Point(at) => vec![at],
        TimeColumns::Interval(from, to) => vec![from, to],
    };
    let field = |column: &String| {
        json!({
            "name": column,
            "expression": expression(column),
            "datatype": "DateTimeTz",
            "dimension": { "is_time": true },
        })
    };
    columns.into_iter().map(field).collect()
}

/// A field for each measure of a relation or table: what it takes of a row, null where the row does not count.
fn of_measures(catalog: &Catalog, from: &str) -> Vec<Value> {
    let measures = catalog.measures.values().filter(|measure| measure.from == from);
    measures.map(of_measure).collect()
}

fn of_measure(measure: &Measure) -> Value {
    json!({
        "name": measure.name,
        "expression": expression(&taken(measure)),
        "description": measure.about.en,
        "ai_context": { "synonyms": [measure.about.zh_cn] },
        "custom_extensions": extension(&json!({ "measure": definition(&measure.place, &measure.name) })),
    })
}

/// What a measure takes of a row, as one expression: the value, or whose row it is.
fn taken(measure: &Measure) -> String {
    let value = measure.value_sql().unwrap_or_else(|| "customer_key".to_owned());
    match &measure.condition {
        None => value,
        Some(condition) => format!("CASE WHEN {condition} THEN {value} END"),
    }
}

/// A definition as its file has it, under its name; the text itself where it is no YAML of its own.
fn definition(place: &Place, name: &str) -> Value {
    let text = &place.source.text;
    let whole = yaml::parse(text).map_or(Value::Null, |yaml| yaml.json());
    whole.pointer(&format!("/measures/{name}")).cloned().unwrap_or(whole)
}

/// Whether a SQL text can be filled in by nobody but tenure.
pub(super) fn needs_settings(text: &str) -> bool {
    !sql::variables(text).is_empty()
}
