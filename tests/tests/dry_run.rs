//! `tenure import --dry-run`: what an import would do, and that it does nothing.

use serde_json::{Value, json};

use crate::desk::Desk;

fn cells(list: &Value, columns: &[&str]) -> Vec<Value> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| columns.iter().map(|column| row[*column].clone()).collect()).collect()
}

#[test]
fn it_shows_the_mapping_the_first_rows_and_the_bad_ones_and_writes_nothing() {
    let desk = Desk::new();
    let mut text = "Order Date;Order ID;Dollar Value;Remark\n".to_owned();
    for day in 1..=30 {
        text.push_str(&format!("{day:02}/01/2024 10:00;o{day};{day},50;x\n"));
    }
    desk.write("sales.csv", text + "31/01/2024;o31;viel;x\n");
    let before = desk.files();
    let shown = desk.json(&["import", "orders", "sales.csv", "--dry-run"]);
    assert!(desk.files() == before, "a dry run wrote something");
    assert_eq!(["read", "quarantined", "refused"].map(|fact| shown[fact].clone()), [json!(31), json!(1), json!(false)]);
    assert_eq!(
        cells(&shown["columns"], &["column", "from", "matched_by", "day_order"]),
        [
            json!(["order_id", "Order ID", "name", null]),
            json!(["ordered_at", "Order Date", "alias", "day_first"]),
            json!(["amount", "Dollar Value", "alias", null]),
        ]
    );
    assert_eq!(cells(&shown["unused"], &["header"]), [json!(["Remark"])]);
    let first = &shown["orders"].as_array().unwrap()[0];
    assert_eq!((&first["order_id"], &first["amount"]), (&json!("o1"), &json!("1.5000")), "{first}");
    assert!(shown["orders"].as_array().unwrap().len() < 30);
    assert_eq!(cells(&shown["rejects"], &["line", "rule"]).len(), 1);
    assert_eq!(
        cells(&shown["files"], &["rows", "file_format", "delimiter", "encoding"]),
        [json!([31, "CSV", ";", "UTF-8"])]
    );
}

#[test]
fn a_mapping_is_shown_as_the_reason_with_its_expressions() {
    let desk = Desk::new();
    desk.write("sales.csv", "Nr,Day,Qty,Price\n1,2024-01-01,2,1.5\n2,2024-03-31 02:30:00,1,1\n3,2024-01-03,0,1\n");
    desk.write(
        "mappings/shop.yaml",
        "table: orders\nfrom: { file: \"sales*.csv\" }\ntime_zone: Europe/Berlin\ncolumns:\n  order_id: Nr\n  ordered_at: Day\n  amount: Qty * Price\nwhere: Qty > 0\n",
    );
    let shown = desk.json(&["import", "orders", "sales.csv", "--dry-run"]);
    assert_eq!((&shown["mapping"], &shown["filtered"]), (&json!("shop"), &json!(1)));
    let columns = cells(&shown["columns"], &["column", "from", "matched_by"]);
    assert!(columns.contains(&json!(["amount", "Qty * Price", "mapping"])), "{columns:?}");
    assert_eq!(cells(&shown["notes"], &["rows", "line"]), [json!([1, "3"])], "{}", shown["notes"]);
    assert!(desk.rows("select count(*) from orders") == ["0"]);
}

#[test]
fn it_says_that_an_import_would_be_refused() {
    let desk = Desk::new();
    desk.write("o.csv", format!("ordered_at,amount\n{}", "2024-01-01,bad\n".repeat(40)));
    let done = desk.run(&["import", "orders", "o.csv", "--dry-run"]);
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(done.err.contains("--max-bad"), "{}", done.err);
    let done = desk.run(&["--lang", "zh-CN", "import", "orders", "o.csv", "--dry-run"]);
    assert!(done.err.contains("会被拒绝"), "{}", done.err);
}

#[test]
fn rows_that_repeat_or_contradict_each_other_are_counted_as_an_import_counts_them() {
    let desk = Desk::new();
    let rows = (1..=60).map(|row| format!("{row},2024-01-01,{row}\n")).collect::<String>();
    desk.write("a.csv", format!("order_id,ordered_at,amount\n{rows}7,2024-01-01,7\n"));
    desk.write("b.csv", "order_id,ordered_at,amount\n8,2024-01-01,9\n");
    let shown = desk.json(&["import", "orders", "a.csv", "b.csv", "--dry-run"]);
    let facts = ["read", "repeated", "quarantined"].map(|fact| shown[fact].clone());
    assert_eq!(facts, [json!(62), json!(1), json!(1)]);
    let bad = cells(&shown["rejects"], &["file", "line", "rule"]);
    assert_eq!(bad, [json!(["b.csv", "2", "duplicate"])]);
    let kept = desk.json(&["import", "orders", "a.csv", "b.csv"]);
    assert_eq!((&kept["unchanged"], &kept["quarantined"]), (&json!(1), &json!(1)));
    assert_eq!(cells(&kept["rejects"], &["file", "line", "rule"]), bad);
}
