//! Calls of a tracking library.

use super::*;

#[test]
fn calls_are_events_under_the_name_of_their_type() {
    let folder = Folder::new("calls");
    let calls = concat!(
        r#"{"type":"page","messageId":"1","anonymousId":"v1","timestamp":"2024-01-01T00:00:00Z","name":"Home"}"#,
        "\n",
        r#"{"type":"identify","messageId":"2","anonymousId":"v1","userId":"ann","timestamp":"2024-01-02T00:00:00Z","traits":{"plan":"pro"}}"#,
        "\n",
        r#"{"type":"track","messageId":"3","userId":"ann","event":"Order Completed","timestamp":"2024-01-03T00:00:00Z"}"#,
        "\n",
        r#"{"type":"alias","messageId":"4","userId":"ann@example.com","previousId":"ann","timestamp":"2024-01-04T00:00:00Z"}"#,
        "\n",
        r#"{"type":"track","messageId":"5","userId":"ann","timestamp":"2024-01-05T00:00:00Z"}"#,
        "\n",
    );
    let (report, kept) = run(&request("events", &folder.file("calls.jsonl", calls))).unwrap();
    let columns = ["event_id", "name", "customer_id", "anonymous_id", "previous_id", "properties"];
    assert_eq!(
        kept.rows("events", &columns),
        [
            r#"1|page|-|v1|-|{"name":"Home"}"#,
            r#"2|identify|ann|v1|-|{"traits":{"plan":"pro"}}"#,
            "3|Order Completed|ann|-|-|-",
            "4|alias|ann@example.com|-|ann|-",
        ]
    );
    assert_eq!((report.accepted, report.quarantined), (4, 1), "a track call without an event is no event");
}

#[test]
fn a_type_of_ones_own_is_a_property() {
    let folder = Folder::new("own-type");
    let text = "event_id,ts,user_id,event,type\n1,2024-01-01,ann,login,page\n";
    let (_, kept) = run(&request("events", &folder.file("events.csv", text))).unwrap();
    assert_eq!(kept.rows("events", &["name", "properties"]), [r#"login|{"type":"page"}"#]);
}
