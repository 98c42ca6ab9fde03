//! Churn of 7,043 customers by logistic regression against scikit-learn 1.4.2 and statsmodels 0.14.1, where the data set lies beside
//! the repository (`../shared`); without it there is nothing to compare, and the test says so.

#![expect(clippy::unwrap_used, reason = "a golden file that lacks a field must fail its test")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use stats::score::{Boosted, Case, Logistic, Observation, Scaling, Scored, auc, auc_interval, bands, calibration};

struct Telco {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn read() -> Option<(Telco, Value)> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let data = std::fs::read_to_string(shared.join("data/telco/Telco-Customer-Churn.csv")).ok()?;
    let golden = std::fs::read_to_string(shared.join("golden/telco_logit.json")).ok()?;
    let mut lines = data.lines().map(|line| line.trim_end().split(',').map(str::to_owned).collect());
    let header = lines.next().unwrap();
    Some((Telco { header, rows: lines.collect() }, serde_json::from_str(&golden).unwrap()))
}

const NUMERIC: [&str; 4] = ["tenure", "MonthlyCharges", "TotalCharges", "SeniorCitizen"];

impl Telco {
    fn column(&self, name: &str) -> Vec<&str> {
        let place = self.header.iter().position(|column| column == name).unwrap();
        self.rows.iter().map(|row| row[place].as_str()).collect()
    }

    fn outcomes(&self) -> Vec<bool> {
        self.column("Churn").iter().map(|churn| *churn == "Yes").collect()
    }

    /// Numbers scaled over the rows to train on, words as one column for each but the first in the alphabet; with their names.
    fn features(&self, train: &dyn Fn(usize) -> bool) -> (Vec<String>, Vec<Vec<f64>>) {
        let (mut names, mut columns) = (Vec::new(), Vec::new());
        for name in NUMERIC {
            let values: Vec<f64> = self.column(name).iter().map(|v| v.trim().parse().unwrap_or(0.0)).collect();
            let seen: Vec<f64> = values.iter().enumerate().filter(|(row, _)| train(*row)).map(|(_, v)| *v).collect();
            let scaling = Scaling::of(&seen).unwrap();
            names.push(format!("n__{name}"));
            columns.push(values.iter().map(|value| scaling.apply(*value)).collect::<Vec<f64>>());
        }
        for name in &self.header[1..self.header.len() - 1] {
            if NUMERIC.contains(&name.as_str()) {
                continue;
            }
            let values = self.column(name);
            for word in values.iter().collect::<BTreeSet<_>>().into_iter().skip(1) {
                names.push(format!("c__{name}_{word}"));
                columns.push(values.iter().map(|value| f64::from(u8::from(value == word))).collect());
            }
        }
        let row = |row: usize| columns.iter().map(|column| column[row]).collect();
        (names, (0..self.rows.len()).map(row).collect())
    }
}

fn fit(features: &[Vec<f64>], outcomes: &[bool], train: &dyn Fn(usize) -> bool, penalty: f64) -> Logistic {
    let rows = features.iter().zip(outcomes).enumerate().filter(|(row, _)| train(*row));
    let observations: Vec<_> =
        rows.map(|(_, (features, outcome))| Observation { features, outcome: *outcome }).collect();
    Logistic::fit(&observations, penalty).unwrap()
}

fn near(found: f64, expected: &Value, tolerance: f64, what: &str) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() < tolerance, "{what}: {found} is not {expected}");
}

#[test]
fn churn_by_fold_agrees_with_scikit_learn() {
    let Some((telco, golden)) = read() else {
        println!("skipped: ../shared has no telco data set");
        return;
    };
    let (expected, outcomes) = (&golden["rowmod5_L2C1"], telco.outcomes());
    let mut all: Vec<Scored> = Vec::new();
    for fold in 0..5 {
        let train = |row: usize| row % 5 != fold;
        let (_, features) = telco.features(&train);
        let model = fit(&features, &outcomes, &train, 1.0);
        let scored: Vec<Scored> = (fold..features.len())
            .step_by(5)
            .map(|row| (model.ledger(&features[row]).unwrap().probability, outcomes[row]))
            .collect();
        let found = calibration(&scored).unwrap();
        near(auc(&scored).unwrap(), &expected["auc"][fold], 1e-4, "area");
        near(found.log_loss, &expected["logloss"][fold], 1e-4, "log loss");
        near(found.brier, &expected["brier"][fold], 1e-4, "brier");
        near(found.average_precision.unwrap(), &expected["avg_precision"][fold], 2e-4, "precision");
        all.extend(scored);
    }
    let (area, interval) = (auc(&all).unwrap(), auc_interval(&all, 0.95).unwrap());
    near(area, &expected["auc_oof_pooled"], 1e-5, "pooled");
    assert!(interval.low < area && area < interval.high && interval.high - interval.low < 0.03);
    let deciles = bands(&all, 10, 0.95).unwrap();
    near(deciles[0].lift, &expected["top_decile_lift"], 1e-9, "lift");
    assert!((deciles[9].captured - 1.0).abs() < 1e-12);
    assert!(deciles.iter().all(|band| (band.foretold - band.happened).abs() < 0.06), "{deciles:?}");
}

#[test]
fn coefficients_agree_with_scikit_learn_and_statsmodels() {
    let Some((telco, golden)) = read() else {
        println!("skipped: ../shared has no telco data set");
        return;
    };
    let outcomes = telco.outcomes();
    let (names, features) = telco.features(&|_| true);
    let model = fit(&features, &outcomes, &|_| true, 1.0);
    let expected = &golden["full_fit_L2C1"];
    near(model.intercept, &expected["intercept"], 1e-3, "intercept");
    for (name, coefficient) in names.iter().zip(&model.coefficients) {
        near(*coefficient, &expected["coef"][name], 1e-3, name);
    }
    near(-model.log_likelihood / outcomes.len() as f64, &expected["logloss"], 1e-7, "log loss");

    let expected = &golden["statsmodels_logit_6"];
    let number = |name: &str| telco.column(name).iter().map(|v| v.parse().unwrap()).collect::<Vec<f64>>();
    let is = |name: &str, word: &str| {
        telco.column(name).iter().map(|v| f64::from(u8::from(*v == word))).collect::<Vec<f64>>()
    };
    let columns = [
        number("tenure"),
        number("MonthlyCharges"),
        is("Contract", "One year"),
        is("Contract", "Two year"),
        is("InternetService", "Fiber optic"),
        is("InternetService", "No"),
    ];
    let rows: Vec<Vec<f64>> =
        (0..outcomes.len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect();
    let model = fit(&rows, &outcomes, &|_| true, 0.0);
    near(model.log_likelihood, &expected["loglik"], 1e-8, "log-likelihood");
    let values = std::iter::once(model.intercept).chain(model.coefficients.iter().copied());
    for (place, (value, error)) in values.zip(model.standard_errors.as_ref().unwrap()).enumerate() {
        near(value, &expected["coef"][place], 1e-8, "coefficient");
        near(*error, &expected["se"][place], 1e-8, "standard error");
    }
    let scored: Vec<Scored> =
        rows.iter().zip(&outcomes).map(|(row, o)| (model.ledger(row).unwrap().probability, *o)).collect();
    near(auc(&scored).unwrap(), &expected["auc"], 1e-9, "area");
}

/// Against scikit-learn's trees of the same size (`tests/oracle/boosted.py` grows them anew): they differ in how each finds
/// cuts and when each stops, which is worth a quarter of a hundredth of the area; the area's interval is four hundredths wide.
#[test]
fn churn_by_fold_is_ranked_as_well_as_by_other_boosted_trees() {
    let Some((telco, _)) = read() else {
        println!("skipped: ../shared has no telco data set");
        return;
    };
    let golden: Value = serde_json::from_str(include_str!("golden/boosted.json")).unwrap();
    let outcomes = telco.outcomes();
    let (_, features) = telco.features(&|_| true);
    let rows: Vec<Vec<Option<f64>>> = features.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
    let mut all: Vec<Scored> = Vec::new();
    for fold in 0..5 {
        let case = |row: usize| Case { features: &rows[row], outcome: outcomes[row], customer: row as u32 };
        let cases: Vec<Case<'_>> = (0..rows.len()).filter(|row| row % 5 != fold).map(case).collect();
        let model = Boosted::fit(&cases).unwrap();
        let scored: Vec<Scored> = (fold..rows.len())
            .step_by(5)
            .map(|row| (model.ledger(&rows[row]).unwrap().probability, outcomes[row]))
            .collect();
        near(auc(&scored).unwrap(), &golden["auc"][fold], 0.005, "area");
        near(calibration(&scored).unwrap().log_loss, &golden["log_loss"][fold], 0.005, "log loss");
        all.extend(scored);
    }
    let deciles = bands(&all, 10, 0.99).unwrap();
    assert!(deciles.iter().all(|band| (band.foretold - band.happened).abs() < 0.04), "{deciles:?}");
}
