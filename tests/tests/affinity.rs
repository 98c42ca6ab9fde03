//! What is bought together and one after the other, in a shop small enough to count by hand.

use std::process::Command;

use catalog::Settings;
use engine::{AffinityOf, AffinityOrder, AffinityQuery, Engine, MinSupport, Population, ProductAffinity};
use jiff::civil::date;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-03-05";
const DAY_US: i64 = 86_400_000_000;

/// Order, who placed it, when, what was in it.
const ORDERS: [(&str, &str, &str, &[&str]); 8] = [
    ("1", "ann", "2024-01-02", &["tea", "mug"]),
    ("2", "ann", "2024-01-20", &["pot"]),
    ("3", "bob", "2024-01-03", &["tea", "mug", "tea"]),
    ("4", "bob", "2024-02-25", &["pot"]),
    ("5", "cat", "2024-01-04", &["tea"]),
    ("6", "dan", "2024-01-05", &["pot"]),
    ("7", "dan", "2024-01-06", &["tea"]),
    ("8", "eve", "2024-02-20", &["mug"]),
];

async fn shop() -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 2, 29));
    let order = |(id, who, at, _): &(&str, &str, &str, &[&str])| {
        row(json!({ "order_id": id, "customer_id": who, "ordered_at": at, "amount": "1.00", "currency": "USD" }))
    };
    let orders: Vec<_> = ORDERS.iter().map(order).collect();
    let lines = ORDERS.iter().flat_map(|(id, _, _, things)| {
        let line = move |(line, thing): (usize, &&str)| {
            row(json!({ "order_id": id, "line": line, "product_id": thing, "category": &thing[..1] }))
        };
        things.iter().enumerate().map(line)
    });
    let lines: Vec<_> = lines.collect();
    // Said to be cancelled: nobody has it.
    let cancelled = row(json!({
        "order_id": "9", "customer_id": "cat", "ordered_at": "2024-02-01", "amount": "1.00", "currency": "USD",
        "status": "cancelled",
    }));
    let ghost = row(json!({ "order_id": "9", "line": 0, "product_id": "pot" }));
    company.import("orders", &[orders, vec![cancelled]].concat(), at(NOW)).await;
    company.import("order_items", &[lines, vec![ghost]].concat(), at(NOW)).await;
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn asked(order: AffinityOrder) -> AffinityQuery {
    AffinityQuery {
        from: date(2024, 1, 1),
        to: date(2024, 3, 1),
        of: AffinityOf::Product,
        order,
        min_support: MinSupport::Count(1),
        population: Population::default(),
        customers: true,
    }
}

/// Both, with the first, with the second.
fn counts(found: &ProductAffinity, a: &str, b: &str) -> Option<(u64, u64, u64)> {
    let pair = found.pairs.iter().find(|pair| pair.a == a && pair.b == b)?;
    Some((pair.count, pair.count_a, pair.count_b))
}

/// Of eight orders four have tea, three a mug, two both: 2 · 8 / (4 · 3).
#[test]
fn together_is_counted_by_orders() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.affinity(&asked(AffinityOrder::Together)).await.unwrap();
        assert_eq!((found.counted, found.complete), (8, true));
        assert_eq!((counts(&found, "tea", "mug"), counts(&found, "mug", "tea")), (Some((2, 4, 3)), Some((2, 3, 4))));
        assert_eq!(found.pairs.len(), 2);
        let pair = &found.pairs[0];
        assert!((pair.lift - 4.0 / 3.0).abs() < 1e-12 && (pair.support - 0.25).abs() < 1e-12);
        assert!(pair.low < pair.lift && pair.lift < pair.high);
        // Nothing is beyond chance in eight orders, so nothing is suggested to any of five.
        assert_eq!((found.customers, found.without_suggestion), (Some(Vec::new()), Some(5)));
    });
}

/// After tea, Ann and Bob bought a pot; after a pot, Dan bought tea. What anybody bought next: a pot two, tea one.
#[test]
fn in_sequence_is_counted_by_customers_within_the_window() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.affinity(&asked(AffinityOrder::Sequence(None))).await.unwrap();
        assert_eq!((found.counted, found.immature), (5, 0));
        assert_eq!((counts(&found, "tea", "pot"), counts(&found, "pot", "tea")), (Some((2, 4, 2)), Some((1, 3, 1))));
        assert_eq!(counts(&found, "tea", "mug"), None);
        // Within 30 days only Ann was; Eve's mug and Bob's pot are too recent to say what follows them.
        let found = engine.affinity(&asked(AffinityOrder::Sequence(Some(30 * DAY_US)))).await.unwrap();
        assert_eq!((found.counted, found.immature, found.complete), (4, 1, false));
        assert_eq!(counts(&found, "tea", "pot"), Some((1, 4, 1)));
    });
}

/// Of January alone within 30 days, known through February: Bob's pot of 25 February is too late, Ann's of 20 January is not,
/// and a pot bought on 2 February would count after tea of 4 January. Dan's tea followed his pot.
#[test]
fn a_window_that_ends_after_the_range_is_looked_through() {
    block_on(async {
        let (mut company, _) = shop().await;
        let order = json!({
            "order_id": "10", "customer_id": "cat", "ordered_at": "2024-02-02", "amount": "1.00", "currency": "USD",
        });
        company.import("orders", &[row(order)], at(NOW)).await;
        let line = json!({ "order_id": "10", "line": 0, "product_id": "pot" });
        company.import("order_items", &[row(line)], at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        let january = AffinityQuery { to: date(2024, 2, 1), ..asked(AffinityOrder::Sequence(Some(30 * DAY_US))) };
        let found = engine.affinity(&january).await.unwrap();
        assert_eq!((found.counted, found.immature, found.complete), (4, 0, false));
        assert_eq!((counts(&found, "tea", "pot"), counts(&found, "pot", "tea")), (Some((2, 4, 2)), Some((1, 2, 1))));
    });
}

/// Both customers had a mug as a first and a pot as a second, and only one of them the pot after the mug.
#[test]
fn a_shop_in_which_orders_cross_is_answered() {
    block_on(async {
        let mut company = Company::new(Settings::default()).await;
        company.complete_through = Some(date(2024, 2, 29));
        let bought = [("x", ["tea", "pot", "mug"].as_slice()), ("y", &["mug", "pot"])];
        let (mut orders, mut lines) = (Vec::new(), Vec::new());
        for (who, things) in bought {
            for (place, thing) in things.iter().enumerate() {
                let id = orders.len().to_string();
                let at = format!("2024-01-{:02}", place + 1);
                orders.push(row(json!({
                    "order_id": id, "customer_id": who, "ordered_at": at, "amount": "1.00", "currency": "USD",
                })));
                // The pots have no category.
                let category = if *thing == "pot" { Value::Null } else { json!("hot") };
                lines.push(row(json!({ "order_id": id, "line": 0, "product_id": thing, "category": category })));
            }
        }
        company.import("orders", &orders, at(NOW)).await;
        company.import("order_items", &lines, at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        let found = engine.affinity(&asked(AffinityOrder::Sequence(None))).await.unwrap();
        assert_eq!((counts(&found, "mug", "pot"), counts(&found, "pot", "mug")), (Some((1, 2, 2)), Some((1, 2, 1))));
        assert_eq!(found.nameless, 0);
        let categories = AffinityQuery { of: AffinityOf::Category, ..asked(AffinityOrder::Together) };
        let found = engine.affinity(&categories).await.unwrap();
        assert_eq!((found.counted, found.nameless), (3, 2));
    });
}

#[test]
fn who_is_asked_about_and_support_narrow() {
    block_on(async {
        let (_company, engine) = shop().await;
        let population = Population { filter: Some("shoe_size > 40".to_owned()), ..Population::default() };
        let refused = engine.affinity(&AffinityQuery { population, ..asked(AffinityOrder::Together) }).await;
        assert!(refused.is_err(), "nobody has such an attribute");
        let few = AffinityQuery { min_support: MinSupport::Share(0.26), ..asked(AffinityOrder::Together) };
        let found = engine.affinity(&few).await.unwrap();
        assert_eq!((found.min_count, found.pairs.len()), (3, 0));
        let categories = AffinityQuery { of: AffinityOf::Category, ..asked(AffinityOrder::Together) };
        assert_eq!(counts(&engine.affinity(&categories).await.unwrap(), "t", "m"), Some((2, 4, 3)));
        for query in [
            AffinityQuery { min_support: MinSupport::Share(2.0), ..asked(AffinityOrder::Together) },
            asked(AffinityOrder::Sequence(Some(0))),
        ] {
            assert!(engine.affinity(&query).await.is_err(), "{query:?}");
        }
    });
}

/// Ann and Bob live in one country, Cat and Dan in another, of Eve nothing is known. Each part is a shop of its own.
#[test]
fn each_part_has_pairs_of_its_own() {
    block_on(async {
        let (mut company, _) = shop().await;
        let lives = |who: &str, country: &str| row(json!({ "customer_id": who, "country": country }));
        let customers = [lives("ann", "DE"), lives("bob", "DE"), lives("cat", "US"), lives("dan", "US")];
        company.import("customers", &customers, at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        let population = Population { by: vec!["country".to_owned()], ..Population::default() };
        let query = AffinityQuery { population: population.clone(), ..asked(AffinityOrder::Together) };
        let found = engine.affinity(&query).await.unwrap();
        let whole = engine.affinity(&asked(AffinityOrder::Together)).await.unwrap();
        assert_eq!((&found.pairs, found.counted, whole.parts.len()), (&whole.pairs, whole.counted, 0));
        let part = |country: Option<&str>| {
            let by = [("country".to_owned(), country.map(str::to_owned))];
            found.parts.iter().find(|part| part.by == by).unwrap()
        };
        // Two of the four orders of Ann and Bob hold both, and a tenth of a percent of four is one.
        let german = part(Some("DE"));
        assert_eq!((german.counted, german.min_count), (4, 1));
        let pair = german.pairs.iter().find(|pair| pair.a == "tea").unwrap();
        assert_eq!((pair.b.as_str(), pair.count, pair.count_a, pair.support), ("mug", 2, 2, 0.5));
        assert_eq!((part(Some("US")).counted, part(Some("US")).pairs.len()), (3, 0));
        assert_eq!(part(None).counted, 1);
        assert_eq!(found.parts.iter().map(|part| part.counted).sum::<u64>(), found.counted);
        // In sequence too: Ann alone came back within thirty days.
        let query = AffinityQuery { population, ..asked(AffinityOrder::Sequence(Some(30 * DAY_US))) };
        let found = engine.affinity(&query).await.unwrap();
        let german = found.parts.iter().find(|part| part.by[0].1.as_deref() == Some("DE")).unwrap();
        let pair = german.pairs.iter().find(|pair| pair.a == "tea" && pair.b == "pot").unwrap();
        assert_eq!((pair.count, pair.count_a, german.counted), (1, 2, 2));
    });
}

#[test]
fn a_shop_without_lines_says_so() {
    block_on(async {
        let company = Company::new(Settings::default()).await;
        let engine = company.engine(at(NOW)).await;
        let error = engine.affinity(&asked(AffinityOrder::Together)).await.unwrap_err();
        assert!(error.to_string().contains("order_items"), "{error}");
    });
}

/// A hundred customers buy a pot a week after tea, a hundred others a rug after a mug, and forty more tea alone.
#[test]
fn what_goes_beyond_chance_is_suggested_and_told_in_both_languages() {
    block_on(async {
        let mut company = Company::new(Settings::default()).await;
        company.complete_through = Some(date(2024, 2, 29));
        let (mut orders, mut lines) = (Vec::new(), Vec::new());
        let mut buy = |who: String, at: &str, thing: &str| {
            let id = orders.len();
            orders.push(row(json!({
                "order_id": id, "customer_id": who, "ordered_at": at, "amount": "1.00", "currency": "USD",
            })));
            lines.push(row(json!({ "order_id": id, "line": 1, "product_id": thing })));
        };
        for one in 0..100 {
            buy(format!("t{one}"), "2024-01-02", "tea");
            buy(format!("t{one}"), "2024-01-09", "pot");
            buy(format!("m{one}"), "2024-01-02", "mug");
            buy(format!("m{one}"), "2024-01-09", "rug");
        }
        for one in 0..40 {
            buy(format!("a{one:02}"), "2024-01-02", "tea");
        }
        company.import("orders", &orders, at(NOW)).await;
        company.import("order_items", &lines, at(NOW)).await;
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\n").unwrap();
        let run = |format: &str, language: &str| {
            let output = Command::new(binary::path())
                .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW, "--lang", language])
                .args(["--format", format, "affinity", "--sequence", "--within", "30d", "--customers"])
                .args(["--from", "2024-01-01", "--to", "2024-03-01", "--min-support", "5%"])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let json: Value = serde_json::from_str(&run("json", "en")).unwrap();
        let pairs: Vec<_> = json["pairs"].as_array().unwrap().iter().map(|pair| (&pair["a"], &pair["b"])).collect();
        assert_eq!(pairs, [(&json!("mug"), &json!("rug")), (&json!("tea"), &json!("pot"))]);
        assert_eq!((&json["pairs"][1]["count_a"], &json["counted"]), (&json!(140), &json!(240)));
        let suggested = json["customers"].as_array().unwrap();
        assert_eq!((suggested.len(), &json["without_suggestion"]), (40, &json!(200)));
        assert!(suggested.iter().all(|one| one["suggested"] == "pot" && one["because"] == "tea"));
        assert!(run("table", "en").contains("Bought after another: 2 pairs"));
        assert!(run("table", "zh-CN").contains("先后购买：共 2 对"));
        assert!(run("csv", "en").starts_with("customer_id,suggested,because"));
    });
}
