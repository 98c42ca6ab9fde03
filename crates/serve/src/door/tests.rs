//! The door as a library sees it: requests, their answers, and what is in the tables after a flush.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use lake::{JournalLimits, Lake, LakeError, RejectFilter};
use model::{Language, Micros};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use super::*;
use crate::{Ask, Clock, Gate, GateOptions, Hosts, Limits, Question, Questions, Refusal, Service, Told, router};

/// 2026-01-01T00:00:00Z.
const NOW_US: Micros = 1_767_225_600_000_000;
const DONE: &str = r#"{"success":true}"#;

#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now_us(&self) -> Micros {
        NOW_US
    }
}

/// Knows `web` and `app`.
#[derive(Debug)]
struct Keys;

#[async_trait]
impl WriteKeys for Keys {
    async fn find(&self, secret: &str) -> Result<Option<AcceptedKey>, LakeError> {
        let number = ["web", "app"].iter().position(|known| *known == secret);
        Ok(number.map(|number| AcceptedKey { number: number as i64, namespace: secret.to_owned() }))
    }
}

struct Nobody;

#[async_trait]
impl Questions for Nobody {
    fn all(&self, _: Language) -> Vec<Question> {
        Vec::new()
    }

    async fn state(&self) -> Result<String, Refusal> {
        Ok(String::new())
    }

    async fn import(&self, _: crate::Delivery, _: crate::Progress) -> Result<Told, Refusal> {
        Ok(Told::default())
    }

    async fn ask(&self, _: Ask) -> Result<Told, Refusal> {
        Ok(Told::default())
    }
}

struct Running {
    lake: Lake,
    door: Door,
    router: axum::Router,
    #[expect(dead_code, reason = "is deleted when it is dropped")]
    folder: TempDir,
}

async fn run_with(journal: JournalLimits, limits: DoorLimits) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let journal = lake.journal(journal).await.unwrap();
    let rules: Rules = Arc::new(lake::IdentityRules::default);
    let clock: Arc<dyn Clock> = Arc::new(Still);
    let parts =
        DoorParts { lake: lake.clone(), journal, keys: Arc::new(Keys), rules, clock: Arc::clone(&clock), limits };
    let door = Door::new(parts);
    let access = lake.access().unwrap();
    let (hosts, personal) = (Hosts::default(), BTreeSet::new());
    let gate = Gate::new(GateOptions { access, clock, secure: false, hosts, personal });
    let service = Service::new(lake.clone(), Arc::new(Nobody), gate, Limits::default()).with_door(door.clone());
    Running { lake, door, router: router::router(service), folder }
}

async fn run() -> Running {
    run_with(JournalLimits::default(), DoorLimits::default()).await
}

impl Running {
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn post(&self, path: &str, body: impl Into<Body>) -> (StatusCode, String) {
        let response = self.send(Request::post(path).body(body.into()).unwrap()).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn flushed(&self) -> u64 {
        self.door.flusher().flush().await.unwrap()
    }

    fn rows(&self, snapshot: &lake::Snapshot, table: &str) -> u64 {
        snapshot.sources().iter().filter(|source| source.table == table).map(|source| source.rows).sum()
    }
}

fn track(id: &str) -> Value {
    json!({ "type": "track", "messageId": id, "userId": "ann", "event": "Bought", "timestamp": "2025-06-01T00:00:00Z" })
}

fn with_key(mut body: Value) -> String {
    body["writeKey"] = json!("web");
    body.to_string()
}

#[tokio::test]
async fn every_path_takes_its_call_and_answers_as_libraries_expect() {
    let running = run().await;
    let call = |name: &str| {
        let mut call = json!({ "messageId": name, "userId": "ann", "event": "e", "groupId": "g", "previousId": "p" });
        call["writeKey"] = json!("web");
        call.to_string()
    };
    for name in ["track", "identify", "page", "screen", "group", "alias", "t", "i", "p", "s", "g", "a"] {
        assert_eq!(running.post(&format!("/v1/{name}"), call(name)).await, (StatusCode::OK, DONE.to_owned()), "{name}");
    }
    for name in ["batch", "import", "b"] {
        let batch = with_key(json!({ "batch": [track(name)] }));
        assert_eq!(running.post(&format!("/v1/{name}"), batch).await, (StatusCode::OK, DONE.to_owned()), "{name}");
    }
    assert_eq!(running.post("/v1/dance", call("x")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(running.flushed().await, 15);
    let snapshot = running.lake.snapshot(None).await.unwrap();
    assert_eq!(running.rows(&snapshot, "events"), 15);
    assert_eq!((running.rows(&snapshot, "customers"), running.rows(&snapshot, "accounts")), (1, 1));
    assert_eq!(snapshot.watermark("events"), Some(NOW_US - 15 * 60 * 1_000_000));
}

#[tokio::test]
async fn the_key_comes_in_a_header_or_in_the_body_and_has_to_be_known() {
    let running = run().await;
    let body = json!({ "batch": [track("1")] }).to_string();
    let basic = |key: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{key}:")))
    };
    let send = |key: Option<&str>, body: &str| {
        let request = Request::post("/v1/batch").header(header::CONTENT_TYPE, "text/plain");
        let request = key.into_iter().fold(request, |request, key| request.header(header::AUTHORIZATION, basic(key)));
        running.send(request.body(Body::from(body.to_owned())).unwrap())
    };
    assert_eq!(send(Some("app"), &body).await.status(), StatusCode::OK);
    for (key, body) in [
        (None, body.clone()),
        (Some("nobody"), body.clone()),
        (Some("nobody"), with_key(json!({ "batch": [] }))),
        (None, json!({ "batch": [], "writeKey": "nobody" }).to_string()),
    ] {
        let refused = send(key, &body).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{key:?}");
        assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
    }
    assert_eq!(send(None, &with_key(json!({ "batch": [track("1")] }))).await.status(), StatusCode::OK);
    // Two keys, two namespaces, two events.
    assert_eq!(running.flushed().await, 2);
    assert_eq!(running.rows(&running.lake.snapshot(None).await.unwrap(), "events"), 2);
}

#[tokio::test]
async fn what_comes_twice_is_there_once() {
    let running = run().await;
    for _ in 0..3 {
        running.post("/v1/batch", with_key(json!({ "batch": [track("1"), track("2"), track("1")] }))).await;
    }
    assert_eq!(running.flushed().await, 2);
    running.post("/v1/batch", with_key(json!({ "batch": [track("1"), track("3")] }))).await;
    assert_eq!(running.flushed().await, 1);
    assert_eq!(running.rows(&running.lake.snapshot(None).await.unwrap(), "events"), 3);
}

#[tokio::test]
async fn packed_bodies_are_unpacked_within_the_bound() {
    let limits = DoorLimits { request_bytes: 1 << 16, ..DoorLimits::default() };
    let running = run_with(JournalLimits::default(), limits).await;
    let gzip = |text: &str| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let send = |bytes: Vec<u8>, encoding: &str| {
        running.send(
            Request::post("/v1/batch").header(header::CONTENT_ENCODING, encoding).body(Body::from(bytes)).unwrap(),
        )
    };
    let body = with_key(json!({ "batch": [track("1")] }));
    assert_eq!(send(gzip(&body), "gzip").await.status(), StatusCode::OK);
    assert_eq!(send(gzip(&" ".repeat(1 << 22)), "gzip").await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(body.clone().into_bytes(), "gzip").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(send(body.into_bytes(), "br").await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(running.post("/v1/batch", " ".repeat(1 << 17)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_no_body_is_refused_and_what_is_no_event_is_kept_for_correction() {
    let running = run().await;
    for (body, code) in [
        ("", "serve::body"),
        ("[]", "serve::body"),
        ("{\"batch\":", "serve::body"),
        ("{\"batch\":{}}", "serve::body"),
        ("{}", "serve::body"),
    ] {
        let (status, problem) = running.post("/v1/batch", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(serde_json::from_str::<Value>(&problem).unwrap()["code"], code, "{body}");
    }
    assert_eq!(running.post("/v1/batch", vec![0xff, 0xfe]).await.0, StatusCode::BAD_REQUEST);
    let deep = format!("{{\"writeKey\":\"web\",\"batch\":[{}1{}]}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(running.post("/v1/batch", deep).await.0, StatusCode::OK);
    let batch = json!({ "batch": [5, { "type": "dance" }, { "type": "track", "userId": "ann" }, track("1")] });
    assert_eq!(running.post("/v1/batch", with_key(batch)).await.0, StatusCode::OK);
    assert_eq!(running.flushed().await, 5);
    let snapshot = running.lake.snapshot(None).await.unwrap();
    assert_eq!(running.rows(&snapshot, "events"), 1);
    let rejects = snapshot.rejects(&RejectFilter::default()).await.unwrap();
    let mut rules: Vec<_> = rejects.iter().map(|reject| (reject.place.line, reject.rule.as_str())).collect();
    rules.sort_unstable();
    assert_eq!(rules, [(1, "json"), (2, "json"), (3, "choice"), (4, "missing")]);
}

#[tokio::test]
async fn too_much_is_told_to_come_again() {
    let journal = JournalLimits { most_unflushed_bytes: 3000, ..JournalLimits::default() };
    let running = run_with(journal, DoorLimits::default()).await;
    let mut sent = 0;
    let refused = loop {
        let body = with_key(json!({ "batch": [track(&sent.to_string())] }));
        let response = running.send(Request::post("/v1/batch").body(Body::from(body)).unwrap()).await;
        if response.status() != StatusCode::OK {
            break response;
        }
        sent += 1;
    };
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
    assert_eq!(refused.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert!(sent > 3, "{sent}");
    assert_eq!(running.flushed().await, sent);
    running.door.journal().settle().await.unwrap();
    assert_eq!(running.post("/v1/batch", with_key(json!({ "batch": [track("again")] }))).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_full_disk_refuses_and_recovers() {
    let journal = JournalLimits { most_pages: Some(40), ..JournalLimits::default() };
    let running = run_with(journal, DoorLimits::default()).await;
    let mut sent = 0;
    let status = loop {
        let calls: Vec<_> = (0..100).map(|number| track(&format!("{sent} {number}"))).collect();
        let (status, _) = running.post("/v1/batch", with_key(json!({ "batch": calls }))).await;
        if status != StatusCode::OK {
            break status;
        }
        sent += 1;
    };
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(running.flushed().await, sent * 100);
    running.door.journal().settle().await.unwrap();
    assert_eq!(running.post("/v1/batch", with_key(json!({ "batch": [track("again")] }))).await.0, StatusCode::OK);
    assert_eq!(running.flushed().await, 1);
    assert_eq!(running.rows(&running.lake.snapshot(None).await.unwrap(), "events"), sent * 100 + 1);
}

#[tokio::test]
async fn a_page_of_another_origin_may_send() {
    let running = run().await;
    let preflight = Request::builder().method(Method::OPTIONS).uri("/v1/t").body(Body::empty()).unwrap();
    let response = running.send(preflight).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let headers = response.headers();
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert!(headers[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap().contains("x-retry-count"));
    assert!(
        headers.contains_key(header::ACCESS_CONTROL_ALLOW_METHODS)
            && headers.contains_key(header::ACCESS_CONTROL_MAX_AGE)
    );
    assert_eq!(headers[header::ACCESS_CONTROL_EXPOSE_HEADERS], "retry-after");
}

#[tokio::test]
async fn identifies_of_later_flushes_change_what_they_speak_of() {
    let running = run().await;
    for (id, traits) in [("1", json!({ "plan": "free", "email": "a@example.com" })), ("2", json!({ "plan": "pro" }))] {
        let call = json!({ "type": "identify", "messageId": id, "userId": "ann", "traits": traits });
        running.post("/v1/identify", with_key(call)).await;
        running.flushed().await;
    }
    let snapshot = running.lake.snapshot(None).await.unwrap();
    let updated: u64 = snapshot.import_counts().unwrap().iter().map(|count| count.updated).sum();
    assert_eq!((running.rows(&snapshot, "customers"), updated), (1, 1));
}
