//! Rows that a source deletes: closed, not forgotten. Earlier moments still show them, what changed is told, and the same file
//! again changes nothing.

use serde_json::{Value, json};

use crate::as_of::Workspace;

const MAPPING: &str = "table: orders\nnamespace: shop\nfrom: { file: \"orders*.csv\" }\ncolumns:\n  order_id: id\n  customer_id: who\n  ordered_at: day\n  amount: amount\n  currency: \"'USD'\"\ndeleted: is_deleted\n";
const HEADER: &str = "id,who,day,amount,is_deleted\n";
const ORDERS: [&str; 3] =
    ["a,ann,2024-01-05,100.00,false\n", "b,bob,2024-01-10,50.00,false\n", "c,cat,2024-02-03,30.00,false\n"];
const FACTS: [&str; 7] = ["read", "accepted", "unchanged", "updated", "deleted", "filtered", "quarantined"];

struct Shop(Workspace);

impl Shop {
    fn new() -> Self {
        let shop = Workspace::new("currency: USD\nactivity: { basis: purchase, window_days: 30 }\n");
        shop.write("mappings/orders.yaml", MAPPING);
        Self(shop)
    }

    /// Imports rows as a file of this name, and counts what became of them.
    fn import(&self, now: &str, name: &str, rows: &[&str]) -> [u64; 7] {
        self.0.write(name, &(HEADER.to_owned() + &rows.concat()));
        let path = self.0.path(name);
        let report = self.0.json(now, &["import", "orders", path.to_str().unwrap()]);
        FACTS.map(|fact| report[fact].as_u64().unwrap())
    }

    fn orders(&self, as_of: &[&str]) -> Vec<String> {
        let sql = "select order_id from orders order by order_id";
        let told = self.0.json("2024-06-01", &[&["sql", sql], as_of].concat());
        told.as_array().unwrap().iter().map(|row| row["order_id"].as_str().unwrap().to_owned()).collect()
    }

    fn january(&self, as_of: &str) -> Value {
        let ask =
            ["query", "revenue", "--from", "2024-01-01", "--to", "2024-02-01", "--grain", "month", "--as-of", as_of];
        self.0.json("2024-06-01", &ask)["rows"][0]["value"]["amount"].clone()
    }
}

#[test]
fn a_deleted_row_is_closed_told_by_diff_and_comes_back_when_its_source_has_it_again() {
    let shop = Shop::new();
    assert_eq!(shop.import("2024-03-01", "orders-1.csv", &ORDERS), [3, 3, 0, 0, 0, 0, 0]);
    // What a deletion leaves of the others may be empty; of nobody it says nothing.
    let gone = ["a,ann,2024-01-05,100.00,false\n", "b,,,,true\n", "z,,,,true\n"];
    assert_eq!(shop.import("2024-04-01", "orders-2.csv", &gone), [3, 0, 2, 0, 1, 0, 0]);
    assert_eq!(shop.orders(&[]), ["a", "c"]);
    assert_eq!((shop.january("1"), shop.january("2")), (json!("150.0000"), json!("100.0000")));
    assert_eq!(shop.january("2024-03-15"), "150.0000");
    let closed = shop.0.json("2024-06-01", &["status"]);
    let live = closed["tables"].as_array().unwrap().iter().find(|table| table["table"] == "orders").unwrap().clone();
    assert_eq!(live["rows"], 2, "{closed}");

    let period = ["--period-from", "2024-01-01", "--period-to", "2024-03-01", "--grain", "month"];
    let told =
        shop.0.json("2024-06-01", &[&["diff", "revenue", "--from", "1", "--to", "2", "--rows"][..], &period].concat());
    let cells = told["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 1, "{told:#}");
    let parts = cells[0]["parts"].as_array().unwrap();
    assert_eq!((parts.len(), &parts[0]["cause"]), (1, &json!("deletions")), "{told:#}");
    assert_eq!(parts[0]["change"]["amount"], "-50.0000");
    assert_eq!((&parts[0]["brought_by"][0]["import"], &parts[0]["shown"][0]["id"]), (&json!(2), &json!("b")));

    // The same file once more changes nothing, and says so.
    assert_eq!(shop.import("2024-04-02", "orders-2.csv", &gone), [3, 0, 3, 0, 0, 0, 0]);
    let again = shop.0.run("2024-04-03", &["import", "orders", shop.0.path("orders-2.csv").to_str().unwrap()]);
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(said.contains("does not have, so that they change nothing: 2"), "{said}");

    // The source has the row again: it counts from then on, and was away in between.
    assert_eq!(shop.import("2024-05-01", "orders-3.csv", &[ORDERS[1]]), [1, 1, 0, 0, 0, 0, 0]);
    assert_eq!(shop.orders(&[]), ["a", "b", "c"]);
    let states = ["2024-03-15", "2024-04-15", "2024-05-15"].map(|as_of| shop.january(as_of));
    assert_eq!(states, [json!("150.0000"), json!("100.0000"), json!("150.0000")]);
    let check = shop.0.run("2024-06-01", &["check"]);
    assert!(
        check.status.code().is_some_and(|code| code == 0 || code == 3),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );
}

#[test]
fn the_last_word_of_an_import_about_a_row_counts() {
    let shop = Shop::new();
    let deleted = |id: &str| format!("{id},,,,true\n");
    // Made and deleted; made, deleted and made again; deleted and made; deleted twice.
    let log = [
        ORDERS[0].to_owned(),
        deleted("a"),
        ORDERS[1].to_owned(),
        deleted("b"),
        ORDERS[1].to_owned(),
        deleted("c"),
        ORDERS[2].to_owned(),
        deleted("d"),
        deleted("d"),
    ];
    let log: Vec<&str> = log.iter().map(String::as_str).collect();
    let counts = shop.import("2024-03-01", "orders-1.csv", &log);
    assert_eq!(shop.orders(&[]), ["b", "c"]);
    assert_eq!(
        counts,
        [9, 2, 3, 0, 4, 0, 0],
        "two rows were taken back by two deletions; three deletions found nothing"
    );
    // A row that was known: its deletion is taken back by a newer version, which is a correction.
    let corrected = ORDERS[2].replace("30.00", "40.00");
    let counts = shop.import("2024-04-01", "orders-2.csv", &[&deleted("c"), &corrected]);
    assert_eq!((counts, shop.orders(&[])), ([2, 0, 1, 1, 0, 0, 0], vec!["b".to_owned(), "c".to_owned()]));
    // And the other way round it is gone.
    let counts = shop.import("2024-05-01", "orders-3.csv", &[&corrected, &deleted("c")]);
    assert_eq!((counts, shop.orders(&[])), ([2, 0, 0, 0, 2, 0, 0], vec!["b".to_owned()]));
    assert_eq!(shop.orders(&["--as-of", "2"]), ["b", "c"]);
}

#[test]
fn a_customer_whose_record_is_deleted_is_one_whom_nothing_describes() {
    let shop = Shop::new();
    let mapping = "table: customers\nnamespace: shop\nfrom: { file: \"people*.csv\" }\ncolumns:\n  customer_id: id\n  name: name\ndeleted: gone\n";
    shop.0.write("mappings/people.yaml", mapping);
    shop.0.write("people-1.csv", "id,name,gone\nann,Ann,0\nbob,Bob,0\n");
    shop.0.write("people-2.csv", "id,name,gone\nann,,1\n");
    let import =
        |now: &str, table: &str, file: &str| shop.0.json(now, &["import", table, shop.0.path(file).to_str().unwrap()]);
    import("2024-03-01", "customers", "people-1.csv");
    assert_eq!(shop.import("2024-03-02", "orders-1.csv", &ORDERS[..2]), [2, 2, 0, 0, 0, 0, 0]);
    assert_eq!(import("2024-04-01", "customers", "people-2.csv")["deleted"], 1);
    shop.0.write("orders-2.csv", &(HEADER.to_owned() + "d,ann,2024-02-05,1.00,false\n"));
    assert_eq!(import("2024-04-02", "orders", "orders-2.csv")["unknown_customers"], 1);
    let names = |as_of: &str| {
        let told = shop.0.json("2024-06-01", &["sql", "select name from customers order by name", "--as-of", as_of]);
        told.as_array().unwrap().len()
    };
    assert_eq!((names("2024-03-15"), names("2024-05-01")), (2, 1));
}

#[test]
fn a_dry_run_counts_deletions_and_quarantined_ones_are_replayed() {
    let shop = Shop::new();
    shop.import("2024-03-01", "orders-1.csv", &ORDERS);
    shop.0.write("orders-2.csv", &(HEADER.to_owned() + "a,,,,true\n,,,,true\n" + ORDERS[2]));
    let path = shop.0.path("orders-2.csv");
    let seen = shop.0.json("2024-04-01", &["import", "orders", path.to_str().unwrap(), "--dry-run"]);
    assert_eq!((&seen["deleted"], &seen["quarantined"]), (&json!(1), &json!(1)));
    let brought = shop.0.json("2024-04-01", &["import", "orders", path.to_str().unwrap(), "--max-bad", "50%"]);
    assert_eq!(
        (&brought["deleted"], &brought["quarantined"], &brought["unchanged"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let fixed = shop.0.path("fixed.csv");
    shop.0.done("2024-04-02", &["rejects", "export", "-o", fixed.to_str().unwrap()]);
    let exported = std::fs::read_to_string(&fixed).unwrap();
    let line = exported.lines().last().unwrap();
    let corrected = exported.replace(line, &line.replace(",,,,,true", ",b,,,,true"));
    assert_ne!(corrected, exported);
    std::fs::write(&fixed, corrected).unwrap();
    let report = shop.0.json("2024-04-03", &["rejects", "--replay", fixed.to_str().unwrap()]);
    assert_eq!((&report["deleted"], &report["quarantined"]), (&json!(1), &json!(0)), "{report}");
    assert_eq!(shop.orders(&[]), ["c"]);
    assert_eq!(
        shop.0.json("2024-06-01", &["sql", "select count(*) as n from quarantine where superseded_at is null"])[0]["n"],
        0
    );
}
