//! Survival of a company of six, small enough to draw the curve by hand, asked of the engine and of the binary.

use std::path::Path;
use std::process::{Command, Output};

use catalog::Settings;
use engine::{
    Covariate, Engine, Leaving, LifeOf, LifeUnit, Population, Query, SurvivalInterval, SurvivalQuery, Undefined,
};
use jiff::civil::date;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

/// Who subscribed when, and until when.
const SUBSCRIPTIONS: [(&str, &str, Option<&str>); 7] = [
    // After one month for good.
    ("ann", "2024-01-01", Some("2024-02-01")),
    // After two.
    ("ben", "2024-01-10", Some("2024-03-10")),
    // After one, and back a month later: still here.
    ("cat", "2024-01-15", Some("2024-02-15")),
    ("cat", "2024-03-15", None),
    // Here for three and a half.
    ("dan", "2024-02-15", None),
    // Will leave in July: that has not happened yet.
    ("eve", "2024-03-01", Some("2024-07-01")),
    // Began after the data end.
    ("fay", "2024-06-10", None),
];

#[test]
fn the_curve_is_the_one_drawn_by_hand() {
    block_on(async {
        let (_company, engine) = company().await;
        let found = engine.survival(&asked()).await.unwrap();
        let [curve] = found.curves.as_slice() else { panic!("{found:?}") };
        // ann 1, ben 2, cat at least 4.5, dan at least 3.5, eve at least 3: five, of whom two have left.
        assert_eq!((curve.n, curve.events, curve.median), (5, 2, None));
        let told: Vec<(u32, u64, u64)> = curve.points.iter().map(|p| (p.t, p.at_risk, p.ended)).collect();
        assert_eq!(told, [(0, 5, 0), (1, 5, 1), (2, 4, 1), (3, 3, 0), (4, 1, 0)]);
        close(curve.points[1].survival, 0.8);
        close(curve.points[2].survival, 0.8 * 0.75);
        close(curve.points[4].survival, 0.6);
        assert_eq!(curve.points[0].hazard, None);
        close(curve.points[2].hazard.unwrap(), 0.25);
        close(curve.points[2].cumulative_hazard, 0.2 + 0.25);
        // The area under it: 1 until 1, 0.8 until 2, 0.6 until 4.
        assert_eq!(curve.restricted_mean.until, 4);
        close(curve.restricted_mean.value.unwrap(), 1.0 + 0.8 + 2.0 * 0.6);
        assert!(curve.points[2].low.unwrap() < 0.6 && curve.points[2].high.unwrap() > 0.6);
        assert_eq!(found.observed_to.as_deref(), Some("2024-06-01T00:00:00Z"));
    });
}

#[test]
fn who_comes_back_has_left_only_by_the_first_leaving() {
    block_on(async {
        let (_company, engine) = company().await;
        let first = engine.survival(&SurvivalQuery { leaving: Leaving::First, ..asked() }).await.unwrap();
        // cat left after one month.
        assert_eq!((first.curves[0].n, first.curves[0].events), (5, 3));
        close(first.curves[0].points[1].survival, 0.6);
        // Each stretch of its own: cat's second has run for two and a half months.
        let every = engine.survival(&SurvivalQuery { each: LifeOf::Every, ..asked() }).await.unwrap();
        assert_eq!((every.curves[0].n, every.curves[0].events), (6, 3));
        let subscriptions = SurvivalQuery { start: "subscriptions".to_owned(), each: LifeOf::Every, ..asked() };
        let subscriptions = engine.survival(&subscriptions).await.unwrap();
        assert_eq!((subscriptions.curves[0].n, subscriptions.curves[0].events), (6, 3));
    });
}

/// ben left in March and is to begin again on 15 June; the data end with May.
#[test]
fn who_is_to_come_back_after_the_data_end_has_left() {
    block_on(async {
        let (mut company, _) = company().await;
        let again = [object(json!({
            "subscription_id": "s-ben-later", "customer_id": "ben", "started_at": "2024-06-15", "amount": "10.00",
            "interval": "month",
        }))];
        company.import("subscriptions", &again, at("2024-06-20")).await;
        let engine = company.engine(at("2024-06-20")).await;
        let found = engine.survival(&asked()).await.unwrap();
        assert_eq!((found.curves[0].n, found.curves[0].events), (5, 2));
        close(found.curves[0].points[2].survival, 0.6);
    });
}

#[test]
fn the_median_is_that_of_the_metric() {
    block_on(async {
        let (_company, engine) = company().await;
        // Once the source is read to the moment of the question both observe to the same instant.
        let query = SurvivalQuery { leaving: Leaving::First, unit: LifeUnit::Day, ..asked() };
        let found = engine.survival(&query).await.unwrap();
        // ann after 31 days, cat after 31, ben after 60: three of five by 60 days.
        assert_eq!(found.curves[0].median, Some(60.0));
        // Of ann and dan half had left by then, for good; of all five fewer have, and neither tells a median.
        let for_good = SurvivalQuery { unit: LifeUnit::Day, ..asked() };
        for (filter, days) in [(Some("plan = 'basic'"), Some(31.0)), (None, None)] {
            let filter = filter.map(str::to_owned);
            let metric = Query::new("lifetime_median", date(2024, 1, 1), date(2024, 6, 1), None);
            let metric = engine.query(&Query { filter: filter.clone(), ..metric }).await.unwrap().remove(0);
            let population = Population { filter, ..Population::default() };
            let found = engine.survival(&SurvivalQuery { population, ..for_good.clone() }).await.unwrap();
            assert_eq!(found.curves[0].median, days);
            assert_eq!(metric.rows[0].value.map(|value| value.to_f64() / 86_400_000.0), days);
        }
    });
}

#[test]
fn parts_are_tested_against_each_other_and_explained() {
    block_on(async {
        let (_company, engine) = company().await;
        let population = Population { by: vec!["plan".to_owned()], ..Population::default() };
        let covariates = vec![Covariate { name: "seats".to_owned(), reference: None }];
        let query = SurvivalQuery { population, covariates, project: Some(6), ..asked() };
        let found = engine.survival(&query).await.unwrap();
        let parts: Vec<_> = found.curves.iter().map(|c| (c.by[0].1.as_deref(), c.n, c.events)).collect();
        assert_eq!(parts, [(Some("basic"), 2, 1), (Some("pro"), 3, 1)]);
        // At 1 of five at risk two are basic and one, basic, leaves; at 2 of four one is, and pro leaves.
        let test = found.log_rank.unwrap();
        let (excess, variance) = (1.0 - 2.0 / 5.0 - 1.0 / 4.0, 0.4 * 0.6 + 0.25 * 0.75);
        close(test.chi2.unwrap(), excess * excess / variance);
        assert_eq!(test.df, Some(1));
        // ann alone has one seat and one plan: neither can be told apart from anything. Who has no seats is left out.
        let only = Population { filter: Some("seats = '1'".to_owned()), ..Population::default() };
        for (name, n, reason) in [("seats", 1, Undefined::Dependent), ("plan", 1, Undefined::Dependent)] {
            let covariates = vec![Covariate { name: name.to_owned(), reference: None }];
            let query = SurvivalQuery { population: only.clone(), covariates, ..asked() };
            let cox = engine.survival(&query).await.unwrap().cox.unwrap();
            assert_eq!((cox.n, cox.reason, cox.coefficients.len()), (n, Some(reason), 0), "{name}");
        }
        let seatless = Population { filter: Some("seats is null".to_owned()), ..Population::default() };
        let covariates = vec![Covariate { name: "seats".to_owned(), reference: None }];
        let cox = engine.survival(&SurvivalQuery { population: seatless, covariates, ..asked() }).await.unwrap();
        let cox = cox.cox.unwrap();
        assert_eq!((cox.n, cox.reason), (0, Some(Undefined::NoObservations)));
        assert!(cox.left_out > 0);
        // ben has no seats and is left out; among the others only ann left.
        let cox = found.cox.unwrap();
        assert_eq!((cox.n, cox.events, cox.left_out), (4, 1, 1));
        assert_eq!(cox.reason, Some(Undefined::Separated));
        assert!(found.curves.iter().all(|curve| curve.projection.as_ref().unwrap().reason.is_none()));
        assert_eq!(found.curves[0].projection.as_ref().unwrap().points.len(), 6);
    });
}

#[test]
fn time_runs_from_one_thing_to_another() {
    block_on(async {
        let (mut company, _) = company().await;
        let orders = [("ann", "2024-01-11"), ("ann", "2024-01-21"), ("dan", "2024-03-06"), ("dan", "2024-02-01")];
        let orders: Vec<_> = (1..)
            .zip(orders)
            .map(|(number, (who, day))| {
                object(json!({ "order_id": format!("o{number}"), "customer_id": who, "ordered_at": day, "amount": "5.00" }))
            })
            .collect();
        company.import("orders", &orders, at("2024-06-20")).await;
        let engine = company.engine(at("2024-06-20")).await;
        let from_start = SurvivalQuery { end: Some("orders".to_owned()), unit: LifeUnit::Day, ..asked() };
        let found = engine.survival(&from_start).await.unwrap();
        // ann's first order came after 10 days; dan's first since he began after 20, the one before does not count.
        let [curve] = found.curves.as_slice() else { panic!("{found:?}") };
        assert_eq!((curve.n, curve.events), (5, 2));
        close(curve.points[10].survival, 0.8);
        close(curve.points[20].survival, 0.6);
        let second = SurvivalQuery { start: "orders".to_owned(), end: Some("orders".to_owned()), ..from_start.clone() };
        let second = engine.survival(&second).await.unwrap();
        // ann 10 days, dan 34.
        assert_eq!((second.curves[0].n, second.curves[0].median), (2, Some(10.0)));
        for refused in [
            SurvivalQuery { start: "orders".to_owned(), ..asked() },
            SurvivalQuery { start: "nowhere".to_owned(), ..asked() },
            SurvivalQuery { each: LifeOf::Every, ..from_start },
            SurvivalQuery { until: Some(0), ..asked() },
            SurvivalQuery { covariates: vec![Covariate { name: "shoe".to_owned(), reference: None }], ..asked() },
        ] {
            assert!(engine.survival(&refused).await.is_err(), "{refused:?}");
        }
    });
}

#[test]
fn nothing_and_one_customer_are_answered() {
    block_on(async {
        let company = Company::new(Settings::default()).await;
        let engine = company.engine(at("2024-06-20")).await;
        let nothing = engine.survival(&SurvivalQuery { project: Some(3), ..asked() }).await.unwrap();
        let [curve] = nothing.curves.as_slice() else { panic!("{nothing:?}") };
        assert_eq!((curve.n, curve.points.len(), curve.restricted_mean.value), (0, 0, None));
        assert_eq!(curve.projection.as_ref().unwrap().reason, Some(Undefined::NoObservations));
        let (_company, engine) = self::company().await;
        let only = |filter: &str| Population { filter: Some(filter.to_owned()), ..Population::default() };
        let one = SurvivalQuery { population: only("seats = '1'"), ..asked() };
        let one = engine.survival(&one).await.unwrap();
        // ann alone: after a month nobody is left, and there is no interval of that.
        let last = one.curves[0].points.last().unwrap();
        assert_eq!((last.low, last.high, one.curves[0].median_high), (None, None, None));
        assert_eq!((one.curves[0].n, one.curves[0].median), (1, Some(1.0)));
        assert_eq!(one.curves[0].points.last().map(|point| (point.t, point.survival)), Some((1, 0.0)));
    });
}

#[test]
fn a_cancellation_that_was_not_known_yet_has_not_happened() {
    block_on(async {
        let (mut company, _) = company().await;
        let late = [object(json!({
            "subscription_id": "s-dan-4", "customer_id": "dan", "started_at": "2024-02-15", "ended_at": "2024-05-15",
            "amount": "10.00", "interval": "month",
        }))];
        company.import("subscriptions", &late, at("2024-06-25")).await;
        let now = company.engine(at("2024-06-26")).await;
        assert_eq!(now.survival(&asked()).await.unwrap().curves[0].events, 3);
        let then = company.engine_as_of(at("2024-06-26"), Some(at("2024-06-21"))).await;
        assert_eq!(then.survival(&asked()).await.unwrap().curves[0].events, 2);
    });
}

#[test]
fn the_command_speaks_both_languages_and_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("w");
    let said = |output: Output| {
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{error}");
        String::from_utf8(output.stdout).unwrap()
    };
    let run = |words: &[&str]| tenure(&workspace, words);
    said(Command::new(binary::path()).arg("init").arg(&workspace).output().unwrap());
    let file = folder.path().join("subscriptions.csv");
    let rows: String = SUBSCRIPTIONS
        .iter()
        .enumerate()
        .map(|(n, (who, from, to))| format!("s{n},{who},{from},{},10.00,month\n", to.unwrap_or_default()))
        .collect();
    std::fs::write(&file, format!("subscription_id,customer_id,started_at,ended_at,amount,interval\n{rows}")).unwrap();
    said(run(&["import", "subscriptions", file.to_str().unwrap(), "--complete-through", "2024-05-31"]));
    let english = said(run(&["survival", "--project", "2"]));
    assert!(english.contains("Still here") && english.contains("shifted-beta-geometric"), "{english}");
    let chinese = said(run(&["--lang", "zh-CN", "survival", "--project", "2"]));
    assert!(chinese.contains("仍在") && chinese.contains("移位贝塔几何"), "{chinese}");
    assert!(!chinese.contains("Still here"), "{chinese}");
    let told: Value = serde_json::from_str(&said(run(&["--format", "json", "survival"]))).unwrap();
    assert_eq!(told["curves"][0]["points"][2]["survival"], 0.8 * 0.75);
    assert_eq!(told["log_rank"], Value::Null);
    let csv = said(run(&["--format", "csv", "survival"]));
    assert_eq!(csv.lines().next(), Some("t,survival,low,high,at_risk,ended,hazard,cumulative_hazard"));
    assert_eq!(csv.lines().count(), 6);
    let refused = run(&["survival", "--start", "first:orders"]);
    assert!(String::from_utf8(refused.stderr).unwrap().contains("--end"));
}

fn tenure(workspace: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(binary::path());
    command.arg("-C").arg(workspace).args(["--now", "2024-06-20T00:00:00Z"]).args(words);
    command.env_remove("TENURE_LANG").env_remove("TENURE_NOW").output().unwrap()
}

fn asked() -> SurvivalQuery {
    SurvivalQuery {
        start: "active".to_owned(),
        each: LifeOf::First,
        end: None,
        leaving: Leaving::ForGood,
        began: None,
        unit: LifeUnit::Month,
        until: None,
        project: None,
        interval: SurvivalInterval::LogLog,
        covariates: Vec::new(),
        population: Population::default(),
    }
}

async fn company() -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 5, 31));
    let rows: Vec<_> = SUBSCRIPTIONS
        .iter()
        .enumerate()
        .map(|(number, (who, from, to))| {
            object(json!({
                "subscription_id": format!("s-{who}-{number}"), "customer_id": who, "started_at": from, "ended_at": to,
                "amount": "10.00", "interval": "month",
            }))
        })
        .collect();
    let report = company.import("subscriptions", &rows, at("2024-06-20")).await;
    assert_eq!(report.quarantined, 0, "{:?}", report.receipt.rejects);
    let people = [
        json!({ "customer_id": "ann", "plan": "basic", "seats": "1" }),
        json!({ "customer_id": "ben", "plan": "pro" }),
        json!({ "customer_id": "cat", "plan": "pro", "seats": "3" }),
        json!({ "customer_id": "dan", "plan": "basic", "seats": "2" }),
        json!({ "customer_id": "eve", "plan": "pro", "seats": "5" }),
    ];
    company.import("customers", &people.map(object), at("2024-06-20")).await;
    let engine = company.engine(at("2024-06-20")).await;
    (company, engine)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}
