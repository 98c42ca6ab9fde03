//! Cut by where customers stood at the time, the bridge of customers and that of recurring revenue hold in every part.

use std::collections::BTreeMap;

use catalog::Settings;
use engine::{Engine, ExplainQuery, Number, Query, Subject};
use jiff::civil::{Date, date};
use model::Grain;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const CUTS: [&str; 4] = ["plan@time", "country@time", "segment:new_customers_30d@time", "rfm@time"];
const PLANS: [&str; 3] = ["basic", "pro", "team"];
const COUNTRIES: [&str; 3] = ["DE", "FR", ""];
/// With their signs: what is left when a part's end is taken from it.
const CUSTOMERS: [(&str, i128); 7] = [
    ("customers_at_start", 1),
    ("new_customers", 1),
    ("reactivated_customers", 1),
    ("churned_customers", -1),
    ("moved_in_customers", 1),
    ("moved_out_customers", -1),
    ("customers_at_end", -1),
];
const MONEY: [(&str, i128); 8] = [
    ("new_mrr", 1),
    ("expansion_mrr", 1),
    ("reactivation_mrr", 1),
    ("contraction_mrr", -1),
    ("churned_mrr", -1),
    ("moved_in_mrr", 1),
    ("moved_out_mrr", -1),
    ("mrr", -1),
];

#[derive(Clone, Debug)]
struct Change {
    customer: u8,
    subscription: u8,
    hour: u32,
    active: bool,
    plan: usize,
    amount: u32,
}

#[derive(Clone, Debug)]
struct Moving {
    customer: u8,
    hour: u32,
    country: usize,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0..6_u8, 0..2_u8, 0..120 * 24_u32, prop::bool::weighted(0.7), 0..PLANS.len(), 1..9_u32);
    let change = change.prop_map(|(customer, subscription, hour, active, plan, amount)| Change {
        customer,
        subscription,
        hour,
        active,
        plan,
        amount,
    });
    prop::collection::vec(change, 5..50)
}

fn movings() -> impl Strategy<Value = Vec<Moving>> {
    let moving = (0..6_u8, 0..120 * 24_u32, 0..COUNTRIES.len());
    prop::collection::vec(moving.prop_map(|(customer, hour, country)| Moving { customer, hour, country }), 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4,
        max_shrink_iters: 30,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_241_122),
        ..ProptestConfig::default()
    })]

    /// In every part and period `end = start + new + reactivated - churned + moved in - moved out`, the same for recurring
    /// revenue, the end of one period is the start of the next, and whoever moves out of one part moves into another.
    #[test]
    fn bridges_hold_in_every_part(changes in changes(), movings in movings(), cut in 0..CUTS.len()) {
        block_on(async {
            let (_company, engine) = company(&changes, &movings).await;
            let customers = bridge(&engine, CUTS[cut], &CUSTOMERS).await;
            for ((start, part), amounts) in &customers {
                let gap: i128 = amounts.iter().zip(CUSTOMERS).map(|(amount, (_, sign))| amount * sign).sum();
                prop_assert_eq!(gap, 0, "{} {:?}: {:?}", start, part, amounts);
            }
            continuous(&customers, |amounts| (amounts[0], amounts[6]))?;
            balanced(&customers, |amounts| amounts[4] - amounts[5])?;
            let money = bridge(&engine, CUTS[cut], &MONEY).await;
            let mut opening: BTreeMap<Option<String>, i128> = BTreeMap::new();
            for ((start, part), amounts) in &money {
                let moved: i128 = amounts.iter().zip(MONEY).map(|(amount, (_, sign))| amount * sign).sum();
                // What is missing is what the part opened with: what it closed with before.
                prop_assert_eq!(-moved, opening.get(part).copied().unwrap_or_default(), "{} {:?}: {:?}", start, part, amounts);
                opening.insert(part.clone(), amounts[7]);
            }
            balanced(&money, |amounts| amounts[5] - amounts[6])
        })?;
    }
}

#[test]
fn a_mover_is_new_nowhere_and_churns_nowhere() {
    block_on(async {
        let change = |customer, hour, plan| Change { customer, subscription: 0, hour, active: true, plan, amount: 3 };
        // Customer 0 goes from basic to pro in the second month.
        let (_company, engine) = company(&[change(0, 24, 0), change(1, 24, 0), change(0, 40 * 24, 1)], &[]).await;
        let found = bridge(&engine, "plan@time", &CUSTOMERS).await;
        let february = |plan: &str| found[&("2024-02-01".to_owned(), Some(plan.to_owned()))].clone();
        assert_eq!(february("basic"), [2, 0, 0, 0, 0, 1, 1]);
        assert_eq!(february("pro"), [0, 0, 0, 0, 1, 0, 1]);
        // Of those on basic when it began nobody is lost.
        let query = Query {
            by: vec!["plan@time".to_owned()],
            ..Query::new("churn_rate", date(2024, 2, 1), date(2024, 3, 1), Some(Grain::Month))
        };
        let answer = engine.query(&query).await.unwrap().remove(0);
        assert_eq!(answer.rows[0].denominator, Some(Number::Whole(2)));
        assert_eq!(answer.rows[0].numerator, Some(Number::Whole(0)));
    });
}

#[test]
fn explaining_a_part_shows_who_moved() {
    block_on(async {
        let change = |customer, hour, plan| Change { customer, subscription: 0, hour, active: true, plan, amount: 3 };
        let (_company, engine) = company(&[change(0, 24, 0), change(1, 24, 0), change(0, 40 * 24, 1)], &[]).await;
        let ask = |value: &str| ExplainQuery {
            metric: "moved_in_customers".to_owned(),
            from: date(2024, 2, 1),
            to: date(2024, 3, 1),
            filter: None,
            part: vec![("plan@time".to_owned(), Some(value.to_owned()))],
            basis: None,
            subject: Subject::Customer,
            params: BTreeMap::new(),
            customers: None,
        };
        let found = engine.explain(&ask("pro")).await.unwrap();
        assert_eq!(found.answer.rows[0].value, Some(Number::Whole(1)));
        let ids: Vec<_> = found.customers.iter().flat_map(|part| &part.ids).collect();
        assert!(ids.len() == 1 && ids[0].ends_with(":c0"), "{ids:?}");
        let wrong = engine.explain(&ask("gold")).await.unwrap_err().to_string();
        assert!(wrong.contains("plan@time=basic"), "{wrong}");
    });
}

#[test]
fn earlier_values_of_an_attribute_are_those_that_were_recorded() {
    block_on(async {
        let change = |customer| Change { customer, subscription: 0, hour: 24, active: true, plan: 0, amount: 3 };
        let moving = Moving { customer: 0, hour: 40 * 24, country: 1 };
        let (_company, engine) = company(&[change(0), change(1)], &[moving]).await;
        let found = bridge(&engine, "country@time", &CUSTOMERS).await;
        let at =
            |start: &str, country: &str| found.get(&(start.to_owned(), Some(country.to_owned()))).map(|row| row[6]);
        // Before the first change its old value held; customer 1 has no history and is what the record says.
        assert_eq!((at("2024-01-01", "DE"), at("2024-01-01", "CN")), (Some(1), Some(1)));
        assert_eq!((at("2024-02-01", "FR"), at("2024-02-01", "CN")), (Some(1), Some(1)));
    });
}

/// The amounts of some metrics by period and part.
type Bridge = BTreeMap<(String, Option<String>), Vec<i128>>;

async fn bridge(engine: &Engine, cut: &str, metrics: &[(&str, i128)]) -> Bridge {
    let query = Query {
        metrics: metrics.iter().map(|(metric, _)| (*metric).to_owned()).collect(),
        by: vec![cut.to_owned()],
        ..Query::new("", date(2024, 1, 1), date(2024, 5, 1), Some(Grain::Month))
    };
    let mut found = Bridge::new();
    for (index, answer) in engine.query(&query).await.unwrap().into_iter().enumerate() {
        for row in answer.rows {
            let part = row.by[0].1.clone();
            let amounts = found.entry((row.start, part)).or_insert_with(|| vec![0; metrics.len()]);
            amounts[index] = match row.value {
                Some(Number::Whole(count)) => count,
                Some(Number::Money(money)) => money.ten_thousandths,
                other => panic!("{other:?}"),
            };
        }
    }
    found
}

/// What one period ends with the next begins with.
fn continuous(bridge: &Bridge, edges: impl Fn(&[i128]) -> (i128, i128)) -> Result<(), TestCaseError> {
    for ((start, part), amounts) in bridge {
        let day: Date = start.parse().unwrap();
        let next = day.saturating_add(jiff::Span::new().months(1)).to_string();
        if let Some(following) = bridge.get(&(next, part.clone())) {
            prop_assert_eq!(edges(amounts).1, edges(following).0, "{} {:?}", start, part);
        }
    }
    Ok(())
}

/// What all parts together gain by moves is nothing.
fn balanced(bridge: &Bridge, gained: impl Fn(&[i128]) -> i128) -> Result<(), TestCaseError> {
    let mut by_period: BTreeMap<&str, i128> = BTreeMap::new();
    for ((start, _), amounts) in bridge {
        *by_period.entry(start).or_default() += gained(amounts);
    }
    for (start, sum) in by_period {
        prop_assert_eq!(sum, 0, "{}", start);
    }
    Ok(())
}

async fn company(changes: &[Change], movings: &[Moving]) -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 5, 31));
    let now = at("2024-06-01");
    let people: Vec<_> =
        (0..6).map(|who| object(json!({ "customer_id": format!("c{who}"), "country": "CN" }))).collect();
    company.import("customers", &people, now).await;
    let mut latest: BTreeMap<(u8, u32), Value> = BTreeMap::new();
    let moment = |hour: u32| format!("{}T{:02}:00:00Z", day(hour / 24), hour % 24);
    let rows: BTreeMap<(u8, u8, u32), Map<String, Value>> = changes
        .iter()
        .map(|change| {
            let row = json!({
                "subscription_id": format!("s{}-{}", change.customer, change.subscription),
                "customer_id": format!("c{}", change.customer),
                "at": moment(change.hour),
                "status": if change.active { "active" } else { "canceled" },
                "plan": PLANS[change.plan],
                "amount": format!("{}0.00", change.amount),
            });
            ((change.customer, change.subscription, change.hour), object(row))
        })
        .collect();
    company.import("subscription_changes", &rows.into_values().collect::<Vec<_>>(), now).await;
    for moving in movings {
        let row = json!({
            "customer_id": format!("c{}", moving.customer),
            "at": moment(moving.hour),
            "attribute": "country",
            "old_value": "DE",
            "new_value": COUNTRIES[moving.country],
        });
        latest.insert((moving.customer, moving.hour), row);
    }
    if !latest.is_empty() {
        let rows: Vec<_> = latest.into_values().map(object).collect();
        let report = company.import("customer_changes", &rows, now).await;
        assert_eq!(report.quarantined, 0, "{:?}", report.receipt.rejects);
    }
    let order = |who: u8, days: u32| {
        let id = format!("o{who}-{days}");
        let at = moment(days * 24);
        object(json!({ "order_id": id, "customer_id": format!("c{who}"), "ordered_at": at, "amount": "9.00" }))
    };
    let orders: Vec<_> = (0..6).flat_map(|who| (0..u32::from(who)).map(move |n| (who, n * 17 + 3))).collect();
    let orders: Vec<_> = orders.into_iter().map(|(who, days)| order(who, days)).collect();
    company.import("orders", &orders, now).await;
    let engine = company.engine(now).await;
    (company, engine)
}

/// A day counted from the first of January 2024.
fn day(days: u32) -> Date {
    date(2024, 1, 1).saturating_add(jiff::Span::new().days(days))
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}
