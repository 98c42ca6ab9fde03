//! Laws that hold for any company: random customers, plans, orders and zones through import, lake and engine.

use std::collections::{BTreeMap, BTreeSet};

use catalog::Settings;
use engine::{Answer, Engine, Number, Query};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use lake::OutsideId;
use model::{Grain, Micros};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const START: &str = "2024-02-20";
const COUNTRIES: [&str; 4] = ["", "DE", "FR", "CN"];
const DAY: Micros = 86_400_000_000;
/// Far east, far west, and two zones whose clocks change within the 90 days that are tried.
const ZONES: [&str; 5] = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "America/Los_Angeles"];

#[derive(Clone, Debug)]
struct Order {
    customer: u8,
    minute: u32,
    cents: u32,
}

#[derive(Clone, Debug)]
struct Change {
    customer: u8,
    subscription: u8,
    minute: u32,
    active: bool,
    plan: u8,
}

fn orders() -> impl Strategy<Value = Vec<Order>> {
    let order = (0..6_u8, 0..90 * 1440_u32, 1..100_000_u32);
    prop::collection::vec(order.prop_map(|(customer, minute, cents)| Order { customer, minute, cents }), 1..40)
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0..6_u8, 0..2_u8, 0..90 * 1440_u32, prop::bool::weighted(0.6), 0..3_u8);
    let change = change.prop_map(|(customer, subscription, minute, active, plan)| Change {
        customer,
        subscription,
        minute,
        active,
        plan,
    });
    prop::collection::vec(change, 1..40)
}

fn few() -> ProptestConfig {
    ProptestConfig {
        cases: 8,
        max_shrink_iters: 40,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_241_231),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(few())]

    /// `end = start + new + reactivated - churned` in every period, and the end of one is the start of the next.
    #[test]
    fn the_customer_bridge_holds(changes in changes(), zone in 0..ZONES.len(), grain in 0..3_usize) {
        block_on(async {
            let grain = [Grain::Day, Grain::Week, Grain::Month][grain];
            let (_company, engine) = subscribed(&changes, ZONES[zone]).await;
            let names = ["customers_at_start", "new_customers", "reactivated_customers", "churned_customers", "customers_at_end"];
            let query = Query { metrics: names.map(str::to_owned).into(), ..Query::new("", date(2024, 2, 18), date(2024, 5, 26), Some(grain)) };
            let answers = engine.query(&query).await.unwrap();
            let [start, new, back, churned, end] = std::array::from_fn(|index| counts(&answers[index]));
            for period in 0..start.len() {
                prop_assert_eq!(start[period] + new[period] + back[period] - churned[period], end[period], "period {}", period);
                if let Some(next) = start.get(period + 1) {
                    prop_assert_eq!(end[period], *next);
                }
            }
            for law in engine.laws().await.unwrap() {
                prop_assert!(law.breaches.is_empty(), "{:?}", law);
            }
            Ok(())
        })?;
    }

    /// Whoever is active at an instant has a subscription whose last change before it says so.
    #[test]
    fn states_equal_a_naive_recount(changes in changes(), zone in 0..ZONES.len()) {
        block_on(async {
            let (_company, engine) = subscribed(&changes, ZONES[zone]).await;
            let query = Query::new("customers_at_end", date(2024, 2, 18), date(2024, 5, 20), Some(Grain::Day));
            let answer = engine.query(&query).await.unwrap().remove(0);
            for row in &answer.rows {
                let end = instant(row.end.parse().unwrap(), ZONES[zone]);
                prop_assert_eq!(whole(row.value), active_before(&changes, end), "at {}", row.end);
            }
            Ok(())
        })?;
    }

    /// The parts of a cut by a customer's attribute sum to the whole, null being a part of its own.
    #[test]
    fn parts_sum_to_the_whole(changes in changes(), attributes in prop::collection::vec(0..4_u8, 6)) {
        block_on(async {
            let mut company = company("UTC").await;
            let rows: Vec<_> = attributes.iter().enumerate().filter(|(_, value)| **value > 0).map(|(customer, value)| {
                object(json!({ "customer_id": format!("c{customer}"), "country": COUNTRIES[usize::from(*value)] }))
            }).collect();
            if !rows.is_empty() {
                company.import("customers", &rows, at("2024-06-03")).await;
            }
            company.import("subscription_changes", &change_rows(&changes), at("2024-06-03")).await;
            let engine = company.engine(at("2024-06-03")).await;
            for metric in ["customers_at_end", "new_customers", "churned_customers", "active_customers", "mrr"] {
                let whole_query = Query::new(metric, date(2024, 3, 1), date(2024, 6, 1), Some(Grain::Month));
                let cut = Query { by: vec!["country".to_owned()], ..whole_query.clone() };
                let (total, parts) = (engine.query(&whole_query).await.unwrap().remove(0), engine.query(&cut).await.unwrap().remove(0));
                prop_assert!(parts.rows.is_empty() || parts.partition == Some(true));
                for row in &total.rows {
                    let sum: i128 = parts.rows.iter().filter(|part| part.start == row.start).map(|part| whole(part.value)).sum();
                    prop_assert_eq!(sum, whole(row.value), "{} {}", metric, row.start);
                }
            }
            Ok(())
        })?;
    }

    /// Every order falls on its own civil day in any zone, and days, weeks and months hold the same orders and money.
    #[test]
    fn days_are_those_of_the_zone(orders in orders(), zone in 0..ZONES.len()) {
        block_on(async {
            let (_company, engine) = shop(&orders, ZONES[zone]).await;
            let range = |grain| Query { metrics: vec!["orders".to_owned(), "revenue".to_owned()], ..Query::new("", date(2024, 2, 12), date(2024, 6, 3), Some(grain)) };
            let daily = engine.query(&range(Grain::Day)).await.unwrap();
            for (row, money) in daily[0].rows.iter().zip(&daily[1].rows) {
                let day: Date = row.start.parse().unwrap();
                let mine = orders.iter().filter(|order| civil(order.minute, ZONES[zone]) == day);
                let (count, cents) = mine.fold((0, 0), |(count, cents), order| (count + 1, cents + i128::from(order.cents)));
                prop_assert_eq!(whole(row.value), count, "{} in {}", day, ZONES[zone]);
                prop_assert_eq!(whole(money.value), cents * 100);
            }
            for grain in [Grain::Week, Grain::Month] {
                let coarse = engine.query(&range(grain)).await.unwrap();
                let sum = |answer: &Answer| counts(answer).iter().sum::<i128>();
                prop_assert_eq!(sum(&coarse[0]), orders.len() as i128);
                prop_assert_eq!(sum(&coarse[1]), sum(&daily[1]));
            }
            Ok(())
        })?;
    }

    /// Sets made by plans equal sets counted one row at a time.
    #[test]
    fn purchase_sets_equal_a_naive_recount(orders in orders()) {
        block_on(async {
            let (_company, engine) = shop(&orders, "UTC").await;
            let metrics = ["repurchase_rate", "customer_retention_rate", "repeat_sale_rate"].map(str::to_owned).into();
            let query = Query { metrics, basis: Some(catalog::Basis::Purchase), ..Query::new("", date(2024, 2, 20), date(2024, 5, 20), Some(Grain::Day)) };
            let answers = engine.query(&query).await.unwrap();
            for (index, row) in answers[0].rows.iter().enumerate() {
                let (start, end) = (instant(row.start.parse().unwrap(), "UTC"), instant(row.end.parse().unwrap(), "UTC"));
                let mut times: BTreeMap<u8, Vec<Micros>> = BTreeMap::new();
                for order in &orders {
                    times.entry(order.customer).or_default().push(moment(order.minute));
                }
                let with = |test: &dyn Fn(&[Micros]) -> bool| times.values().filter(|times| test(times)).count() as i128;
                let before = |times: &[Micros], at: Micros| times.iter().filter(|time| **time < at).count();
                prop_assert_eq!(whole(row.numerator), with(&|times| before(times, end) >= 2));
                prop_assert_eq!(whole(row.denominator), with(&|times| before(times, end) >= 1));
                // Active at t: an order before it, no more than 90 days ago.
                let active = |times: &[Micros], at: Micros| times.iter().any(|time| *time < at && at <= time + 90 * DAY);
                let kept = &answers[1].rows[index];
                prop_assert_eq!(whole(kept.denominator), with(&|times| active(times, start)));
                prop_assert_eq!(whole(kept.numerator), with(&|times| active(times, start) && active(times, end)));
                let repeat = &answers[2].rows[index];
                let again = |times: &[Micros]| {
                    let first = times.iter().min().copied().unwrap_or_default();
                    times.iter().filter(|time| **time == first).count() > 1 && (start..end).contains(&first)
                        || times.iter().any(|time| *time > first && (start..end).contains(time))
                };
                prop_assert_eq!(whole(repeat.numerator), with(&again));
            }
            Ok(())
        })?;
    }

    /// Files that say nothing of each other may come in any order.
    #[test]
    fn the_order_of_files_does_not_matter(orders in orders(), split in 0..40_usize) {
        block_on(async {
            let rows = order_rows(&orders);
            let (first, second) = rows.split_at(split.min(rows.len()));
            let now = at("2024-06-03");
            let mut said = Vec::new();
            for files in [[first, second], [second, first]] {
                let mut company = company("UTC").await;
                for file in files.into_iter().filter(|file| !file.is_empty()) {
                    company.import("orders", file, now).await;
                }
                said.push(bytes(&company.engine(now).await).await);
            }
            prop_assert_eq!(&said[0], &said[1]);
            Ok(())
        })?;
    }

    /// What was known then is answered in the same bytes after more has been imported.
    #[test]
    fn as_of_gives_the_same_bytes(early in orders(), late in orders()) {
        block_on(async {
            let mut company = company("UTC").await;
            let (then, now) = (at("2024-06-03"), at("2024-06-05"));
            company.import("orders", &order_rows(&early), then).await;
            let before = bytes(&company.engine_as_of(then, Some(then)).await).await;
            let mut rows = order_rows(&late);
            for (index, row) in rows.iter_mut().enumerate() {
                // Half of them correct an earlier order, half are new.
                let id = if index % 2 == 0 { format!("o{index}") } else { format!("late{index}") };
                row.insert("order_id".to_owned(), Value::String(id));
            }
            company.import("orders", &rows, now).await;
            prop_assert_eq!(before, bytes(&company.engine_as_of(now, Some(then)).await).await);
            Ok(())
        })?;
    }

    /// Merging customers and undoing it, in any order, leaves every answer as it was.
    #[test]
    fn merging_and_undoing_is_the_identity(orders in orders(), pairs in prop::collection::vec((0..6_u8, 0..6_u8), 1..5), order in any::<u64>()) {
        block_on(async {
            let mut company = company("UTC").await;
            let now = at("2024-06-03");
            company.import("orders", &order_rows(&orders), now).await;
            let before = rows(&company.engine(now).await).await;
            let known: BTreeSet<u8> = orders.iter().map(|order| order.customer).collect();
            let mut links = Vec::new();
            let mut customer_of: BTreeMap<u8, u8> = known.iter().map(|customer| (*customer, *customer)).collect();
            for (a, b) in pairs.into_iter().filter(|(a, b)| a != b && known.contains(a) && known.contains(b)) {
                let id = |customer: u8| OutsideId { namespace: "main".to_owned(), id: format!("c{customer}") };
                links.push(company.lake.merge(&id(a), &id(b), now).await.unwrap());
                let (mine, theirs) = (customer_of[&a], customer_of[&b]);
                customer_of.values_mut().filter(|customer| **customer == theirs).for_each(|customer| *customer = mine);
            }
            // Every order lies before June: its buyers are as many as the merged groups are.
            let buyers = company.engine(now).await.query(&Query::new("repurchase_rate", date(2024, 5, 1), date(2024, 6, 1), None)).await;
            let groups: BTreeSet<u8> = customer_of.into_values().collect();
            prop_assert_eq!(whole(buyers.unwrap()[0].rows[0].denominator), groups.len() as i128);
            links.sort_unstable();
            links.dedup();
            let turn = usize::try_from(order % 7).unwrap();
            let middle = turn.min(links.len());
            links.rotate_left(middle);
            for link in links {
                company.lake.undo_merge(link, now).await.unwrap();
            }
            prop_assert_eq!(before, rows(&company.engine(now).await).await);
            Ok(())
        })?;
    }
}

async fn company(zone: &str) -> Company {
    let settings = Settings::parse(&format!("time_zone: {zone}\n"), "tenure.yaml").unwrap();
    let mut company = Company::new(settings).await;
    company.complete_through = Some(date(2024, 5, 31));
    company
}

/// The company must outlive its engine: its folder goes away with it.
async fn subscribed(changes: &[Change], zone: &str) -> (Company, Engine) {
    let mut company = company(zone).await;
    let now = at("2024-06-03");
    company.import("subscription_changes", &change_rows(changes), now).await;
    let engine = company.engine(now).await;
    (company, engine)
}

async fn shop(orders: &[Order], zone: &str) -> (Company, Engine) {
    let mut company = company(zone).await;
    company.import("orders", &order_rows(orders), at("2024-06-03")).await;
    let engine = company.engine(at("2024-06-03")).await;
    (company, engine)
}

fn order_rows(orders: &[Order]) -> Vec<Map<String, Value>> {
    let row = |(index, order): (usize, &Order)| {
        object(json!({
            "order_id": format!("o{index}"),
            "customer_id": format!("c{}", order.customer),
            "ordered_at": time(order.minute),
            "amount": format!("{}.{:02}", order.cents / 100, order.cents % 100),
        }))
    };
    orders.iter().enumerate().map(row).collect()
}

/// One row a subscription and minute: the last of several counts, as it does for the recount.
fn change_rows(changes: &[Change]) -> Vec<Map<String, Value>> {
    distinct(changes)
        .values()
        .map(|change| {
            object(json!({
                "subscription_id": format!("s{}-{}", change.customer, change.subscription),
                "at": time(change.minute),
                "customer_id": format!("c{}", change.customer),
                "status": if change.active { "active" } else { "canceled" },
                "plan": format!("p{}", change.plan),
                "amount": format!("{}.00", 10 * (u32::from(change.plan) + 1)),
            }))
        })
        .collect()
}

fn distinct(changes: &[Change]) -> BTreeMap<(u8, u8, u32), &Change> {
    changes.iter().map(|change| ((change.customer, change.subscription, change.minute), change)).collect()
}

fn active_before(changes: &[Change], end: Micros) -> i128 {
    let mut last: BTreeMap<(u8, u8), bool> = BTreeMap::new();
    for ((customer, subscription, minute), change) in distinct(changes) {
        if moment(minute) < end {
            last.insert((customer, subscription), change.active);
        }
    }
    last.iter().filter(|(_, active)| **active).map(|((customer, _), _)| customer).collect::<BTreeSet<_>>().len() as i128
}

async fn bytes(engine: &Engine) -> String {
    serde_json::to_string(&ask(engine).await).unwrap()
}

async fn rows(engine: &Engine) -> String {
    let answers = ask(engine).await;
    serde_json::to_string(&answers.iter().map(|answer| &answer.rows).collect::<Vec<_>>()).unwrap()
}

async fn ask(engine: &Engine) -> Vec<Answer> {
    let metrics = ["orders", "revenue", "repurchase_rate", "customer_retention_rate"].map(str::to_owned).into();
    let query = Query {
        metrics,
        basis: Some(catalog::Basis::Purchase),
        ..Query::new("", date(2024, 2, 1), date(2024, 6, 1), Some(Grain::Month))
    };
    engine.query(&query).await.unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn moment(minute: u32) -> Micros {
    at(START) + Micros::from(minute) * 60_000_000
}

fn time(minute: u32) -> String {
    Timestamp::from_microsecond(moment(minute)).unwrap().to_string()
}

fn civil(minute: u32, zone: &str) -> Date {
    Timestamp::from_microsecond(moment(minute)).unwrap().to_zoned(TimeZone::get(zone).unwrap()).date()
}

fn instant(day: Date, zone: &str) -> Micros {
    let zoned = day.to_zoned(TimeZone::get(zone).unwrap()).unwrap();
    zoned.start_of_day().unwrap().timestamp().as_microsecond()
}

fn counts(answer: &Answer) -> Vec<i128> {
    answer.rows.iter().map(|row| whole(row.value)).collect()
}

/// Counts as they are, money in ten-thousandths, nothing as zero.
fn whole(number: Option<Number>) -> i128 {
    match number {
        Some(Number::Whole(count)) => count,
        Some(Number::Money(money)) => money.ten_thousandths,
        Some(Number::Real(value)) => panic!("{value} is neither a count nor money"),
        None => 0,
    }
}
