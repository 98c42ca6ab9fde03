//! Survival of 7,043 customers against lifelines 0.28.0, where the data set lies beside the repository
//! (`../shared`); without it there is nothing to compare, and the test says so.

#![expect(clippy::unwrap_used, reason = "a golden file that lacks a field must fail its test")]

use std::path::Path;

use serde_json::Value;
use stats::KaplanMeier;

#[test]
fn survival_by_contract_agrees_with_lifelines() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let data = std::fs::read_to_string(shared.join("data/telco/Telco-Customer-Churn.csv"));
    let golden = std::fs::read_to_string(shared.join("golden/telco_survival.json"));
    let (Ok(data), Ok(golden)) = (data, golden) else {
        println!("skipped: {} has no telco data set", shared.display());
        return;
    };
    let golden: Value = serde_json::from_str(&golden).unwrap();
    check(&customers(&data, None), &golden["overall"]);
    for (contract, expected) in golden["by_contract"].as_object().unwrap() {
        check(&customers(&data, Some(contract)), expected);
    }
}

/// Months of tenure and whether the customer left, of all or of one kind of contract.
fn customers(csv: &str, contract: Option<&str>) -> Vec<(i64, bool)> {
    let mut lines = csv.lines().map(|line| line.trim_end().split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let place = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let (tenure, churn, kind) = (place("tenure"), place("Churn"), place("Contract"));
    lines
        .filter(|row| contract.is_none_or(|contract| row[kind] == contract))
        .map(|row| (row[tenure].parse().unwrap(), row[churn] == "Yes"))
        .collect()
}

fn check(observed: &[(i64, bool)], expected: &Value) {
    let curve = KaplanMeier::fit(observed).unwrap();
    assert_eq!(curve.subjects(), expected["n"].as_u64().unwrap());
    assert_eq!(curve.ended(), expected["events"].as_u64().unwrap());
    assert_eq!(curve.median(), expected["median"].as_f64().map(|months| months as i64));
    for (t, survival) in expected["S"].as_object().unwrap() {
        let interval = curve.survival_interval(t.parse().unwrap(), 0.95).unwrap();
        let ends = &expected["CI95_loglog_lifelines"][t];
        for (found, expected) in
            [(curve.survival(t.parse().unwrap()), survival), (interval.low, &ends[0]), (interval.high, &ends[1])]
        {
            assert!((found - expected.as_f64().unwrap()).abs() < 1e-12, "month {t}: {found} is not {expected}");
        }
    }
}
