//! Golden numbers from statsmodels, scipy, numpy, lifelines and mpmath, one file a method under `golden/`; each file
//! names its origin, the tool's version and the tolerance.

#![expect(clippy::unwrap_used, reason = "a golden file that lacks a field must fail its test")]

use serde_json::Value;
use stats::experiment::{Sample, Share};
use stats::forecast::{Ahead, Model, forecast};
use stats::score::{Logistic, Observation, auc, calibration};
use stats::value::{BgNbd, Histories, History, ParetoNbd};
use stats::{Estimate, Interval, KaplanMeier};

/// Reads one golden file and hands every case with the file's tolerance to `check`.
fn each(text: &str, check: impl Fn(&Value, f64)) {
    let file: Value = serde_json::from_str(text).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        check(case, file["tolerance"].as_f64().unwrap());
    }
}

/// Equal within the tolerance, relative above 1.
fn close(found: f64, expected: &Value, tolerance: f64, case: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{found} is not {expected} in {case}");
}

fn close_estimate(found: Estimate, value: &Value, tolerance: f64, case: &Value) {
    close(found.value, value, tolerance, case);
    close(found.low, &case["low"], tolerance, case);
    close(found.high, &case["high"], tolerance, case);
}

fn close_interval(found: Interval, expected: &Value, tolerance: f64, case: &Value) {
    close(found.low, &expected[0], tolerance, case);
    close(found.high, &expected[1], tolerance, case);
}

fn integers(values: &Value) -> Vec<i64> {
    values.as_array().unwrap().iter().map(|value| value.as_i64().unwrap()).collect()
}

fn number(case: &Value, name: &str) -> f64 {
    case[name].as_f64().unwrap()
}

fn count(case: &Value, name: &str) -> u64 {
    case[name].as_u64().unwrap()
}

#[test]
fn wilson() {
    each(include_str!("golden/wilson.json"), |case, tolerance| {
        let found = stats::wilson(count(case, "successes"), count(case, "n"), number(case, "level")).unwrap();
        close(found.low, &case["low"], tolerance, case);
        close(found.high, &case["high"], tolerance, case);
    });
}

#[test]
fn student() {
    each(include_str!("golden/student.json"), |case, tolerance| {
        let values: Vec<f64> = case["values"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        close_estimate(stats::student(&values, number(case, "level")).unwrap(), &case["mean"], tolerance, case);
    });
}

#[test]
fn ratio_of_sums() {
    each(include_str!("golden/ratio_of_sums.json"), |case, tolerance| {
        let pairs = case["clusters"].as_array().unwrap();
        let clusters: Vec<_> = pairs.iter().map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap())).collect();
        let found = stats::ratio_of_sums(&clusters, number(case, "level")).unwrap();
        let mut case = case.clone();
        // The other tool does not know that nothing here is negative.
        if clusters.iter().all(|(y, n)| *y >= 0.0 && *n >= 0.0) {
            case["low"] = number(&case, "low").max(0.0).into();
        }
        close_estimate(found, &case["value"], tolerance, &case);
    });
}

#[test]
fn nps() {
    each(include_str!("golden/nps.json"), |case, tolerance| {
        let (promoters, passives, detractors) =
            (count(case, "promoters"), count(case, "passives"), count(case, "detractors"));
        let found = stats::nps(promoters, passives, detractors, number(case, "level")).unwrap();
        close_estimate(found, &case["nps"], tolerance, case);
    });
}

#[test]
fn quantile() {
    each(include_str!("golden/quantile.json"), |case, tolerance| {
        let found = stats::quantile(&integers(&case["sorted"]), number(case, "q")).unwrap();
        close(found, &case["value"], tolerance, case);
    });
}

#[test]
fn order_statistic() {
    each(include_str!("golden/order_statistic.json"), |case, _| {
        // The observations 1 to n are their own ranks.
        let ranks: Vec<i64> = (1..=case["n"].as_i64().unwrap()).collect();
        let found = stats::order_statistic(&ranks, number(case, "q"), number(case, "level")).unwrap();
        assert_eq!(found.low, case["low_rank"].as_i64(), "{case}");
        assert_eq!(found.high, case["high_rank"].as_i64(), "{case}");
    });
}

#[test]
fn kaplan_meier() {
    each(include_str!("golden/kaplan_meier.json"), |case, tolerance| {
        let ended = case["ended"].as_array().unwrap().iter().map(|flag| flag.as_bool().unwrap());
        let observed: Vec<_> = integers(&case["durations"]).into_iter().zip(ended).collect();
        let curve = KaplanMeier::fit(&observed).unwrap();
        let level = number(case, "level");
        for point in case["points"].as_array().unwrap() {
            let t = point["t"].as_i64().unwrap();
            close(curve.survival(t), &point["survival"], tolerance, point);
            match curve.survival_interval(t, level).unwrap() {
                Some(interval) => {
                    close(interval.low, &point["low"], tolerance, point);
                    close(interval.high, &point["high"], tolerance, point);
                }
                // lifelines writes 0 to 0 where nobody is left; R's survfit knows no interval there, and neither do we.
                None => assert_eq!(number(point, "survival"), 0.0, "{point}"),
            }
            if let Some(step) = curve.steps().iter().find(|step| step.t == t) {
                assert_eq!((step.at_risk, step.ended), (count(point, "at_risk"), count(point, "ended")), "{point}");
            }
        }
        for quantile in case["quantiles"].as_array().unwrap() {
            let q = number(quantile, "q");
            assert_eq!(curve.quantile(q), quantile["value"].as_i64(), "{quantile}");
            let bounds = curve.quantile_interval(q, level).unwrap();
            assert_eq!((bounds.low, bounds.high), (quantile["low"].as_i64(), quantile["high"].as_i64()), "{quantile}");
        }
    });
}

/// The maximum lies where errors weigh nothing, which each search comes near in its own way.
#[test]
fn smoothing() {
    each(include_str!("golden/ets.json"), |case, tolerance| {
        let values: Vec<f64> = case["values"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        let limits = (f64::NEG_INFINITY, f64::INFINITY);
        let found = forecast(&values, Ahead { season: 1, periods: 3, level: 0.95, limits }).unwrap();
        let Model::Smoothing(model) = &found.model else { panic!("{:?}", found.model) };
        assert_eq!(model.name, case["name"]);
        close(model.log_likelihood, &case["log_likelihood"], tolerance, case);
        close(model.aicc, &case["aicc"], tolerance, case);
        for (point, expected) in found.points.iter().zip(case["points"].as_array().unwrap()) {
            close(point.value, expected, tolerance, case);
        }
    });
}

#[test]
fn logistic() {
    each(include_str!("golden/logistic.json"), |case, tolerance| {
        let numbers = |row: &Value| row.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect();
        let features: Vec<Vec<f64>> = case["features"].as_array().unwrap().iter().map(numbers).collect();
        let left = case["left"].as_array().unwrap().iter().map(|left| left.as_bool().unwrap());
        let rows: Vec<(&Vec<f64>, bool)> = features.iter().zip(left).collect();
        let observations: Vec<_> =
            rows.iter().map(|(features, outcome)| Observation { features, outcome: *outcome }).collect();
        let model = Logistic::fit(&observations, 0.0).unwrap();
        close(model.intercept, &case["intercept"], tolerance, case);
        close(model.log_likelihood, &case["log_likelihood"], tolerance, case);
        for (place, coefficient) in model.coefficients.iter().enumerate() {
            close(*coefficient, &case["coefficients"][place], tolerance, case);
        }
        for (place, error) in model.standard_errors.as_ref().unwrap().iter().enumerate() {
            close(*error, &case["standard_errors"][place], tolerance, case);
        }
        let scored: Vec<_> =
            rows.iter().map(|(features, left)| (model.ledger(features).unwrap().probability, *left)).collect();
        close(auc(&scored).unwrap(), &case["auc"], tolerance, case);
        close(calibration(&scored).unwrap().brier, &case["brier"], tolerance, case);
    });
}

#[test]
fn mad() {
    each(include_str!("golden/mad.json"), |case, tolerance| {
        let found = stats::mad(&integers(&case["values"])).unwrap();
        close(found.median, &case["median"], tolerance, case);
        close(found.deviation, &case["deviation"], tolerance, case);
    });
}

#[test]
fn value() {
    each(include_str!("golden/value.json"), |case, tolerance| {
        let history = History { repeats: count(case, "x"), recency: number(case, "t_x"), age: number(case, "T") };
        let one = Histories::collect([history]).unwrap();
        let parameters = |model: &Value| -> Vec<f64> {
            model["parameters"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
        };
        let (expected, by) = (&case["bg_nbd"], parameters(&case["bg_nbd"]));
        let model = BgNbd::new(by[0], by[1], by[2], by[3]).unwrap();
        close(model.log_likelihood(&one), &expected["log_likelihood"], tolerance, case);
        close(model.p_alive(&history).unwrap(), &expected["p_alive"], tolerance, case);
        close(model.expected(&history, 39.0).unwrap(), &expected["expected_39"], tolerance, case);
        close(model.expected(&history, 52.0).unwrap(), &expected["expected_52"], tolerance, case);
        let (expected, by) = (&case["pareto_nbd"], parameters(&case["pareto_nbd"]));
        let model = ParetoNbd::new(by[0], by[1], by[2], by[3]).unwrap();
        close(model.log_likelihood(&one), &expected["log_likelihood"], tolerance, case);
        close(model.p_alive(&history).unwrap(), &expected["p_alive"], tolerance, case);
        close(model.expected(&history, 39.0).unwrap(), &expected["expected_39"], tolerance, case);
        close(model.expected(&history, 52.0).unwrap(), &expected["expected_52"], tolerance, case);
        close(model.discounted(&history, 0.0027).unwrap(), &expected["discounted_0_0027"], tolerance, case);
    });
}

#[test]
fn two_proportions() {
    each(include_str!("golden/two_proportions.json"), |case, tolerance| {
        let share = |successes, n| Share { successes: count(case, successes), n: count(case, n) };
        let found = stats::experiment::two_proportions(share("k1", "n1"), share("k2", "n2"), 0.95).unwrap();
        close(found.effect.value, &case["difference"], tolerance, case);
        close(found.statistic, &case["z"], tolerance, case);
        // Relative, for the tails go down to 1e-111.
        close(found.p / number(case, "p"), &Value::from(1.0), tolerance, case);
        close_interval(Interval { low: found.effect.low, high: found.effect.high }, &case["newcombe"], tolerance, case);
        close_interval(found.wald(0.95).unwrap(), &case["wald"], tolerance, case);
    });
}

#[test]
fn welch() {
    each(include_str!("golden/welch.json"), |case, tolerance| {
        let sample = |n, mean, deviation| Sample {
            n: count(case, n),
            mean: number(case, mean),
            variance: number(case, deviation).powi(2),
        };
        let found = stats::experiment::welch(sample("n1", "mean1", "sd1"), sample("n2", "mean2", "sd2"), 0.95).unwrap();
        close(found.effect.value, &case["diff"], tolerance, case);
        close(found.statistic, &case["t"], tolerance, case);
        close(found.degrees_of_freedom.unwrap(), &case["df"], tolerance, case);
        close(found.p / number(case, "p"), &Value::from(1.0), tolerance, case);
        close_interval(Interval { low: found.effect.low, high: found.effect.high }, &case["ci95"], tolerance, case);
    });
}

#[test]
fn sequential() {
    each(include_str!("golden/sequential.json"), |case, tolerance| {
        let found =
            stats::experiment::look(number(case, "diff"), number(case, "V"), number(case, "tau2"), 0.95).unwrap();
        close(found.ratio, &case["Lambda"], tolerance, case);
        close(found.p, &case["always_valid_p"], tolerance, case);
        close_interval(found.interval, &case["av_ci95"], tolerance, case);
    });
}
