//! Funnels over a shop small enough to follow everybody by eye.

use catalog::{Settings, StepOrder};
use engine::{Engine, Funnel, FunnelCount, FunnelMatch, FunnelQuery, FunnelStep, Population};
use jiff::civil::date;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

/// Everybody's way through the shop: who, when, what.
const WAYS: [(&str, &str, &str); 13] = [
    // Looks, leaves, comes back and buys within the day.
    ("ann", "2024-03-01T09:00:00Z", "look"),
    ("ann", "2024-03-05T09:00:00Z", "look"),
    ("ann", "2024-03-05T10:00:00Z", "fill"),
    ("ann", "2024-03-05T12:00:00Z", "pay"),
    // Fills the basket and thinks for two days.
    ("bob", "2024-03-02T09:00:00Z", "look"),
    ("bob", "2024-03-02T09:30:00Z", "fill"),
    ("bob", "2024-03-04T09:30:00Z", "pay"),
    // Opens a complaint on the way.
    ("cat", "2024-03-03T09:00:00Z", "look"),
    ("cat", "2024-03-03T09:10:00Z", "complain"),
    ("cat", "2024-03-03T09:20:00Z", "fill"),
    // Fills before looking.
    ("dan", "2024-03-04T09:00:00Z", "fill"),
    ("dan", "2024-03-04T09:01:00Z", "look"),
    // Began an hour before the events end.
    ("eve", "2024-03-30T23:00:00Z", "look"),
];
const DAY_US: i64 = 86_400_000_000;

#[test]
fn each_step_counts_who_took_all_before_it_within_the_window() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.funnel(&asked()).await.unwrap();
        assert_eq!(counts(&found), [4, 3, 1]);
        assert_eq!(found.immature, 1);
        let [look, fill, pay] = found.steps.as_slice() else { panic!("{found:?}") };
        assert_eq!([look.stopped, fill.stopped, pay.stopped], [1, 2, 1]);
        assert_eq!((fill.share_of_first, pay.share_of_previous), (Some(0.75), Some(1.0 / 3.0)));
        assert_eq!([look.biggest_drop, fill.biggest_drop, pay.biggest_drop], [false, false, true]);
        // From looking to filling: an hour, half an hour, twenty minutes.
        assert_eq!(fill.median_seconds, Some(1800.0));
        assert_eq!(pay.median_seconds, Some(7200.0));
    });
}

#[test]
fn order_window_and_exclusion_each_change_who_gets_through() {
    block_on(async {
        let (_company, engine) = shop().await;
        for (what, query, expected) in [
            ("three days", FunnelQuery { window_us: 3 * DAY_US, ..asked() }, vec![4, 3, 2]),
            ("nothing between", FunnelQuery { order: StepOrder::Strict, ..asked() }, vec![4, 2, 1]),
            ("any order", FunnelQuery { order: StepOrder::Any, ..asked() }, vec![4, 4, 1]),
            ("no complaint", FunnelQuery { exclude: vec!["complain".to_owned()], ..asked() }, vec![4, 2, 1]),
            ("the first match", FunnelQuery { matching: FunnelMatch::First, ..asked() }, vec![4, 2, 0]),
            ("every attempt", FunnelQuery { count: FunnelCount::Attempts, ..asked() }, vec![5, 3, 1]),
            ("who has just begun", FunnelQuery { include_immature: true, ..asked() }, vec![5, 3, 1]),
        ] {
            assert_eq!(counts(&engine.funnel(&query).await.unwrap()), expected, "{what}");
        }
    });
}

#[test]
fn parts_sum_to_the_whole_and_everybody_is_told() {
    block_on(async {
        let (_company, engine) = shop().await;
        let population = Population { by: vec!["country".to_owned()], ..Population::default() };
        let found = engine.funnel(&FunnelQuery { population, customers: true, ..asked() }).await.unwrap();
        let of = |country: Option<&str>| -> Vec<u64> {
            let own = found.steps.iter().filter(|step| step.by[0].1.as_deref() == country);
            own.map(|step| step.customers).collect()
        };
        assert_eq!(of(Some("DE")), [2, 2, 1]);
        assert_eq!(of(None), [2, 1, 0]);
        let told = found.customers.unwrap();
        let reached: Vec<(&str, usize)> = told.iter().map(|one| (one.customer_id.as_str(), one.reached)).collect();
        assert_eq!(reached, [("main:ann", 3), ("main:bob", 2), ("main:cat", 2), ("main:dan", 1)]);
        assert_eq!(told[0].at, ["2024-03-05T09:00:00Z", "2024-03-05T10:00:00Z", "2024-03-05T12:00:00Z"]);
    });
}

#[test]
fn what_cannot_be_a_funnel_is_refused() {
    block_on(async {
        let (_company, engine) = shop().await;
        for query in [
            FunnelQuery { steps: steps(&["look"]), ..asked() },
            FunnelQuery { steps: steps(&["look", "filll"]), ..asked() },
            FunnelQuery { steps: steps(&["look"; 65]), ..asked() },
            FunnelQuery { window_us: 0, ..asked() },
        ] {
            assert!(engine.funnel(&query).await.is_err(), "{query:?}");
        }
    });
}

fn asked() -> FunnelQuery {
    FunnelQuery {
        steps: steps(&["look", "fill", "pay"]),
        exclude: Vec::new(),
        window_us: DAY_US,
        order: StepOrder::Ordered,
        count: FunnelCount::Customers,
        matching: FunnelMatch::Best,
        from: date(2024, 3, 1),
        to: date(2024, 4, 1),
        population: Population::default(),
        include_immature: false,
        customers: false,
    }
}

fn steps(names: &[&str]) -> Vec<FunnelStep> {
    names.iter().map(|name| FunnelStep { name: (*name).to_owned(), events: Vec::new(), filter: None }).collect()
}

fn counts(found: &Funnel) -> Vec<u64> {
    found.steps.iter().map(|step| step.customers).collect()
}

async fn shop() -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 3, 30));
    let events: Vec<_> = WAYS
        .iter()
        .map(|(customer, ts, name)| object(json!({ "customer_id": customer, "ts": ts, "name": name })))
        .collect();
    company.import("events", &events, at("2024-04-02")).await;
    let people = ["ann", "bob"].map(|customer| object(json!({ "customer_id": customer, "country": "DE" })));
    company.import("customers", &people, at("2024-04-02")).await;
    let engine = company.engine(at("2024-04-02")).await;
    (company, engine)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}
