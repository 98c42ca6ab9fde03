//! Bad rows from the import that found them to the correction that brings them in, as a user does it.

use serde_json::Value;

use crate::desk::Desk;

const FACTS: [&str; 6] = ["read", "accepted", "unchanged", "updated", "filtered", "quarantined"];

fn counts(report: &Value) -> [i64; 6] {
    FACTS.map(|fact| report[fact].as_i64().unwrap())
}

#[test]
fn rows_are_exported_corrected_and_brought_in_through_the_mapping_that_read_them() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("mappings")).unwrap();
    desk.write(
        "mappings/shop.yaml",
        "table: orders\nnamespace: shop\nfrom: { file: \"sales*.csv\", delimiter: \";\" }\ntime_zone: Europe/Berlin\ncolumns:\n  order_id: Nr\n  ordered_at: Datum\n  customer_id: Kunde\n  amount: Menge * Preis\n  currency: \"'EUR'\"\nwhere: \"Art <> 'Storno'\"\n",
    );
    // The dates of the file show that the day comes first; a corrected one alone would not.
    desk.write(
        "sales.csv",
        "Nr;Datum;Kunde;Menge;Preis;Art\n1;31/01/2024 10:00;00017;2;1,50;=Kauf\n2;05/02/2024;null;1;3;Kauf\n3;05/02/2024;00018;viel;3;Kauf\n4;99/02/2024;00019;1;3;=1+1\n5;06/02/2024;00020;1\n6;07/02/2024;00021;1;-3;Kauf\n",
    );
    let report = desk.json(&["import", "orders", "sales.csv", "--max-bad", "100%"]);
    assert_eq!(counts(&report), [6, 1, 0, 0, 0, 5]);

    let done = desk.run(&["rejects", "export", "-o", "fixed.csv"]);
    assert!(done.err.contains('5'), "{}", done.err);
    let exported = desk.read("fixed.csv");
    let lines: Vec<&str> = exported.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "tenure_reject,tenure_rule,tenure_message,Nr,Datum,Kunde,Menge,Preis,Art");
    assert!(lines[3].ends_with(",4,99/02/2024,00019,1,3,'=1+1"), "{}", lines[3]);
    assert!(lines[5].ends_with(",6,07/02/2024,00021,1,-3,Kauf"), "{}", lines[5]);

    // Untouched, nothing changes, and the row that lacks fields is not taken for one with empty fields.
    let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
    assert_eq!(counts(&report), [5, 0, 0, 0, 0, 5]);
    let before = desk.waiting();
    assert_eq!(
        before,
        [("mapping", 1), ("number_range", 1), ("placeholder", 1), ("ragged", 1), ("time", 1)]
            .map(|(rule, rows)| (rule.to_owned(), rows))
    );

    // Two rows become good, one is left out by the mapping, one is bad again, one stays as it is.
    let corrected = exported
        .replace(",2,05/02/2024,null,", ",2,05/02/2024,00022,")
        .replace(",99/02/2024,", ",09/02/2024,")
        .replace(",00018,viel,3,Kauf", ",00018,2,3,Storno")
        .replace(",1,-3,Kauf", ",2,-3,Kauf");
    desk.write("fixed.csv", &corrected);
    let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
    assert_eq!(counts(&report), [5, 2, 0, 0, 1, 2], "{report}");
    assert_eq!((report["done_before"].as_i64(), report["skipped"].as_i64()), (Some(0), Some(0)));
    let orders = desk.run(&["sql", "select order_id, ordered_at, customer_id, amount, namespace, source_name, source_file from orders order by 1", "--format", "csv"]).out;
    assert_eq!(
        orders.lines().skip(1).collect::<Vec<_>>(),
        [
            "1,2024-01-31T09:00:00Z,00017,3.0000,shop,shop,sales.csv",
            "2,2024-02-04T23:00:00Z,00022,3.0000,shop,shop,fixed.csv",
            "4,2024-02-08T23:00:00Z,00019,3.0000,shop,shop,fixed.csv",
        ]
    );
    assert_eq!(desk.waiting(), [("number_range".to_owned(), 1), ("ragged".to_owned(), 1)]);
    let raw = desk.json(&["sql", "select raw from quarantine where rule = 'number_range'"]);
    assert_eq!(raw[0]["raw"], "6;07/02/2024;00021;2;-3;Kauf");

    // The same once more: what is in was corrected before, what is bad is as bad as it was.
    let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 2]);
    assert_eq!(report["done_before"].as_i64(), Some(3));
    // The file still names the row by its first id; the correction finds the one that took its place.
    desk.write("fixed.csv", corrected.replace(",2,-3,Kauf", ",2,3,Kauf"));
    let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
    assert_eq!(counts(&report), [2, 1, 0, 0, 0, 1]);
    assert_eq!(desk.waiting(), [("ragged".to_owned(), 1)]);

    // The uncorrected file again opens nothing anew.
    desk.run(&["import", "orders", "sales.csv", "--max-bad", "100%"]);
    assert_eq!(desk.waiting(), [("ragged".to_owned(), 1)]);
}

#[test]
fn rows_of_several_files_and_kinds_go_through_one_sheet() {
    let desk = Desk::new();
    desk.write("a.csv", "order_id,date,amount\n1,2024-01-01,five\n");
    desk.write(
        "b.jsonl",
        "{\"event_id\":\"e1\",\"ts\":\"never\",\"name\":\"open\",\"size\":0.10,\"note\":\"5\"}\n{\"event_id\":\n",
    );
    desk.write("s.csv", "subscription_id,customer_id,start_date,end_date,amount\ns1,c1,2024-02-01,2024-01-01,50\n");
    for (table, file) in [("orders", "a.csv"), ("events", "b.jsonl"), ("subscriptions", "s.csv")] {
        desk.json(&["import", table, file, "--max-bad", "100%"]);
    }
    for (name, format) in [("fixed.csv", "csv"), ("fixed.parquet", "parquet")] {
        assert_eq!(desk.run(&["rejects", "export", "-o", name, "--format", format]).code, 0);
    }
    let exported = desk.read("fixed.csv");
    let corrected = exported
        .replace(",five,", ",5,")
        .replace(",e1,never,", ",e1,2024-01-05,")
        .replace(",2024-02-01,2024-01-01,", ",2024-02-01,2024-03-01,")
        .replace(
            "\"{\"\"event_id\"\":\"",
            "\"{\"\"event_id\"\":\"\"e2\"\",\"\"ts\"\":1704412800,\"\"name\"\":\"\"x\"\"}\"",
        );
    desk.write("fixed.csv", &corrected);
    let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
    assert_eq!(counts(&report), [4, 4, 0, 0, 0, 0], "{exported}\n{report}");
    let events = desk.json(&["sql", "select event_id, properties from events order by 1"]);
    assert_eq!(events[0]["properties"], "{\"note\":\"5\",\"size\":0.10}");
    assert_eq!(desk.json(&["sql", "select count(*) as n from subscription_changes"])[0]["n"], 2);
    assert_eq!(desk.waiting(), []);

    // As it was known before the correction the rows still wait.
    assert_eq!(desk.json(&["status"])["quarantined"], 0);
}

#[test]
fn what_a_sheet_cannot_say_is_told() {
    let desk = Desk::new();
    desk.write("a.csv", "order_id,date,amount\n1,2024-01-01,five\n2,2024-01-01,six\n");
    desk.json(&["import", "orders", "a.csv", "--max-bad", "100%"]);
    desk.write("other.csv", "order_id,amount\n1,5\n");
    let done = desk.run(&["rejects", "--replay", "other.csv"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("tenure_reject") && done.err.contains("rejects export"), "{}", done.err);

    desk.run(&["rejects", "export", "-o", "fixed.csv"]);
    let exported = desk.read("fixed.csv");
    let mut lines: Vec<String> = exported.lines().map(str::to_owned).collect();
    lines.push(lines[1].clone());
    lines.push("nonsense,,,3,2024-01-01,7".to_owned());
    desk.write("fixed.csv", lines.join("\n").replace("five", "5"));
    let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
    assert_eq!(counts(&report), [2, 1, 0, 0, 0, 1]);
    let skipped: Vec<_> =
        report["skipped_rows"].as_array().unwrap().iter().map(|row| row["line"].to_string()).collect();
    assert_eq!(skipped, ["\"4\"", "\"5\""]);
}

#[test]
fn reasons_are_said_in_the_readers_language() {
    let desk = Desk::new();
    desk.write("a.csv", "order_id,date,amount\n1,yesterday,5\n");
    desk.json(&["import", "orders", "a.csv", "--max-bad", "100%"]);
    let said = |tag: &str| desk.json(&["rejects", "--lang", tag])["rejects"][0]["message"].as_str().unwrap().to_owned();
    let (english, chinese) = (said("en"), said("zh-CN"));
    assert!(english.contains("is not a time"), "{english}");
    assert!(chinese.contains("时间") && !chinese.contains("expected") && !chinese.contains(" or "), "{chinese}");
    let stored = desk.json(&["sql", "select message, message_key, message_values from quarantine"]);
    assert_eq!(stored[0]["message"].as_str(), Some(english.as_str()));
    assert_eq!(stored[0]["message_key"], "model.rule.time");
    let values: Value = serde_json::from_str(stored[0]["message_values"].as_str().unwrap()).unwrap();
    assert_eq!(values["column"], "ordered_at");
    assert_eq!(values["expected"]["key"], "ingest.expected.time");
}

#[test]
fn a_table_that_is_none_is_a_mistake_and_not_an_empty_list() {
    let desk = Desk::new();
    for words in [&["rejects", "--table", "order"][..], &["rejects", "export", "--table", "order"]] {
        let done = desk.run(words);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains("`order`") && done.err.contains("order_lines"), "{}", done.err);
    }
    assert_eq!(desk.run(&["rejects", "--table", "order_lines"]).code, 0);
}

#[test]
fn a_row_that_was_corrected_is_corrected_again_and_an_old_sheet_undoes_nothing() {
    let desk = Desk::new();
    desk.write("a.csv", "order_id,date,amount\n1,2024-01-01,five\n");
    desk.json(&["import", "orders", "a.csv", "--max-bad", "100%"]);
    desk.run(&["rejects", "export", "-o", "sheet.csv"]);
    let sheet = desk.read("sheet.csv");
    let replay = |amount: &str| {
        desk.write("fixed.csv", sheet.replace(",five", &format!(",{amount}")));
        let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
        // Where nothing of a sheet is news there are no counts but these.
        let fact = |name: &str| report[name].as_i64().unwrap_or_default();
        (
            ["accepted", "unchanged", "updated", "quarantined", "done_before"].map(fact),
            desk.rows("select amount from orders"),
        )
    };
    let row = |amount: &str| vec![amount.to_owned()];
    assert_eq!(replay("5"), ([1, 0, 0, 0, 0], row("5.0000")));
    assert_eq!(replay("5"), ([0, 0, 0, 0, 1], row("5.0000")));
    assert_eq!(replay("6"), ([0, 0, 1, 0, 0], row("6.0000")));
    assert_eq!(replay("6"), ([0, 0, 0, 0, 1], row("6.0000")));
    // The source has corrected it since; the sheet that was replayed before does not undo that, nor does one never touched.
    desk.write("b.csv", "order_id,date,amount\n1,2024-01-01,7\n");
    desk.json(&["import", "orders", "b.csv"]);
    assert_eq!(replay("6"), ([0, 0, 0, 0, 1], row("7.0000")));
    assert_eq!(replay("five"), ([0, 0, 0, 0, 1], row("7.0000")));
    assert_eq!(desk.waiting(), []);
    // A correction in vain waits as one, and the next finds it.
    assert_eq!(replay("eight"), ([0, 0, 0, 1, 0], row("7.0000")));
    assert_eq!(desk.waiting(), [("number".to_owned(), 1)]);
    assert_eq!(replay("8"), ([0, 0, 1, 0, 0], row("8.0000")));
    assert_eq!(desk.waiting(), []);
}

#[test]
fn a_row_without_an_id_is_not_taken_in_beside_its_first_correction() {
    let desk = Desk::new();
    desk.write("e.csv", "ts,name\nyesterday,open\n");
    desk.json(&["import", "events", "e.csv", "--max-bad", "100%"]);
    desk.run(&["rejects", "export", "-o", "sheet.csv"]);
    let sheet = desk.read("sheet.csv");
    for (day, quarantined) in [("2024-01-01", 0), ("2024-01-02", 1)] {
        desk.write("fixed.csv", sheet.replace(",yesterday", &format!(",{day}")));
        assert_eq!(desk.json(&["rejects", "--replay", "fixed.csv"])["quarantined"], quarantined);
    }
    assert_eq!(desk.rows("select ts from events"), ["2024-01-01T00:00:00Z"]);
}

#[test]
fn lines_of_an_order_are_corrected_in_their_file_and_a_sheet_that_names_them_is_told_so() {
    let desk = Desk::new();
    let lines = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\na,ann,2024-01-05,p1,2,3.00\na,ann,2024-01-05,p2,many,6.00\nb,bob,2024-01-06,p1,1,3.00\n";
    desk.write("lines.csv", lines);
    desk.json(&["import", "order_lines", "lines.csv", "--max-bad", "100%"]);
    assert_eq!(desk.rows("select order_id from orders"), ["b"]);
    let done = desk.run(&["rejects", "export", "-o", "sheet.csv"]);
    assert!(
        done.err.contains("only be corrected in the files they came from") && done.err.contains(": 2"),
        "{}",
        done.err
    );

    let id = desk.rows("select encode(row_id, 'hex') from quarantine where source_line = 3");
    desk.write("sheet.csv", format!("tenure_reject,order_id,product_id,quantity\n{},a,p2,1\n", id[0]));
    for (language, words) in [("en", "import that file again"), ("zh-CN", "重新导入该文件")] {
        let report = desk.json(&["rejects", "--replay", "sheet.csv", "--lang", language]);
        let told = report["skipped_rows"][0]["message"].as_str().unwrap();
        assert!(told.contains("lines.csv:3") && told.contains(words), "{report}");
        assert_eq!(report["skipped"], 1, "{report}");
    }
    assert_eq!(desk.rows("select order_id from orders"), ["b"], "no order of one line of two");

    // The way out that it names.
    desk.write("lines.csv", lines.replace("many", "1"));
    let report = desk.json(&["import", "order_lines", "lines.csv"]);
    assert_eq!(report["quarantined"], 0, "{report}");
    assert_eq!(desk.rows("select order_id, amount from orders order by 1"), ["a,12.0000", "b,3.0000"]);
}
