//! What a workspace lets its service take on, and what is told where a question takes more.

use super::served::{Service, wait_until, write};

/// A join that holds one of its sides in memory, some 24 MB of it.
const JOIN: &str =
    "select count(*) as n from generate_series(1,3000000) a join generate_series(1,3000000) b on a.value = b.value";

/// More rows than can be counted while somebody waits.
const ENDLESS: &str = "select count(*) as n from generate_series(1,9000000) a cross join generate_series(1,9000000) b where (a.value * b.value) % 7 = 3";

fn limited(limits: &str) -> Service {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let settings = folder.path().join("tenure.yaml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, format!("{text}serve:\n  limits: {{ {limits} }}\n")).unwrap();
    Service::over(folder, &[])
}

fn asked(service: &Service, sql: &str) -> super::served::Reply {
    service.post("/api/sql", &[], serde_json::json!({ "sql": sql }).to_string().as_bytes())
}

#[test]
fn a_question_that_needs_too_much_memory_is_refused_and_says_what_to_do() {
    let service = limited("memory_mib: 16");
    let refused = asked(&service, JOIN);
    let problem = refused.json();
    assert_eq!((refused.status, problem["code"].as_str()), (422, Some("engine::memory")), "{problem}");
    assert!(problem["title"].as_str().unwrap().contains("memory_mib"), "{problem}");
    assert_eq!(asked(&service, "select count(*) as n from orders").status, 200);
    assert_eq!(asked(&limited("memory_mib: 512"), JOIN).status, 200);
}

#[test]
fn a_question_that_takes_too_long_is_given_up() {
    let mut service = limited("time: 3s, questions: 1");
    let refused = asked(&service, ENDLESS);
    assert_eq!((refused.status, refused.json()["code"].as_str()), (503, Some("serve::slow")));
    // Its work was stopped: the one place is free again, and nothing keeps the service from its end.
    wait_until("another question is answered", || asked(&service, "select count(*) as n from orders").status == 200);
    assert!(service.end("TERM").success());
}

#[test]
fn an_answer_that_is_too_large_is_refused() {
    let service = limited("answer_mib: 1");
    let refused = asked(&service, "select value from generate_series(1,200000)");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("serve::answer_size")));
}

#[test]
fn a_limit_that_is_none_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tenure.yaml"), "serve: { limits: { memory_mib: 1 } }\n").unwrap();
    let mut command = std::process::Command::new(crate::binary::path());
    let refused = command.arg("-C").arg(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(1) && said.contains("memory_mib: 1"), "{said}");
}
