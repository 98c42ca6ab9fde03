//! Calls that arrive one request at a time.

use model::{Receipt, Rule, system};

use super::*;
use crate::correct::{Correction, replay};
use crate::{Call, LiveCall, LiveImport, import_calls, read_body, refuse_call};

/// A call of each kind, as libraries send them, in one batch.
const CALLS: &str = r#"{"writeKey":"k","context":{"ip":"::1"},"batch":[
    {"type":"page","messageId":"1","anonymousId":"v1","timestamp":"2025-01-01T00:00:00Z","name":"Home","context":{"campaign":{"name":"spring","source":"ads","medium":"cpc"}}},
    {"type":"identify","messageId":"2","anonymousId":"v1","userId":"ann","timestamp":"2025-01-02T00:00:00Z","traits":{"plan":"pro","email":"ann@example.com","seats":3}},
    {"type":"track","messageId":"3","userId":"ann","event":"Order Completed","timestamp":"2025-01-03T00:00:00Z","properties":{"total":9.90}},
    {"type":"group","messageId":"4","userId":"ann","groupId":"acme","timestamp":"2025-01-04T00:00:00Z","traits":{"name":"Acme","industry":"steel","floors":4}},
    {"type":"screen","messageId":"5","userId":"bob","timestamp":"2025-01-05T00:00:00Z","name":"Cart"},
    {"type":"alias","messageId":"6","userId":"ann@example.com","previousId":"ann","timestamp":"2025-01-06T00:00:00Z"}]}"#;

fn calls(body: &str) -> Vec<LiveCall> {
    let body = read_body(body, (None, NOW_US), &mut || "new".to_owned()).unwrap();
    let payloads = body.calls.into_iter().map(|Call { payload, .. }| payload);
    let call = |(position, payload)| LiveCall { position, namespace: "web".to_owned(), payload };
    (1..).zip(payloads).map(call).collect()
}

fn live(calls: &[LiveCall]) -> (Receipt, Kept) {
    let memory = Memory::default();
    let kept = memory.kept.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let import = LiveImport { now_us: NOW_US, complete_through_us: Some(NOW_US - 1) };
    let receipt = runtime.block_on(import_calls(calls, import, Box::new(memory))).unwrap();
    let kept = std::mem::take(&mut *kept.lock().unwrap());
    (receipt, kept)
}

#[test]
fn calls_of_every_kind_become_rows() {
    let (receipt, kept) = live(&calls(CALLS));
    assert_eq!(
        kept.rows("events", &["event_id", "name", "customer_id", "anonymous_id", "previous_id", "source", "campaign"]),
        [
            "1|page|-|v1|-|ads|spring",
            "2|identify|ann|v1|-|-|-",
            "3|Order Completed|ann|-|-|-|-",
            "4|group|ann|-|-|-|-",
            "5|screen|bob|-|-|-|-",
            "6|alias|ann@example.com|-|ann|-|-",
        ]
    );
    let properties = kept.rows("events", &["properties"]);
    assert_eq!(properties[2], r#"{"total":9.90,"context":{"ip":"::1"}}"#);
    assert_eq!(
        kept.rows("customers", &["customer_id", "account_id", "email", "plan", "attributes", system::SOURCE_FILE]),
        [r#"ann|acme|ann@example.com|pro|{"seats":3}|live: account_id, email, plan, seats"#]
    );
    assert_eq!(
        kept.rows("accounts", &["account_id", "name", "industry", "attributes"]),
        [r#"acme|Acme|steel|{"floors":4}"#]
    );
    assert_eq!(kept.watermarks.len(), 1);
    assert_eq!(receipt.tables["events"].accepted, 6);
}

#[test]
fn a_file_of_calls_gives_the_same_events() {
    let calls = calls(CALLS);
    let folder = Folder::new("live-file");
    let lines: Vec<_> = calls.iter().map(|call| call.payload.as_str()).collect();
    let mut request = request("events", &folder.file("calls.jsonl", lines.join("\n")));
    request.options.namespace = Some("web".to_owned());
    let (_, of_file) = run(&request).unwrap();
    let (_, of_door) = live(&calls);
    let columns: Vec<_> = model::tables::EVENTS.columns.iter().map(|column| column.name).collect();
    let all = [&columns[..], &["properties", "namespace", system::ROW_HASH, system::SOURCE_LINE]].concat();
    assert_eq!(of_door.rows("events", &all), of_file.rows("events", &all));
    assert_eq!(of_door.ids("events"), of_file.ids("events"));
}

#[test]
fn calls_about_one_customer_are_one_row_in_the_order_of_time() {
    let identify = |id: &str, day: u32, traits: &str| {
        format!(
            r#"{{"type":"identify","messageId":"{id}","userId":"ann","timestamp":"2025-01-0{day}T00:00:00Z","traits":{traits}}}"#
        )
    };
    let other = r#"{"type":"identify","messageId":"x","userId":"bob","traits":{"plan":"free"}}"#;
    let batch = [
        identify("1", 3, r#"{"plan":"pro","seats":5}"#),
        identify("2", 1, r#"{"plan":"free","email":"a@example.com","seats":null}"#),
        identify("3", 2, r#"{"plan":"team","phone":null}"#),
        other.to_owned(),
    ];
    let (_, kept) = live(&calls(&format!("{{\"batch\":[{}]}}", batch.join(","))));
    let columns = ["customer_id", "plan", "email", "phone", "attributes", system::SOURCE_LINE, system::SOURCE_FILE];
    assert_eq!(
        kept.rows("customers", &columns),
        [r#"ann|pro|a@example.com|-|{"seats":5}|1|live: email, phone, plan, seats"#, "bob|free|-|-|-|4|live: plan",]
    );
}

#[test]
fn what_breaks_a_rule_is_kept_for_correction_and_the_rest_comes_in() {
    let many: Vec<_> = (0..1001).map(|trait_| format!("\"t{trait_}\":1")).collect();
    let body = format!(
        r#"{{"batch":[5,{{"type":"dance","messageId":"a","userId":"u"}},{{"type":"track","messageId":"b","event":"e"}},
        {{"type":"track","messageId":"c","userId":"u"}},{{"type":"track","messageId":"d","userId":"u","event":"e","timestamp":"soon"}},
        {{"type":"identify","messageId":"e","userId":"null","traits":{{"plan":"p"}}}},
        {{"type":"identify","messageId":"f","userId":"u","traits":{{{}}}}},
        {{"type":"group","messageId":"g","userId":"u"}},{{"type":"alias","messageId":"h","userId":"u"}},
        {{"type":"identify","messageId":"i","userId":"u","traits":{{"createdAt":"some day","plan":"p"}}}},
        {{"type":"track","messageId":"j","userId":"u","event":"e"}}]}}"#,
        many.join(",")
    );
    let (_, kept) = live(&calls(&body));
    let mut rules = kept.rules();
    rules.sort_unstable();
    let expected = [
        (1, Rule::Json),
        (2, Rule::Choice),
        (3, Rule::Missing),
        (4, Rule::Missing),
        (5, Rule::Time),
        (6, Rule::Placeholder),
        (7, Rule::Json),
        (8, Rule::Missing),
        (9, Rule::Missing),
        (10, Rule::Time),
    ];
    assert_eq!(rules, expected);
    assert_eq!(kept.rows("events", &["event_id"]), ["i", "j"]);
    assert!(kept.rows("customers", &["customer_id"]).is_empty());

    // What is put right is read as the call was.
    let reject = kept.rejects.iter().find(|reject| reject.place.line == 5).unwrap().clone();
    let header = reject.recipe.header.clone();
    let old = crate::source::members(&reject.raw).unwrap();
    let cell = |name: &String| old.iter().find(|member| member.key == *name).map(|member| member.value.to_string());
    let mut cells: std::collections::HashMap<_, _> =
        header.iter().filter_map(|name| Some((name.clone(), cell(name)?))).collect();
    cells.insert("timestamp".to_owned(), "2025-02-01T00:00:00Z".to_owned());
    let correction = Correction {
        id: model::RejectId([0; 16]),
        place: reject.place.clone(),
        reject,
        cells,
        extra: Vec::new(),
        raw: None,
        again: false,
    };
    let memory = Memory::default();
    let corrected = memory.kept.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(replay(vec![correction], NOW_US, Box::new(memory))).unwrap();
    let kept = corrected.lock().unwrap();
    assert_eq!(kept.rows("events", &["event_id", "name", "customer_id"]), ["d|e|u"]);
}

#[test]
fn a_call_that_nothing_can_be_done_with_is_refused_as_it_is() {
    let call = &calls(CALLS)[2];
    let memory = Memory::default();
    let kept = memory.kept.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let why = model::Message::new("ingest.json.not_object");
    runtime.block_on(refuse_call(call, why, NOW_US, Box::new(memory))).unwrap();
    let kept = kept.lock().unwrap();
    assert_eq!(kept.rules(), [(3, Rule::Json)]);
    assert_eq!(kept.rejects[0].raw, call.payload);
}
