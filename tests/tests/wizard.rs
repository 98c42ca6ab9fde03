//! `tenure import --interactive`: answers typed to its questions make a mapping that imports the same file without any.

use crate::desk::Desk;

/// Sales as a spreadsheet of a German shop exports them.
fn sales() -> String {
    let rows = (1..=20).map(|row| format!("{row};{row:02}/02/2024 10:00;K{};2;1,50;Kauf\n", row % 7));
    format!("Nr;Datum;Kunde;Menge;Preis;Art\n{}21;21/02/2024 10:00;K1;1;3;Storno\n", rows.collect::<String>())
}

/// The lines of the questions' answers.
fn typed(answers: &[&str]) -> String {
    answers.iter().map(|answer| format!("{answer}\n")).collect()
}

#[test]
fn answers_make_a_mapping_that_imports_the_file_without_questions() {
    let desk = Desk::new();
    desk.write("sales-2024.csv", sales());
    let answers = typed(&[
        "Datum",           // ordered_at, needed
        "Menge mal Preis", // amount: no expression
        "Menge * Preis",   // amount
        "1",               // order_id by its number
        "kunde",           // customer_id in other case
        "!",               // the rest as suggested
        "Nowhere/Atall",   // no zone
        "Europe/Berlin",
        "XXQ", // no currency
        "EUR",
        "shop",            // namespace
        "Art <> 'Storno'", // where
        "sales-*.csv",     // files
        "shop sales",      // name
        "y",               // import
    ]);
    let done = desk.answering(&answers, &["import", "orders", "sales-2024.csv", "--interactive", "--format", "json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let report: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((report["accepted"].as_i64(), report["filtered"].as_i64()), (Some(20), Some(1)), "{report}");
    for said in ["Nowhere/Atall", "XXQ", "Menge mal Preis", "gives 3", "K1"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    let expected = ["1,2024-02-01T09:00:00Z,K1,3.0000,EUR,shop", "20,2024-02-20T09:00:00Z,K6,3.0000,EUR,shop"];
    let ask = "select order_id, ordered_at, customer_id, amount, currency, namespace from orders where order_id in ('1', '20') order by 1";
    assert_eq!(desk.rows(ask), expected);

    let mapping = desk.read("mappings/shop-sales.yaml");
    assert!(mapping.starts_with("# "), "{mapping}");
    assert!(mapping.lines().filter(|line| line.trim_start().starts_with('#')).count() > 5, "{mapping}");
    // The same file without questions: the mapping is found by the file's name, and nothing is new.
    let again = desk.json(&["import", "orders", "sales-2024.csv"]);
    assert_eq!((&again["mapping"], &again["unchanged"]), (&"shop-sales".into(), &20.into()));
}

#[test]
fn what_the_source_leaves_open_is_asked() {
    let desk = Desk::new();
    // Neither value shows whether the day or the month comes first, and the bytes are no UTF-8.
    let text = "Number;Date;N\u{e4}me;Total\n1;01/02/2024;M\u{fc}ller;5\n2;03/04/2024;N\u{fa}\u{f1}ez;6\n";
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    desk.write("o.csv", bytes);
    let answers = typed(&["klingon", "", "!", "", "", "", "", "", "", "y", "n"]);
    let done = desk.answering(&answers, &["import", "orders", "o.csv", "--interactive", "--format", "json"]);
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
    let mapping = desk.read("mappings/o.yaml");
    for key in ["encoding: windows-1252", "day_order: day_first", "ordered_at: Date", "amount: Total"] {
        assert!(mapping.contains(key), "{key}: {mapping}");
    }
    assert_eq!(desk.rows("select count(*) from orders"), ["0"]);
    let report = desk.json(&["import", "orders", "o.csv"]);
    assert_eq!(report["accepted"], 2);
    assert_eq!(desk.rows("select ordered_at from orders order by 1"), ["2024-02-01T00:00:00Z", "2024-04-03T00:00:00Z"]);
}

#[test]
fn it_ends_where_answers_end_and_writes_over_nothing_unasked() {
    let desk = Desk::new();
    desk.write("sales-2024.csv", sales());
    let done = desk.answering("Datum\n", &["import", "orders", "sales-2024.csv", "--interactive"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(!desk.path("mappings/sales.yaml").exists());
    let done = desk.run(&["import", "orders", "-", "--interactive"]);
    assert_eq!(done.code, 2, "{}", done.err);

    desk.write("mappings/sales.yaml", "mine");
    let answers = typed(&["Datum", "Preis", "Nr", "Kunde", "!", "", "EUR", "", "", "", "", "n", "other", "n"]);
    let done = desk.answering(&answers, &["import", "orders", "sales-2024.csv", "--interactive", "--lang", "zh-CN"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(desk.read("mappings/sales.yaml"), "mine");
    assert!(desk.read("mappings/other.yaml").contains("可随意修改"));
    assert!(done.err.contains("是否覆盖"), "{}", done.err);
}

#[test]
fn a_condition_is_tried_and_what_would_be_refused_is_not_offered() {
    let desk = Desk::new();
    let rows = (1..=40).map(|row| format!("{row},2024-01-01,viel,c{row}\n")).collect::<String>();
    desk.write("o.csv", format!("order_id,ordered_at,amount,customer_id\n{rows}"));
    // Everything as suggested; a condition that is none, then one; Enter to all else, and to the import.
    let answers = typed(&["!", "", "", "", "order_id >", "order_id <> '1'", "", "", ""]);
    let done = desk.answering(&answers, &["import", "orders", "o.csv", "--interactive"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("keeps 39 of the first 40"), "{}", done.err);
    assert!(done.err.contains("[y/N]"), "{}", done.err);
    assert_eq!(desk.rows("select count(*) from orders"), ["0"]);
    assert_eq!(desk.waiting(), []);
    assert!(desk.read("mappings/o.yaml").contains("where:"));
}

#[test]
fn a_mapping_that_does_not_read_the_files_is_written_only_where_that_is_wanted() {
    let desk = Desk::new();
    desk.write("o.csv", "order_id,ordered_at,amount,customer_id\n1,13/02/2024,1,c\n2,02/13/2024,1,c\n");
    let answers = ["!", "", "", "", "", "", ""];
    let done = desk.answering(&typed(&[&answers[..], &[""]].concat()), &["import", "orders", "o.csv", "--interactive"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(!desk.path("mappings/o.yaml").exists());
    assert!(done.err.contains("line 2") && done.err.contains("line 3"), "{}", done.err);
    let done =
        desk.answering(&typed(&[&answers[..], &["y"]].concat()), &["import", "orders", "o.csv", "--interactive"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(desk.path("mappings/o.yaml").exists());
}

#[test]
fn headers_in_chinese_stand_in_line_and_mistakes_are_told_in_chinese() {
    let desk = Desk::new();
    desk.write("o.csv", "订单编号,下单时间,No,金额\n甲,2024年3月5日,1,5\n");
    let answers = typed(&["to_timestamp('x')", "!", "", "", "", "", "", "", "n"]);
    let done = desk.answering(&answers, &["import", "orders", "o.csv", "--interactive", "--lang", "zh-CN"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let columns = |line: &str| line.chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let at = |header: &str, value: &str| {
        let line = done.err.lines().find(|line| line.contains(header) && line.ends_with(value)).unwrap();
        columns(line.strip_suffix(value).unwrap())
    };
    assert_eq!(at("  订单编号", "甲"), at("  No ", "1"), "{}", done.err);
    assert!(done.err.contains("格式的时间"), "{}", done.err);
}
