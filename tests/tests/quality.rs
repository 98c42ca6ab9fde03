//! `tenure check`: the same company twice, once healthy and once with one fault of each kind. The healthy one has no
//! finding, the other has exactly those that were put in; a bar in tenure.yaml makes errors of them.

use std::fmt::Write;
use std::sync::Arc;

use catalog::{Catalog, Settings};
use engine::{Amount, Engine, Quality, Severity, Subject};
use jiff::civil::date;
use serde_json::Value;

use crate::as_of::Workspace;
use crate::company::{Company, at, block_on};

/// A Wednesday; everything is complete through the Monday before.
const NOW: &str = "2024-06-05T12:00:00Z";

/// Days of orders, from Monday 2024-02-26 to Monday 2024-06-03.
const DAYS: i64 = 99;

/// Bars that the healthy company meets and the faulty one misses, each.
const BARS: &str = "quality:
  max_bad_share: 0.01
  max_age: { orders: 3d, customers: 3d }
  max_unknown_share: 0
  max_orphan_share: 0
  max_duplicate_share: 0
  max_null_share: { customers.email: 0, customers.hobby: 0 }
  volume: { max_days: 1 }
  max_drift: 0.25
  fixed_schema: true
";

/// Files of a company by table; each is imported on its own.
fn files(faulty: bool) -> Vec<(&'static str, String)> {
    let mut customers = "customer_id,created_at,email,phone,account_id,hobby\n".to_owned();
    for n in 0..30 {
        let phone = format!("+49 30 {}", 1_000_000 + n);
        writeln!(customers, "c{n},2024-01-01,c{n}@example.org,{phone},a{},chess", n % 3).unwrap();
    }
    let mut items = "order_id,line,product_id\no0-0,1,soap\n".to_owned();
    let mut tickets = "ticket_id,customer_id,opened_at\nt1,c1,2024-03-01\n".to_owned();
    let mut changes = "ticket_id,at,kind\nt1,2024-03-02,resolved\n".to_owned();
    if faulty {
        customers += "c30,2024-01-01,C1@example.org ,,a9,chess\nc31,2024-01-01,,0049 30 1000002,a1,\n";
        items += "gone,1,soap\n";
        tickets += "t2,ghost,2024-03-01\n";
        changes += "t9,2024-03-02,resolved\nt9,2024-03-03,closed\n";
        // A quarter of this file goes to quarantine.
        changes += "t1,whenever,closed\n";
    }
    let accounts = "account_id,name\na0,Acme\na1,Bolt\na2,Void\n".to_owned();
    vec![
        ("customers", customers),
        ("accounts", accounts),
        ("tickets", tickets),
        ("ticket_changes", changes),
        ("orders", orders(0..DAYS - 7, faulty, "note")),
        // The week after comes as a delivery of its own.
        ("orders", orders(DAYS - 7..DAYS, faulty, if faulty { "coupon" } else { "note" })),
        ("order_items", items),
    ]
}

/// Thirty orders a day, each of another customer and hour. The faulty days have none, and many.
fn orders(days: std::ops::Range<i64>, faulty: bool, further: &str) -> String {
    let mut text = format!("order_id,customer_id,ordered_at,amount,currency,channel,{further}\n");
    for day in days.clone() {
        let count = match day {
            84 if faulty => 0,
            93 if faulty => 400,
            _ => 30,
        };
        let on = date(2024, 2, 26).checked_add(jiff::Span::new().days(day)).unwrap();
        for n in 0..count {
            let time = format!("{on}T{:02}:{:02}:00Z", 8 + n % 12, n / 12);
            let channel = if faulty && days.start > 0 { "7" } else { ["web", "shop"][n % 2] };
            writeln!(text, "o{day}-{n},c{},{time},{}.00,USD,{channel},x", n % 30, 10 + n % 7).unwrap();
        }
    }
    if faulty && days.start > 0 {
        // The same order under another id.
        text += "copy,c29,2024-06-03T13:02:00Z,11.00,USD,7,x\n";
    }
    text
}

async fn company(faulty: bool) -> Company {
    let mut company = Company::new(Settings::default()).await;
    for (table, text) in files(faulty) {
        // Nobody says of the faulty customers how far they are complete.
        let through = if faulty && table == "customers" { None } else { Some(date(2024, 6, 3)) };
        company.complete_through = through;
        company.import_loosely(table, &text, at(NOW)).await;
    }
    company
}

async fn engine(company: &Company, settings: &str, catalog: Arc<Catalog>) -> Engine {
    let settings = Arc::new(Settings::parse(settings, "tenure.yaml").unwrap());
    Engine::new(catalog, settings, company.snapshot(None).await, at(NOW)).unwrap()
}

async fn check(company: &Company, settings: &str) -> Quality {
    let lake = company.folder.path().join("lake");
    let engine = engine(company, settings, company.catalog.clone()).await;
    engine.quality(|file| lake.join(file).is_file()).await.unwrap()
}

/// Severity, check, place and value of every finding.
fn found(quality: &Quality) -> Vec<String> {
    let value = |amount: Option<Amount>| match amount {
        None => "-".to_owned(),
        Some(Amount::Share(share)) => format!("{:.4}", share),
        Some(Amount::Index(index)) => format!("{index:.2}"),
        Some(other) => other.number().to_string(),
    };
    let line = |finding: &engine::Finding| {
        format!("{} {} {} {}", finding.severity.name(), finding.check.id(), finding.place, value(finding.value))
    };
    quality.findings.iter().map(line).collect()
}

#[test]
fn healthy_data_has_no_finding_and_every_check_looks_at_it() {
    block_on(async {
        let quality = check(&company(false).await, BARS).await;
        assert_eq!(found(&quality), Vec::<String>::new());
        assert!(quality.holds());
        for checked in &quality.checks {
            assert!(checked.looked_at > 0, "{} had nothing to look at", checked.check.id());
        }
        assert!(quality.laws.iter().any(|law| law.periods > 0));
    });
}

#[test]
fn each_fault_is_found_once_and_a_bar_makes_an_error_of_it() {
    block_on(async {
        let company = company(true).await;
        let quality = check(&company, "{}").await;
        assert_eq!(
            found(&quality),
            [
                "error quarantine_share ticket_changes #4 0.2500",
                "warning volume_gap orders/main 2024-05-20 0",
                "warning volume_spike orders/main 2024-05-29 400",
                "warning duplicate_email customers 0.0323",
                "warning duplicate_phone customers 0.0323",
                "warning duplicate_content orders 0.0003",
                "warning unknown_customers tickets 0.5000",
                "warning orphans customers.account_id 0.0312",
                "warning orphans order_items.order_id 0.5000",
                "warning orphans ticket_changes.ticket_id 0.6667",
                "warning columns_gone orders/main 1",
                "warning columns_added orders/main 1",
                "warning column_kind orders/main 1",
                "warning drift orders/main channel 4.09",
            ]
        );
        let quality = check(&company, &BARS.replace("orders: 3d", "orders: 1d")).await;
        assert_eq!(
            found(&quality),
            [
                "error freshness customers/main -",
                "error freshness orders/main 129600000",
                "error volume_days orders/main 2",
                "error duplicate_email customers 0.0323",
                "error duplicate_phone customers 0.0323",
                "error duplicate_content orders 0.0003",
                "error unknown_customers tickets 0.5000",
                "error orphans customers.account_id 0.0312",
                "error orphans order_items.order_id 0.5000",
                "error orphans ticket_changes.ticket_id 0.6667",
                "error null_share customers.email 0.0312",
                "error null_share customers.hobby 0.0312",
                "error columns_gone orders/main 1",
                "error columns_added orders/main 1",
                "error column_kind orders/main 1",
                "error drift orders/main channel 4.09",
                "error quarantine_share ticket_changes #4 0.2500",
                "warning volume_gap orders/main 2024-05-20 0",
                "warning volume_spike orders/main 2024-05-29 400",
            ]
        );
        // The lists name what the findings count.
        let unknown = &quality.unknown[0];
        assert_eq!((unknown.customer.as_str(), unknown.rows["tickets"]), ("main:ghost", 1));
        let members: Vec<&str> = quality.duplicates.first.iter().map(|group| group.members[0].as_str()).collect();
        assert_eq!(members, ["main:c1", "main:c2", "main:copy"]);
        let orphans: Vec<&str> = quality.orphans.first.iter().map(|orphan| orphan.id.as_str()).collect();
        assert_eq!(orphans, ["main:gone", "main:t9", "main:a9"]);
    });
}

#[test]
fn a_law_that_does_not_hold_is_an_error_naming_the_customers() {
    block_on(async {
        let mut company = company(false).await;
        let law = "laws: { nobody_comes: { about: { en: x, zh-CN: x }, same_customers: [customers_at_end, customers_at_start] } }";
        company.catalog = Arc::new(Catalog::builtin().unwrap().with_texts(&[("metrics/laws.yaml", law)]).unwrap());
        let quality = check(&company, "activity: { basis: purchase, window_days: 30 }").await;
        assert_eq!(found(&quality), ["error law nobody_comes 1", "error law nobody_comes/account 1"]);
        let law = quality.laws.iter().find(|law| law.law == "nobody_comes").unwrap();
        assert_eq!((law.breaches[0].start.as_str(), law.breaches[0].difference.as_str()), ("2024-02-01", "30"));
        assert_eq!(law.breaches[0].customers.len(), 20);
        let of_accounts = quality.laws.iter().find(|law| law.law == "nobody_comes" && law.subject == Subject::Account);
        assert_eq!(of_accounts.unwrap().breaches[0].customers, ["main:a0", "main:a1", "main:a2"]);
        assert!(quality.laws.iter().all(|other| other.law == "nobody_comes" || other.breaches.is_empty()));
    });
}

#[test]
fn a_file_that_is_gone_is_found_and_stops_what_would_read_it() {
    block_on(async {
        let company = company(false).await;
        let engine = engine(&company, "{}", company.catalog.clone()).await;
        let quality = engine.quality(|file| !file.contains("tickets")).await.unwrap();
        assert_eq!(found(&quality), ["error missing_files tickets 1"]);
        assert!(quality.tables.iter().all(|table| table.rows.is_none()));
        assert_eq!(quality.findings[0].severity, Severity::Error);
    });
}

#[test]
fn the_command_reports_for_people_and_programs_and_ends_with_3_below_the_bar() {
    let shop = Workspace::new("quality: { max_unknown_share: 0.5 }\n");
    let customers = "customer_id,email\nann,ann@example.org\nbob,ann@example.org\n";
    shop.import("2024-03-01", "customers", ("customers.csv", customers), "2024-02-29");
    let order = |who: &str| format!("order_id,customer_id,ordered_at,amount\n{who},{who},2024-02-01,5\n");
    shop.import("2024-03-01", "orders", ("orders.csv", &order("ann")), "2024-02-29");
    let output = shop.run("2024-03-02", &["check"]);
    assert_eq!(output.status.code(), Some(0), "a warning misses no bar");
    shop.import("2024-03-01", "orders", ("more.csv", &order("eve")), "2024-02-29");
    shop.import("2024-03-01", "orders", ("most.csv", &order("dan")), "2024-02-29");
    let output = shop.run("2024-03-02", &["--format", "json", "check"]);
    assert_eq!(output.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["holds"], false);
    let finding = &report["findings"][0];
    assert_eq!((&finding["check"], &finding["severity"]), (&"unknown_customers".into(), &"error".into()));
    assert_eq!((&finding["place"], &finding["bar"]), (&"orders".into(), &0.5.into()));
    assert!(finding["value"].as_f64().unwrap() > 0.66);
    assert!(finding["help"].as_str().unwrap().contains("Import the customers"));
    assert_eq!(report["unknown_customers"].as_array().unwrap().len(), 2);
    assert_eq!(report["findings"][1]["check"], "duplicate_email");
    let checked = report["checks"].as_array().unwrap();
    let unknown = checked.iter().find(|checked| checked["check"] == "unknown_customers").unwrap();
    assert_eq!((&unknown["looked_at"], &unknown["below_bar"]), (&1.into(), &1.into()));
    let csv = shop.run("2024-03-02", &["--format", "csv", "check"]);
    let lines = String::from_utf8(csv.stdout).unwrap().replace('\r', "");
    assert!(
        lines.starts_with("check,severity,place,value,bar,unit,message,detail,help\nunknown_customers,error,orders,")
    );
    for (language, words) in
        [("en", ["below the bar", "Import the customers"]), ("zh-CN", ["不达标", "请导入客户资料"])]
    {
        let output = shop.run("2024-03-02", &["--lang", language, "check"]);
        let (told, noted) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(words.iter().all(|words| told.contains(words)), "{told}");
        assert!(noted.contains(words[0]), "{noted}");
    }
}

#[test]
fn a_column_that_is_new_in_a_file_is_an_attribute_to_ask_by_and_changes_nothing_of_before() {
    let shop = Workspace::new("activity: { basis: purchase, window_days: 60 }\n");
    let first = "customer_id,country\nann,DE\nbob,FR\n";
    shop.import("2024-03-01", "customers", ("customers.csv", first), "2024-02-29");
    let orders = "order_id,customer_id,ordered_at,amount\n1,ann,2024-02-01,5\n2,bob,2024-02-02,5\n3,eve,2024-02-03,5\n";
    shop.import("2024-03-01", "orders", ("orders.csv", orders), "2024-02-29");
    let ask = |by: &str, further: &[&str]| {
        let question = ["query", "customers_at_end", "--from", "2024-02-01", "--to", "2024-03-01", "--by", by];
        let answer = shop.json("2024-03-20", &[&question[..], further].concat());
        let rows = answer["rows"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", row["by"][by], row["value"])).collect::<Vec<String>>()
    };
    let by_country = ask("country", &[]);
    let unknown = shop.run(
        "2024-03-02",
        &["query", "customers_at_end", "--from", "2024-02-01", "--to", "2024-03-01", "--by", "hobby"],
    );
    assert_eq!(unknown.status.code(), Some(2), "nobody has heard of hobbies yet");

    let second = "customer_id,country,hobby\nann,DE,chess\neve,DE,tea\n";
    shop.import("2024-03-10", "customers", ("more.csv", second), "2024-03-09");
    assert_eq!(ask("hobby", &[]), ["\"chess\" 1", "\"tea\" 1", "null 1"]);
    assert_eq!(ask("country", &["--as-of", "2024-03-05"]), by_country);
    let report = shop.json("2024-03-11", &["check"]);
    let drift: Vec<&Value> =
        report["findings"].as_array().unwrap().iter().filter(|finding| finding["check"] == "columns_added").collect();
    assert_eq!((drift.len(), &drift[0]["place"]), (1, &"customers/main".into()));
    assert!(drift[0]["detail"].as_str().unwrap().starts_with("hobby"));
}
