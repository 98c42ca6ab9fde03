//! The value of cohorts: two customers who pay back what they cost in their third month, reckoned by hand.

use std::path::Path;
use std::process::{Command, Output};

use catalog::Settings;
use engine::{CohortValue, CohortValueQuery, Engine, LifeUnit, Population, Reason, ValueModel, ValueQuery, YEAR_DAYS};
use jiff::civil::date;
use model::Grain;
use serde_json::{Map, Value as Json, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const ORDERS: [(&str, &str, &str); 5] = [
    ("anna", "2024-01-10", "80.00"),
    ("anna", "2024-02-20", "80.00"),
    ("ben", "2024-01-20", "20.00"),
    ("ben", "2024-03-25", "100.00"),
    ("carla", "2024-05-06", "7.00"),
];
const SPEND: [(&str, &str); 2] = [("2024-01-05", "100.00"), ("2024-05-06", "900.00")];

#[test]
fn a_cohort_is_followed_by_its_age_and_against_what_it_cost() {
    block_on(async {
        let (_company, engine) = shop(Some("0.5")).await;
        let found = engine.cohort_values(&asked()).await.unwrap();
        let starts: Vec<&str> = found.cohorts.iter().map(|cohort| cohort.start.as_str()).collect();
        assert_eq!(starts, ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"]);
        let january = &found.cohorts[0];
        assert_eq!((january.size, january.complete), (2, true));
        assert_eq!(january.cac.unwrap().amount(), "50.0000");
        // 100 at a margin of a half are covered by 200: 100 by their first month, 180 by the second, 280 by the third.
        assert_eq!((january.payback_month, january.expected_payback_month), (Some(3), Some(3)));
        assert_eq!(brought(january), [Some("50.0000"), Some("90.0000"), Some("140.0000"), None, None].map(owned));
        let third = &january.points[2];
        assert_eq!((third.margin.unwrap().amount().as_str(), third.expected_revenue), ("70.0000", third.revenue));
        // In their fourth month Anna has been observed to its end and Ben has not: what is foretold of him adds to it.
        let fourth = &january.points[3];
        assert_eq!(fourth.matured, 1);
        let (known, later) = (third.revenue.unwrap(), january.points[4].expected_revenue.unwrap());
        assert!(fourth.expected_revenue.unwrap() > known && later > fourth.expected_revenue.unwrap());
        let halves =
            2 * fourth.expected_margin.unwrap().ten_thousandths - fourth.expected_revenue.unwrap().ten_thousandths;
        assert!(halves.abs() <= 2);
        let february = &found.cohorts[1];
        assert_eq!((february.size, february.cac, february.payback_reason), (0, None, Some(Reason::NothingToDivideBy)));
        // May is not over: somebody may still join.
        let may = &found.cohorts[4];
        assert_eq!((may.size, may.complete, may.cac, may.payback_reason), (1, false, None, Some(Reason::NotKnownYet)));
        assert!(may.points.iter().all(|point| point.expected_revenue.is_none() && point.revenue.is_none()));
    });
}

#[test]
fn what_has_not_been_covered_yet_is_not_said_to_be() {
    block_on(async {
        let (mut company, _) = shop(Some("0.5")).await;
        let dear = object(json!({ "spend_id": "more", "date": "2024-01-31", "category": "sales", "amount": "60.00" }));
        company.import("spend", &[dear], at("2024-05-10")).await;
        let engine = company.engine(at("2024-05-10")).await;
        let year = CohortValueQuery { months: 12, ..asked() };
        let january = engine.cohort_values(&year).await.unwrap().cohorts.remove(0);
        assert_eq!((january.payback_month, january.payback_reason), (None, Some(Reason::NotYet)));
        // 320 are needed, 280 known: what is foretold gets there.
        assert!(january.expected_payback_month.is_some_and(|month| month > 3), "{january:?}");
        let (_company, engine) = shop(None).await;
        let january = engine.cohort_values(&asked()).await.unwrap().cohorts.remove(0);
        assert_eq!((january.payback_month, january.payback_reason), (None, Some(Reason::SettingMissing)));
        assert_eq!((january.points[0].margin, january.expected_payback_month), (None, None));
        let none = CohortValueQuery { months: 0, ..asked() };
        assert_eq!(engine.cohort_values(&none).await.unwrap_err().code(), "question");
    });
}

#[test]
fn the_command_shows_cohorts_in_both_languages() {
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
    said(run(&["import", "orders", file.to_str().unwrap(), "--complete-through", "2024-05-09"]));
    let words = [
        "value",
        "--cohorts",
        "--from",
        "2024-01-01",
        "--to",
        "2024-06-01",
        "--months",
        "5",
        "--parameters",
        "1,30,1,4",
    ];
    let words = [&words[..], &["--unit", "day"]].concat();
    let english = said(run(&words));
    assert!(english.contains("2024-01") && english.contains("CAC"), "{english}");
    let chinese = said(run(&[&["--lang", "zh-CN"], &words[..]].concat()));
    assert!(chinese.contains("获客成本") && !chinese.contains("Cohort"), "{chinese}");
    let told: Json = serde_json::from_str(&said(run(&[&["--format", "json"], &words[..]].concat()))).unwrap();
    assert_eq!(told["cohorts"][0]["points"][0]["revenue"]["amount"], "50.0000");
    let csv = said(run(&[&["--format", "csv"], &words[..]].concat()));
    assert_eq!(csv.lines().count(), 1 + 5 * 5);
    assert!(!run(&["value", "--from", "2024-01-01", "--to", "2024-02-01"]).status.success());
}

fn tenure(workspace: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(binary::path());
    command.arg("-C").arg(workspace).args(["--now", "2024-05-10T00:00:00Z"]).args(words);
    command.env_remove("TENURE_LANG").env_remove("TENURE_NOW").output().unwrap()
}

fn brought(cohort: &CohortValue) -> Vec<Option<String>> {
    cohort.points.iter().map(|point| point.revenue.map(|revenue| revenue.amount())).collect()
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn asked() -> CohortValueQuery {
    CohortValueQuery {
        value: ValueQuery {
            model: ValueModel::BgNbd,
            until: date(2024, 5, 9),
            holdout: None,
            unit: LifeUnit::Day,
            periods: Some(36),
            period_days: YEAR_DAYS / 12.0,
            parameters: Some([1.0, 30.0, 1.0, 4.0]),
            spend_parameters: Some([2.0, 3.0, 40.0]),
            customers: false,
            population: Population::default(),
        },
        from: date(2024, 1, 1),
        to: date(2024, 6, 1),
        grain: Grain::Month,
        months: 5,
    }
}

async fn shop(margin: Option<&str>) -> (Company, Engine) {
    let settings = Settings { gross_margin: margin.map(str::to_owned), ..Settings::default() };
    let mut company = Company::new(settings).await;
    company.complete_through = Some(date(2024, 5, 9));
    let orders = (0..).zip(ORDERS).map(|(n, (who, day, amount))| {
        object(json!({ "order_id": format!("o{n}"), "customer_id": who, "ordered_at": day, "amount": amount }))
    });
    company.import("orders", &orders.collect::<Vec<_>>(), at("2024-05-10")).await;
    let spend = (0..).zip(SPEND).map(|(n, (day, amount))| {
        object(json!({ "spend_id": format!("k{n}"), "date": day, "category": "marketing", "amount": amount }))
    });
    company.import("spend", &spend.collect::<Vec<_>>(), at("2024-05-10")).await;
    let engine = company.engine(at("2024-05-10")).await;
    (company, engine)
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(object) => object,
        other => panic!("{other}"),
    }
}
