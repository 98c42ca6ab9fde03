//! How dates, numbers and amounts are written: judged column by column of each file, refused where it stays open.

use super::*;

const HEAD: &str = "order_id,ordered_at,amount\n";

fn day(folder: &Folder, name: &str, dates: &[&str]) -> PathBuf {
    let rows = dates.iter().enumerate().map(|(row, date)| format!("{name}{row},{date},1\n"));
    folder.file(name, format!("{HEAD}{}", rows.collect::<String>()))
}

fn amounts(folder: &Folder, amounts: &[&str]) -> PathBuf {
    let rows = amounts.iter().enumerate().map(|(row, amount)| format!("{row};2024-01-01;{amount}\n"));
    folder.file("amounts.csv", format!("order_id;ordered_at;amount\n{}", rows.collect::<String>()))
}

fn read(files: &[&PathBuf]) -> Result<(Report, Kept), IngestError> {
    let mut request = request("orders", files[0]);
    request.files = files.iter().map(|file| (*file).clone()).collect();
    run(&request)
}

#[test]
fn each_file_has_an_order_of_its_own_whatever_file_comes_before_it() {
    let folder = Folder::new("two-orders");
    let europe = day(&folder, "eu", &["03/04/2024", "13/02/2024"]);
    let america = day(&folder, "us", &["03/04/2024", "02/13/2024"]);
    for files in [[&europe, &america], [&america, &europe]] {
        let (report, kept) = read(&files).unwrap();
        let mut rows = kept.rows("orders", &["order_id", "ordered_at"]);
        rows.sort();
        assert_eq!(
            rows,
            [
                "eu0|2024-04-03T00:00:00Z",
                "eu1|2024-02-13T00:00:00Z",
                "us0|2024-03-04T00:00:00Z",
                "us1|2024-02-13T00:00:00Z"
            ]
        );
        let said: Vec<String> = report.notes.iter().map(|note| note.message.to_string()).collect();
        assert!(said.iter().any(|said| said.contains("two-orders/eu") && said.contains("two-orders/us")), "{said:?}");
    }
}

#[test]
fn a_file_that_leaves_its_order_open_is_refused_wherever_it_stands() {
    let folder = Folder::new("open-order");
    let europe = day(&folder, "eu", &["13/02/2024"]);
    let open = day(&folder, "open", &["05/05/2024", "03/04/2024"]);
    for files in [[&europe, &open], [&open, &europe]] {
        let error = read(&files).unwrap_err();
        assert!(
            matches!(&error, IngestError::AmbiguousDates { file, line: 3, value, .. }
                if file.ends_with("open") && value == "03/04/2024"),
            "{error}"
        );
        assert!(error.advice().unwrap().to_string().contains("--day-first"));
    }
}

#[test]
fn dates_in_both_orders_are_refused_with_both_places_and_told_ones_are_read() {
    let folder = Folder::new("both-orders");
    let both = day(&folder, "both", &["13/02/2024", "2024-01-01", "02/13/2024"]);
    let error = read(&[&both]).unwrap_err();
    let said = error.to_string();
    assert!(matches!(error, IngestError::ContradictoryDates { .. }), "{said}");
    assert!(said.contains("line 2") && said.contains("line 4"), "{said}");
    let mut request = request("orders", &both);
    request.options.day_order = Some(crate::DayOrder::DayFirst);
    let (_, kept) = run(&request).unwrap();
    assert_eq!(kept.rejects.iter().map(|reject| reject.place.line).collect::<Vec<_>>(), [4]);
}

#[test]
fn a_value_far_below_decides_what_those_above_it_leave_open() {
    let folder = Folder::new("far-below");
    let mut dates = vec!["03/04/2024"; 3 * crate::source::BATCH_ROWS];
    dates.push("13/02/2024");
    let (report, kept) = read(&[&day(&folder, "f", &dates)]).unwrap();
    assert_eq!(report.accepted, dates.len() as u64);
    let rows = kept.rows("orders", &["ordered_at", "source_line"]);
    assert_eq!(rows[0], "2024-04-03T00:00:00Z|2");
    *dates.last_mut().unwrap() = "2024-02-13";
    assert!(matches!(read(&[&day(&folder, "f", &dates)]), Err(IngestError::AmbiguousDates { line: 2, .. })));
    let last = dates.len() + 1;
    dates[0] = "13/02/2024";
    *dates.last_mut().unwrap() = "02/13/2024";
    let error = read(&[&day(&folder, "f", &dates)]).unwrap_err();
    assert!(error.to_string().contains(&format!("line {last} ")), "{error}");
}

#[test]
fn a_mapping_takes_columns_by_the_order_they_show_and_functions_need_to_be_told() {
    let folder = Folder::new("mapped-order");
    let file = folder.file("f.csv", "No,Date\n1,03/04/2024\n2,13/02/2024\n");
    let columns =
        |date: &str| format!("table: orders\ncolumns: {{ order_id: No, ordered_at: \"{date}\", amount: \"1\" }}\n");
    let (_, kept) = run(&mapped(&columns("Date"), &file)).unwrap();
    assert_eq!(kept.rows("orders", &["ordered_at"]), ["2024-04-03T00:00:00Z", "2024-02-13T00:00:00Z"]);
    let (_, kept) = run(&mapped(&columns("to_timestamp(Date)"), &file)).unwrap();
    assert_eq!(kept.rejects.len(), 2);
    assert!(kept.rejects[1].message.to_string().contains("day_order"), "{}", kept.rejects[1].message);
    let told = format!("{}day_order: day_first\n", columns("to_timestamp(Date)"));
    assert_eq!(run(&mapped(&told, &file)).unwrap().0.accepted, 2);
}

#[test]
fn the_whole_column_says_whether_a_point_stands_before_decimals_or_between_thousands() {
    let folder = Folder::new("signs");
    for (written, expected) in [
        (&["1.000", "2.500", "1.234,50"] as &[&str], &["1000.0000", "2500.0000", "1234.5000"] as &[&str]),
        (&["1,000", "0.50"], &["1000.0000", "0.5000"]),
        (&["12.5", "12,5"], &["12.5000", "12.5000"]),
        (&["1.000", "7"], &["1.0000", "7.0000"]),
    ] {
        let (report, kept) = read(&[&amounts(&folder, written)]).unwrap();
        assert_eq!(kept.rows("orders", &["amount"]), expected, "{written:?}");
        let is_said = report.notes.iter().any(|note| note.message.key().starts_with("ingest.note."));
        assert_eq!(is_said, written.len() == 2 && written[0] != "1,000", "{written:?}");
    }
}

#[test]
fn numbers_that_stay_open_are_refused_with_their_places_until_the_sign_is_told() {
    let folder = Folder::new("open-signs");
    let open = amounts(&folder, &["7", "1,000"]);
    let error = read(&[&open]).unwrap_err();
    assert!(matches!(&error, IngestError::AmbiguousNumbers { line: 3, .. }), "{error}");
    assert!(error.advice().unwrap().to_string().contains("--decimal-comma"));
    for (sign, expected) in [(crate::DecimalSign::Comma, "1.0000"), (crate::DecimalSign::Point, "1000.0000")] {
        let mut request = request("orders", &open);
        request.options.decimal_sign = Some(sign);
        assert_eq!(run(&request).unwrap().1.rows("orders", &["amount"])[1], expected);
    }
    let both = amounts(&folder, &["1.5", "1.000", "1,5"]);
    let said = read(&[&both]).unwrap_err().to_string();
    assert!(["line 2", "line 3", "line 4"].iter().all(|line| said.contains(line)), "{said}");
}

#[test]
fn expressions_and_queries_read_numbers_as_their_column_is_written() {
    let folder = Folder::new("sql-signs");
    let file = folder.file("f.csv", "No;Quantity;Price\n1;2;1.000\n2;1;1.234,50\n");
    let columns = "table: orders\ncolumns: { order_id: No, ordered_at: \"'2024-01-01'\", amount: Quantity * Price }\n";
    let query = "table: orders\nquery: select No as order_id, '2024-01-01' as ordered_at, Quantity * Price as amount from source\n";
    for mapping in [columns, query] {
        let (_, kept) = run(&mapped(mapping, &file)).unwrap();
        assert_eq!(kept.rows("orders", &["amount"]), ["2000.0000", "1234.5000"], "{mapping}");
    }
    let file = folder.file("open.csv", "No;Quantity;Price\n1;2;1,000\n2;1;7\n");
    assert!(matches!(run(&mapped(columns, &file)), Err(IngestError::AmbiguousNumbers { line: 2, .. })));
    let told = format!("{columns}decimal_sign: comma\n");
    assert_eq!(run(&mapped(&told, &file)).unwrap().1.rows("orders", &["amount"]), ["2.0000", "7.0000"]);
}

#[test]
fn numbers_of_json_leave_nothing_open() {
    let folder = Folder::new("json-signs");
    let lines = "{\"order_id\":1,\"ordered_at\":\"2024-01-01\",\"amount\":1.000}\n{\"order_id\":2,\"ordered_at\":\"2024-01-01\",\"amount\":\"1.234,50\"}\n";
    let (report, kept) = run(&request("orders", &folder.file("f.jsonl", lines))).unwrap();
    assert_eq!(kept.rows("orders", &["amount"]), ["1.0000", "1234.5000"]);
    assert!(report.notes.is_empty());
}

#[test]
fn an_amount_gives_its_row_the_currency_it_wears_and_may_not_contradict_it() {
    let folder = Folder::new("worn");
    let text = "order_id,ordered_at,amount,currency\n1,2024-01-01,5 EUR,\n2,2024-01-01,€7,EUR\n3,2024-01-01,GBP 9,USD\n4,2024-01-01,$3,\n5,2024-01-01,$3,CAD\n6,2024-01-01,7,\n7,2024-01-01,¥7,\n8,2024-01-01,7 ABC,\n";
    let file = folder.file("f.csv", text);
    let mut request = request("orders", &file);
    request.options.currency = Some("USD".parse().unwrap());
    let (_, kept) = run(&request).unwrap();
    assert_eq!(
        kept.rows("orders", &["order_id", "amount", "currency"]),
        ["1|5.0000|EUR", "2|7.0000|EUR", "4|3.0000|USD", "5|3.0000|CAD", "6|7.0000|USD"]
    );
    let rejects: Vec<_> = kept.rejects.iter().map(|reject| (reject.place.line, reject.rule.id())).collect();
    assert_eq!(rejects, [(4, "currency"), (8, "currency"), (9, "currency")]);
    assert!(kept.rejects[0].message.to_string().contains("USD"), "{}", kept.rejects[0].message);
    request.options.currency = Some("JPY".parse().unwrap());
    let (_, kept) = run(&request).unwrap();
    assert!(kept.rows("orders", &["order_id", "currency"]).contains(&"7|JPY".to_owned()));
    assert!(kept.rejects.iter().any(|reject| reject.place.line == 5), "a dollar is no yen");
}

#[test]
fn a_currency_worn_where_none_is_named_is_taken_without_a_column_for_it() {
    let folder = Folder::new("worn-alone");
    let (_, kept) = run(&request("orders", &amounts(&folder, &["5 EUR", "6"]))).unwrap();
    assert_eq!(kept.rows("orders", &["amount", "currency"]), ["5.0000|EUR", "6.0000|-"]);
    let items = folder.file("items.csv", "order_id,line,product_id,quantity,unit_price\n1,1,p,1,5 EUR\n");
    let (report, _) = run(&request("order_items", &items)).unwrap();
    assert_eq!(report.notes[0].message.key(), "ingest.note.currency_unkept");
}

#[test]
fn days_in_chinese_are_read_under_chinese_headers() {
    let folder = Folder::new("chinese-days");
    let file = folder.file("订单.csv", "订单编号,下单时间,客户编号,金额\n甲1,2024年3月5日 下午3:20,客1,5元\n");
    let (_, kept) = run(&request("orders", &file)).unwrap();
    assert_eq!(
        kept.rows("orders", &["order_id", "ordered_at", "customer_id", "amount", "currency"]),
        ["甲1|2024-03-05T15:20:00Z|客1|5.0000|CNY"]
    );
}
