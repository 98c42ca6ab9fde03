//! Survival of 7,043 customers, compared by group and by Cox's model, against lifelines 0.28.0, where the data set lies beside the repository
//! (`../shared`); without it there is nothing to compare, and the test says so.

#![expect(clippy::unwrap_used, reason = "a golden file that lacks a field must fail its test")]

use std::path::Path;

use serde_json::Value;
use stats::KaplanMeier;
use stats::survival::{Cox, Lifetime, Renewal, ShiftedBetaGeometric, log_rank};

#[test]
fn survival_by_contract_agrees_with_lifelines() {
    let Some((table, golden)) = read() else {
        println!("skipped: ../shared has no telco data set");
        return;
    };
    check(&table.lifetimes(None), &golden["overall"]);
    for (contract, expected) in golden["by_contract"].as_object().unwrap() {
        check(&table.lifetimes(Some(("Contract", contract))), expected);
    }
}

#[test]
fn log_rank_agrees_with_lifelines() {
    let Some((table, golden)) = read() else {
        println!("skipped: ../shared has no telco data set");
        return;
    };
    let compare = |column: &str, groups: &[&str], expected: &Value| {
        let groups: Vec<_> = groups.iter().map(|group| table.lifetimes(Some((column, group)))).collect();
        let found = log_rank(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        let (chi2, p) = (expected["chi2"].as_f64().unwrap(), expected["p"].as_f64().unwrap());
        assert!((found.chi2 / chi2 - 1.0).abs() < 1e-9, "{column}: {} is not {chi2}", found.chi2);
        assert!((found.p - p).abs() <= 1e-6 * p, "{column}: {} is not {p}", found.p);
        assert_eq!(found.degrees_of_freedom, groups.len() as u64 - 1);
    };
    compare("Contract", &["Month-to-month", "One year", "Two year"], &golden["logrank_contract"]);
    for pair in golden["pairwise_logrank"].as_array().unwrap() {
        compare("Contract", &[pair["a"].as_str().unwrap(), pair["b"].as_str().unwrap()], pair);
    }
    compare("gender", &["Female", "Male"], &golden["logrank_gender"]);
    compare("SeniorCitizen", &["0", "1"], &golden["logrank_SeniorCitizen"]);
    compare("PaperlessBilling", &["No", "Yes"], &golden["logrank_PaperlessBilling"]);
}

#[test]
fn cox_agrees_with_lifelines() {
    let Some((table, golden)) = read() else {
        println!("skipped: ../shared has no telco data set");
        return;
    };
    let is =
        |column: &str, value: &str| table.column(column).map(|v| f64::from(u8::from(v == value))).collect::<Vec<_>>();
    let monthly: Vec<f64> = table.column("MonthlyCharges").map(|v| v.parse().unwrap()).collect();
    let columns = [
        ("monthly", monthly),
        ("senior", is("SeniorCitizen", "1")),
        ("paperless", is("PaperlessBilling", "Yes")),
        ("one_year", is("Contract", "One year")),
        ("two_year", is("Contract", "Two year")),
    ];
    let features: Vec<Vec<f64>> =
        (0..columns[0].1.len()).map(|row| columns.iter().map(|(_, column)| column[row]).collect()).collect();
    let lifetimes: Vec<_> = table
        .lifetimes(None)
        .into_iter()
        .zip(&features)
        .map(|((duration, ended), features)| Lifetime { duration, ended, features })
        .collect();
    let (model, expected) = (Cox::fit(&lifetimes).unwrap(), &golden["cox_efron"]);
    let near = |found: f64, expected: &Value, tolerance: f64, what: &str| {
        let expected = expected.as_f64().unwrap();
        assert!((found - expected).abs() < tolerance * expected.abs().max(1.0), "{what}: {found} is not {expected}");
    };
    // lifelines stops where another step gains less than a billionth of the log-likelihood, 0.0004 standard errors before the top.
    for ((name, _), coefficient) in columns.iter().zip(&model.coefficients) {
        near(coefficient.value, &expected["coef"][name], 2e-5, name);
        near(coefficient.standard_error, &expected["se"][name], 2e-5, name);
    }
    assert!(model.log_likelihood >= expected["loglik"].as_f64().unwrap(), "{}", model.log_likelihood);
    near(model.log_likelihood, &expected["loglik"], 1e-9, "log-likelihood");
    near(model.concordance, &expected["concordance"], 1e-6, "concordance");
}

/// Two parameters describe six years of months to four points. Yearly contracts end in steps, which no such curve follows closer.
#[test]
fn renewals_follow_the_curve() {
    let Some((table, _)) = read() else {
        println!("skipped: ../shared has no telco data set");
        return;
    };
    let curve = KaplanMeier::fit(&table.lifetimes(None)).unwrap();
    let fit = ShiftedBetaGeometric::fit(&Renewal::of_curve(&curve, 72)).unwrap();
    assert!(fit.converged && !fit.alike && fit.standard_errors.is_some());
    for month in [1, 12, 24, 36, 48] {
        let (fitted, seen) = (fit.model.survival(month), curve.survival(month.into()));
        assert!((fitted - seen).abs() < 0.04, "{month}: {fitted} is not {seen}");
    }
    let interval = fit.survival_interval(48, 0.95).unwrap().unwrap();
    assert!(interval.low < fit.model.survival(48) && fit.model.survival(48) < interval.high);
}

/// The data set, where it lies beside the repository.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn read() -> Option<(Table, Value)> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let data = std::fs::read_to_string(shared.join("data/telco/Telco-Customer-Churn.csv"));
    let golden = std::fs::read_to_string(shared.join("golden/telco_survival.json"));
    let (data, golden) = (data.ok()?, golden.ok()?);
    let mut lines = data.lines().map(|line| line.trim_end().split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap();
    Some((Table { header, rows: lines.collect() }, serde_json::from_str(&golden).unwrap()))
}

impl Table {
    fn place(&self, column: &str) -> usize {
        self.header.iter().position(|name| name == column).unwrap()
    }

    fn column(&self, column: &str) -> impl Iterator<Item = &str> {
        let place = self.place(column);
        self.rows.iter().map(move |row| row[place].as_str())
    }

    /// Months of tenure and whether the customer left, of all or of those with a value in a column.
    fn lifetimes(&self, group: Option<(&str, &str)>) -> Vec<(i64, bool)> {
        let (tenure, churn) = (self.place("tenure"), self.place("Churn"));
        self.rows
            .iter()
            .filter(|row| group.is_none_or(|(column, value)| row[self.place(column)] == value))
            .map(|row| (row[tenure].parse().unwrap(), row[churn] == "Yes"))
            .collect()
    }
}

fn check(observed: &[(i64, bool)], expected: &Value) {
    let curve = KaplanMeier::fit(observed).unwrap();
    assert_eq!(curve.subjects(), expected["n"].as_u64().unwrap());
    assert_eq!(curve.ended(), expected["events"].as_u64().unwrap());
    assert_eq!(curve.median(), expected["median"].as_f64().map(|months| months as i64));
    for (t, survival) in expected["S"].as_object().unwrap() {
        let interval = curve.survival_interval(t.parse().unwrap(), 0.95).unwrap().unwrap();
        let ends = &expected["CI95_loglog_lifelines"][t];
        for (found, expected) in
            [(curve.survival(t.parse().unwrap()), survival), (interval.low, &ends[0]), (interval.high, &ends[1])]
        {
            assert!((found - expected.as_f64().unwrap()).abs() < 1e-12, "month {t}: {found} is not {expected}");
        }
        let plain = curve.plain_interval(t.parse().unwrap(), 0.95).unwrap().unwrap();
        for (found, expected) in
            [(plain.low, &expected["CI95_plain"][t][0]), (plain.high, &expected["CI95_plain"][t][1])]
        {
            assert!((found - expected.as_f64().unwrap()).abs() < 1e-9, "month {t}: {found} is not {expected}");
        }
        let hazard = curve.cumulative_hazard(t.parse().unwrap());
        let expected = expected["nelson_aalen_H"][t].as_f64().unwrap();
        assert!((hazard - expected).abs() < 1e-9, "month {t}: {hazard} is not {expected}");
    }
    for (horizon, mean) in expected["RMST"].as_object().unwrap() {
        let found = curve.restricted_mean(horizon.parse().unwrap(), 0.95).unwrap().value;
        assert!((found - mean.as_f64().unwrap()).abs() < 1e-9, "{horizon} months: {found} is not {mean}");
    }
}
