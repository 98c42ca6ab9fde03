//! What moved a metric between two months, over a shop small enough to split by hand.

use std::process::Command;

use catalog::Settings;
use engine::{DriversMethod, DriversQuery, Engine, MetricDrivers, Number, Subject, Why};
use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-03-05";
const MONTHS: [(Date, Date); 2] = [(date(2024, 1, 1), date(2024, 2, 1)), (date(2024, 2, 1), date(2024, 3, 1))];

/// Who ordered, when, where and for how much.
const ORDERS: [(&str, &str, &str, &str); 8] = [
    ("ann", "2024-01-05", "web", "10.00"),
    ("bob", "2024-01-06", "web", "30.00"),
    ("cat", "2024-01-07", "app", "20.00"),
    ("dan", "2024-01-08", "app", "20.00"),
    ("ann", "2024-02-05", "app", "40.00"),
    ("bob", "2024-02-06", "web", "30.00"),
    ("bob", "2024-02-07", "web", "10.00"),
    ("eve", "2024-02-08", "web", "15.00"),
];

/// Ann and Bob are in Germany, Cat and Dan in France, nobody knows where Eve is.
async fn shop() -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 2, 29));
    let people = [("ann", "DE"), ("bob", "DE"), ("cat", "FR"), ("dan", "FR")];
    let people = people.map(|(who, country)| row(json!({ "customer_id": who, "country": country, "name": who })));
    let orders: Vec<_> = ORDERS
        .iter()
        .enumerate()
        .map(|(id, (who, at, channel, amount))| {
            row(json!({
                "order_id": id, "customer_id": who, "ordered_at": at, "channel": channel, "amount": amount,
                "currency": "USD",
            }))
        })
        .collect();
    company.import("customers", &people, at(NOW)).await;
    company.import("orders", &orders, at(NOW)).await;
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn asked(metric: &str, by: &[&str]) -> DriversQuery {
    DriversQuery {
        metric: metric.to_owned(),
        periods: MONTHS,
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        filter: None,
        basis: None,
        subject: Subject::Customer,
        params: Default::default(),
        top: 5,
    }
}

/// Value, mix and rate of the parts of a dimension, by value.
fn told<'a>(found: &'a MetricDrivers, dimension: &str) -> Vec<(Option<&'a str>, f64, f64)> {
    let own = found.by.iter().filter(|driver| driver.dimension == dimension);
    let mut told: Vec<_> =
        own.map(|driver| (driver.value.as_deref(), driver.mix.to_f64(), driver.rate.to_f64())).collect();
    told.sort_by(|one, other| one.0.cmp(&other.0));
    told
}

/// 80 from four, then 95 from three. In Germany two brought 40 and then 80: all is what each brings. France's 40 went
/// with its two, and Eve came with 15.
#[test]
fn a_sum_moves_by_who_is_there_and_by_what_each_brings() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.drivers(&asked("revenue", &["country"])).await.unwrap();
        assert_eq!(found.method, DriversMethod::Sum);
        assert_eq!([found.from.value, found.to.value, found.change].map(Number::to_f64), [80.0, 95.0, 15.0]);
        assert_eq!(told(&found, "country"), [(None, 15.0, 0.0), (Some("DE"), 0.0, 40.0), (Some("FR"), -40.0, 0.0)]);
        let strongest: Vec<_> = found.strengths.iter().map(|driver| driver.value.as_deref()).collect();
        assert_eq!((strongest, found.weaknesses[0].value.as_deref()), (vec![Some("DE"), None], Some("FR")));
    });
}

/// An order is worth 20, then 23.75. By the order's own channel: web 2 of 4 at 20 and then 3 of 4 at 55/3; app 2 of 4 at
/// 20 and then 1 of 4 at 40.
#[test]
fn a_rate_moves_by_the_shares_of_its_parts_and_by_their_own_rates() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.drivers(&asked("aov", &["row.channel"])).await.unwrap();
        assert_eq!((found.method, found.change.to_f64()), (DriversMethod::Rate, 3.75));
        let centre = (20.0 + 23.75) / 2.0;
        let expected = [
            (Some("app"), -0.25 * ((20.0 + 40.0) / 2.0 - centre), 0.375 * 20.0),
            (Some("web"), 0.25 * ((20.0 + 55.0 / 3.0) / 2.0 - centre), 0.625 * (55.0 / 3.0 - 20.0)),
        ];
        for (found, expected) in told(&found, "row.channel").into_iter().zip(expected) {
            assert_eq!(found.0, expected.0);
            assert!(
                (found.1 - expected.1).abs() < 2e-4 && (found.2 - expected.2).abs() < 2e-4,
                "{found:?} {expected:?}"
            );
        }
        let effects: Vec<Number> = found.by.iter().map(|driver| driver.effect).collect();
        assert_eq!(Number::sum(&effects), Some(found.change));
    });
}

#[test]
fn without_a_dimension_all_are_looked_at_and_names_are_none() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.drivers(&asked("orders", &[])).await.unwrap();
        let dimensions: std::collections::BTreeSet<&str> =
            found.by.iter().map(|driver| driver.dimension.as_str()).collect();
        assert!(dimensions.contains("country") && dimensions.contains("channel"), "{dimensions:?}");
        assert!(!dimensions.contains("name") && !dimensions.contains("email"), "{dimensions:?}");
        for dimension in dimensions {
            let own = found.by.iter().filter(|driver| driver.dimension == dimension);
            let effects: Vec<Number> = own.map(|driver| driver.effect).collect();
            assert_eq!(Number::sum(&effects).map(Number::to_f64), Some(found.change.to_f64()), "{dimension}");
        }
        let sizes: Vec<f64> = found.by.iter().map(|driver| driver.effect.to_f64().abs()).collect();
        assert!(sizes.is_sorted_by(|one, other| one >= other), "{sizes:?}");
        assert!(found.left_out.iter().any(|left| left.dimension == "gender" && left.why == Why::OnePart));
    });
}

#[test]
fn small_parts_are_gathered_and_narrowing_narrows() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.drivers(&DriversQuery { top: 1, ..asked("revenue", &["country"]) }).await.unwrap();
        let told: Vec<_> =
            found.by.iter().map(|driver| (driver.value.as_deref(), driver.gathered, driver.effect.to_f64())).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&(None, Some(2), -25.0)), "{told:?}");
        let filter = Some("country = 'DE'".to_owned());
        let german = engine.drivers(&DriversQuery { filter, ..asked("revenue", &["country"]) }).await.unwrap();
        assert_eq!(german.change.to_f64(), 40.0);
    });
}

#[test]
fn what_cannot_be_split_says_why() {
    block_on(async {
        let (_company, engine) = shop().await;
        let refused = async |query: DriversQuery| engine.drivers(&query).await.unwrap_err().to_string();
        assert!(refused(asked("stickiness", &[])).await.contains("mean of rates"));
        assert!(refused(asked("time_between_orders", &[])).await.contains("median"));
        assert!(refused(asked("revenue", &["countri"])).await.contains("country"));
        let late = [MONTHS[1], (date(2024, 4, 1), date(2024, 5, 1))];
        assert!(refused(DriversQuery { periods: late, ..asked("revenue", &[]) }).await.contains("2024-04-01"));
    });
}

#[test]
fn the_command_tells_it_in_both_languages_and_every_format() {
    block_on(async {
        let (company, _) = shop().await;
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\n").unwrap();
        let run = |format: &str, language: &str| {
            let output = Command::new(binary::path())
                .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW, "--lang", language])
                .args(["--format", format, "drivers", "revenue", "--from", "2024-01", "--to", "2024-02"])
                .args(["--by", "country"])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let english = run("table", "en");
        assert!(english.contains("Country: DE: 40.00 USD of 2 customers before and 80.00 USD of 2 after"), "{english}");
        let chinese = run("table", "zh-CN");
        assert!(chinese.contains("从 2 位客户的 40.00 USD 到 2 位客户的 80.00 USD"), "{chinese}");
        let json: Value = serde_json::from_str(&run("json", "en")).unwrap();
        assert_eq!(json["change"]["amount"], "15.0000");
        assert_eq!(json["by"][0]["dimension"], "country");
        assert_eq!(json["said"]["strengths"].as_array().unwrap().len(), 2);
        assert!(run("csv", "en").starts_with("dimension,value,gathered,before"));
    });
}
