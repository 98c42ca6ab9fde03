//! Movement between the classes of RFM, of seven buyers whose classes are known at each boundary.

use std::collections::BTreeMap;
use std::process::Command;

use catalog::Settings;
use engine::{Engine, RfmClass, RfmMovementQuery, RfmScoring, SegmentValue, SegmentsQuery, Subject};
use jiff::civil::{Date, date};
use model::Grain;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-04-20";

/// Customer `i` buys every `i + 1` weeks from the `i`-th of January on, the last only in March.
async fn shop() -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 4, 15));
    let mut orders: Vec<Map<String, Value>> = Vec::new();
    for who in 0..7_i64 {
        let mut day = if who == 6 { date(2024, 3, 10) } else { date(2024, 1, 1 + i8::try_from(who).unwrap()) };
        while day < date(2024, 4, 15) && !(who == 1 && day >= date(2024, 2, 1)) {
            let order = json!({
                "order_id": orders.len(), "customer_id": format!("c{who}"), "ordered_at": day.to_string(),
                "amount": "10", "currency": "USD",
            });
            orders.push(order.as_object().unwrap().clone());
            day = day.saturating_add(jiff::Span::new().weeks(who + 1));
        }
    }
    company.import("orders", &orders, at(NOW)).await;
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

fn asked() -> RfmMovementQuery {
    RfmMovementQuery {
        from: date(2024, 1, 1),
        to: date(2024, 7, 1),
        grain: Grain::Month,
        scoring: RfmScoring::Threshold,
        subject: Subject::Customer,
        basis: None,
    }
}

/// The sizes of classes on a day, by the question about that day alone.
async fn sizes(engine: &Engine, at: Date) -> BTreeMap<RfmClass, u64> {
    let query = SegmentsQuery { at: Some(at), value: SegmentValue::Revenue, subject: Subject::Customer, basis: None };
    let found = engine.rfm(&query, RfmScoring::Threshold).await.unwrap();
    found.classes.into_iter().map(|(class, customers, _)| (class, customers)).collect()
}

#[test]
fn rows_and_columns_sum_to_the_classes_of_each_boundary() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.rfm_movement(&asked()).await.unwrap();
        assert_eq!(found.periods.len(), 6);
        for period in &found.periods[..3] {
            assert!(period.complete);
            let (start, end) = (sizes(&engine, period.period.start).await, sizes(&engine, period.period.end).await);
            for class in RfmClass::ALL {
                assert_eq!(period.at_start(Some(class)), start[&class], "{} {class:?}", period.period.start);
                assert_eq!(period.at_end(Some(class)), end[&class], "{} {class:?}", period.period.start);
            }
            assert_eq!(period.at_end(None), 0);
            let moved: u64 = period.moves.iter().filter(|one| one.from != one.to).map(|one| one.customers).sum();
            assert_eq!(moved, period.customers.len() as u64);
        }
        // Six bought first in January, one in March.
        let joined: Vec<u64> = found.periods.iter().map(|period| period.at_start(None)).collect();
        assert_eq!(joined, [6, 0, 1, 0, 0, 0]);
        // Of April the first half is known, of May nothing.
        assert!(!found.periods[3].complete);
        assert_eq!(found.periods[3].moves.iter().map(|moved| moved.customers).sum::<u64>(), 7);
        assert!(found.periods[4].moves.is_empty() && found.periods[4].customers.is_empty());
        // Who stopped buying in January sinks.
        let gone = found.periods[1].customers.iter().find(|one| one.customer == "main:c1").unwrap();
        assert!(matches!(gone.to, Some(RfmClass::AtRisk | RfmClass::Hibernating)), "{gone:?}");
    });
}

#[test]
fn nobody_moves_where_nobody_bought() {
    block_on(async {
        let company = Company::new(Settings::default()).await;
        let found = company.engine(at(NOW)).await.rfm_movement(&asked()).await.unwrap();
        assert!(found.periods.iter().all(|period| period.moves.is_empty() && !period.complete));
    });
}

#[test]
fn the_command_shows_a_matrix_and_gives_programs_every_move() {
    block_on(async {
        let (company, _) = shop().await;
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\n").unwrap();
        let run = |words: &[&str]| {
            let output = Command::new(binary::path())
                .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW])
                .args(words)
                .output()
                .unwrap();
            (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
        };
        let asked = ["segments", "--scheme", "rfm", "--movement", "--from", "2024-03-01", "--to", "2024-04-01"];
        let (_, json, _) = run(&[&["--format", "json"], &asked[..]].concat());
        let json: Value = serde_json::from_str(&json).unwrap();
        let moves = json["moves"].as_array().unwrap();
        assert_eq!(moves.iter().map(|one| one["customers"].as_u64().unwrap()).sum::<u64>(), 7);
        assert!(moves.iter().any(|one| one["from_class"].is_null() && one["customers"] == 1));
        let (_, english, _) = run(&asked);
        assert!(english.contains("From each class to each, from 2024-03-01 to 2024-04-01"), "{english}");
        let (_, chinese, _) = run(&[&["--lang", "zh-CN"], &asked[..]].concat());
        assert!(chinese.contains("尚未购买"), "{chinese}");
        for refused in [&["segments", "--movement"][..], &["segments", "--scheme", "rfm", "--from", "2024-01-01"][..]] {
            let (code, _, error) = run(refused);
            assert_eq!(code, Some(2), "{error}");
        }
    });
}
