//! Rows that their source has deleted, as a mapping tells them.

use model::{Rule, system};

use super::*;

const ORDERS: &str = "nr,day,who,net,gone\n1,2024-01-03,ann,5,\n2,,,,yes\n3,2024-01-05,bob,7,no\n4,,,,perhaps\n,,,,1\n";
const MAPPING: &str = "table: orders\ncolumns:\n  order_id: nr\n  ordered_at: day\n  customer_id: who\n  amount: net\n";

#[test]
fn of_a_deleted_row_only_its_identity_has_to_be_there() {
    let folder = Folder::new("deletions");
    let file = folder.file("o.csv", ORDERS);
    let (report, kept) = run(&mapped(&format!("{MAPPING}deleted: gone\n"), &file)).unwrap();
    assert_eq!(kept.rows("orders", &["order_id", "amount"]), ["1|5.0000", "3|7.0000"]);
    assert_eq!(kept.rules(), [(5, Rule::Boolean), (6, Rule::Missing)]);
    assert_eq!((report.read, report.accepted, report.deleted, report.quarantined), (5, 2, 1, 2));
    assert_eq!(report.ignored, Vec::<String>::new());

    // The row that is deleted is the one that its file brought.
    let before = folder.file("before.csv", "nr,day,who,net,gone\n2,2024-01-04,cat,9,\n");
    let (_, brought) = run(&mapped(&format!("{MAPPING}deleted: gone\n"), &before)).unwrap();
    let gone = kept.deletions[0].rows.column_by_name(system::ROW_ID).unwrap();
    assert_eq!(brought.ids("orders"), [arrow::array::AsArray::as_binary::<i32>(gone).value(0).to_vec()]);
}

#[test]
fn any_condition_says_what_is_deleted_and_where_comes_before_it() {
    let folder = Folder::new("deleted-conditions");
    let file = folder.file("o.csv", "nr,day,who,net,at\n1,2024-01-03,ann,5,\n2,,,,2024-02-01\n3,,,,\n");
    for (keys, deleted, filtered, bad) in [
        ("deleted: at is not null\n", 1, 0, 1),
        ("deleted: nr in ('2', '3')\n", 2, 0, 0),
        ("deleted: at is not null\nwhere: day is not null\n", 0, 2, 0),
        ("deleted: cast(nr as bigint) - 1\n", 2, 0, 0),
    ] {
        let (report, _) = run(&mapped(&format!("{MAPPING}{keys}"), &file)).unwrap();
        let rest = (report.deleted, report.filtered, report.quarantined);
        assert_eq!(rest, (deleted, filtered, bad), "{keys}");
    }
}

#[test]
fn a_ticket_goes_with_what_it_was_expanded_into() {
    let folder = Folder::new("deleted-tickets");
    let mapping = "table: tickets\ncolumns:\n  ticket_id: id\n  customer_id: who\n  opened_at: opened\n  resolved_at: done\n  satisfaction: score\ndeleted: gone\n";
    let header = "id,who,opened,done,score,gone";
    let file = folder.file("t.csv", format!("{header}\n7,ann,2024-01-03,2024-01-04,5,1\n8,,,,,1\n"));
    let (report, kept) = run(&mapped(mapping, &file)).unwrap();
    let told: Vec<_> = kept.deletions.iter().map(|gone| (gone.table.name, gone.rows.num_rows())).collect();
    assert_eq!(told, [("tickets", 2), ("ticket_changes", 1), ("survey_responses", 1)]);
    assert_eq!((report.read, report.deleted, report.quarantined), (2, 2, 0));
    let alive = folder.file("a.csv", format!("{header}\n7,ann,2024-01-03,2024-01-04,5,\n"));
    let (_, brought) = run(&mapped(mapping, &alive)).unwrap();
    for gone in &kept.deletions {
        let ids = arrow::array::AsArray::as_binary::<i32>(gone.rows.column_by_name(system::ROW_ID).unwrap());
        assert_eq!(brought.ids(gone.table.name), [ids.value(0).to_vec()], "{}", gone.table.name);
    }
}

#[test]
fn it_is_refused_where_no_row_could_be_found_by_it() {
    let columns = "columns:\n  order_id: a\n  ordered_at: b\n";
    for (mapping, why) in [
        (format!("table: order_lines\n{columns}deleted: gone\n"), "part of several rows"),
        ("table: orders\nquery: select * from source\ndeleted: gone\n".to_owned(), "goes with `columns`"),
        ("table: orders\ncolumns:\n  ordered_at: b\n  amount: c\ndeleted: gone\n".to_owned(), "found by `order_id`"),
        (
            "table: identities\ncolumns:\n  outside_id: a\n  with_namespace: b\n  with_outside_id: c\ndeleted: gone\n"
                .to_owned(),
            "unmerge",
        ),
    ] {
        let error = parse_mapping("m.yaml", &mapping).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(error.spot().is_some());
    }
}
