//! The shape of an answer, as every door gives it: the keys, their order, and the same numbers in SQL.

use serde_json::{Map, Value, json};

use catalog::Settings;
use engine::{Engine, Query};
use jiff::civil::date;
use model::Grain;

use crate::company::{Company, at, block_on};

/// Four customers on two plans; Dan leaves in February, Eve comes.
async fn company() -> Company {
    let mut company = Company::new(Settings::default()).await;
    let now = at("2024-06-01");
    let customers = [("anna", "pro"), ("ben", "pro"), ("carla", "free"), ("dan", "pro"), ("eve", "free")];
    let rows: Vec<_> = customers.iter().map(|(id, plan)| row(json!({ "customer_id": id, "plan": plan }))).collect();
    company.import("customers", &rows, now).await;
    let changes = [
        ("anna", "2024-01-05", "active"),
        ("ben", "2024-01-06", "active"),
        ("carla", "2024-01-07", "active"),
        ("dan", "2024-01-08", "active"),
        ("dan", "2024-02-10", "canceled"),
        ("eve", "2024-02-20", "active"),
        ("eve", "2024-05-20", "canceled"),
    ];
    let change = |(id, at, status): &(&str, &str, &str)| {
        row(
            json!({ "subscription_id": format!("s-{id}"), "customer_id": id, "at": at, "status": status, "amount": "10.00" }),
        )
    };
    company.import("subscription_changes", &changes.iter().map(change).collect::<Vec<_>>(), now).await;
    company
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn retention() -> Query {
    Query {
        by: vec!["plan".to_owned()],
        ..Query::new("customer_retention_rate", date(2024, 2, 1), date(2024, 3, 1), Some(Grain::Month))
    }
}

async fn engine(company: &Company) -> Engine {
    company.engine(at("2024-06-01")).await
}

#[test]
fn an_answer_has_the_published_keys_in_the_published_order() {
    block_on(async {
        let company = company().await;
        let answer = engine(&company).await.query(&retention()).await.unwrap().remove(0);
        let told = serde_json::to_value(&answer).unwrap();
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(keys(&told), "metric unit grain time_zone basis subject as_of snapshot interval partition rows");
        assert_eq!(
            keys(&told["rows"][1]),
            "start end by value numerator denominator low high eligible matured complete"
        );
        let row = &told["rows"][1];
        assert_eq!(row["by"], json!({ "plan": "pro" }));
        assert_eq!((row["numerator"].clone(), row["denominator"].clone()), (json!(2), json!(3)));
        assert_eq!(told["interval"], json!({ "method": "wilson", "level": 0.95 }));
        assert_eq!(told["as_of"], json!("2024-06-01T00:00:00Z"));
    });
}

#[test]
fn money_is_an_amount_as_text_with_its_currency() {
    block_on(async {
        let company = company().await;
        let query = Query::new("mrr", date(2024, 2, 1), date(2024, 3, 1), Some(Grain::Month));
        let answer = engine(&company).await.query(&query).await.unwrap().remove(0);
        let told = serde_json::to_value(&answer).unwrap();
        assert_eq!(told["rows"][0]["value"], json!({ "amount": "40.0000", "currency": "USD" }));
    });
}

#[test]
fn a_metric_in_sql_is_the_answer() {
    block_on(async {
        let company = company().await;
        let engine = engine(&company).await;
        let sql = "select plan, cast(numerator as bigint) as n, cast(denominator as bigint) as d \
                   from metric('customer_retention_rate', '2024-02-01', '2024-03-01', 'month', 'plan') order by plan";
        let (_, batches) = engine.sql(sql).await.unwrap();
        let mut lines = arrow::json::LineDelimitedWriter::new(Vec::new());
        lines.write_batches(&batches.iter().collect::<Vec<_>>()).unwrap();
        let told = String::from_utf8(lines.into_inner()).unwrap();
        let expected = ["{\"plan\":\"free\",\"n\":1,\"d\":1}", "{\"plan\":\"pro\",\"n\":2,\"d\":3}"];
        assert_eq!(told.lines().collect::<Vec<_>>(), expected);
    });
}

#[test]
fn sql_that_changes_anything_or_asks_for_nothing_known_is_refused() {
    block_on(async {
        let company = company().await;
        let engine = engine(&company).await;
        for sql in [
            "drop table orders",
            "create table t as select 1",
            "set x = 1",
            "select * from metric('nope', '2024-01-01', '2024-02-01')",
            "select * from metric(1)",
        ] {
            assert!(engine.sql(sql).await.is_err(), "{sql}");
        }
    });
}

#[test]
fn a_comparison_stands_beside_each_part() {
    block_on(async {
        let company = company().await;
        let query = Query {
            compare: Some(engine::Compare::Previous),
            ..Query::new("customers_at_end", date(2024, 2, 1), date(2024, 3, 1), Some(Grain::Month))
        };
        let answer = engine(&company).await.query(&query).await.unwrap().remove(0);
        let told = serde_json::to_value(&answer.rows[0]).unwrap();
        let expected =
            json!({ "start": "2024-01-01", "end": "2024-02-01", "value": 4, "change": 0, "change_share": 0.0 });
        assert_eq!((told["value"].clone(), told["compare"].clone()), (json!(4), expected));
    });
}

#[test]
fn an_exclusion_that_fails_says_where_it_stands() {
    block_on(async {
        let settings = Settings::parse("exclude: [\"colour = 'red'\"]\n", "tenure.yaml").unwrap();
        let mut company = Company::new(settings).await;
        let order =
            row(json!({ "order_id": "1", "customer_id": "anna", "ordered_at": "2024-01-05", "amount": "1.00" }));
        company.import("orders", &[order], at("2024-06-01")).await;
        let query = Query::new("orders", date(2024, 1, 1), date(2024, 2, 1), None);
        let error = engine(&company).await.query(&query).await.unwrap_err().to_string();
        assert!(error.contains("tenure.yaml") && error.contains("colour"), "{error}");
    });
}

#[test]
fn a_signup_belongs_to_the_channel_of_the_first_visit() {
    block_on(async {
        let mut company = Company::new(Settings::default()).await;
        let events = [
            json!({ "event_id": "1", "ts": "2024-01-03T10:00:00Z", "name": "page", "anonymous_id": "v1", "channel": "ads" }),
            json!({ "event_id": "2", "ts": "2024-01-03T11:00:00Z", "name": "page", "anonymous_id": "v2", "channel": "mail" }),
            json!({ "event_id": "3", "ts": "2024-01-04T10:00:00Z", "name": "signup", "anonymous_id": "v1", "customer_id": "anna" }),
            json!({ "event_id": "4", "ts": "2024-05-01T10:00:00Z", "name": "page", "anonymous_id": "v3", "channel": "ads" }),
        ];
        company.import("events", &events.map(row), at("2024-06-01")).await;
        let query = Query {
            by: vec!["channel".to_owned()],
            ..Query::new("visit_to_signup_rate", date(2024, 1, 1), date(2024, 2, 1), Some(Grain::Month))
        };
        let answer = engine(&company).await.query(&query).await.unwrap().remove(0);
        let told = serde_json::to_value(&answer).unwrap();
        let parts = told["rows"].as_array().unwrap().iter();
        let parts: Vec<_> =
            parts.map(|row| json!([row["by"]["channel"], row["numerator"], row["denominator"]])).collect();
        assert_eq!(parts, [json!(["ads", 1, 1]), json!(["mail", 0, 1])]);
        assert_eq!(told["partition"], json!(true));
    });
}
