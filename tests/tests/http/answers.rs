//! Questions over HTTP: the same answers as in a terminal, in every form, and refusals that say what to do.

use std::process::Command;

use serde_json::{Value, json};

use super::served::{Reply, Service};
use crate::binary;

const QUARTER: &str = "from=2024-01-01&to=2024-03-01&grain=month";

fn terminal(service: &Service, words: &[&str]) -> Vec<u8> {
    let output = Command::new(binary::path()).arg("-C").arg(service.folder.path()).args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// An answer without the moments at which it was given.
fn lasting(mut answer: Value) -> Value {
    match &mut answer {
        Value::Object(members) => {
            for moment in ["as_of", "age_ms"] {
                members.remove(moment);
            }
            members.values_mut().for_each(|member| *member = lasting(member.take()));
        }
        Value::Array(members) => members.iter_mut().for_each(|member| *member = lasting(member.take())),
        _ => {}
    }
    answer
}

#[test]
fn an_answer_is_that_of_the_terminal() {
    let service = Service::start();
    for (path, words) in [
        (
            format!("/api/query?metrics=revenue,aov&{QUARTER}&by=country"),
            "query revenue aov --from 2024-01-01 --to 2024-03-01 --grain month --by country",
        ),
        ("/api/explain?metric=revenue&at=2024-02".to_owned(), "explain revenue --at 2024-02"),
        (
            "/api/analyses/retention?start=first:orders&return=orders&grain=month".to_owned(),
            "retention --start first:orders --return orders --grain month",
        ),
        ("/api/metrics/revenue".to_owned(), "metrics revenue"),
        ("/api/customers/main:ann".to_owned(), "customer show main:ann"),
        ("/api/status".to_owned(), "status"),
        ("/api/sql?sql=select+count(*)+as+n+from+orders".to_owned(), "sql|select count(*) as n from orders"),
    ] {
        let over_http = service.get(&path, &[]);
        assert_eq!(over_http.status, 200, "{path}: {}", String::from_utf8_lossy(&over_http.body));
        let words: Vec<&str> =
            if words.contains('|') { words.split('|').collect() } else { words.split(' ').collect() };
        let words = [&words[..], &["--format", "json"]].concat();
        let in_terminal: Value = serde_json::from_slice(&terminal(&service, &words)).unwrap();
        assert_eq!(lasting(over_http.json()), lasting(in_terminal), "{path}");
    }
    let posted = service.post(
        "/api/query",
        &[],
        json!({ "metrics": ["revenue"], "from": "2024-02-01", "to": "2024-03-01" }).to_string().as_bytes(),
    );
    assert_eq!(posted.json()["rows"][0]["value"]["amount"], "50.0000");
}

#[test]
fn an_answer_has_the_form_and_the_language_that_are_wanted() {
    let service = Service::start();
    let path = format!("/api/query?metrics=revenue&{QUARTER}");
    let get = |accept| service.get(&path, &[("accept", accept)]);
    let csv = get("text/csv");
    assert_eq!(csv.header("content-type"), Some("text/csv"));
    assert_eq!(String::from_utf8_lossy(&csv.body).lines().count(), 3);
    assert!(get("application/vnd.apache.parquet").body.starts_with(b"PAR1"));
    let arrow = get("application/vnd.apache.arrow.stream");
    let reader = arrow::ipc::reader::StreamReader::try_new(arrow.body.as_slice(), None).unwrap();
    assert_eq!(reader.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), 2);
    assert_eq!(get("image/png").status, 406);
    let chinese = service.get("/api/query?metrics=revenu", &[("accept-language", "zh-CN")]).json();
    assert!(chinese["title"].as_str().unwrap().contains("revenue"));
    assert!(!chinese["title"].as_str().unwrap().is_ascii(), "{chinese}");
}

#[test]
fn an_unchanged_question_is_not_answered_again() {
    let service = Service::start();
    let path = format!("/api/query?metrics=revenue&{QUARTER}");
    let first = service.get(&path, &[]);
    let tag = first.header("etag").unwrap();
    // A minute may end between two questions, once.
    let again =
        |path: &str| (0..2).map(|_| service.get(path, &[("if-none-match", tag)])).any(|reply| reply.status == 304);
    let fresh = service.get(&path, &[]);
    assert!(fresh.header("etag") != Some(tag) || again(&path));
    let another = service.get(&format!("{path}&by=country"), &[("if-none-match", tag)]);
    assert_eq!(another.status, 200);

    let file = service.folder.path().join("more.csv");
    std::fs::write(&file, "order_id,customer_id,ordered_at,amount,currency\n4,ben,2024-02-07,5.00,EUR\n").unwrap();
    terminal(&service, &["-q", "import", "orders", file.to_str().unwrap()]);
    let changed = service.get(&path, &[("if-none-match", tag)]);
    assert_eq!((changed.status, &changed.json()["rows"][1]["value"]["amount"]), (200, &json!("55.0000")));
}

#[test]
fn a_long_list_comes_page_by_page() {
    let service = Service::start();
    let all = service.get("/api/metrics", &[]).json();
    let wanted: Vec<String> = names(&all["metrics"]);
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = service.get(&format!("/api/metrics?page_size=50{next}"), &[]).json();
        seen.extend(names(&page["metrics"]));
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, wanted);
    assert!(wanted.len() > 100);
    let broken = service.get("/api/metrics?cursor=x", &[]);
    assert_eq!((broken.status, code(&broken)), (400, "serve::cursor".to_owned()));
}

fn names(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|metric| metric["metric"].as_str().unwrap().to_owned()).collect()
}

fn code(reply: &Reply) -> String {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply:?}");
    let problem = reply.json();
    assert_eq!(problem["status"], reply.status);
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
    problem["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_refusal_has_a_status_a_code_and_words() {
    let service = Service::start();
    for (path, status, expected) in [
        ("/api/query?metrics=revenu", 400, "engine::unknown_metric"),
        ("/api/query?metrics=revenue&form=2024-01-01", 400, "cli::unknown_param"),
        ("/api/query?metrics=revenue&from=yesterday&to=2024-01-01", 400, "cli::date"),
        ("/api/query?metrics=revenue&where=1=1)+or+(1=1", 400, "engine::"),
        ("/api/query", 400, "cli::usage"),
        ("/api/query?metrics=revenue&grain=moth", 400, "cli::usage"),
        ("/api/metrics/revenu", 404, "cli::unknown_metric"),
        ("/api/customers/main:nobody", 404, "engine::nobody"),
        ("/api/sql?sql=drop+table+orders", 400, ""),
        ("/api/nowhere", 404, "serve::no_route"),
        ("/etc/passwd", 404, "serve::no_route"),
        ("/api/customers/..%2F..%2Fetc%2Fpasswd", 404, "engine::"),
    ] {
        let reply = service.get(path, &[]);
        let found = code(&reply);
        assert!(reply.status == status && found.starts_with(expected), "{path}: {} {found}", reply.status);
    }
    let reply = service.post("/api/status", &[], b"{}");
    assert_eq!((reply.status, code(&reply)), (405, "serve::method".to_owned()));
    for body in ["", "[]", "{", "{\"sql\": {}}"] {
        assert_eq!(service.post("/api/sql", &[], body.as_bytes()).status, 400, "{body}");
    }
    let large = vec![b' '; (1 << 20) + 1];
    assert_eq!(service.post("/api/sql", &[], &large).status, 413);
}

#[test]
fn customers_are_linked_and_unlinked() {
    let service = Service::start();
    let preview = service.get("/api/merges?a=main:ann&b=main:ben", &[]).json();
    assert_eq!(preview["merged"], false);
    let pair = br#"{ "a": "main:ann", "b": "main:ben" }"#;
    assert_eq!(service.post("/api/merges", &[], pair).json()["merged"], true);
    let count = || service.get("/api/sql?sql=select+count(distinct+customer_key)+as+n+from+orders", &[]).json();
    let of = |customers: u64| json!([{ "n": customers }]);
    assert_eq!(count(), of(1));
    assert_eq!(service.post("/api/unmerges", &[], pair).status, 200);
    assert_eq!(count(), of(2));
}
