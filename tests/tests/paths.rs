//! Paths after and before an event, of customers whose every step is known.

use std::process::Command;

use catalog::Settings;
use engine::{Engine, PathDirection, PathNode, PathsQuery, Population};
use jiff::civil::date;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-04-02";
const DAY_US: i64 = 86_400_000_000;

/// Who, when, what.
const STEPS: [(&str, &str, &str); 16] = [
    ("ann", "2024-03-01T09:00:00Z", "visit"),
    ("ann", "2024-03-01T09:01:00Z", "look"),
    ("ann", "2024-03-01T09:02:00Z", "look"),
    ("ann", "2024-03-01T09:03:00Z", "buy"),
    // A second visit of Ann's is a step of her first.
    ("ann", "2024-03-01T09:04:00Z", "visit"),
    ("bob", "2024-03-02T09:00:00Z", "look"),
    ("bob", "2024-03-02T10:00:00Z", "visit"),
    ("bob", "2024-03-02T11:00:00Z", "look"),
    // Too late to belong to the visit.
    ("bob", "2024-03-09T09:00:00Z", "buy"),
    ("cat", "2024-03-03T09:00:00Z", "visit"),
    // Two things at one instant: the order of their ids.
    ("dan", "2024-03-04T09:00:00Z", "visit"),
    ("dan", "2024-03-04T10:00:00Z", "look"),
    ("dan", "2024-03-04T10:00:00Z", "buy"),
    // Visits an hour before the events end.
    ("eve", "2024-03-30T23:00:00Z", "visit"),
    ("eve", "2024-03-30T23:30:00Z", "look"),
    ("fay", "2024-03-05T09:00:00Z", "search"),
];

async fn shop() -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 3, 30));
    let events: Vec<_> = STEPS
        .iter()
        .enumerate()
        .map(|(id, (who, ts, name))| {
            row(json!({ "event_id": format!("e{id:02}"), "customer_id": who, "ts": ts, "name": name }))
        })
        .collect();
    company.import("events", &events, at(NOW)).await;
    company.import("customers", &[row(json!({ "customer_id": "ann", "country": "DE" }))], at(NOW)).await;
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn asked(event: &str, direction: PathDirection) -> PathsQuery {
    PathsQuery {
        event: event.to_owned(),
        direction,
        depth: 3,
        top: 5,
        within_us: DAY_US,
        exclude: Vec::new(),
        collapse: false,
        from: date(2024, 3, 1),
        to: date(2024, 4, 1),
        population: Population::default(),
    }
}

/// Every node as its path, how many came, ended and went beyond.
fn told(node: &PathNode, before: &str) -> Vec<(String, u64, u64, u64)> {
    let path = format!("{before}/{}", node.event.as_deref().unwrap_or("*"));
    let mut all = vec![(path.clone(), node.customers, node.ended, node.beyond)];
    all.extend(node.children.iter().flat_map(|child| told(child, &path)));
    let children: u64 = node.children.iter().map(|child| child.customers).sum();
    assert_eq!(node.customers, node.ended + node.beyond + children, "{path}");
    all
}

fn lines(found: &[(String, u64, u64, u64)]) -> Vec<(&str, u64, u64, u64)> {
    found.iter().map(|(path, customers, ended, beyond)| (path.as_str(), *customers, *ended, *beyond)).collect()
}

#[test]
fn after_an_event_everybody_is_followed_from_their_first() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.paths(&asked("visit", PathDirection::After)).await.unwrap();
        assert_eq!((found.immature, found.complete), (1, false));
        let all = told(&found.tree, "");
        assert_eq!(
            lines(&all),
            [
                ("/visit", 4, 1, 0),
                ("/visit/look", 3, 1, 0),
                ("/visit/look/buy", 1, 1, 0),
                ("/visit/look/look", 1, 0, 0),
                ("/visit/look/look/buy", 1, 0, 1),
            ]
        );
        let once = PathsQuery { collapse: true, ..asked("visit", PathDirection::After) };
        let all = told(&engine.paths(&once).await.unwrap().tree, "");
        assert_eq!(
            lines(&all),
            [
                ("/visit", 4, 1, 0),
                ("/visit/look", 3, 1, 0),
                ("/visit/look/buy", 2, 1, 0),
                ("/visit/look/buy/visit", 1, 1, 0),
            ]
        );
        let exclude = PathsQuery { exclude: vec!["look".to_owned()], ..asked("visit", PathDirection::After) };
        let all = told(&engine.paths(&exclude).await.unwrap().tree, "");
        assert_eq!(lines(&all)[..2], [("/visit", 4, 2, 0), ("/visit/buy", 2, 1, 0)]);
    });
}

/// Ann alone has a country. Every part is followed by itself, and together they are all.
#[test]
fn each_part_has_a_tree_of_its_own() {
    block_on(async {
        let (company, engine) = shop().await;
        let population = Population { by: vec!["country".to_owned()], ..Population::default() };
        let query = PathsQuery { population, ..asked("visit", PathDirection::After) };
        let found = engine.paths(&query).await.unwrap();
        let whole = engine.paths(&asked("visit", PathDirection::After)).await.unwrap();
        assert_eq!((&found.tree, found.immature, whole.parts.len()), (&whole.tree, whole.immature, 0));
        let part = |country: Option<&str>| found.parts.iter().find(|part| part.by[0].1.as_deref() == country).unwrap();
        assert_eq!(part(Some("DE")).tree.customers, 1);
        assert_eq!(part(Some("DE")).tree.children[0].event.as_deref(), Some("look"));
        assert_eq!((part(None).tree.customers, part(None).immature), (3, 1));
        let share = part(None).tree.children[0].share;
        assert!((share - 2.0 / 3.0).abs() < 1e-12, "{share}");
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\n").unwrap();
        let output = Command::new(binary::path())
            .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW, "--format", "csv"])
            .args(["paths", "--start", "visit", "--within", "24h", "--by", "country"])
            .args(["--from", "2024-03-01", "--to", "2024-04-01"])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with("country,step,path,customers"), "{text}");
        assert!(text.contains("DE,1,visit > look,1"), "{text}");
    });
}

#[test]
fn before_an_event_everybody_is_followed_back() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.paths(&PathsQuery { depth: 2, ..asked("buy", PathDirection::Before) }).await.unwrap();
        assert_eq!((found.immature, found.complete), (0, false));
        // Ann looked twice and Dan once; Bob did nothing on the day before he bought.
        let all = told(&found.tree, "");
        assert_eq!(
            lines(&all),
            [("/buy", 3, 1, 0), ("/buy/look", 2, 0, 0), ("/buy/look/look", 1, 0, 1), ("/buy/look/visit", 1, 1, 0),]
        );
    });
}

#[test]
fn who_is_asked_about_narrows_and_small_branches_are_gathered() {
    block_on(async {
        let (_company, engine) = shop().await;
        let german = Population { filter: Some("country = 'DE'".to_owned()), ..Population::default() };
        let found =
            engine.paths(&PathsQuery { population: german, ..asked("visit", PathDirection::After) }).await.unwrap();
        assert_eq!(found.tree.customers, 1);
        let wide = PathsQuery { within_us: 30 * DAY_US, to: date(2024, 3, 2), ..asked("visit", PathDirection::After) };
        assert_eq!(engine.paths(&wide).await.unwrap().immature, 1);
        for query in [
            asked("visitt", PathDirection::After),
            PathsQuery { exclude: vec!["lok".to_owned()], ..asked("visit", PathDirection::After) },
            PathsQuery { within_us: 0, ..asked("visit", PathDirection::After) },
            PathsQuery { depth: 0, ..asked("visit", PathDirection::After) },
            PathsQuery { depth: 21, ..asked("visit", PathDirection::After) },
        ] {
            assert!(engine.paths(&query).await.is_err(), "{query:?}");
        }
    });
}

#[test]
fn the_command_shows_the_tree_in_both_languages() {
    block_on(async {
        let (company, _) = shop().await;
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\n").unwrap();
        let run = |format: &str, language: &str| {
            let output = Command::new(binary::path())
                .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW, "--lang", language])
                .args(["--format", format, "paths", "--start", "visit", "--within", "1d"])
                .args(["--from", "2024-03-01", "--to", "2024-04-01"])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let json: Value = serde_json::from_str(&run("json", "en")).unwrap();
        assert_eq!((&json["tree"]["event"], &json["tree"]["children"][0]["customers"]), (&json!("visit"), &json!(3)));
        assert!(run("table", "en").contains("· · buy"));
        assert!(run("table", "zh-CN").contains("visit 之后"));
        assert!(run("csv", "en").contains("visit > look > buy"));
    });
}
