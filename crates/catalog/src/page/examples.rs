//! Worked examples as tables.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::labels::{filled, label};
use super::markdown::{Page, code};
use crate::example::{Example, ExampleQuery, Expect, Expected, Given, GivenValue};
use crate::metric::{Metric, ParamValue};
use model::Language;

pub(super) fn write(page: &mut Page, metric: &Metric, language: Language) {
    page.heading(2, label("examples", language));
    page.block(label("examples_text", language));
    for (number, example) in metric.examples.iter().enumerate() {
        page.block(&format!("**{}.** {}", number + 1, example.why.say(language)));
        given(page, &example.given, language);
        asked(page, example, language);
        comes_out(page, &example.expect, language);
    }
}

fn given(page: &mut Page, given: &Given, language: Language) {
    match given {
        Given::Measures(measures) => {
            let rows: Vec<_> = measures.iter().map(|(name, value)| vec![code(name), shown(value, language)]).collect();
            page.table(&[label("given", language), label("value", language)], &rows);
        }
        Given::Tables(tables) => {
            for (name, rows) in tables {
                page.block(&format!("{} {}", label("given", language), code(name)));
                objects(page, rows);
            }
        }
    }
}

/// JSON objects as one table: a column for each key, in the order the keys are met.
fn objects(page: &mut Page, rows: &[Map<String, Json>]) {
    let mut columns: Vec<&str> = Vec::new();
    for key in rows.iter().flat_map(Map::keys) {
        if !columns.contains(&key.as_str()) {
            columns.push(key);
        }
    }
    let cells =
        rows.iter().map(|row| columns.iter().map(|column| row.get(*column).map_or_else(String::new, text)).collect());
    page.table(&columns, &cells.collect::<Vec<_>>());
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

fn asked(page: &mut Page, example: &Example, language: Language) {
    if !example.settings.is_empty() {
        let settings = example.settings.iter().map(|(key, value)| code(&format!("{key}: {}", text(value))));
        page.block(&format!("{}: {}", label("settings", language), settings.collect::<Vec<_>>().join(", ")));
    }
    let mut words = example.query.as_ref().map_or_else(Vec::new, query);
    words.extend(example.params.iter().map(|(name, value)| match value {
        ParamValue::Number(value) | ParamValue::Text(value) => format!("{name}={value}"),
    }));
    if !words.is_empty() {
        page.block(&format!("{}: {}", label("asked", language), code(&words.join(" "))));
    }
}

/// The question as the command line takes it.
fn query(query: &ExampleQuery) -> Vec<String> {
    let mut words = vec![format!("--from {}", query.from), format!("--to {}", query.to)];
    let named = [("--grain", &query.grain), ("--basis", &query.basis), ("--now", &query.now)];
    words.extend(named.iter().filter_map(|(flag, value)| Some(format!("{flag} {}", value.as_ref()?))));
    if !query.by.is_empty() {
        words.push(format!("--by {}", query.by.join(",")));
    }
    words.extend(query.filter.iter().map(|filter| format!("--where \"{filter}\"")));
    if query.include_immature {
        words.push("--include-immature".to_owned());
    }
    words
}

fn comes_out(page: &mut Page, expect: &Expect, language: Language) {
    let named = [("value", &expect.value), ("numerator", &expect.numerator), ("denominator", &expect.denominator)];
    let mut rows: Vec<Vec<String>> = named
        .iter()
        .filter_map(|(key, value)| Some(vec![label(key, language).to_owned(), number(value.as_ref()?, language)]))
        .collect();
    rows.extend(expect.also.iter().map(|(name, value)| vec![code(name), number(value, language)]));
    page.table(&[label("comes_out", language), ""], &rows);
    if !expect.rows.is_empty() {
        if rows.is_empty() {
            page.block(label("comes_out", language));
        }
        objects(page, &expect.rows);
    }
}

fn number(expected: &Expected, language: Language) -> String {
    match expected {
        Expected::Null => label("nothing", language).to_owned(),
        Expected::Number(digits) => digits.clone(),
    }
}

pub(super) fn shown(value: &GivenValue, language: Language) -> String {
    match value {
        GivenValue::Set(customers) if customers.is_empty() => label("nobody", language).to_owned(),
        GivenValue::Set(customers) => filled("customers", language, &[("list", &ranges(customers))]),
        GivenValue::Vector(values) if values.is_empty() => label("nobody", language).to_owned(),
        GivenValue::Vector(values) => vector(values),
        GivenValue::Number(None) => label("nothing", language).to_owned(),
        GivenValue::Number(Some(digits)) => digits.clone(),
        GivenValue::Distribution(values) if values.is_empty() => label("no_values", language).to_owned(),
        GivenValue::Distribution(values) => {
            let values = values.iter().map(|observation| match observation.ended {
                true => observation.value.clone(),
                false => filled("at_least_so_far", language, &[("value", &observation.value)]),
            });
            values.collect::<Vec<_>>().join(", ")
        }
    }
}

/// `1-75, 101-120`: neighbours as one range.
fn ranges(customers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for customer in customers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*customer) => *last = *customer,
            _ => runs.push((*customer, *customer)),
        }
    }
    let shown = runs.iter().map(|(low, high)| if low == high { low.to_string() } else { format!("{low}-{high}") });
    shown.collect::<Vec<_>>().join(", ")
}

/// `1-3: 10, 4: 20`: neighbours of one value as one range.
fn vector(values: &BTreeMap<u32, String>) -> String {
    let mut runs: Vec<(Vec<u32>, &str)> = Vec::new();
    for (customer, value) in values {
        match runs.last_mut() {
            Some((run, same)) if same == value => run.push(*customer),
            _ => runs.push((vec![*customer], value)),
        }
    }
    runs.iter().map(|(run, value)| format!("{}: {value}", ranges(run))).collect::<Vec<_>>().join("; ")
}
