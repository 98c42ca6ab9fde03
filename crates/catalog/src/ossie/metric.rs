//! A metric as an entry of the interchange format, with its whole definition under tenure's extension.

use serde_json::{Value, json};

use super::expression::portable;
use super::{expression, extension};
use crate::catalog::Catalog;
use crate::metric::{Metric, Unit};
use crate::{sql, yaml};

pub(super) fn entry(catalog: &Catalog, metric: &Metric) -> Value {
    let said = portable(catalog, &metric.formula.expr);
    let by = if said.is_some() { "portable" } else { "tenure" };
    // The period is the asker's: named parameters hold its place.
    let asked = || format!("(SELECT value FROM metric({}, :start, :end))", sql::quote(&metric.id));
    json!({
        "name": metric.id,
        "expression": expression(&said.unwrap_or_else(asked)),
        "description": metric.question.en,
        "datatype": datatype(metric.unit),
        "ai_context": {
            "synonyms": [metric.title.en, metric.title.zh_cn],
            "examples": [metric.question.en, metric.question.zh_cn],
        },
        "custom_extensions": extension(&json!({
            "expression": by,
            "interval": metric.interval.name(),
            "definition": definition(metric),
        })),
    })
}

/// The metric's file as it stands: formula, words in both languages, unit, edge rules, maturity, parameters, source,
/// benchmarks and worked examples.
fn definition(metric: &Metric) -> Value {
    yaml::parse(&metric.place.source.text).map_or(Value::Null, |yaml| yaml.json())
}

fn datatype(unit: Unit) -> &'static str {
    match unit {
        Unit::Duration => "Integer",
        // A count may be a mean over days.
        Unit::Count | Unit::Money => "Decimal",
        Unit::Share | Unit::Points | Unit::Ratio | Unit::Months => "Float",
    }
}
