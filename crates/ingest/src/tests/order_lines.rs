//! Orders as one row per line.

use model::Rule;

use super::*;

const HEADER: &str = "order_id,ordered_at,customer_id,status,currency,order_total,sku,qty,price\n";

fn lines(name: &str, rows: &str) -> (Report, Kept) {
    let folder = Folder::new(name);
    run(&request("order_lines", &folder.file("lines.csv", format!("{HEADER}{rows}")))).unwrap()
}

const ORDERS: &[&str] = &["order_id", "ordered_at", "customer_id", "status", "currency", "amount", "source_line"];
const ITEMS: &[&str] = &["order_id", "line", "product_id", "quantity", "unit_price", "source_line"];

#[test]
fn an_orders_fields_may_stand_on_each_line_or_on_the_first_only() {
    let (report, kept) = lines(
        "order-lines",
        "o1,2024-03-01T10:05:00Z,c1,paid,USD,,tea,2,3.50\n\
         o1,2024-03-01T10:04:00Z,c1,paid,USD,,cup,,12.25\n\
         o2,2024-03-02,c2,,,20.00,pot,1,18.00\n\
         ,,,,,,lid,1,\n\
         o2,,,,,,tea,1,3.50\n\
         o3,2024-03-03,,pending,EUR,,tea,0.5,3.333\n",
    );
    assert_eq!(
        kept.rows("orders", ORDERS),
        [
            "o1|2024-03-01T10:04:00Z|c1|paid|USD|19.2500|2",
            "o2|2024-03-02T00:00:00Z|c2|-|-|20.0000|4",
            "o3|2024-03-03T00:00:00Z|-|pending|EUR|1.6665|7",
        ]
    );
    assert_eq!(
        kept.rows("order_items", ITEMS),
        [
            "o1|1|tea|2.0000|3.5000|2",
            "o1|2|cup|-|12.2500|3",
            "o2|1|pot|1.0000|18.0000|4",
            "o2|2|lid|1.0000|-|5",
            "o2|3|tea|1.0000|3.5000|6",
            "o3|1|tea|0.5000|3.3330|7",
        ]
    );
    assert_eq!((report.read, report.accepted, report.quarantined), (6, 6, 0));
}

#[test]
fn an_order_is_taken_whole_or_not_at_all() {
    let (report, kept) = lines(
        "order-lines-whole",
        "o1,2024-03-01,c1,,,,tea,2,3.50\n\
         o1,2024-03-01,c1,,,,cup,many,12.25\n\
         o2,2024-03-01,c2,,,,tea,1,3.50\n\
         o2,2024-03-01,c3,,,,cup,1,3.50\n\
         o3,,c3,,,,tea,1,3.50\n\
         o4,2024-03-01,c4,,,,tea,1,\n\
         o5,2024-03-01,c5,,,9.00,tea,1,\n\
         o5,2024-03-01,c5,,,9.01,cup,1,\n\
         o6,2024-03-01,c6,,,,tea,1,3.50\n\
         o6,2024-03-01,c6,,,,tea,1,3.50,one too many\n\
         o6,2024-03-01,c6,,,,tea,1,3.50\n\
         ,2024-03-01,c7,,,,tea,1,3.50\n\
         o8,2024-03-01,c8,,,,tea,1,3.50\n\
         o1,2024-03-01,c1,,,,pot,1,18.00\n",
    );
    assert_eq!(kept.rows("orders", &["order_id"]), ["o8"]);
    assert_eq!(kept.rows("order_items", &["order_id"]), ["o8"]);
    let mut rules = kept.rules();
    rules.sort_unstable();
    assert_eq!(
        rules,
        [
            (2, Rule::OrderLines),
            (3, Rule::Number),
            (4, Rule::OrderLines),
            (5, Rule::OrderLines),
            (6, Rule::Missing),
            (7, Rule::OrderLines),
            (8, Rule::OrderLines),
            (9, Rule::OrderLines),
            (10, Rule::OrderLines),
            (11, Rule::Ragged),
            (12, Rule::OrderLines),
            (13, Rule::Missing),
            (15, Rule::OrderLines),
        ]
    );
    let said = |line: u64| kept.rejects.iter().find(|reject| reject.place.line == line).unwrap().message.to_string();
    assert!(said(2).ends_with("lines.csv:3"), "{}", said(2));
    assert_eq!(said(5), "order `o2` has `c2` in `customer_id` on an earlier line, and `c3` here");
    assert_eq!(said(7), "order `o4` has no total, and this line has no price to make one of");
    assert_eq!(said(9), "order `o5` has `9.0000` in `order_amount` on an earlier line, and `9.0100` here");
    assert_eq!(said(15), "the lines of order `o1` do not stand together; sort the file by order");
    assert_eq!((report.read, report.accepted, report.quarantined), (14, 1, 13));
}

#[test]
fn lines_may_have_numbers_of_their_own_or_none() {
    let folder = Folder::new("order-lines-numbers");
    let text = "invoiceNo,invoiceDate,line_no,stockCode,unitPrice\n\
        o1,2024-03-01,20,tea,1\n\
        o1,2024-03-01,10,cup,1\n\
        o2,2024-03-01,1,tea,1\n\
        o2,2024-03-01,1,cup,1\n\
        o3,2024-03-01,1,tea,1\n\
        o3,2024-03-01,,cup,1\n";
    let (_, kept) = run(&request("order_lines", &folder.file("l.csv", text))).unwrap();
    assert_eq!(kept.rows("order_items", &["order_id", "line", "product_id"]), ["o1|20|tea", "o1|10|cup"]);
    assert_eq!(kept.rules(), [(4, Rule::OrderLines), (5, Rule::Duplicate), (6, Rule::OrderLines), (7, Rule::Missing)]);
}

#[test]
fn an_order_may_reach_over_batches_and_not_over_files() {
    let folder = Folder::new("order-lines-batches");
    let mut text = HEADER.to_owned();
    // More rows than a batch has, in orders of 7 lines: some begin in one batch and end in the next.
    for row in 0..20_000 {
        text.push_str(&format!("o{},2024-03-01,c1,,,,p{row},1,0.25\n", row / 7));
    }
    let first = folder.file("a.csv", &text);
    let second = folder.file("b.csv", format!("{HEADER},,,,,,tea,1,1\no9999,2024-03-02,c2,,,,tea,1,1\n"));
    let both = Request { files: vec![first, second], ..request("order_lines", &folder.0.join("a.csv")) };
    let (report, kept) = run(&both).unwrap();
    assert_eq!((report.read, report.accepted, report.quarantined), (20_002, 20_001, 1));
    let orders = kept.rows("orders", &["order_id", "amount"]);
    assert_eq!(orders.len(), 20_000usize.div_ceil(7) + 1);
    assert!(orders[..2_857].iter().all(|order| order.ends_with("|1.7500")), "an order was cut");
    assert_eq!(kept.rules(), [(2, Rule::Missing)]);

    // JSON objects that get more keys on the way are still one file.
    let mut text = String::new();
    for row in 0..9_000 {
        let more = if row > 8_191 { r#","category":"new""# } else { "" };
        let id = if row < 8_190 { row } else { 8_190 };
        text.push_str(&format!(
            "{{\"order_id\":\"o{id}\",\"ordered_at\":\"2024-03-01\",\"sku\":\"p{row}\",\"price\":1{more}}}\n"
        ));
    }
    let (report, kept) = run(&request("order_lines", &folder.file("l.jsonl", text))).unwrap();
    assert_eq!((report.accepted, report.quarantined), (9_000, 0));
    assert_eq!(kept.rows("orders", &["amount"]).last().unwrap(), "810.0000");
}

#[test]
fn an_order_without_end_and_a_file_without_orders_are_refused() {
    let folder = Folder::new("order-lines-refused");
    let mut text = HEADER.to_owned();
    for _ in 0..110_000 {
        text.push_str("o1,2024-03-01,c1,,,,tea,1,1\n");
    }
    let error = run(&request("order_lines", &folder.file("long.csv", text))).unwrap_err();
    assert!(matches!(error, IngestError::OrderTooLong { line: 2, .. }), "{error}");
    let error =
        run(&request("order_lines", &folder.file("none.csv", "sku,date,price\ntea,2024-03-01,1\n"))).unwrap_err();
    assert!(matches!(error, IngestError::MissingColumn { column: "order_id", .. }), "{error}");
}

#[test]
fn an_empty_currency_is_the_workspaces_and_no_contradiction() {
    let folder = Folder::new("order-lines-currency");
    let text = format!("{HEADER}o1,2024-03-01,c1,,USD,,tea,1,1\no1,,,,,,cup,1,1\no2,2024-03-01,c1,,,,tea,1,1\n");
    let mut request = request("order_lines", &folder.file("l.csv", text));
    request.options.currency = "CHF".parse().ok();
    let (_, kept) = run(&request).unwrap();
    assert_eq!(kept.rows("orders", &["order_id", "currency"]), ["o1|USD", "o2|CHF"]);
}
