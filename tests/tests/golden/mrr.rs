//! Recurring revenue by month on two published data sets, against numbers computed from the same definition by an
//! independent program.
//!
//! Its snapshot of a date is our state just before the day after it, so the value of that one day is compared. It nets
//! movements from snapshot to snapshot; ours are classified day by day, so movements are compared only where a
//! customer changes once between two snapshots, which holds for all of `mrr_playbook`.

use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use super::{import, number, numbers, workspace};
use crate::binary;

/// A hundredth of the cent that both sides are exact to.
const TOLERANCE: f64 = 0.0001;

#[test]
#[ignore = "needs ../shared"]
fn mrr_playbook_closes_every_month_as_published() {
    let workspace = workspace("examples/mappings/mrr_playbook");
    import(workspace.path(), "subscriptions", "mrr_playbook/subscription_periods.csv");
    closes(workspace.path(), "mrr_playbook");
}

#[test]
#[ignore = "needs ../shared"]
fn ravenstack_closes_every_month_as_published() {
    let workspace = workspace("examples/mappings/ravenstack");
    import(workspace.path(), "customers", "ravenstack/ravenstack_accounts.csv");
    import(workspace.path(), "subscriptions", "ravenstack/ravenstack_subscriptions.csv");
    closes(workspace.path(), "ravenstack");
}

#[test]
#[ignore = "needs ../shared"]
fn mrr_playbook_moves_every_month_as_published() {
    let workspace = workspace("examples/mappings/mrr_playbook");
    import(workspace.path(), "subscriptions", "mrr_playbook/subscription_periods.csv");
    let golden = numbers("mrr");
    for month in golden["mrr_playbook"].as_array().unwrap() {
        let closing = day_after(month);
        let opening = closing.checked_sub(1.day()).unwrap().checked_sub(1.month()).unwrap().tomorrow().unwrap();
        let movements = [
            ("new_mrr", "new"),
            ("reactivation_mrr", "reactivation"),
            ("expansion_mrr", "expansion"),
            ("contraction_mrr", "contraction"),
            ("churned_mrr", "churn"),
        ];
        let metrics = movements.map(|(metric, _)| metric);
        let answers = query(workspace.path(), &metrics, opening, closing, None);
        for ((metric, part), answer) in movements.into_iter().zip(answers.as_array().unwrap()) {
            assert_eq!(answer["metric"], metric);
            let value = number(&answer["rows"][0]["value"]);
            let published = number(&month[part]).abs();
            assert!((value - published).abs() < TOLERANCE, "{metric} to {closing}: {value}, published {published}");
        }
    }
}

/// Compares revenue and paying customers at every snapshot.
fn closes(workspace: &Path, set: &str) {
    let golden = numbers("mrr");
    let months = golden[set].as_array().unwrap();
    let (first, last) = (day_after(&months[0]), day_after(months.last().unwrap()));
    let from = first.yesterday().unwrap();
    let answers = query(workspace, &["mrr", "customers_at_end"], from, last, Some("day"));
    for month in months {
        let day = month["month"].as_str().unwrap();
        for (answer, part) in answers.as_array().unwrap().iter().zip(["end", "customers_end"]) {
            let rows = answer["rows"].as_array().unwrap();
            let row = rows.iter().find(|row| row["start"] == day).unwrap();
            let (value, published) = (number(&row["value"]), number(&month[part]));
            assert!(
                (value - published).abs() < TOLERANCE,
                "{} of {set} on {day}: {value}, published {published}",
                answer["metric"]
            );
        }
    }
}

fn query(workspace: &Path, metrics: &[&str], from: Date, to: Date, grain: Option<&str>) -> Value {
    let (from, to) = (from.to_string(), to.to_string());
    let mut arguments = vec!["query"];
    arguments.extend(metrics);
    arguments.extend(["--from", &from, "--to", &to]);
    arguments.extend(grain.iter().flat_map(|grain| ["--grain", grain]));
    binary::json(workspace, &arguments)
}

fn day_after(month: &Value) -> Date {
    month["month"].as_str().unwrap().parse::<Date>().unwrap().tomorrow().unwrap()
}
