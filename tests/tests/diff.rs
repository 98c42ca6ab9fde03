//! What changed between two states of knowledge, and why: one change of each kind with an effect known by hand, and
//! parts that sum to the change whatever happened.

use std::collections::BTreeMap;

use catalog::Settings;
use engine::{ChangedCell, DiffQuery, Number, Query};
use jiff::civil::date;
use lake::{Lake, OutsideId};
use model::{Grain, Micros};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::as_of::Workspace;
use crate::company::{Company, at, block_on};

const ORDERS: &str = "order_id,customer_id,ordered_at,amount,currency\n\
    a,ann,2024-01-05,100.00,USD\nb,bob,2024-01-10,50.00,EUR\nc,cat,2024-01-20,30.00,USD\nd,dan,2024-02-10,10.00,USD\n";
const RATES: &str = "date,from,to,rate\n2024-01-10,EUR,USD,1.10\n";
const PERIODS: [&str; 6] = ["--period-from", "2024-01-01", "--period-to", "2024-04-01", "--grain", "month"];

/// Revenue of January is 185.00 as known on the tenth of March; since then one thing of each kind has happened to it.
fn shop() -> Workspace {
    let shop = Workspace::new("currency: USD\nactivity: { basis: purchase, window_days: 30 }\n");
    shop.import("2024-03-01", "fx_rates", ("rates.csv", RATES), "2024-02-29");
    shop.import("2024-03-02", "orders", ("orders.csv", ORDERS), "2024-02-29");
    // A late order of January (+20), a correction (+10), and an order of March that is news.
    let more = ORDERS.replace("30.00", "40.00") + "e,eve,2024-01-25,20.00,USD\nf,fay,2024-03-15,70.00,USD\n";
    shop.import("2024-04-01", "orders", ("more.csv", &more), "2024-03-31");
    // 50 euro at 1.20 instead of 1.10 (+5).
    shop.import("2024-04-02", "fx_rates", ("rates-2.csv", &RATES.replace("1.10", "1.20")), "2024-03-31");
    // 15 of the first order given back (-15).
    let refund = "refund_id,order_id,refunded_at,amount,currency\nr,a,2024-01-30,15.00,USD\n";
    shop.import("2024-04-03", "refunds", ("refunds.csv", refund), "2024-03-31");
    let lake = shop.path("");
    block_on(async {
        let id = |id: &str| OutsideId { namespace: namespace(&shop), id: id.to_owned() };
        Lake::open(&lake).await.unwrap().merge(&id("ann"), &id("cat"), at("2024-04-04")).await.unwrap();
    });
    // Revenue without refunds (+15).
    let measure =
        "kind: rows, from: revenue_lines, where: kind = 'order', when: during, value: sum(amount), unit: money";
    let about = "about: { en: Orders, zh-CN: 订单 }";
    shop.write("metrics/measures.yaml", &format!("measures:\n  revenue_in_period: {{ {measure}, {about} }}\n"));
    shop
}

fn namespace(shop: &Workspace) -> String {
    let told = shop.json("2024-04-03", &["sql", "select distinct namespace from orders"]);
    told[0]["namespace"].as_str().unwrap().to_owned()
}

fn parts(cell: &Value) -> Vec<String> {
    let part = |part: &Value| {
        let change = part["change"].as_object().map_or(part["change"].to_string(), |money| money["amount"].to_string());
        format!("{} {}", part["cause"].as_str().unwrap(), change.trim_matches('"'))
    };
    cell["parts"].as_array().unwrap().iter().map(part).collect()
}

#[test]
fn each_kind_of_change_has_the_effect_known_by_hand() {
    let shop = shop();
    let ask = [&["diff", "revenue", "--from", "2024-03-10", "--rows"][..], &PERIODS].concat();
    let told = shop.json("2024-05-01", &ask);
    let cells = told["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 2, "February is as it was: {told:#}");
    let january = &cells[0];
    assert_eq!((&january["before"]["amount"], &january["after"]["amount"]), (&json!("185.0000"), &json!("220.0000")));
    assert_eq!(january["change"]["amount"], "35.0000");
    let expected =
        ["rates 5.0000", "late_rows 20.0000", "corrections 10.0000", "refunds -15.0000", "definitions 15.0000"];
    assert_eq!(parts(january), expected);
    let brought = |part: usize| &january["parts"][part]["brought_by"];
    assert_eq!(
        *brought(0),
        json!([{ "import": 4, "table": "fx_rates", "file": file(&shop, "rates-2.csv"), "rows": 1 }])
    );
    assert_eq!(*brought(1), json!([{ "import": 3, "table": "orders", "file": file(&shop, "more.csv"), "rows": 1 }]));
    assert_eq!(*brought(2), json!([{ "import": 3, "table": "orders", "file": file(&shop, "more.csv"), "rows": 1 }]));
    assert_eq!(
        *brought(3),
        json!([{ "import": 5, "table": "refunds", "file": file(&shop, "refunds.csv"), "rows": 1 }])
    );
    assert_eq!(brought(4)[0]["file"], "metrics/measures.yaml");
    let late = &january["parts"][1]["shown"][0];
    assert_eq!((&late["id"], &late["line"], &late["at"]), (&json!("e"), &json!(6), &json!("2024-01-25T00:00:00Z")));
    assert_eq!(january["parts"][2]["shown"][0]["id"], "c");

    let march = &cells[1];
    assert_eq!(
        (&march["after"]["amount"], march["parts"].as_array().unwrap().last().unwrap()["cause"].clone()),
        (&json!("70.0000"), json!("new_rows"))
    );
    assert_eq!((&march["complete_before"], &march["complete_after"]), (&json!(false), &json!(true)));

    // Eve was active too, and Cat turned out to be Ann: four customers then as now.
    let active = [&["diff", "active_customers", "--from", "2", "--to", "now"][..], &PERIODS].concat();
    assert_eq!(shop.json("2024-05-01", &active)["unchanged"], 2);
    let every = shop.json("2024-05-01", &[&active[..], &["--all"]].concat());
    assert_eq!(parts(&every["cells"][0]), ["late_rows 1", "links -1"]);
    assert_eq!(every["cells"][0]["parts"][1]["brought_by"][0]["file"], "merge");

    // The state after one import, by its number: the refund had not come yet.
    let third = [&["diff", "revenue", "--from", "2", "--to", "3"][..], &PERIODS[..4], &["--grain", "quarter"]].concat();
    let third = shop.json("2024-05-01", &third);
    let quarter = &third["cells"][0];
    assert_eq!(parts(quarter), ["late_rows 20.0000", "new_rows 70.0000", "corrections 10.0000"]);
}

fn file(shop: &Workspace, name: &str) -> String {
    shop.path(name).to_str().unwrap().to_owned()
}

#[test]
fn states_the_other_way_round_and_periods_without_days_are_refused() {
    let shop = Workspace::new("currency: USD\n");
    shop.import("2024-03-02", "orders", ("orders.csv", &ORDERS.replace("EUR", "USD")), "2024-02-29");
    let words = |words: &[&str]| {
        let output = shop.run("2024-05-01", &[&["diff", "revenue"], words].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = words(&["--from", "2024-04-01", "--to", "2024-03-01"]);
    assert!(code == Some(2) && said.contains("earlier state"), "{said}");
    let (code, said) = words(&["--from", "7"]);
    assert!(code == Some(2) && said.contains("no import 7"), "{said}");
    let (code, _) = words(&["--from", "1", "--period-from", "2024-02-01", "--period-to", "2024-02-01"]);
    assert_eq!(code, Some(2));
    assert_eq!(shop.run("2024-05-01", &["diff", "nonsense", "--from", "1"]).status.code(), Some(2));
    let same = shop.json("2024-05-01", &["diff", "--from", "2024-04-01", "--to", "2024-04-01"]);
    assert_eq!(same["cells"], json!([]));
}

/// Something that happens to the company, each as a day's import or merge.
#[derive(Clone, Debug)]
enum Happening {
    /// Number, customer, day, cents.
    Orders(Vec<(u8, u8, u16, u32)>),
    /// Order, day, cents.
    Refund(u8, u16, u32),
    /// Number, customer, day, score.
    Answers(Vec<(u8, u8, u16, u8)>),
    Rate(u32),
    Merge(u8, u8),
    /// The link that is undone, of those there are.
    Unmerge(u8),
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let orders = prop::collection::vec((0..12_u8, 0..5_u8, 0..90_u16, 1..9_000_u32), 1..8).prop_map(Happening::Orders);
    let answers = prop::collection::vec((0..12_u8, 0..5_u8, 0..90_u16, 0..11_u8), 1..8).prop_map(Happening::Answers);
    let refund = (0..12_u8, 0..90_u16, 1..900_u32).prop_map(|(order, day, cents)| Happening::Refund(order, day, cents));
    let merge = (0..5_u8, 0..5_u8).prop_map(|(a, b)| Happening::Merge(a, b));
    let happening = prop_oneof![
        4 => orders,
        3 => answers,
        1 => refund,
        1 => (90..130_u32).prop_map(Happening::Rate),
        2 => merge,
        1 => (0..4_u8).prop_map(Happening::Unmerge),
    ];
    prop::collection::vec(happening, 2..7)
}

fn few() -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(20_260_115);
    ProptestConfig { cases: 2, max_shrink_iters: 30, failure_persistence: None, rng_seed, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(few())]

    /// Whatever was imported, corrected, merged and unmerged.
    #[test]
    fn the_parts_of_money_and_of_means_sum_to_the_change(happenings in happenings(), split in 0..7_usize) {
        parts_sum(["revenue", "aov"], &happenings, split)?;
    }

    #[test]
    fn the_parts_of_shares_and_of_scores_sum_to_the_change(happenings in happenings(), split in 0..7_usize) {
        parts_sum(["repurchase_rate", "nps"], &happenings, split)?;
    }

    #[test]
    fn the_parts_of_counts_and_of_balances_sum_to_the_change(happenings in happenings(), split in 0..7_usize) {
        parts_sum(["customers_at_end", "customer_retention_rate"], &happenings, split)?;
    }
}

fn parts_sum(metrics: [&str; 2], happenings: &[Happening], split: usize) -> Result<(), TestCaseError> {
    block_on(async {
        let (company, from_us, now_us) = played(happenings, split).await;
        let query = Query {
            metrics: metrics.map(str::to_owned).into(),
            basis: Some(catalog::Basis::Purchase),
            ..Query::new("", date(2024, 1, 1), date(2024, 4, 1), Some(Grain::Month))
        };
        let before = company.engine_as_of(now_us, Some(from_us)).await;
        let after = company.engine(now_us).await;
        let ask = DiffQuery { query: query.clone(), every: true, rows: 0, redefined: Vec::new() };
        let difference = engine::diff(&before, &after, &ask).await.unwrap();
        let (then, now) = (before.query(&query).await.unwrap(), after.query(&query).await.unwrap());
        prop_assert_eq!(difference.cells.len(), 3 * metrics.len());
        let rows = |answers: &[engine::Answer]| {
            answers.iter().flat_map(|answer| answer.rows.iter().map(|row| row.value)).collect::<Vec<_>>()
        };
        for ((cell, then), now) in difference.cells.iter().zip(rows(&then)).zip(rows(&now)) {
            prop_assert_eq!(rounded(cell.before), rounded(then), "{:?}", cell);
            prop_assert_eq!(rounded(cell.after), rounded(now), "{:?}", cell);
            let sum: Decimal = cell.parts.iter().map(|part| told(part.change)).sum();
            prop_assert_eq!(sum, told(cell.change), "{:?}", cell);
            prop_assert_eq!(told(cell.after) - told(cell.before), told(cell.change), "{:?}", cell);
            prop_assert!(known_origins(cell), "{:?}", cell);
        }
        Ok(())
    })
}

/// Every part but that of time names what brought it.
fn known_origins(cell: &ChangedCell) -> bool {
    cell.parts.iter().all(|part| part.cause.name() == "time" || !part.brought_by.is_empty())
}

/// The number as a program reads it in JSON, digit for digit.
fn told(number: Option<Number>) -> Decimal {
    match number {
        None => Decimal::ZERO,
        Some(Number::Money(money)) => money.amount().parse().unwrap(),
        Some(number) => {
            let text = serde_json::to_string(&number).unwrap();
            text.parse().or_else(|_| Decimal::from_scientific(&text)).unwrap()
        }
    }
}

fn rounded(number: Option<Number>) -> Option<Decimal> {
    number.map(|number| match number {
        Number::Real(value) => value.round_dp(9).normalize(),
        other => told(Some(other)),
    })
}

/// A company to which all of it happened, a day apart; the earlier state is that before happening number `split`.
async fn played(happenings: &[Happening], split: usize) -> (Company, Micros, Micros) {
    let settings = json!({ "currency": "USD", "activity": { "basis": "purchase", "window_days": 30 } });
    let mut company = Company::new(Settings::from_json(settings.as_object().unwrap(), "the test").unwrap()).await;
    let day = |day: usize| at("2024-04-10") + day as Micros * 86_400_000_000;
    company.import("fx_rates", &rates(110), day(0) - 2).await;
    company.import("orders", &[order((0, 0, 3, 5_000)), order((1, 1, 40, 700))], day(0) - 1).await;
    let mut links = Vec::new();
    for (number, happening) in happenings.iter().enumerate() {
        let now_us = day(number);
        match happening {
            Happening::Orders(orders) => {
                let rows: BTreeMap<u8, _> = orders.iter().map(|row| (row.0, order(*row))).collect();
                company.import("orders", &rows.into_values().collect::<Vec<_>>(), now_us).await;
            }
            Happening::Refund(order, day, cents) => {
                let row = json!({ "refund_id": format!("r{order}"), "order_id": format!("o{order}"), "refunded_at": moment(*day), "amount": money(*cents), "currency": "EUR" });
                company.import("refunds", &[object(row)], now_us).await;
            }
            Happening::Answers(answers) => {
                let rows: BTreeMap<u8, _> = answers.iter().map(|row| (row.0, answer(*row))).collect();
                company.import("survey_responses", &rows.into_values().collect::<Vec<_>>(), now_us).await;
            }
            Happening::Rate(cents) => drop(company.import("fx_rates", &rates(*cents), now_us).await),
            Happening::Merge(a, b) => {
                let snapshot = company.snapshot(None).await;
                let id = |customer: &u8| -> Option<OutsideId> {
                    let key = *snapshot.find(&format!("c{customer}")).unwrap().first()?;
                    let ids = snapshot.outside_ids(key).unwrap();
                    ids.into_iter().find(|outside| outside.id == format!("c{customer}"))
                };
                if let (Some(a), Some(b), true) = (id(a), id(b), a != b) {
                    links.push(company.lake.merge(&a, &b, now_us).await.unwrap());
                }
            }
            Happening::Unmerge(number) => {
                if let Some(link) = links.get(usize::from(*number)) {
                    let _ = company.lake.undo_merge(*link, now_us).await;
                }
            }
        }
    }
    (company, day(split.min(happenings.len())) - 1, day(happenings.len()))
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// The rate of every fifth day, all alike: a rate holds for a week.
fn rates(cents: u32) -> Vec<Map<String, Value>> {
    let rate = |day: u16| {
        object(
            json!({ "date": moment(day), "from": "EUR", "to": "USD", "rate": format!("{}.{:02}", cents / 100, cents % 100) }),
        )
    };
    (0..90).step_by(5).map(rate).collect()
}

fn order((number, customer, day, cents): (u8, u8, u16, u32)) -> Map<String, Value> {
    object(
        json!({ "order_id": format!("o{number}"), "customer_id": format!("c{customer}"), "ordered_at": moment(day), "amount": money(cents) }),
    )
}

fn answer((number, customer, day, score): (u8, u8, u16, u8)) -> Map<String, Value> {
    object(
        json!({ "response_id": format!("a{number}"), "customer_id": format!("c{customer}"), "answered_at": moment(day), "kind": "nps", "score": score, "scale_min": 0, "scale_max": 10 }),
    )
}

fn moment(day: u16) -> String {
    date(2024, 1, 1).saturating_add(jiff::Span::new().days(day)).to_string()
}

fn money(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
