//! Experiments against statsmodels 0.14.1 and scipy 1.11.4, Hillstrom's from its 64,000 customers, where the files lie beside the
//! repository (`../shared`); without them there is nothing to compare, and the tests say so.

#![expect(clippy::unwrap_used, reason = "a golden file that lacks a field must fail its test")]

use std::path::Path;

use serde_json::Value;
use stats::experiment::{Certainty, Comparison, Sample, Share, always_valid, look, two_proportions, welch};

fn shared(path: &str) -> Option<String> {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path)).ok()
}

fn golden() -> Option<Value> {
    Some(serde_json::from_str(&shared("golden/ab_and_proportions.json")?).unwrap())
}

fn number(case: &Value, name: &str) -> f64 {
    case[name].as_f64().unwrap()
}

fn close(found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} is not {expected}");
}

fn share(case: &Value, successes: &str, n: &str) -> Share {
    Share { successes: case[successes].as_u64().unwrap(), n: case[n].as_u64().unwrap() }
}

fn check_proportions(treatment: Share, control: Share, expected: &Value) {
    let found = two_proportions(treatment, control, 0.95).unwrap();
    close(found.effect.value, &expected["diff_p1_minus_p2"]);
    close(found.statistic, &expected["z_pooled"]);
    close(found.p, &expected["p_two_sided"]);
    close(found.effect.low, &expected["newcombe_ci95"][0]);
    close(found.effect.high, &expected["newcombe_ci95"][1]);
    let wald = found.wald(0.95).unwrap();
    close(wald.low, &expected["wald_ci95"][0]);
    close(wald.high, &expected["wald_ci95"][1]);
}

fn check_welch(found: &Comparison, expected: &Value) {
    close(found.effect.value, &expected["diff"]);
    close(found.statistic, &expected["t"]);
    close(found.degrees_of_freedom.unwrap(), &expected["df"]);
    close(found.p, &expected["p"]);
    close(found.effect.low, &expected["ci95"][0]);
    close(found.effect.high, &expected["ci95"][1]);
}

#[test]
fn small_examples_agree() {
    let Some(golden) = golden() else {
        println!("skipped: ../shared has no golden numbers");
        return;
    };
    for name in ["two_prop", "two_prop2"] {
        let case = &golden["small_examples"][name];
        check_proportions(share(case, "k1", "n1"), share(case, "k2", "n2"), case);
    }
    let case = &golden["small_examples"]["welch"];
    let sample = |mean, deviation, n| Sample {
        n: case[n].as_u64().unwrap(),
        mean: number(case, mean),
        variance: number(case, deviation).powi(2),
    };
    check_welch(&welch(sample("mean1", "sd1", "n1"), sample("mean2", "sd2", "n2"), 0.95).unwrap(), case);
    for case in golden["power"]["items"].as_array().unwrap() {
        let certainty = Certainty { level: 0.95, power: 0.8 };
        let (p1, p2) = (number(case, "p1"), number(case, "p2"));
        close(certainty.customers_for_shares(p1, p2).unwrap(), &case["n_pooled"]);
        // The other tool also counts findings in the wrong direction.
        let arcsine = certainty.customers_by_arcsine(p1, p2).unwrap();
        assert!((arcsine / number(case, "n_arcsine") - 1.0).abs() < 1e-4, "{arcsine} {case}");
    }
}

#[test]
fn hillstrom_agrees() {
    let (Some(golden), Some(csv)) = (golden(), shared("data/hillstrom/hillstrom.csv")) else {
        println!("skipped: ../shared has no Hillstrom data set");
        return;
    };
    // Columns from the last, for an early one has commas within quotes.
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.trim_end().rsplit(',').collect()).collect();
    let place = |name: &str| rows[0].iter().position(|column| *column == name).unwrap();
    let values = |variant: &str, column: &str| -> Vec<f64> {
        let (segment, column) = (place("segment"), place(column));
        rows[1..].iter().filter(|row| row[segment] == variant).map(|row| row[column].parse().unwrap()).collect()
    };
    let did = |variant: &str, column: &str| {
        let values = values(variant, column);
        Share { successes: values.iter().sum::<f64>() as u64, n: values.len() as u64 }
    };
    for (variant, expected) in golden["hillstrom"].as_object().unwrap() {
        for outcome in ["visit", "conversion"] {
            check_proportions(did(variant, outcome), did("No E-Mail", outcome), &expected[outcome]);
        }
        let (treatment, control) = (values(variant, "spend"), values("No E-Mail", "spend"));
        let (treatment, control) = (Sample::of(&treatment).unwrap(), Sample::of(&control).unwrap());
        check_welch(&welch(treatment, control, 0.95).unwrap(), &expected["spend_welch"]);
    }
}

#[test]
fn sequential_tests_agree() {
    let Some(golden) = golden() else {
        println!("skipped: ../shared has no golden numbers");
        return;
    };
    for case in golden["msprt"]["examples"].as_array().unwrap() {
        let compared = two_proportions(share(case, "k1", "n1"), share(case, "k2", "n2"), 0.95).unwrap();
        close(compared.variance, &case["V"]);
        let found = look(compared.effect.value, compared.variance, number(case, "tau2"), 0.95).unwrap();
        close(found.ratio, &case["Lambda"]);
        close(found.p, &case["always_valid_p"]);
        close(found.interval.low, &case["av_ci95"][0]);
        close(found.interval.high, &case["av_ci95"][1]);
    }
    let path = golden["msprt"]["cookie_cats_path_retention7_sorted_by_userid"].as_array().unwrap();
    let looks: Vec<_> = path
        .iter()
        .map(|case| {
            let compared = two_proportions(share(case, "k1", "n1"), share(case, "k2", "n2"), 0.95).unwrap();
            close(compared.p, &case["fixed_p"]);
            look(compared.effect.value, compared.variance, 1e-4, 0.95).unwrap()
        })
        .collect();
    for (found, case) in always_valid(&looks).iter().zip(path) {
        close(found.ratio, &case["Lambda"]);
        close(found.p, &case["av_p"]);
    }
}
