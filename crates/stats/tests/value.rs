//! Predicted value on CDNOW against lifetimes 0.11.3 and an independent implementation optimised to 1e-9, where the data
//! lie beside the repository (`../shared`); without them there is nothing to compare, and the tests say so.

#![expect(clippy::unwrap_used, reason = "a golden file that lacks a field must fail its test")]

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use stats::value::{
    BgNbd, CustomerValue, Foretold, GammaGamma, Histories, History, Horizon, ModelKind, ParetoNbd, PurchaseModel,
    Spend, fit_purchases, fit_spend, holdout,
};

/// One customer: the history, what a purchase was worth, and what they bought after the data that the model sees.
struct Customer {
    id: String,
    history: History,
    spend: Spend,
    later: Vec<i64>,
    first: i64,
}

fn shared(path: &str) -> Option<String> {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path)).ok()
}

fn golden(name: &str) -> Option<Value> {
    Some(serde_json::from_str(&shared(&format!("golden/{name}.json"))?).unwrap())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// Equal up to `tolerance` of the expected number, or absolutely below 1.
fn close(found: f64, expected: &Value, tolerance: f64, what: &str) {
    let expected = number(expected);
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{what}: {found} is not {expected}");
}

/// Days since 1970 of `19970930`.
fn day(date: &str) -> i64 {
    let (year, month, day): (i64, i64, i64) =
        (date[..4].parse().unwrap(), date[4..6].parse().unwrap(), date[6..8].parse().unwrap());
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468
}

/// Transactions to customers, in weeks, as known on 1997-09-30. Purchases of one day are one.
fn customers(csv: &str, id: usize, unit: f64) -> Vec<Customer> {
    let mut days: BTreeMap<String, BTreeMap<i64, f64>> = BTreeMap::new();
    for line in csv.lines().skip(1) {
        let fields: Vec<&str> = line.trim_end().split(',').collect();
        let (date, value) = (fields[fields.len() - 3], fields[fields.len() - 1]);
        *days.entry(fields[id].into()).or_default().entry(day(date)).or_default() += value.parse::<f64>().unwrap();
    }
    let end = day("19970930");
    let customer = |(id, days): (String, BTreeMap<i64, f64>)| {
        let first = *days.keys().next().unwrap();
        let seen: Vec<(i64, f64)> = days.range(..=end).map(|(day, value)| (*day, *value)).collect();
        let repeats = (seen.len() - 1) as u64;
        let last = seen[seen.len() - 1].0;
        let mean = seen[1..].iter().map(|(_, value)| value).sum::<f64>() / (repeats.max(1) as f64);
        Customer {
            id,
            history: History { repeats, recency: (last - first) as f64 / unit, age: (end - first) as f64 / unit },
            spend: Spend { purchases: repeats, mean },
            later: days.range(end + 1..).map(|(day, _)| *day).collect(),
            first,
        }
    };
    days.into_iter().map(customer).collect()
}

fn sample(unit: f64) -> Option<Vec<Customer>> {
    Some(customers(&shared("data/cdnow/cdnow_sample_transactions.csv")?, 1, unit))
}

/// The published summary: times rounded to two decimals.
fn published() -> Option<Vec<Customer>> {
    let csv = shared("data/cdnow/cdnow_customers_summary_with_transactions.csv")?;
    let customer = |line: &str| {
        let f: Vec<f64> = line.trim_end().split(',').map(|field| field.parse().unwrap()).collect();
        Customer {
            id: String::new(),
            history: History { repeats: f[1] as u64, recency: f[2], age: f[3] },
            spend: Spend { purchases: f[1] as u64, mean: f[4] },
            later: Vec::new(),
            first: 0,
        }
    };
    Some(csv.lines().skip(1).map(customer).collect())
}

fn collapse(customers: &[Customer]) -> Histories {
    Histories::collect(customers.iter().map(|customer| customer.history)).unwrap()
}

fn check_fit(customers: &[Customer], expected: &Value) {
    let histories = collapse(customers);
    assert_eq!(histories.customers(), expected["n"].as_u64().unwrap());
    assert_eq!(histories.repeats(), number(&expected["sum_x"]));
    for (kind, golden) in [(ModelKind::BgNbd, &expected["bgnbd"]), (ModelKind::ParetoNbd, &expected["pnbd"])] {
        let fit = fit_purchases(kind, &histories).unwrap();
        assert!(fit.converged && fit.limit.is_none(), "{fit:?}");
        assert!((fit.log_likelihood - number(&golden["loglik"])).abs() < 1e-4, "{fit:?}");
        for (name, value) in fit.model.parameters() {
            close(value, &golden["params"][name], 1e-4, name);
        }
        for (found, error) in fit.standard_errors.unwrap().iter().zip(golden["std_err"].as_array().unwrap()) {
            close(found / number(error), &Value::from(1.0), 1e-3, "standard error");
        }
    }
    let spends: Vec<Spend> = customers.iter().map(|customer| customer.spend).collect();
    let (fit, golden) = (fit_spend(&spends).unwrap(), &expected["gg"]);
    assert!(fit.converged && !fit.alike);
    assert_eq!(fit.customers, expected["gg_n"].as_u64().unwrap());
    assert!((fit.log_likelihood - number(&golden["loglik"])).abs() < 1e-4, "{fit:?}");
    close(fit.model.p, &golden["params"]["p"], 1e-4, "p");
    close(fit.model.q, &golden["params"]["q"], 1e-4, "q");
    close(fit.model.v, &golden["params"]["v"], 1e-4, "v");
    for (found, error) in fit.standard_errors.unwrap().iter().zip(golden["std_err"].as_array().unwrap()) {
        close(found / number(error), &Value::from(1.0), 1e-3, "standard error");
    }
}

#[test]
fn fits_to_cdnow_agree() {
    let (Some(golden), Some(published), Some(weeks), Some(days)) =
        (golden("clv_fits"), published(), sample(7.0), sample(1.0))
    else {
        println!("skipped: ../shared has no CDNOW data set");
        return;
    };
    check_fit(&published, &golden["cdnow_sample_published_summary"]);
    check_fit(&weeks, &golden["cdnow_sample_exact_weeks"]);
    check_fit(&days, &golden["cdnow_sample_exact_days"]);
    let full = customers(&shared("data/cdnow/cdnow_full_transactions.csv").unwrap(), 0, 7.0);
    check_fit(&full, &golden["cdnow_full_weeks"]);
}

fn four(values: &Value) -> [f64; 4] {
    std::array::from_fn(|i| number(&values[i]))
}

#[test]
fn predictions_at_given_parameters_agree() {
    let Some(golden) = golden("clv_predictions") else {
        println!("skipped: ../shared has no CDNOW data set");
        return;
    };
    let delta = number(&golden["delta_weekly"]);
    for point in golden["points"].as_array().unwrap() {
        let set = if point["params"] == "published_rounded" { &golden["published"] } else { &golden["mle"] };
        let ([r, alpha, a, b], [pr, pa, s, beta]) = (four(&set["bg"]), four(&set["pn"]));
        let bg = BgNbd::new(r, alpha, a, b).unwrap();
        let pareto = ParetoNbd::new(pr, pa, s, beta).unwrap();
        let history =
            History { repeats: point["x"].as_u64().unwrap(), recency: number(&point["t_x"]), age: number(&point["T"]) };
        let one = Histories::collect([history]).unwrap();
        for (found, name) in [
            (bg.p_alive(&history), "bg_palive"),
            (bg.expected(&history, 39.0), "bg_E39"),
            (bg.expected(&history, 52.0), "bg_E52"),
            (Ok(bg.log_likelihood(&one)), "bg_loglik"),
            (pareto.p_alive(&history), "pn_palive"),
            (pareto.expected(&history, 39.0), "pn_E39"),
            (pareto.expected(&history, 52.0), "pn_E52"),
            (Ok(pareto.log_likelihood(&one)), "pn_loglik"),
            (pareto.discounted(&history, delta), "pn_DERT_delta_ln1p15_52"),
            (pareto.discounted(&history, 0.0027), "pn_DERT_0_0027"),
        ] {
            close(found.unwrap(), &point[name], 1e-10, name);
        }
    }
    let ([r, alpha, a, b], [pr, pa, s, beta]) = (four(&golden["mle"]["bg"]), four(&golden["mle"]["pn"]));
    let extra = &golden["extra"]["uncond"];
    let (bg, pareto) = (BgNbd::new(r, alpha, a, b).unwrap(), ParetoNbd::new(pr, pa, s, beta).unwrap());
    for weeks in [39, 78] {
        close(bg.expected_new(weeks.into()).unwrap(), &extra[format!("bg_E({weeks})_mle")], 1e-10, "bg");
        close(pareto.expected_new(weeks.into()).unwrap(), &extra[format!("pn_E({weeks})_mle")], 1e-10, "pareto");
    }
    let gg = &golden["mle"]["gg"];
    let model = GammaGamma::new(number(&gg[0]), number(&gg[1]), number(&gg[2])).unwrap();
    for case in golden["extra"]["gg"].as_array().unwrap() {
        let spend = Spend { purchases: case["x"].as_u64().unwrap(), mean: number(&case["zbar"]) };
        close(model.mean(&spend).unwrap(), &case["cond_mean_mle"], 1e-10, "mean");
    }
}

#[test]
fn the_holdout_of_cdnow_agrees() {
    let (Some(golden), Some(customers)) = (golden("cdnow_holdout"), sample(7.0)) else {
        println!("skipped: ../shared has no CDNOW data set");
        return;
    };
    let histories = collapse(&customers);
    for (kind, expected, tracked) in
        [(ModelKind::BgNbd, &golden["bgnbd"], "bg_cum"), (ModelKind::ParetoNbd, &golden["pnbd"], "pn_cum")]
    {
        let model = fit_purchases(kind, &histories).unwrap().model;
        let foretold: Vec<Foretold> = customers
            .iter()
            .map(|customer| Foretold {
                repeats: customer.history.repeats,
                actual: customer.later.len() as u64,
                expected: model.expected(&customer.history, 39.0).unwrap(),
            })
            .collect();
        let found = holdout(&foretold, 7).unwrap();
        assert_eq!(found.actual, 1882);
        close(found.expected, &expected["pred_total"], 1e-5, "total");
        close(found.mean_absolute_error, &expected["MAE"], 1e-5, "mean absolute error");
        close(found.root_mean_square_error, &expected["RMSE"], 1e-5, "root mean square error");
        close(found.correlation.unwrap(), &expected["corr"], 1e-5, "correlation");
        for (class, expected) in found.by_repeats.iter().zip(expected["by_calibration_frequency"].as_array().unwrap()) {
            assert_eq!(class.customers, expected["n"].as_u64().unwrap());
            close(class.actual, &expected["actual_mean"], 1e-12, "mean purchases");
            close(class.expected, &expected["pred_mean"], 1e-5, "mean expected");
        }
        check_tracking(&model, &customers, &golden["weekly"], tracked);
    }
}

/// Purchases expected of all customers by the end of each week since 1997-01-01, each from their own first on.
fn check_tracking(model: &PurchaseModel, customers: &[Customer], weekly: &Value, name: &str) {
    let start = day("19970101");
    for row in weekly.as_array().unwrap().iter().step_by(13) {
        let end = start + 7 * row["week"].as_i64().unwrap() - 1;
        let by_then = |c: &Customer| model.expected_new((end - c.first).max(0) as f64 / 7.0).unwrap();
        close(customers.iter().map(by_then).sum(), &row[name], 1e-4, "tracked");
    }
}

#[test]
fn the_value_of_cdnow_customers_agrees() {
    let (Some(golden), Some(customers)) = (golden("cdnow_clv"), sample(7.0)) else {
        println!("skipped: ../shared has no CDNOW data set");
        return;
    };
    let histories = collapse(&customers);
    let spends: Vec<Spend> = customers.iter().map(|customer| customer.spend).collect();
    let spend = fit_spend(&spends).unwrap();
    let pareto = fit_purchases(ModelKind::ParetoNbd, &histories).unwrap();
    let PurchaseModel::ParetoNbd(model) = pareto.model else { panic!("{pareto:?}") };
    let delta = number(&golden["delta_weekly"]);
    let residual = |c: &Customer| model.discounted(&c.history, delta).unwrap();
    let worth = |c: &Customer| residual(c) * spend.model.mean(&c.spend).unwrap();
    close(customers.iter().map(residual).sum(), &golden["DERT_total"], 1e-5, "residual transactions");
    close(customers.iter().map(worth).sum(), &golden["PNBD_GG_CLV_total"], 1e-5, "value");

    let bg = fit_purchases(ModelKind::BgNbd, &histories).unwrap();
    let year = Horizon { periods: Some(12), length: 4.345, discount: 0.01 };
    let value = CustomerValue::new(&bg, &spend, year, 0.95).unwrap();
    let of = |c: &Customer| value.of(&c.history, &c.spend).unwrap();
    let all: Vec<_> = customers.iter().map(|c| (c.history, c.spend)).collect();
    let mean = value.mean(&all).unwrap();
    close(mean.value * all.len() as f64, &golden["BG_GG_CLV_12m_own_total"], 1e-5, "12 months");
    assert!(mean.interval.is_some_and(|interval| interval.low < mean.value && mean.value < interval.high));
    for expected in golden["customers"].as_array().unwrap() {
        let customer = customers.iter().find(|c| expected["id"] == c.id.as_str()).unwrap();
        let found = of(customer);
        close(found.p_alive, &expected["bg_palive"], 1e-5, "alive");
        close(found.mean_spend, &expected["E_Z"], 1e-5, "mean spend");
        close(found.clv, &expected["CLV_bg_12m_own"], 1e-5, "value");
        close(worth(customer), &expected["CLV_pn"], 1e-4, "value to come");
        close(model.p_alive(&customer.history).unwrap(), &expected["pn_palive"], 1e-5, "alive");
        let interval = found.interval.unwrap();
        assert!(interval.low < found.clv && found.clv < interval.high && interval.high < 2.0 * found.clv);
    }
}
