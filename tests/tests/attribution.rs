//! Attribution for any company: random visits, orders and subscriptions, every model, against credits counted one touch at
//! a time.

use std::collections::BTreeMap;

use catalog::{Basis, Settings};
use engine::{Answer, Engine, Number, Query};
use jiff::Timestamp;
use jiff::civil::date;
use model::Micros;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const START: &str = "2024-02-20";
const NOW: &str = "2024-06-03";
const DAY: Micros = 86_400_000_000;
/// The last of them is no channel: a direct visit.
const CHANNELS: [&str; 4] = ["email", "paid_search", "social", ""];
const MODELS: [&str; 4] = ["first_touch", "last_touch", "linear", "position_based"];

/// Somebody, and a minute after the start.
type Moment = (u8, u32);

fn visits() -> impl Strategy<Value = BTreeMap<Moment, usize>> {
    prop::collection::btree_map((0..5_u8, 0..90 * 1440_u32), 0..CHANNELS.len(), 0..40)
}

fn orders() -> impl Strategy<Value = BTreeMap<Moment, u32>> {
    prop::collection::btree_map((0..6_u8, 0..90 * 1440_u32), 1..100_000_u32, 1..25)
}

fn few() -> ProptestConfig {
    ProptestConfig {
        cases: 4,
        max_shrink_iters: 40,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_241_231),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(few())]

    /// The credits of every conversion are exact parts of one, and its amounts are its amount, under every model.
    #[test]
    fn credits_sum_to_one_for_every_conversion(visits in visits(), orders in orders(), model in 0..MODELS.len(), days in 1..80_i64) {
        block_on(async {
            let settings = format!("attribution: {{ model: {}, lookback_days: {days} }}\nactivity: {{ window_days: 9 }}\n", MODELS[model]);
            let company = company(&settings, &visits, &orders).await;
            let engine = company.engine(at(NOW)).await;
            let broken = "select g.conversion from (select conversion, sum(credit) as credit, sum(part) as part, min(parts) as parts, \
                max(parts) as most, sum(amount) as amount from conversion_credits group by conversion) g \
                join conversions c on c.conversion = g.conversion \
                where g.credit <> 1 or g.part <> g.parts or g.parts <> g.most or coalesce(g.amount, 0) <> coalesce(c.amount, 0)";
            prop_assert_eq!(rows(&engine, broken).await, 0);
            let uncredited = "select conversion from conversions where conversion not in (select conversion from conversion_credits)";
            prop_assert_eq!(rows(&engine, uncredited).await, 0);
            prop_assert!(rows(&engine, "select conversion from conversions where kind = 'purchase'").await == orders.len());
            Ok(())
        })?;
    }

    /// What channels are credited with, and what none is, equals credits counted touch by touch, and sums to the uncut number.
    #[test]
    fn parts_equal_a_naive_count_and_sum_to_the_whole(visits in visits(), orders in orders(), model in 0..MODELS.len(), days in 1..80_i64) {
        block_on(async {
            let company = company("gross_margin: 0.5\n", &visits, &orders).await;
            let engine = company.engine(at(NOW)).await;
            let params = [("attribution_model", format!("'{}'", MODELS[model])), ("attribution_lookback_days", days.to_string())];
            let names = ["attributed_orders", "attributed_new_customers", "attributed_reactivations", "attributed_revenue", "cac"];
            let whole = Query {
                metrics: names.map(str::to_owned).into(),
                basis: Some(Basis::Purchase),
                params: params.map(|(name, literal)| (name.to_owned(), literal)).into(),
                ..Query::new("", date(2024, 2, 20), date(2024, 6, 1), None)
            };
            let cut = Query { by: vec!["channel".to_owned()], ..whole.clone() };
            let (totals, parts) = (engine.query(&whole).await.unwrap(), engine.query(&cut).await.unwrap());
            for (total, parts) in totals.iter().zip(&parts) {
                prop_assert_eq!(parts.attribution.as_ref().map(|rule| (rule.model.as_str(), rule.lookback_days)), Some((MODELS[model], days)));
                prop_assert_eq!(parts.partition, Some(true));
                let counted = |number: Option<Number>| number.map(exact).unwrap_or_default();
                let sum = |take: fn(&engine::Row) -> Option<Number>| parts.rows.iter().map(|row| counted(take(row))).sum::<Decimal>();
                if total.metric == "cac" {
                    prop_assert_eq!(sum(|row| row.numerator), counted(total.rows[0].numerator));
                    prop_assert_eq!(sum(|row| row.denominator), counted(total.rows[0].denominator));
                } else {
                    prop_assert_eq!(sum(|row| row.value), counted(total.rows[0].value), "{}", total.metric);
                }
            }
            let naive = naive(&visits, &orders, MODELS[model], days);
            let told = by_channel(&parts[0]);
            prop_assert_eq!(told.keys().collect::<Vec<_>>(), naive.keys().collect::<Vec<_>>());
            for (channel, credit) in told {
                prop_assert!((credit - naive[&channel]).abs() < 1e-9, "{channel:?}: {credit}, not {}", naive[&channel]);
            }
            // Customers are shared out as their acquisition is credited.
            let shared: BTreeMap<_, _> = parts[4].rows.iter().map(|row| (row.by[0].1.clone(), row.denominator.map_or(0.0, Number::to_f64))).collect();
            for (channel, credit) in by_channel(&parts[1]) {
                prop_assert!((shared[&channel] - credit).abs() < 1e-9, "{channel:?}: {credit}");
            }
            Ok(())
        })?;
    }
}

/// The credit of every order by channel, touch by touch.
fn naive(
    visits: &BTreeMap<Moment, usize>,
    orders: &BTreeMap<Moment, u32>,
    model: &str,
    days: i64,
) -> BTreeMap<Option<String>, f64> {
    let mut credits: BTreeMap<Option<String>, f64> = BTreeMap::new();
    for (customer, minute) in orders.keys() {
        let order = moment(*minute);
        let before = visits.iter().filter(|((visitor, at), _)| {
            visitor == customer && moment(*at) <= order && moment(*at) > order - days * DAY
        });
        let touches: Vec<&str> = before.map(|(_, channel)| CHANNELS[*channel]).collect();
        let mut counted: Vec<&str> = touches.iter().copied().filter(|channel| !channel.is_empty()).collect();
        if counted.is_empty() {
            counted = touches.iter().map(|_| "direct").collect();
        }
        let n = counted.len();
        if n == 0 {
            *credits.entry(None).or_default() += 1.0;
        }
        for (place, channel) in counted.into_iter().enumerate() {
            let is_end = place == 0 || place + 1 == n;
            let credit = match model {
                "first_touch" => f64::from(u8::from(place == 0)),
                "last_touch" => f64::from(u8::from(place + 1 == n)),
                "position_based" if n > 2 && is_end => 0.4,
                "position_based" if n > 2 => 0.2 / f64::from(u32::try_from(n - 2).unwrap()),
                _ => 1.0 / f64::from(u32::try_from(n).unwrap()),
            };
            if credit > 0.0 {
                *credits.entry(Some(channel.to_owned())).or_default() += credit;
            }
        }
    }
    credits
}

async fn company(settings: &str, visits: &BTreeMap<Moment, usize>, orders: &BTreeMap<Moment, u32>) -> Company {
    let mut company = Company::new(Settings::parse(settings, "tenure.yaml").unwrap()).await;
    company.complete_through = Some(date(2024, 5, 31));
    let events: Vec<_> = visits
        .iter()
        .enumerate()
        .map(|(index, ((customer, minute), channel))| {
            object(json!({
                "event_id": format!("e{index}"), "session_id": format!("s{index}"), "ts": time(*minute), "name": "page",
                "customer_id": format!("c{customer}"), "channel": CHANNELS[*channel],
            }))
        })
        .collect();
    if !events.is_empty() {
        company.import("events", &events, at(NOW)).await;
    }
    let bought: Vec<_> = orders
        .iter()
        .enumerate()
        .map(|(index, ((customer, minute), cents))| {
            object(json!({
                "order_id": format!("o{index}"), "customer_id": format!("c{customer}"), "ordered_at": time(*minute),
                "amount": format!("{}.{:02}", cents / 100, cents % 100),
            }))
        })
        .collect();
    company.import("orders", &bought, at(NOW)).await;
    let spend = [("email", "12.50"), ("paid_search", "200.00"), ("", "70.00")].into_iter().enumerate();
    let spend = spend.map(|(index, (channel, amount))| {
        object(json!({
            "spend_id": format!("k{index}"), "date": "2024-04-01", "category": "marketing", "channel": channel, "amount": amount,
        }))
    });
    company.import("spend", &spend.collect::<Vec<_>>(), at(NOW)).await;
    company
}

async fn rows(engine: &Engine, sql: &str) -> usize {
    engine.sql(sql).await.unwrap().1.iter().map(|batch| batch.num_rows()).sum()
}

fn by_channel(answer: &Answer) -> BTreeMap<Option<String>, f64> {
    let rows = answer.rows.iter().map(|row| (row.by[0].1.clone(), row.value.map_or(0.0, Number::to_f64)));
    rows.filter(|(_, value)| *value != 0.0).collect()
}

/// Money in units of its currency.
fn exact(number: Number) -> Decimal {
    match number {
        Number::Real(value) => value,
        Number::Whole(count) => Decimal::from_i128(count).unwrap(),
        Number::Money(money) => Decimal::new(money.ten_thousandths.to_i64().unwrap(), 4),
    }
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
