//! The bridge of recurring revenue cut by attributes and by reasons: every column of the parts sums to the whole.

use std::process::Command;

use catalog::{MrrRules, Settings};
use engine::{Engine, Movements, MrrPart, MrrQuery};
use model::Grain;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-04-15";

/// Ann pays 10 from January, 30 from February and leaves in March, too dear. Bob pays 20 all along. Cat begins in
/// February with 5 and leaves in March without a word; Dan gives his reason in February and leaves in March.
async fn company() -> (Company, Engine) {
    let mut company = Company::new(Settings::parse("currency: USD\n", "tenure.yaml").unwrap()).await;
    company.complete_through = Some("2024-04-10".parse().unwrap());
    let change = |who: &str, at: &str, status: &str, amount: &str, reason: Option<&str>| {
        row(json!({
            "subscription_id": format!("s-{who}"), "customer_id": who, "at": at, "status": status, "amount": amount,
            "currency": "USD", "reason": reason,
        }))
    };
    let changes = [
        change("ann", "2024-01-05", "active", "10", None),
        change("ann", "2024-02-05", "active", "30", None),
        change("ann", "2024-03-05", "canceled", "30", Some("too_expensive")),
        change("bob", "2023-11-05", "active", "20", None),
        change("cat", "2024-02-10", "active", "5", None),
        change("cat", "2024-03-20", "canceled", "5", None),
        change("dan", "2023-12-01", "active", "7", None),
        change("dan", "2024-02-20", "active", "7", Some("moved_house")),
        change("dan", "2024-03-20", "canceled", "7", None),
    ];
    let people = [("ann", "DE"), ("bob", "DE"), ("cat", "FR")];
    let people = people.map(|(who, country)| row(json!({ "customer_id": who, "country": country })));
    company.import("customers", &people, at(NOW)).await;
    let report = company.import("subscription_changes", &changes, at(NOW)).await;
    assert_eq!(report.quarantined, 0, "{:?}", report.receipt.rejects);
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn asked(by: &[&str]) -> MrrQuery {
    let day = |text: &str| text.parse().unwrap();
    MrrQuery {
        from: day("2024-01-01"),
        to: day("2024-05-01"),
        grain: Some(Grain::Month),
        filter: None,
        by: by.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn dollars(amount: i128) -> i128 {
    amount * 10_000
}

fn part<'a>(parts: &'a [MrrPart], value: Option<&str>) -> &'a Movements {
    &parts.iter().find(|part| part.by[0].1.as_deref() == value).unwrap().movements
}

#[test]
fn parts_of_customers_are_bridges_of_their_own() {
    block_on(async {
        let (_company, engine) = company().await;
        let bridge = engine.mrr(&asked(&["country"]), &MrrRules::default()).await.unwrap();
        for period in &bridge.periods {
            let sum = period.parts.iter().fold(Movements::default(), |sum, part| sum.plus(&part.movements));
            assert_eq!(sum, period.total);
            assert!(period.parts.iter().all(|part| part.movements.gap() == 0 || !period.complete));
        }
        let march = &bridge.periods[2];
        assert_eq!(part(&march.parts, Some("DE")).churn, dollars(30));
        assert_eq!((part(&march.parts, Some("FR")).churn, part(&march.parts, None).churn), (dollars(5), dollars(7)));
        assert_eq!(part(&bridge.periods[1].parts, Some("DE")).expansion, dollars(20));
        // April is not over: what is known of it is told, and says that it is not complete.
        assert_eq!(
            (bridge.periods[3].complete, part(&bridge.periods[3].parts, Some("DE")).closing),
            (false, dollars(20))
        );
    });
}

/// In February Ann goes from basic to pro and from 10 to 30; Bob stays with basic and 20.
#[test]
fn who_goes_to_another_part_takes_along_what_they_pay() {
    block_on(async {
        let mut company = Company::new(Settings::parse("currency: USD\n", "tenure.yaml").unwrap()).await;
        company.complete_through = Some("2024-04-10".parse().unwrap());
        let change = |who: &str, at: &str, plan: &str, amount: &str| {
            row(json!({
                "subscription_id": format!("s-{who}"), "customer_id": who, "at": at, "status": "active", "plan": plan,
                "amount": amount, "currency": "USD",
            }))
        };
        let changes = [
            change("ann", "2024-01-05", "basic", "10"),
            change("ann", "2024-02-05", "pro", "30"),
            change("bob", "2024-01-05", "basic", "20"),
        ];
        company.import("subscription_changes", &changes, at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        let bridge = engine.mrr(&asked(&["plan@time"]), &MrrRules::default()).await.unwrap();
        let february = &bridge.periods[1];
        let told = |plan: &str| {
            let part = february.parts.iter().find(|part| part.by[0].1.as_deref() == Some(plan)).unwrap();
            let Movements { opening, expansion, closing, .. } = part.movements;
            [opening, expansion, part.moved_in, part.moved_out, closing].map(|amount| amount / 10_000)
        };
        assert_eq!(told("basic"), [30, 20, 0, 30, 20]);
        assert_eq!(told("pro"), [0, 0, 30, 0, 30]);
        for period in &bridge.periods {
            let sum = period.parts.iter().fold(Movements::default(), |sum, part| sum.plus(&part.movements));
            assert_eq!(sum, period.total);
            let gap = |part: &MrrPart| part.movements.gap() + part.moved_in - part.moved_out;
            assert!(!period.complete || period.parts.iter().all(|part| gap(part) == 0), "{:?}", period.parts);
        }
        let opening = |parts: &[MrrPart]| part(parts, Some("basic")).opening;
        assert_eq!(opening(&bridge.periods[2].parts), part(&february.parts, Some("basic")).closing);
    });
}

#[test]
fn reasons_are_those_given_when_somebody_leaves() {
    block_on(async {
        let (_company, engine) = company().await;
        for profile in ["tenure", "profitwell"] {
            let bridge = engine.mrr(&asked(&["reason"]), &MrrRules::profile(profile)).await.unwrap();
            let march = &bridge.periods[2];
            let sum = march.parts.iter().fold(Movements::default(), |sum, part| sum.plus(&part.movements));
            assert_eq!(sum, march.total, "{profile}");
            assert_eq!(part(&march.parts, Some("too_expensive")).churn, dollars(30), "{profile}");
            assert_eq!(part(&march.parts, None).churn, dollars(12), "{profile}");
            assert_eq!(part(&march.parts, None).opening, march.total.opening, "{profile}");
        }
        let both = engine.mrr(&asked(&["reason", "country"]), &MrrRules::default()).await.unwrap_err();
        assert!(both.to_string().contains("reason"), "{both}");
        let unknown = engine.mrr(&asked(&["countri"]), &MrrRules::default()).await.unwrap_err();
        assert!(unknown.to_string().contains("country"), "{unknown}");
    });
}

#[test]
fn the_command_shows_the_parts_under_the_whole() {
    block_on(async {
        let (company, _) = company().await;
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\ncurrency: USD\n").unwrap();
        let run = |format: &str, language: &str| {
            let output = Command::new(binary::path())
                .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW, "--lang", language])
                .args(["--format", format, "mrr", "--from", "2024-03-01", "--to", "2024-04-01", "--by", "country"])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let json: Value = serde_json::from_str(&run("json", "en")).unwrap();
        let churned: Vec<_> =
            json["parts"].as_array().unwrap().iter().map(|part| (&part["country"], &part["churn"]["amount"])).collect();
        assert_eq!(
            churned,
            [(&json!("DE"), &json!("30.0000")), (&json!("FR"), &json!("5.0000")), (&Value::Null, &json!("7.0000"))]
        );
        assert!(run("csv", "en").starts_with("start,end,country,opening"));
        assert!(run("table", "zh-CN").contains("按部分：每一列相加等于整体"));
    });
}
