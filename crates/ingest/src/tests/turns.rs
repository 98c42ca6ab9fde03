//! What is read in one of several ways it could be, and said: times that a change of the clock skipped or doubled, and
//! numbers with more decimals than are kept.

use super::*;

const HEADER: &str = "order_id,ordered_at,amount\n";
/// In Berlin the clock skips 02:00 to 03:00 on 2024-03-31 and comes to it twice on 2024-10-27.
const ROWS: &str = "1,2024-03-31 01:59:59,1\n2,2024-03-31 02:30:00,1\n3,2024-10-27 02:30:00,1\n4,2024-10-27 02:45:00,1\n\
    5,2024-10-27T02:30:00+01:00,1\n6,2024-03-31,1\n7,2024-03-31 02:10:00,bad\n";

fn said(report: &Report) -> Vec<(String, u64, Option<u64>)> {
    let say = |note: &crate::Note| (note.message.to_string(), note.rows, note.first.as_ref().map(|place| place.line));
    report.notes.iter().map(say).collect()
}

fn check(report: &Report, kept: &memory::Kept) {
    assert_eq!(
        kept.rows("orders", &["order_id", "ordered_at"]),
        [
            "1|2024-03-31T00:59:59Z",
            "2|2024-03-31T01:30:00Z",
            "3|2024-10-27T00:30:00Z",
            "4|2024-10-27T00:45:00Z",
            "5|2024-10-27T01:30:00Z",
            "6|2024-03-30T23:00:00Z",
        ]
    );
    let said = said(report);
    assert_eq!(said.iter().map(|note| (note.1, note.2)).collect::<Vec<_>>(), [(2, Some(4)), (1, Some(3))], "{said:?}");
    assert!(said[0].0.contains("`ordered_at`") && said[0].0.contains("02:30:00"), "{said:?}");
    assert!(said[1].0.contains("02:30:00"), "{said:?}");
}

#[test]
fn times_that_the_clock_skipped_or_doubled_are_counted_and_said() {
    let folder = Folder::new("turns");
    let mut request = request("orders", &folder.file("o.csv", format!("{HEADER}{ROWS}")));
    request.options.time_zone = Some("Europe/Berlin".to_owned());
    let (report, kept) = run(&request).unwrap();
    check(&report, &kept);
    request.options.time_zone = Some("Asia/Shanghai".to_owned());
    assert!(run(&request).unwrap().0.notes.is_empty());
}

#[test]
fn a_mapping_says_it_of_times_that_its_expressions_read() {
    let folder = Folder::new("turned-expressions");
    let file = folder.file("o.csv", format!("Nr,At,Value\n{ROWS}").replace(",bad", ",-"));
    let mapping = "table: orders\ntime_zone: Europe/Berlin\ncolumns:\n  order_id: Nr\n  ordered_at: to_timestamp(At)\n  amount: Value\n";
    let (report, kept) = run(&mapped(mapping, &file)).unwrap();
    check(&report, &kept);
}

#[test]
fn money_beyond_four_decimals_is_rounded_and_said() {
    let folder = Folder::new("rounded");
    let rows = "1,2024-01-01,1.00005\n2,2024-01-01,2.00015\n3,2024-01-01,3.0000\n4,2024-01-01,4.000000\n5,2024-01-01,-1.00005\n";
    let (report, kept) = run(&request("orders", &folder.file("o.csv", format!("{HEADER}{rows}")))).unwrap();
    assert_eq!(kept.rows("orders", &["amount"]), ["1.0000", "2.0002", "3.0000", "4.0000"]);
    let said = said(&report);
    assert_eq!(said.iter().map(|note| (note.1, note.2)).collect::<Vec<_>>(), [(2, Some(2))], "{said:?}");
    assert!(said[0].0.contains("`amount`") && said[0].0.contains("1.00005"), "{said:?}");
}
