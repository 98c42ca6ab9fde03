//! Predicted value of a shop of a few customers, at parameters that a hand can reckon with, and of data that have no maximum.

use std::path::Path;
use std::process::{Command, Output};

use catalog::Settings;
use engine::{
    CustomerPrediction, Engine, LifeUnit, Population, Undefined, Value, ValueLimit, ValueModel, ValueQuery, YEAR_DAYS,
};
use jiff::civil::date;
use serde_json::{Map, Value as Json, json};

use crate::binary;
use crate::company::{Company, at, block_on};

/// Who bought on which day, for how much.
const ORDERS: [(&str, &str, &str); 7] = [
    ("ann", "2024-01-01", "30.00"),
    // Two orders of one day are one purchase of 40.
    ("ann", "2024-01-05", "15.00"),
    ("ann", "2024-01-05", "25.00"),
    ("ben", "2024-01-03", "20.00"),
    ("cat", "2024-01-04", "10.00"),
    // After the day that the models know.
    ("ann", "2024-01-15", "50.00"),
    ("dan", "2024-01-16", "70.00"),
];

#[test]
fn the_numbers_are_those_of_the_formulas() {
    block_on(async {
        let (_company, engine) = shop(Settings::default()).await;
        let found = engine.value(&asked()).await.unwrap();
        assert_eq!((found.customers, found.repeats, found.converged), (3, 1, None));
        let ann = of(&found, "main:ann");
        // 1 / (1 + a/(b+x-1) ((alpha+T)/(alpha+t_x))^(r+x)) = 1 / (1 + (10/5)²).
        assert_eq!((ann.x, ann.t_x, ann.age), (1, 4.0, 9.0));
        close(ann.p_alive.unwrap(), 0.2);
        // p (v + x z) / (p x + q - 1) = 2 (20 + 40) / (2 + 2); of who has not come back p v / (q - 1).
        assert_eq!(ann.mean_spend.unwrap().amount(), "30.0000");
        assert_eq!(of(&found, "main:ben").mean_spend.unwrap().amount(), "20.0000");
        assert_eq!(of(&found, "main:ben").p_alive, Some(1.0));
        // One period: what is expected, discounted once.
        let per_period = 1.1_f64.powf(1.0 / 12.0);
        close(ann.discounted.unwrap() * per_period, ann.expected.unwrap());
        let clv = ann.clv.unwrap().ten_thousandths as f64 / 1e4;
        assert!((clv - 30.0 * ann.discounted.unwrap()).abs() < 1e-4);
        // Given parameters say nothing of their own error.
        assert_eq!((ann.low, found.standard_errors.clone()), (None, None));
        let total: i128 = found.predictions.iter().flatten().map(|one| one.clv.unwrap().ten_thousandths).sum();
        assert!((found.clv.unwrap().total.ten_thousandths - total).abs() <= 2);
    });
}

#[test]
fn margin_and_refunds_lower_the_value() {
    block_on(async {
        let (_company, engine) = shop(Settings::default()).await;
        let whole = engine.value(&asked()).await.unwrap();
        let settings = Settings { gross_margin: Some("0.5".to_owned()), ..Settings::default() };
        let (mut company, engine) = shop(settings).await;
        let half = engine.value(&asked()).await.unwrap();
        assert_eq!(half.horizon.gross_margin, Some(0.5));
        let (whole, halved) = (of(&whole, "main:ann").clv.unwrap(), of(&half, "main:ann").clv.unwrap());
        assert!((whole.ten_thousandths - 2 * halved.ten_thousandths).abs() <= 2);
        let refund = |id: &str, day: &str, amount: &str| {
            object(json!({ "refund_id": id, "order_id": "o3", "refunded_at": day, "amount": amount }))
        };
        company.import("refunds", &[refund("r1", "2024-01-09", "20.00")], at("2024-02-02")).await;
        let refunded = company.engine(at("2024-02-02")).await.value(&asked()).await.unwrap();
        // 2 (20 + 20) / 4.
        assert_eq!(of(&refunded, "main:ann").mean_spend.unwrap().amount(), "20.0000");
        // By the tenth nobody knew of the refund of the eleventh; by the end of that day it is known: 2 (20 + 15) / 4.
        company.import("refunds", &[refund("r2", "2024-01-11", "5.00")], at("2024-02-02")).await;
        let engine = company.engine(at("2024-02-02")).await;
        assert_eq!(of(&engine.value(&asked()).await.unwrap(), "main:ann").mean_spend.unwrap().amount(), "20.0000");
        let later = ValueQuery { until: date(2024, 1, 11), ..asked() };
        assert_eq!(of(&engine.value(&later).await.unwrap(), "main:ann").mean_spend.unwrap().amount(), "17.5000");
    });
}

#[test]
fn what_came_after_judges() {
    block_on(async {
        let (_company, engine) = shop(Settings::default()).await;
        let query = ValueQuery { holdout: Some(date(2024, 1, 20)), ..asked() };
        let judged = engine.value(&query).await.unwrap().holdout.unwrap();
        // ann came back once more; dan was not there before.
        assert_eq!((judged.length, judged.actual), (10, 1));
        assert_eq!(judged.by_repeats.iter().map(|class| class.customers).collect::<Vec<_>>(), [2, 1]);
        let last = judged.tracking.last().unwrap();
        assert_eq!((last.day.as_str(), last.actual), ("2024-01-20", 2));
        let known = judged.tracking.iter().find(|step| step.day == "2024-01-10").unwrap();
        assert_eq!(known.actual, 1);
        for refused in [
            ValueQuery { holdout: Some(date(2024, 1, 10)), ..asked() },
            // Known through January only.
            ValueQuery { holdout: Some(date(2024, 2, 1)), ..asked() },
            ValueQuery { until: date(2024, 2, 1), ..asked() },
            ValueQuery { periods: None, ..asked() },
            ValueQuery { parameters: Some([1.0, -1.0, 1.0, 1.0]), ..asked() },
        ] {
            let error = engine.value(&refused).await.unwrap_err();
            assert_eq!(error.code(), "question", "{error}");
        }
        let error = engine.value(&ValueQuery { until: date(2024, 2, 1), ..asked() }).await.unwrap_err();
        assert!(error.to_string().contains("2024-01-31"), "{error}");
    });
}

#[test]
fn data_without_a_maximum_are_said_to_have_none_and_predict_the_limit() {
    block_on(async {
        let fit = ValueQuery { parameters: None, spend_parameters: None, ..asked() };
        let company = |orders: Vec<(String, String)>| async move {
            let mut company = Company::new(Settings::default()).await;
            company.complete_through = Some(date(2024, 1, 31));
            let rows: Vec<_> = (0..).zip(orders).map(|(n, (who, day))| row(n, (&who, &day, "25.00"))).collect();
            company.import("orders", &rows, at("2024-02-01")).await;
            let engine = company.engine(at("2024-02-01")).await;
            (company, engine)
        };
        let once = (1..9).map(|day| (format!("c{day}"), format!("2024-01-0{day}"))).collect();
        let (_once, engine) = company(once).await;
        let found = engine.value(&fit).await.unwrap();
        assert_eq!((found.limit, found.fitted), (Some(ValueLimit::NoRepeats), ValueModel::Nbd));
        assert_eq!(found.spend.reason, Some(Undefined::TooFew));
        assert_eq!(found.clv.unwrap().total.amount(), "0.0000");
        assert_eq!(found.predictions.unwrap()[0].expected, Some(0.0));
        // Everybody buys every third day to the end: nobody leaves, and all spend the same.
        let often =
            (1..9).flat_map(|who| (0..4).map(move |n| (format!("c{who}"), format!("2024-01-{:02}", 1 + 3 * n))));
        let (_often, engine) = company(often.collect()).await;
        for model in [ValueModel::BgNbd, ValueModel::ParetoNbd] {
            let found = engine.value(&ValueQuery { model, ..fit.clone() }).await.unwrap();
            assert_eq!((found.limit, found.fitted), (Some(ValueLimit::NoDropout), ValueModel::Nbd), "{found:?}");
            assert_eq!(found.spend.reason, Some(Undefined::NoSpread));
            assert_eq!(found.spend.mean.unwrap().amount(), "25.0000");
            let one = &found.predictions.unwrap()[0];
            assert_eq!(one.p_alive, Some(1.0));
            assert!((one.expected.unwrap() / (YEAR_DAYS / 12.0 / 3.0) - 1.0).abs() < 0.02, "{one:?}");
        }
        // One customer, and none.
        let (_one, engine) = company(vec![("ann".to_owned(), "2024-01-10".to_owned())]).await;
        assert_eq!(engine.value(&fit).await.unwrap().reason, Some(Undefined::NoTime));
        let nobody = Population { filter: Some("country = 'XX'".to_owned()), ..Population::default() };
        let found = engine.value(&ValueQuery { population: nobody, ..fit.clone() }).await.unwrap();
        assert_eq!((found.customers, found.reason), (0, Some(Undefined::NoObservations)));
        let empty = Company::new(Settings::default()).await;
        assert_eq!(empty.engine(at("2024-02-01")).await.value(&fit).await.unwrap_err().code(), "question");
    });
}

#[test]
fn an_order_that_was_not_known_yet_does_not_count() {
    block_on(async {
        let (mut company, _) = shop(Settings::default()).await;
        company.import("orders", &[row(9, ("ben", "2024-01-09", "20.00"))], at("2024-02-10")).await;
        let now = company.engine(at("2024-02-11")).await;
        assert_eq!(now.value(&asked()).await.unwrap().repeats, 2);
        let then = company.engine_as_of(at("2024-02-11"), Some(at("2024-02-05"))).await;
        assert_eq!(then.value(&asked()).await.unwrap().repeats, 1);
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
    let file = folder.path().join("orders.csv");
    let rows: String =
        (0..).zip(ORDERS).map(|(n, (who, day, amount))| format!("o{n},{who},{day},{amount}\n")).collect();
    std::fs::write(&file, format!("order_id,customer_id,ordered_at,amount\n{rows}")).unwrap();
    said(run(&["import", "orders", file.to_str().unwrap(), "--complete-through", "2024-01-31"]));
    let words = ["value", "--until", "2024-01-10", "--parameters", "1,1,1,1", "--unit", "day", "--customers"];
    let english = said(run(&words));
    assert!(english.contains("Value to come") && english.contains("main:ann"), "{english}");
    let chinese = said(run(&[&["--lang", "zh-CN"], &words[..]].concat()));
    assert!(chinese.contains("未来价值") && !chinese.contains("Value to come"), "{chinese}");
    let told: Json = serde_json::from_str(&said(run(&[&["--format", "json"], &words[..]].concat()))).unwrap();
    assert_eq!(told["predictions"].as_array().unwrap().len(), 3);
    assert_eq!((told["model"].as_str(), told["horizon"]["periods"].as_u64()), (Some("bg_nbd"), Some(36)));
    let csv = said(run(&[&["--format", "csv"], &words[..]].concat()));
    assert_eq!(csv.lines().count(), 4);
    assert!(csv.starts_with("customer_id,x,t_x,T,p_alive,"), "{csv}");
    // A source that knows more than the orders do moves the day no further than the orders are known.
    let events = folder.path().join("events.csv");
    std::fs::write(&events, "customer_id,ts,name\nann,2024-02-01,used\n").unwrap();
    said(run(&["import", "events", events.to_str().unwrap(), "--complete-through", "2024-02-01"]));
    let told: Json = serde_json::from_str(&said(run(&["--format", "json", "value"]))).unwrap();
    assert_eq!(told["until"].as_str(), Some("2024-01-31"));
    for refused in [
        &["value", "--holdout", "2024-01-20"][..],
        &["value", "--parameters", "1,2"],
        &["value", "--periods", "soon"],
        &["value", "--periods", "forever"],
    ] {
        assert!(!run(refused).status.success(), "{refused:?}");
    }
}

fn tenure(workspace: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(binary::path());
    command.arg("-C").arg(workspace).args(["--now", "2024-02-02T00:00:00Z"]).args(words);
    command.env_remove("TENURE_LANG").env_remove("TENURE_NOW").output().unwrap()
}

fn asked() -> ValueQuery {
    ValueQuery {
        model: ValueModel::BgNbd,
        until: date(2024, 1, 10),
        holdout: None,
        unit: LifeUnit::Day,
        periods: Some(1),
        period_days: YEAR_DAYS / 12.0,
        parameters: Some([1.0, 1.0, 1.0, 1.0]),
        spend_parameters: Some([2.0, 3.0, 20.0]),
        customers: true,
        population: Population::default(),
    }
}

fn of<'a>(found: &'a Value, customer: &str) -> &'a CustomerPrediction {
    found.predictions.iter().flatten().find(|one| one.customer_id == customer).unwrap()
}

async fn shop(settings: Settings) -> (Company, Engine) {
    let mut company = Company::new(settings).await;
    company.complete_through = Some(date(2024, 1, 31));
    let rows: Vec<_> = (0..).zip(ORDERS).map(|(number, order)| row(number, order)).collect();
    let report = company.import("orders", &rows, at("2024-02-01")).await;
    assert_eq!(report.quarantined, 0, "{:?}", report.receipt.rejects);
    let engine = company.engine(at("2024-02-01")).await;
    (company, engine)
}

fn row(number: usize, (who, day, amount): (&str, &str, &str)) -> Map<String, Json> {
    object(json!({ "order_id": format!("o{}", number + 1), "customer_id": who, "ordered_at": day, "amount": amount }))
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(object) => object,
        other => panic!("{other}"),
    }
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}
