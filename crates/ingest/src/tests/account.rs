//! Every row is accounted for, and the same file gives the same rows.

use jiff::civil::date;
use model::Rule;

use super::*;

#[test]
fn bad_rows_go_to_quarantine_with_their_reasons() {
    let folder = Folder::new("bad");
    let rows: Vec<(&[u8], Option<Rule>)> = vec![
        (b"1,2024-01-01,c1,5,USD,paid", None),
        (b"2,,c1,5,USD,paid", Some(Rule::Missing)),
        (b"null,2024-01-01,c1,5,USD,paid", Some(Rule::Placeholder)),
        (b"3,2024-01-01,anonymous,5,USD,paid", Some(Rule::Placeholder)),
        (b"4,2024-13-01,c1,5,USD,paid", Some(Rule::Time)),
        (b"5,1969-12-31,c1,5,USD,paid", Some(Rule::TimeRange)),
        (b"6,2026-01-03,c1,5,USD,paid", Some(Rule::TimeRange)),
        (b"7,2024-01-01,c1,five,USD,paid", Some(Rule::Number)),
        (b"8,2024-01-01,c1,-5,USD,paid", Some(Rule::NumberRange)),
        (b"9,2024-01-01,c1,5,ABC,paid", Some(Rule::Currency)),
        (b"10,2024-01-01,c1,5,USD,lost", Some(Rule::Choice)),
        (b"11,2024-01-01,c1,5,USD", Some(Rule::Ragged)),
        (b"12,2024-01-01,\xff,5,USD,paid", Some(Rule::Encoding)),
        (b"13,2024-01-01,,5,,", None),
    ];
    let mut text = b"order_id,ordered_at,customer_id,amount,currency,status\n".to_vec();
    for (row, _) in &rows {
        text.extend_from_slice(row);
        text.push(b'\n');
    }
    let file = folder.file("bad.csv", &text);
    let (report, kept) = run(&request("orders", &file)).unwrap();
    let mut found = kept.rules();
    found.sort_unstable();
    let expected: Vec<_> = (2u64..).zip(&rows).filter_map(|(line, (_, rule))| rule.map(|rule| (line, rule))).collect();
    assert_eq!(found, expected);
    assert_eq!((report.read, report.accepted, report.quarantined), (14, 2, 12));
    assert!(kept.rejects.iter().any(|reject| reject.raw == "4,2024-13-01,c1,5,USD,paid"));
    assert!(kept.rejects.iter().all(|reject| !reject.message.to_string().contains('{')), "{:?}", kept.rejects);

    let strict = Request { options: Options::new(NOW_US), ..request("orders", &file) };
    assert!(matches!(run(&strict).unwrap_err(), IngestError::TooManyBad { bad: 12, read: 14, .. }));
}

#[test]
fn a_day_beyond_every_instant_is_told_as_it_was_written() {
    let folder = Folder::new("last-day");
    let file = folder.file("last.csv", "order_id,ordered_at,amount,currency\n1,9999-12-31,5,USD\n");
    let (_, kept) = run(&request("orders", &file)).unwrap();
    let text = kept.rejects[0].message.to_string();
    assert!(text.starts_with("`9999-12-31` in `ordered_at` lies outside"), "{text}");
}

#[test]
fn scores_lie_on_their_scale() {
    let folder = Folder::new("scores");
    let file = folder.file(
        "s.csv",
        "answered_at,kind,score,scale_max\n2024-01-01,nps,10,\n2024-01-01,nps,11,\n2024-01-01,csat,5,\n2024-01-01,csat,6,\n2024-01-01,csat,6,10\n2024-01-01,ces,0,\n2024-01-01,other,-99,\n",
    );
    let (_, kept) = run(&request("survey_responses", &file)).unwrap();
    assert_eq!(kept.rules(), [(3, Rule::ScoreScale), (5, Rule::ScoreScale), (7, Rule::ScoreScale)]);
}

#[test]
fn rows_without_an_id_are_told_apart_by_content_and_occurrence() {
    let folder = Folder::new("occurrence");
    let text = "date,customer_id,amount\n2024-01-01,c1,5\n2024-01-01,c1,5.00\n2024-01-02,c1,5\n";
    let (report, first) = run(&request("orders", &folder.file("a.csv", text))).unwrap();
    let mut ids = first.ids("orders");
    let (_, renamed) = run(&request("orders", &folder.file("b.csv", text))).unwrap();
    assert_eq!(renamed.ids("orders"), ids);
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), report.accepted), (3, 3));

    let both = Request { files: vec![folder.0.join("*.csv")], ..request("orders", &folder.0) };
    let (report, _) = run(&both).unwrap();
    assert_eq!((report.read, report.accepted, report.unchanged), (6, 3, 3));
}

#[test]
fn an_id_stays_the_same_when_the_row_changes_and_the_namespace_tells_ids_apart() {
    let folder = Folder::new("ids");
    let ids = |name: &str, text: &str, namespace: Option<&str>| {
        let mut request = request("orders", &folder.file(name, text));
        request.options.namespace = namespace.map(str::to_owned);
        let (_, kept) = run(&request).unwrap();
        (kept.ids("orders"), kept.rows("orders", &["row_hash"]))
    };
    let (id, hash) = ids("a.csv", "order_id,date,amount\n1,2024-01-01,5\n", None);
    let (changed_id, changed_hash) = ids("b.csv", "amount,order_id,date\n6,1,20240101\n", None);
    let (same_id, same_hash) = ids("c.csv", "amount,order_id,date\n5.00,1,20240101\n", None);
    let (other_id, _) = ids("d.csv", "order_id,date,amount\n1,2024-01-01,5\n", Some("shop"));
    assert!(id == changed_id && hash != changed_hash);
    assert!(id == same_id && hash == same_hash);
    assert_ne!(id, other_id);
}

#[test]
fn watermarks_are_told_or_the_latest_time() {
    let folder = Folder::new("watermarks");
    let watermark = |text: &str, complete: Option<jiff::civil::Date>| {
        let mut request = request("orders", &folder.file("w.csv", text));
        request.options.complete_through = complete;
        request.options.time_zone = Some("Europe/Berlin".to_owned());
        let (report, kept) = run(&request).unwrap();
        assert_eq!(report.watermarks, kept.watermarks);
        kept.watermarks
            .first()
            .map(|mark| jiff::Timestamp::from_microsecond(mark.complete_through_us).unwrap().to_string())
    };
    for (text, complete, expected) in [
        ("date,amount\n2024-01-01 10:00:00,1\n2024-01-03 10:00:00,1\n", None, Some("2024-01-03T09:00:00Z")),
        ("date,amount\n2024-01-01,1\n2024-01-03,1\n", None, Some("2024-01-03T23:00:00Z")),
        ("date,amount\n2024-01-01,1\n", Some(date(2024, 3, 31)), Some("2024-03-31T22:00:00Z")),
        ("date,amount\n2026-01-01,1\n", None, Some("2026-01-01T00:00:00Z")),
        ("date,amount\n", None, None),
        ("date,amount\n", Some(date(2024, 3, 30)), Some("2024-03-30T23:00:00Z")),
    ] {
        assert_eq!(watermark(text, complete).as_deref(), expected, "{text}");
    }
    let mut later = request("orders", &folder.file("w.csv", "date,amount\n"));
    later.options.complete_through = Some(date(2026, 2, 1));
    assert!(matches!(run(&later).unwrap_err(), IngestError::CompleteThrough { .. }));
}

#[test]
fn dates_are_read_in_the_order_that_the_column_decides() {
    let folder = Folder::new("order");
    let text = "date,amount\n01/02/2024,1\n13/02/2024,1\n";
    let (_, kept) = run(&request("orders", &folder.file("d.csv", text))).unwrap();
    assert_eq!(kept.rows("orders", &["ordered_at"]), ["2024-02-01T00:00:00Z", "2024-02-13T00:00:00Z"]);
    let mut told = request("orders", &folder.file("t.csv", "date,amount\n01/02/2024,1\n13/02/2024,1\n"));
    told.options.day_order = Some(crate::DayOrder::MonthFirst);
    let (_, kept) = run(&told).unwrap();
    assert_eq!(kept.rows("orders", &["ordered_at"]), ["2024-01-02T00:00:00Z"]);
    assert_eq!(kept.rules(), [(3, Rule::Time)]);
}

#[test]
fn a_currency_is_filled_in_where_it_is_told() {
    let folder = Folder::new("currency");
    let mut request =
        request("orders", &folder.file("c.csv", "date,amount,currency\n2024-01-01,1,\n2024-01-01,2,gbp\n"));
    request.options.currency = "EUR".parse().ok();
    let (_, kept) = run(&request).unwrap();
    assert_eq!(kept.rows("orders", &["amount", "currency"]), ["1.0000|EUR", "2.0000|GBP"]);
}

#[test]
fn many_batches_are_one_import() {
    let folder = Folder::new("many");
    let mut text = "event_id,ts,user_id,name,size\n".to_owned();
    for row in 0..20_000 {
        text.push_str(&format!("e{row},2024-01-01T00:00:00Z,c{},open,{row}\n", row % 100));
    }
    let (report, kept) = run(&request("events", &folder.file("e.csv", text))).unwrap();
    assert_eq!((report.read, report.accepted, kept.batches.len()), (20_000, 20_000, 3));
    assert_eq!(
        kept.rows("events", &["event_id", "properties", "source_line"])[19_999],
        "e19999|{\"size\":\"19999\"}|20001"
    );
}

#[test]
fn a_preview_keeps_nothing_and_shows_what_was_found_out() {
    let folder = Folder::new("preview");
    let file = folder.file("p.csv", "Order Date;Dollar Value;x\n2024-01-01;5;1\n2024-01-02;bad;2\n2024-01-03;7;3\n");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let preview = runtime.block_on(crate::preview(&request("orders", &file), 1, &crate::Quiet)).unwrap();
    assert_eq!(preview.files[0].layout.delimiter, Some(b';'));
    let matched: Vec<_> =
        preview.matched.iter().map(|matched| (matched.column.as_str(), matched.from.as_str())).collect();
    assert_eq!(matched, [("ordered_at", "Order Date"), ("amount", "Dollar Value")]);
    assert_eq!((preview.read, preview.quarantined, preview.rows[0].rows.num_rows()), (3, 1, 1));
    assert_eq!(preview.first_rejects[0].place.line, 3);
    assert!(!preview.refused);
    assert_eq!(preview.ignored, ["x"]);
}
