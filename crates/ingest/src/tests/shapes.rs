//! Rows of a source that stand for several.

use model::Rule;

use super::*;

#[test]
fn a_period_becomes_its_changes() {
    let folder = Folder::new("subscriptions");
    let text = "subscription_id,customer_id,start_date,end_date,monthly_amount\n\
        s1,c1,2024-01-01,2024-02-01,50\n\
        s1,c1,2024-02-01,2024-03-01,60\n\
        s2,c2,2024-01-01,,70\n\
        s3,c3,2024-05-01,2027-05-01,80\n\
        s4,c4,2024-05-02,2024-05-01,80\n\
        s5,c5,2024-06-01,2024-06-01,90\n";
    let (report, kept) = run(&request("subscriptions", &folder.file("s.csv", text))).unwrap();
    let mut rows = kept.rows("subscription_changes", &["subscription_id", "at", "status", "amount", "cancel_at"]);
    rows.sort();
    assert_eq!(
        rows,
        [
            "s1|2024-01-01T00:00:00Z|active|50.0000|-",
            "s1|2024-02-01T00:00:00Z|active|60.0000|-",
            "s1|2024-03-01T00:00:00Z|canceled|-|-",
            "s2|2024-01-01T00:00:00Z|active|70.0000|-",
            "s3|2024-05-01T00:00:00Z|active|80.0000|2027-05-01T00:00:00Z",
            "s5|2024-06-01T00:00:00Z|canceled|-|-",
        ]
    );
    assert_eq!(kept.rules(), [(6, Rule::EndBeforeStart)]);
    assert_eq!((report.read, report.accepted, report.quarantined), (6, 5, 1));
}

#[test]
fn a_ticket_becomes_its_changes_and_its_answer() {
    let folder = Folder::new("tickets");
    let text = "ticket_id,customer_id,opened_at,first_response_at,resolved_at,satisfaction\n\
        t1,c1,2024-01-01,2024-01-01 01:00:00,2024-01-02 00:00:00,4\n\
        t2,c2,2024-01-01,,,\n\
        t3,c3,2024-01-02,,2024-01-01,\n\
        t4,c4,2024-01-02,,,9\n";
    let (report, kept) = run(&request("tickets", &folder.file("t.csv", text))).unwrap();
    assert_eq!(kept.rows("tickets", &["ticket_id"]), ["t1", "t2"]);
    assert_eq!(
        kept.rows("ticket_changes", &["ticket_id", "at", "kind"]),
        ["t1|2024-01-01T01:00:00Z|reply", "t1|2024-01-02T00:00:00Z|resolved"]
    );
    assert_eq!(
        kept.rows("survey_responses", &["response_id", "answered_at", "customer_id", "kind", "score"]),
        ["ticket:t1|2024-01-02T00:00:00Z|c1|csat|4.0000"]
    );
    assert_eq!(kept.rules(), [(4, Rule::EndBeforeStart), (5, Rule::ScoreScale)]);
    assert_eq!((report.accepted, report.quarantined), (2, 2));
}
