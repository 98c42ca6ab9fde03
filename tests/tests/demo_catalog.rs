//! The whole catalog over the demo company: every metric has a value somewhere, and nothing is null without a reason.

use std::collections::BTreeMap;

use catalog::Catalog;
use model::Language;
use serde_json::{Map, Value};

use crate::demo;

/// What the metrics that cannot be asked without a word of the asker are asked with.
const GIVEN: [(&str, &str); 1] = [("feature", "report_exported")];

/// Every quarter of the company, and one of which nothing is known yet.
const QUARTERS: [&str; 6] = ["--from", "2024-01-01", "--to", "2026-04-01", "--grain", "quarter"];
/// The days around the last one that is recorded: small numbers, and none.
const DAYS: [&str; 6] = ["--from", "2025-12-30", "--to", "2026-01-03", "--grain", "day"];

/// Numbers beside a value that a company of 24 months cannot have: no cohort is so old, and fewer than nine in ten
/// activate at all.
const TOO_YOUNG: [(&str, &str); 3] =
    [("clv_historic_cohort", "month_24"), ("clv_historic_cohort", "month_36"), ("time_to_activate", "p90")];

/// What an answer has to say of one metric.
#[derive(Default)]
struct Alive {
    value: bool,
    interval: bool,
    /// By the name of each number beside the value.
    also: BTreeMap<String, bool>,
}

#[test]
fn every_metric_lives_in_the_demo_and_every_null_has_its_reason() {
    let mut faults = Vec::new();
    for (answer, alive) in checked(&QUARTERS, &mut faults) {
        let id = &answer["metric"];
        if !alive.value {
            faults.push(format!("{id} has no value in any quarter"));
        }
        if !alive.interval && !answer["interval"].is_null() {
            faults.push(format!("{id} has no interval in any quarter"));
        }
        for (name, lives) in &alive.also {
            let owed = !TOO_YOUNG.iter().any(|(metric, also)| *id == **metric && also == name);
            if *lives != owed {
                faults.push(format!("`{name}` beside {id} has a value in some quarter: {lives}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_null_of_single_days_has_its_reason() {
    let mut faults = Vec::new();
    let answers = checked(&DAYS, &mut faults);
    for (answer, _) in &answers {
        let last = answer["rows"].as_array().unwrap().last().unwrap();
        if !last["value"].is_null() || last["reason"] != "not_known_yet" {
            faults.push(format!("{} knows a day that has not come: {last}", answer["metric"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The answers of every metric of the catalog, with what lives in each; `faults` gets every null without a reason.
fn checked(question: &[&str], faults: &mut Vec<String>) -> Vec<(Value, Alive)> {
    let catalog = Catalog::builtin().unwrap();
    let needs = |name: &str| catalog.metrics.values().any(|metric| lacks(metric, name));
    for (name, _) in GIVEN {
        assert!(needs(name), "no metric asks for `{name}` any more");
    }
    let is_asked = |metric: &catalog::Metric| GIVEN.iter().any(|(name, _)| lacks(metric, name));
    let named = |asked: bool| -> Vec<&str> {
        let metrics = catalog.metrics.values().filter(|metric| is_asked(metric) == asked);
        metrics.map(|metric| metric.id.as_str()).collect()
    };
    let given: Vec<String> = GIVEN.iter().map(|(name, value)| format!("--param={name}={value}")).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let mut answers = demo::ask_tenure(&[&["query"], named(false).as_slice(), question].concat());
    answers.extend(demo::ask_tenure(&[&["query"], named(true).as_slice(), question, &given].concat()));
    assert_eq!(answers.len(), catalog.metrics.len());
    answers.into_iter().map(|answer| (read(&answer, faults), answer)).map(|(alive, answer)| (answer, alive)).collect()
}

/// Whether a metric cannot be asked without a parameter.
fn lacks(metric: &catalog::Metric, param: &str) -> bool {
    metric.params.get(param).is_some_and(|param| param.default.is_none())
}

fn read(answer: &Value, faults: &mut Vec<String>) -> Alive {
    let mut alive = Alive::default();
    for row in answer["rows"].as_array().unwrap() {
        let mut fault = |what: &str| faults.push(format!("{} in {}: {what}", answer["metric"], row["start"]));
        let has_value = !row["value"].is_null();
        alive.value |= has_value;
        if has_value != row["reason"].is_null() {
            fault("a value with a reason, or a null without one");
        }
        let has_interval = row["low"].is_number() && row["high"].is_number();
        alive.interval |= has_interval;
        let owes_interval = has_value && !answer["interval"].is_null();
        if (owes_interval && !has_interval) == row["interval_reason"].is_null() {
            fault("an interval with a reason, or none without one");
        }
        let none = Map::new();
        let reasons = row["also_reasons"].as_object().unwrap_or(&none);
        for (name, number) in row["also"].as_object().unwrap_or(&none) {
            *alive.also.entry(name.clone()).or_default() |= !number.is_null();
            if number.is_null() != reasons.contains_key(name) {
                fault(&format!("`{name}` with a value and a reason, or with neither"));
            }
        }
        let said = [&row["reason"], &row["interval_reason"]].into_iter().chain(reasons.values());
        for reason in said.filter_map(Value::as_str) {
            let key = format!("engine.reason.{reason}");
            for language in [Language::English, Language::Chinese] {
                if language.keys().binary_search(&key.as_str()).is_err() {
                    fault(&format!("no words for `{reason}` in {language:?}"));
                }
            }
        }
    }
    alive
}
