//! Saved segments and RFM: dated membership, overlaps, worth, and every metric cut by them or narrowed to them.

use std::process::Command;

use catalog::Settings;
use engine::{Engine, Query, RfmScoring, SegmentValue, SegmentsQuery, Subject};
use jiff::civil::{Date, date};
use model::Grain;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-07-01";

/// Ann bought in January and in March and would not recommend us; Ben bought in March and would; Cem never bought, and
/// Dan bought in January of the year before.
async fn company(settings: &str) -> (Company, Engine) {
    let mut company = Company::new(Settings::parse(settings, "tenure.yaml").unwrap()).await;
    company.complete_through = Some("2024-06-30".parse().unwrap());
    let order = |id: &str, who: &str, at: &str, amount: &str| {
        row(json!({ "order_id": id, "customer_id": who, "ordered_at": at, "amount": amount, "currency": "USD" }))
    };
    let orders = [
        order("1", "dan", "2023-01-05", "7.00"),
        order("2", "ann", "2024-01-10", "10.00"),
        order("3", "ann", "2024-03-10T09:00:00Z", "20.00"),
        order("4", "ann", "2024-03-10T17:00:00Z", "5.00"),
        order("5", "ben", "2024-03-20", "40.00"),
    ];
    let answer = |id: &str, who: &str, at: &str, score: i64| {
        row(json!({ "response_id": id, "customer_id": who, "answered_at": at, "kind": "nps", "score": score }))
    };
    let answers = [
        answer("a1", "ann", "2024-02-01", 9),
        answer("a2", "ann", "2024-04-01", 3),
        answer("a3", "ben", "2024-04-02", 10),
    ];
    let people = ["ann", "ben", "cem", "dan"].map(|who| {
        let country = if who == "ben" { "FR" } else { "DE" };
        row(json!({ "customer_id": who, "country": country }))
    });
    for (table, rows) in [("customers", &people[..]), ("orders", &orders[..]), ("survey_responses", &answers[..])] {
        let report = company.import(table, rows, at(NOW)).await;
        assert_eq!(report.quarantined, 0, "{table}: {:?}", report.receipt.rejects);
    }
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn on(day: &str) -> SegmentsQuery {
    SegmentsQuery {
        at: Some(day.parse().unwrap()),
        value: SegmentValue::Revenue,
        subject: Subject::Customer,
        basis: None,
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// `[start, part, value]` of every row.
async fn cut(engine: &Engine, metric: &str, by: &[&str], filter: Option<&str>) -> Vec<Value> {
    let query = Query {
        by: names(by),
        filter: filter.map(str::to_owned),
        ..Query::new(metric, date(2024, 3, 1), date(2024, 5, 1), Some(Grain::Month))
    };
    let answer = engine.query(&query).await.unwrap().remove(0);
    let told = serde_json::to_value(&answer.rows).unwrap();
    let amount = |value: &Value| value.get("amount").cloned().unwrap_or_else(|| value.clone());
    let rows = told.as_array().unwrap().iter();
    rows.map(|row| json!([row["start"], by.first().map(|by| row["by"][*by].clone()), amount(&row["value"])])).collect()
}

#[test]
fn who_is_in_a_segment_depends_on_the_day() {
    block_on(async {
        let (_company, engine) = company("").await;
        let asked = names(&["detractors", "promoters", "repeat_buyers", "lapsed_buyers"]);
        let sizes = |found: engine::SavedSegments| -> Vec<u64> {
            found.segments.iter().map(|segment| segment.customers).collect()
        };
        // On the first of March Ann still recommends us and has bought once.
        assert_eq!(sizes(engine.segments(&on("2024-03-01"), &asked).await.unwrap()), [0, 1, 0, 1]);
        assert_eq!(sizes(engine.segments(&on("2024-05-01"), &asked).await.unwrap()), [1, 1, 1, 1]);
    });
}

#[test]
fn segments_have_sizes_worth_overlaps_and_customers() {
    block_on(async {
        let (_company, engine) = company("").await;
        let found = engine.segments(&on("2024-05-01"), &names(&["buyers", "detractors"])).await.unwrap();
        assert!(found.basis.complete);
        let sizes: Vec<_> =
            found.segments.iter().map(|one| (one.name.as_str(), one.customers, one.value.amount())).collect();
        assert_eq!(sizes, [("buyers", 3, "82.0000".to_owned()), ("detractors", 1, "35.0000".to_owned())]);
        let overlaps: Vec<_> = found.overlaps.iter().map(|one| (one.customers, one.of)).collect();
        assert_eq!(overlaps, [(3, 3), (1, 3), (1, 1), (1, 1)]);
        let who: Vec<_> = found.customers.iter().map(|one| (one.segment.as_str(), one.customer.as_str())).collect();
        assert_eq!(who.iter().filter(|(segment, _)| *segment == "detractors").count(), 1);
        assert!(who.iter().any(|(segment, who)| *segment == "detractors" && who.ends_with(":ann")), "{who:?}");
        let wrong = engine.segments(&on("2024-05-01"), &names(&["detractor"])).await.unwrap_err().to_string();
        assert!(wrong.contains("`detractors`"), "{wrong}");
    });
}

#[test]
fn a_metric_is_cut_by_who_is_in_a_segment_when_each_period_ends() {
    block_on(async {
        let (_company, engine) = company("").await;
        let by = ["segment:repeat_buyers"];
        assert_eq!(
            cut(&engine, "revenue", &by, None).await,
            [
                json!(["2024-03-01", "in", "25.0000"]),
                json!(["2024-03-01", "out", "40.0000"]),
                json!(["2024-04-01", "in", "0.0000"]),
                json!(["2024-04-01", "out", "0.0000"]),
            ]
        );
        let promoting = cut(&engine, "nps", &["segment:promoters"], None).await;
        assert!(promoting.contains(&json!(["2024-04-01", "in", 100.0])), "{promoting:?}");
        assert!(promoting.contains(&json!(["2024-04-01", "out", -100.0])), "{promoting:?}");
    });
}

#[test]
fn a_condition_may_name_segments_and_classes() {
    block_on(async {
        let (_company, engine) = company("").await;
        let march = |rows: Vec<Value>| rows[0][2].clone();
        let revenue = async |filter: &str| march(cut(&engine, "revenue", &[], Some(filter)).await);
        assert_eq!(revenue("segment:repeat_buyers").await, "25.0000");
        assert_eq!(revenue("segment:buyers and country = 'FR'").await, "40.0000");
        assert_eq!(revenue("not segment:buyers or rfm = 'nope'").await, "0.0000");
        for wrong in ["segment:nobody", "plan@time = 'a'"] {
            let query = Query {
                filter: Some(wrong.to_owned()),
                ..Query::new("revenue", date(2024, 3, 1), date(2024, 4, 1), None)
            };
            assert!(engine.query(&query).await.is_err(), "{wrong}");
        }
    });
}

#[test]
fn rfm_by_hand() {
    block_on(async {
        let (_company, engine) = company("").await;
        // On the first of May: Ann bought on 2 days, 52 days ago, for 35; Ben once, 42 days ago, for 40; Dan once, 482 days
        // ago, for 7. Days 42, 52, 482 have the percentiles 46, 50, 138, 310; money 7, 35, 40: 18.2, 29.4, 36, 38.
        let found = engine.rfm(&on("2024-05-01"), RfmScoring::Threshold).await.unwrap();
        let shown = |found: &engine::RfmSegments| -> Vec<(String, String, i64, i64)> {
            let one = |one: &engine::RfmCustomer| {
                let (scores, bought) = (one.scores, one.bought);
                let name = one.customer.rsplit(':').next().unwrap().to_owned();
                let written = format!("{}{}{}", scores.recency, scores.frequency, scores.monetary);
                (name, written, bought.recency_days, bought.frequency)
            };
            let mut rows: Vec<_> = found.customers.iter().map(one).collect();
            rows.sort();
            rows
        };
        let row = |name: &str, scores: &str, days, purchases| (name.to_owned(), scores.to_owned(), days, purchases);
        assert_eq!(shown(&found), [row("ann", "353", 52, 2), row("ben", "515", 42, 1), row("dan", "111", 482, 1)]);
        let classes: Vec<_> =
            found.classes.iter().map(|(class, count, value)| (class.name(), *count, value.amount())).collect();
        assert_eq!(
            classes,
            [
                ("champions", 0, "0.0000".to_owned()),
                ("loyal", 1, "35.0000".to_owned()),
                ("needs_attention", 1, "40.0000".to_owned()),
                ("at_risk", 0, "0.0000".to_owned()),
                ("hibernating", 1, "7.0000".to_owned()),
            ]
        );
        assert_eq!(found.grid.len(), 25);
        assert_eq!(found.grid.iter().map(|cell| cell.customers).sum::<u64>(), 3);
        assert_eq!(found.bounds_in_fifths[0], [230, 250, 690, 1550]);
        // Cut by class, only those who have ever bought have one.
        let rows = cut(&engine, "revenue", &["rfm"], None).await;
        assert!(rows.contains(&json!(["2024-03-01", "loyal", "25.0000"])), "{rows:?}");
    });
}

#[test]
fn whoever_is_not_counted_is_in_no_segment_and_scored_by_nobody() {
    block_on(async {
        let settings = "exclude:\n  - { name: staff, customers: \"country = 'FR'\" }\n";
        let (_company, engine) = company(settings).await;
        let found = engine.segments(&on("2024-05-01"), &names(&["buyers"])).await.unwrap();
        assert_eq!((found.segments[0].customers, found.basis.excluded), (2, 1));
        assert_eq!(engine.rfm(&on("2024-05-01"), RfmScoring::Rank).await.unwrap().customers.len(), 2);
    });
}

#[test]
fn what_is_not_known_yet_says_so() {
    block_on(async {
        let (_company, engine) = company("").await;
        let found = engine.segments(&on("2025-01-01"), &names(&["recent_buyers"])).await.unwrap();
        // The 90 days end where knowledge does, at the end of June, not in the coming year.
        assert!(!found.basis.complete);
        assert_eq!(found.segments[0].customers, 0);
        let known = engine.segments(&on("2024-06-08"), &names(&["recent_buyers"])).await.unwrap();
        assert_eq!(known.segments[0].customers, 2);
    });
}

#[test]
fn a_workspaces_own_segment_is_one_more_file() {
    block_on(async {
        let (mut company, _) = company("").await;
        let own = "segment: glad_buyers\ntitle: { en: Glad buyers, zh-CN: 满意的买家 }\nabout: { en: Buyers who promote, zh-CN: 购买过的推荐者 }\n\
                   formula: buyers & promoters\nexamples:\n  - { why: { en: Both, zh-CN: 两者 }, given: { buyers: '1-2', promoters: '2-3' }, expect: '2' }\n";
        let catalog = catalog::Catalog::builtin().unwrap().with_texts(&[("glad_buyers.yaml", own)]).unwrap();
        company.catalog = std::sync::Arc::new(catalog);
        let engine = company.engine(at(NOW)).await;
        let found = engine.segments(&on("2024-05-01"), &names(&["glad_buyers"])).await.unwrap();
        assert_eq!(found.segments[0].customers, 1);
        // When March ended Ann had bought and had last promoted.
        let rows = cut(&engine, "revenue", &["segment:glad_buyers"], None).await;
        assert_eq!(rows[0], json!(["2024-03-01", "in", "25.0000"]));
    });
}

#[test]
fn the_command_prints_classes_a_grid_and_customers() {
    block_on(async {
        let (company, _engine) = company("").await;
        let folder = company.folder.path();
        std::fs::write(folder.join("tenure.yaml"), "name: Acme\n").unwrap();
        let told = |words: &[&str]| -> Value {
            let output = Command::new(binary::path())
                .arg("-C")
                .arg(folder)
                .args(["--format", "json", "--now", "2024-07-01T00:00:00Z", "segments"])
                .args(words)
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            serde_json::from_slice(&output.stdout).unwrap()
        };
        let rfm = told(&["--scheme", "rfm", "--at", "2024-05-01", "--customers"]);
        assert_eq!(
            rfm["classes"][1],
            json!({ "class": "loyal", "customers": 1, "value": { "amount": "35.0000", "currency": "USD" } })
        );
        assert_eq!(rfm["grid"].as_array().unwrap().len(), 25);
        assert_eq!(rfm["customers"].as_array().unwrap().len(), 3);
        let saved = told(&["buyers", "promoters", "--overlap"]);
        assert_eq!(
            (&saved["scheme"], &saved["at"], &saved["complete"]),
            (&json!("saved"), &json!("2024-07-01"), &json!(true))
        );
        assert_eq!(saved["classes"][0]["customers"], json!(3));
        assert_eq!(
            saved["overlap"][1],
            json!({ "segment": "buyers", "with": "promoters", "customers": 1, "of": 3, "share": 1.0 / 3.0 })
        );
    });
}

#[test]
fn what_is_wrong_with_a_segment_is_told_with_its_place() {
    let head = "segment: mine\ntitle: { en: a, zh-CN: b }\nabout: { en: a, zh-CN: b }\n";
    let foot = "examples:\n  - { why: { en: a, zh-CN: b }, given: { buyers: '1' }, expect: '1' }\n";
    let wrong = |formula: &str| {
        let text = format!("{head}formula: {formula}\n{foot}");
        let errors = catalog::Catalog::builtin().unwrap().with_texts(&[("mine.yaml", text.as_str())]).unwrap_err();
        let report = &errors.reports[0];
        let line = report.place.source.text[..report.place.span.start].lines().last().unwrap_or_default().len();
        (report.problem.code(), report.place.line(), line)
    };
    assert_eq!(wrong("buyers & byuers"), ("catalog::unknown_name", 4, "formula: buyers & ".len()));
    assert_eq!(wrong("buyers & active_during"), ("catalog::of_a_period", 4, "formula: buyers & ".len()));
    assert_eq!(wrong("count(buyers)").0, "catalog::kind");
    assert_eq!(wrong("buyers & mine").0, "catalog::cycle");
    assert_eq!(wrong("buyers & detractors").0, "catalog::example");
    let day: Date = "2024-01-01".parse().unwrap();
    assert_eq!(on("2024-01-01").at, Some(day));
}
