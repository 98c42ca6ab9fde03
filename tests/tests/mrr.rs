//! The bridge of recurring revenue on a company with everything that rules differ about: it holds for every customer under
//! every profile, and the difference between any two profiles is explained to the last ten-thousandth.

use std::collections::BTreeMap;

use catalog::{MrrRules, Settings};
use engine::{CustomerMovements, Engine, Movements, MrrQuery};
use model::Grain;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const PROFILES: [&str; 5] = ["tenure", "snapshot", "chartmogul", "stripe", "profitwell"];
const NOW: &str = "2024-08-15";

#[test]
fn every_customers_bridge_holds_under_every_profile() {
    block_on(async {
        let (_company, engine) = engine().await;
        for profile in PROFILES {
            let bridge = engine.mrr(&months(), &MrrRules::profile(profile)).await.unwrap();
            assert_eq!(bridge.periods.len(), 7);
            let mut closing: BTreeMap<String, i128> = BTreeMap::new();
            for (index, period) in bridge.periods.iter().enumerate() {
                assert!(period.complete, "{profile}");
                assert_eq!(period.total.gap(), 0, "{profile} {}", period.period.start);
                assert_eq!(sum(&period.customers), period.total, "{profile} {}", period.period.start);
                for one in &period.customers {
                    let opened = closing.remove(&one.customer).unwrap_or_default();
                    // What the first period opened with is of the time before it.
                    if index > 0 {
                        let what = format!("{profile} {} {}", period.period.start, one.customer);
                        assert_eq!(one.movements.opening, opened, "{what}");
                    }
                }
                assert!(closing.values().all(|left| *left == 0), "{profile}: {closing:?}");
                let left = period.customers.iter().map(|one| (one.customer.clone(), one.movements.closing));
                closing = left.filter(|(_, amount)| *amount != 0).collect();
            }
        }
    });
}

#[test]
fn rules_that_look_at_whole_months_answer_by_whole_months_only() {
    block_on(async {
        let (_company, engine) = engine().await;
        let weeks = MrrQuery { grain: Some(Grain::Week), ..months() };
        for profile in PROFILES {
            let rules = MrrRules::profile(profile);
            let by_months = rules.net_per == catalog::MrrNet::Month || !rules.won_and_lost_in_month;
            let answer = engine.mrr(&weeks, &rules).await;
            assert_eq!(answer.is_err(), by_months, "{profile}: {:?}", answer.err());
            let quarters = MrrQuery { grain: Some(Grain::Quarter), ..months() };
            assert!(engine.mrr(&quarters, &rules).await.is_ok(), "{profile}");
        }
    });
}

#[test]
fn every_kind_of_movement_happens_and_the_metrics_tell_the_same() {
    block_on(async {
        let (_company, engine) = engine().await;
        let bridge = engine.mrr(&months(), &MrrRules::default()).await.unwrap();
        let total = bridge.periods.iter().fold(Movements::default(), |sum, period| sum.plus(&period.total));
        for (name, amount) in engine::MOVEMENTS.iter().zip(total.amounts()) {
            assert_ne!(amount, 0, "nothing is {name}");
        }
        let ids = ["new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "reactivation_mrr", "fx_mrr", "mrr"];
        let range = months();
        let query = engine::Query {
            metrics: ids.map(str::to_owned).to_vec(),
            ..engine::Query::new("mrr", range.from, range.to, range.grain)
        };
        let answers = engine.query(&query).await.unwrap();
        for (answer, place) in answers.iter().zip(1..) {
            for (row, period) in answer.rows.iter().zip(&bridge.periods) {
                let Some(engine::Number::Money(money)) = row.value else { panic!("{}: {row:?}", answer.metric) };
                assert_eq!(money.ten_thousandths, period.total.amounts()[place], "{} {}", answer.metric, row.start);
            }
        }
    });
}

#[test]
fn the_parts_of_a_difference_sum_to_it_customer_by_customer() {
    block_on(async {
        let (_company, engine) = engine().await;
        for [first, second] in [["tenure", "profitwell"], ["stripe", "chartmogul"], ["snapshot", "stripe"]] {
            let rules = [first, second].map(MrrRules::profile);
            let found = engine.mrr_reconcile(&months(), [&rules[0], &rules[1]]).await.unwrap();
            assert!(!found.rules.is_empty(), "{first} and {second} do not differ here");
            let sides =
                [&engine.mrr(&months(), &rules[0]).await.unwrap(), &engine.mrr(&months(), &rules[1]).await.unwrap()];
            for (index, (period, totals)) in found.totals.iter().enumerate() {
                let of_period = || found.rules.iter().filter(|part| part.period == *period);
                let parts = of_period().fold(Movements::default(), |sum, part| sum.plus(&part.total));
                assert_eq!(totals[0].plus(&parts), totals[1], "{first} {second} {}", period.start);
                let mut customers: BTreeMap<&str, Movements> = BTreeMap::new();
                for part in of_period() {
                    assert_eq!(sum(&part.customers), part.total, "{}", part.rule);
                    for one in &part.customers {
                        let so_far = customers.entry(&one.customer).or_default();
                        *so_far = so_far.plus(&one.movements);
                    }
                }
                let of = |side: usize, customer: &str| {
                    let all = sides[side].periods[index].customers.iter();
                    all.filter(|one| one.customer == customer).map(|one| one.movements).next().unwrap_or_default()
                };
                for (customer, moved) in customers {
                    assert_eq!(of(0, customer).plus(&moved), of(1, customer), "{first} {second} {customer}");
                }
            }
        }
    });
}

fn months() -> MrrQuery {
    let day = |text: &str| text.parse().unwrap();
    MrrQuery { from: day("2024-01-01"), to: day("2024-08-01"), grain: Some(Grain::Month), filter: None, by: Vec::new() }
}

fn sum(customers: &[CustomerMovements]) -> Movements {
    customers.iter().fold(Movements::default(), |sum, one| sum.plus(&one.movements))
}

/// The company stays for as long as its engine is asked.
async fn engine() -> (Company, Engine) {
    let settings = Settings::parse("currency: USD\n", "tenure.yaml").unwrap();
    let mut company = Company::new(settings).await;
    company.complete_through = Some("2024-08-10".parse().unwrap());
    for (table, rows) in [("fx_rates", rates()), ("subscription_changes", changes())] {
        let report = company.import(table, &rows, at(NOW)).await;
        assert_eq!(report.quarantined, 0, "{table}: {:?}", report.receipt.rejects);
    }
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

/// A rate a week.
fn rates() -> Vec<Map<String, Value>> {
    let weeks = (0..33).map(|week| {
        let day = jiff::civil::date(2023, 12, 28).saturating_add(jiff::Span::new().weeks(week));
        let rate = format!("1.{:02}", 5 + (week * 7) % 13);
        object(json!({ "date": day.to_string(), "from": "EUR", "to": "USD", "rate": rate }))
    });
    weeks.collect()
}

/// Sixty customers with one to three subscriptions each, that go through every state, drawn by a fixed rule.
fn changes() -> Vec<Map<String, Value>> {
    let mut rows = Vec::new();
    let mut draw = Draw(20_240_815);
    for customer in 0..60 {
        for subscription in 0..=draw.below(3) {
            let currency = if draw.below(2) == 0 { "USD" } else { "EUR" };
            let mut day = draw.below(150);
            for step in 0..=draw.below(6) {
                if day >= 215 {
                    break;
                }
                let status = match (step, draw.below(12)) {
                    (0, 0..2) => "trialing",
                    (0, _) | (_, 0..5) => "active",
                    (_, 5) => "past_due",
                    (_, 6) => "unpaid",
                    (_, 7) => "paused",
                    _ => "canceled",
                };
                let interval = ["month", "month", "year", "week"][draw.below(4)];
                let mut row = json!({
                    "subscription_id": format!("s{customer}-{subscription}"),
                    "customer_id": format!("c{customer}"),
                    "at": moment(day, draw.below(24)),
                    "status": status,
                    "amount": format!("{}.00", 10 + 5 * draw.below(9)),
                    "interval": interval,
                    "currency": currency,
                    "period_end": moment(day + 10 + draw.below(30), 0),
                });
                match draw.below(8) {
                    0 => row["cancel_at"] = json!(moment(day + 20, 0)),
                    1 => {
                        row["discount"] = json!("3.00");
                        row["discount_ends_at"] = json!(moment(day + 10, 0));
                    }
                    2 => {
                        row["discount"] = json!("2.00");
                        row["discount_ends_at"] = json!(moment(day + 70, 0));
                    }
                    3 => row["discount"] = json!("1.00"),
                    _ => {}
                }
                rows.push(object(row));
                day += 1 + draw.below(45);
            }
        }
    }
    rows
}

/// An hour of a day, counted from 28 December 2023.
fn moment(day: usize, hour: usize) -> String {
    let day = i64::try_from(day).unwrap();
    let date = jiff::civil::date(2023, 12, 28).saturating_add(jiff::Span::new().days(day));
    format!("{date}T{hour:02}:00:00Z")
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("{value}") };
    map
}

/// Knuth's linear congruential generator: the same numbers on every machine.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}
