//! Every worked example of every metric, as it stands in the metric's own file.
//!
//! Examples by measures work the formula alone; examples by rows go through import, lake, plan and formula.

use catalog::{Catalog, Example, Expected, Given, Metric, Settings};
use engine::{Answer, Number, Query};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::checkout::assert_none;
use crate::company::{Company, at, block_on};

#[test]
fn every_example_by_measures_comes_out() {
    let catalog = Catalog::builtin().unwrap();
    let mut wrong = Vec::new();
    let mut worked = 0;
    for (metric, example) in examples(&catalog) {
        let Given::Measures(given) = &example.given else { continue };
        worked += 1;
        let settings = settings(example);
        let name = name(metric, example);
        match engine::work(&catalog, metric, given, &settings, &example.params) {
            Err(error) => wrong.push(format!("{name}: {error}")),
            Ok(result) => {
                let mut check = |what: &str, expected: Option<&Expected>, found: Option<Decimal>| {
                    if expected.is_some_and(|expected| !equals(expected, found)) {
                        wrong.push(format!("{name}: {what} is {found:?}, expected {expected:?}"));
                    }
                };
                check("value", example.expect.value.as_ref(), result.value);
                check("numerator", example.expect.numerator.as_ref(), result.numerator);
                check("denominator", example.expect.denominator.as_ref(), result.denominator);
                for (also, expected) in &example.expect.also {
                    check(also, Some(expected), result.also.get(also).copied().flatten());
                }
            }
        }
    }
    assert_none("examples that come out otherwise", &wrong);
    assert!(worked > 0, "no example by measures");
}

#[test]
fn every_example_of_a_segment_comes_out() {
    let catalog = Catalog::builtin().unwrap();
    let mut wrong = Vec::new();
    let mut worked = 0;
    for segment in catalog.segments.values() {
        for example in &segment.examples {
            worked += 1;
            let found = engine::work_segment(&catalog, segment, &example.given, &Settings::default());
            match found {
                Ok(found) if found == example.expect => {}
                other => wrong.push(format!("{} ({}): {other:?}", segment.name, example.why.en)),
            }
        }
    }
    assert_none("examples of segments that come out otherwise", &wrong);
    assert!(worked > 0, "no example of a segment");
}

#[test]
fn every_example_by_rows_comes_out() {
    let catalog = Catalog::builtin().unwrap();
    let mut wrong = Vec::new();
    let mut worked = 0;
    for (metric, example) in examples(&catalog) {
        if let Given::Tables(tables) = &example.given {
            worked += 1;
            wrong.extend(block_on(by_rows(metric, example, tables)));
        }
    }
    assert_none("examples that come out otherwise", &wrong);
    assert!(worked > 0, "no example by rows");
}

async fn by_rows(
    metric: &Metric,
    example: &Example,
    tables: &std::collections::BTreeMap<String, Vec<Map<String, Value>>>,
) -> Vec<String> {
    let name = name(metric, example);
    let asked = example.query.as_ref().unwrap();
    let (from, to): (Date, Date) = (asked.from.parse().unwrap(), asked.to.parse().unwrap());
    let now_us = asked.now.as_deref().map_or_else(|| at(&asked.to) + 1, at);
    let mut company = Company::new(settings(example)).await;
    for (table, rows) in tables {
        let report = company.import(table, rows, now_us).await;
        if report.quarantined > 0 {
            return vec![format!("{name}: {table} has bad rows: {:?}", report.receipt.rejects)];
        }
    }
    let query = Query {
        by: asked.by.clone(),
        filter: asked.filter.clone(),
        basis: asked.basis.as_deref().and_then(catalog::Basis::find),
        include_immature: asked.include_immature,
        params: example.params.iter().map(|(name, value)| (name.clone(), value.sql())).collect(),
        ..Query::new(&metric.id, from, to, asked.grain.as_deref().map(|grain| grain.parse().unwrap()))
    };
    match company.engine(now_us).await.query(&query).await {
        Err(error) => vec![format!("{name}: {error}")],
        Ok(answers) => compare(&name, example, &answers[0]),
    }
}

fn compare(name: &str, example: &Example, answer: &Answer) -> Vec<String> {
    let mut wrong = Vec::new();
    let expect = &example.expect;
    if let Some(row) = answer.rows.first() {
        let sides = [
            ("value", &expect.value, row.value),
            ("numerator", &expect.numerator, row.numerator),
            ("denominator", &expect.denominator, row.denominator),
        ];
        for (what, expected, found) in sides {
            if expected.as_ref().is_some_and(|expected| !equals(expected, found.map(decimal))) {
                wrong.push(format!("{name}: {what} is {found:?}, expected {expected:?}"));
            }
        }
        for (also, expected) in &expect.also {
            let found = row.also.iter().find(|(known, _)| known == also).and_then(|(_, number)| *number);
            if !equals(expected, found.map(decimal)) {
                wrong.push(format!("{name}: {also} is {found:?}, expected {expected:?}"));
            }
        }
    }
    if !expect.rows.is_empty() {
        let found = serde_json::to_value(&answer.rows).unwrap();
        let found = found.as_array().unwrap();
        if found.len() != expect.rows.len() {
            wrong.push(format!("{name}: {} rows, expected {}: {found:?}", found.len(), expect.rows.len()));
        }
        for (row, expected) in found.iter().zip(&expect.rows) {
            for (key, value) in expected {
                let there = row.get(key).unwrap_or(&Value::Null);
                if !same(there, value) {
                    wrong.push(format!("{name}: {key} is {there}, expected {value}, in {row}"));
                }
            }
        }
    }
    wrong
}

/// Equal as JSON, numbers by value, money by its amount, what is not said not compared.
fn same(found: &Value, expected: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.to_string().parse::<Decimal>().ok(),
        Value::String(text) => text.parse().ok(),
        Value::Object(money) => money.get("amount").and_then(Value::as_str).and_then(|amount| amount.parse().ok()),
        _ => None,
    };
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(key, value)| same(found.get(key).unwrap_or(&Value::Null), value))
        }
        (found, expected) if found == expected => true,
        (found, expected) => match (number(found), number(expected)) {
            (Some(found), Some(expected)) => found.round_dp(expected.scale()) == expected,
            _ => false,
        },
    }
}

/// An expected number is met when the found one rounds to as many places.
fn equals(expected: &Expected, found: Option<Decimal>) -> bool {
    match (expected, found) {
        (Expected::Null, found) => found.is_none(),
        (Expected::Number(text), Some(found)) => {
            let expected: Decimal = text.parse().unwrap();
            found.round_dp(expected.scale()) == expected
        }
        (Expected::Number(_), None) => false,
    }
}

fn decimal(number: Number) -> Decimal {
    match number {
        Number::Real(value) => value,
        Number::Whole(value) => Decimal::from_i128_with_scale(value, 0),
        Number::Money(money) => Decimal::from_i128_with_scale(money.ten_thousandths, 4),
    }
}

fn examples(catalog: &Catalog) -> Vec<(&Metric, &Example)> {
    catalog.metrics.values().flat_map(|metric| metric.examples.iter().map(move |example| (metric, example))).collect()
}

fn settings(example: &Example) -> Settings {
    Settings::from_json(&example.settings, "example").unwrap()
}

fn name(metric: &Metric, example: &Example) -> String {
    format!("{} ({})", metric.id, example.why.en)
}
