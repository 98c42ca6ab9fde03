//! What whoever runs the service sees: health, figures, the log, and an end that loses nothing.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::served::{Service, wait_until, write};
use crate::binary;

#[test]
fn a_service_that_is_well_says_so() {
    let service = Service::start();
    assert_eq!(service.get("/healthz", &[]).status, 200);
    let ready = service.get("/readyz", &[]);
    assert_eq!((ready.status, ready.body.as_slice()), (200, b"ready\n".as_slice()));
}

#[cfg(unix)]
#[test]
fn a_service_whose_disk_takes_nothing_is_not_ready_and_says_why() {
    let service = Service::start();
    // Whoever runs the tests may write anywhere, but not into what is no folder.
    let lake = service.folder.path().join("lake");
    std::fs::rename(&lake, service.folder.path().join("away")).unwrap();
    let refused = service.get("/readyz", &[]);
    assert_eq!((refused.status, refused.header("content-type")), (503, Some("application/problem+json")));
    let problem = refused.json();
    assert_eq!((&problem["code"], &problem["errors"][0]["what"]), (&"serve::not_ready".into(), &"disk".into()));
    assert!(problem["errors"][0]["why"].as_str().unwrap().contains("_trial"), "{problem}");
    assert_eq!(service.get("/healthz", &[]).status, 200, "the process is there all the same");
    std::fs::rename(service.folder.path().join("away"), &lake).unwrap();
    assert_eq!(service.get("/readyz", &[]).status, 200);
}

#[test]
fn figures_count_requests_by_route_and_questions_by_name() {
    let service = Service::start();
    for id in ["main:ann", "main:ben", "main:nobody"] {
        service.get(&format!("/api/customers/{id}"), &[]);
    }
    service.get("/nowhere/at/all", &[]);
    let scraped = service.get("/metrics", &[]);
    assert_eq!(scraped.header("content-type"), Some("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    let text = String::from_utf8(scraped.body).unwrap();
    for line in [
        "tenure_http_requests_total{route=\"/api/customers/{id}\",method=\"GET\",status=\"200\"} 2",
        "tenure_http_requests_total{route=\"/api/customers/{id}\",method=\"GET\",status=\"404\"} 1",
        "tenure_http_requests_total{route=\"-\",method=\"GET\",status=\"404\"} 1",
        "tenure_questions_total{question=\"customer\",outcome=\"answered\"} 2",
        "tenure_questions_total{question=\"customer\",outcome=\"refused\"} 1",
        "tenure_door_accepted_events_total 0",
        "# EOF",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    assert!(!text.contains("ann"), "no figure tells of anybody");
}

#[test]
fn chosen_metrics_stand_among_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let settings = folder.path().join("tenure.yaml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, format!("{text}serve:\n  metrics: [revenue, customers_at_end]\n")).unwrap();
    let service = Service::over(folder, &[]);
    let wanted = "tenure_business_metric{metric=\"revenue\",unit=\"EUR\"} 50.0";
    let mut text = String::new();
    wait_until("the figures have both metrics", || {
        text = String::from_utf8(service.get("/metrics", &[]).body).unwrap();
        text.contains("customers_at_end")
    });
    assert!(text.lines().any(|line| line == wanted), "{text}");
    assert!(text.contains("tenure_business_metric_refreshed_timestamp_seconds{metric=\"revenue\"}"), "{text}");
}

#[test]
fn a_metric_that_the_catalog_does_not_have_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tenure.yaml"), "serve: { metrics: [luck] }\n").unwrap();
    let mut command = Command::new(binary::path());
    let refused = command.arg("-C").arg(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(2) && said.contains("`luck`"), "{said}");
}

/// A service whose log is read, with what it said so far and says until its end.
struct Logged {
    process: std::process::Child,
    address: String,
    /// The first token, as the head of a request carries it.
    token: String,
    lines: std::io::Lines<BufReader<std::process::ChildStderr>>,
    _folder: tempfile::TempDir,
}

impl Logged {
    fn start(flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        let mut command = Command::new(binary::path());
        command.arg("-C").arg(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]).args(flags);
        let mut process = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut token = String::new();
        let line = lines
            .by_ref()
            .map_while(Result::ok)
            .find(|line| {
                let secret =
                    line.split(|sign: char| sign.is_whitespace() || sign == '"').find(|w| w.starts_with("tnr_"));
                token = secret.map_or(std::mem::take(&mut token), str::to_owned);
                line.contains("http://")
            })
            .unwrap();
        let address = line.split("http://").nth(1).unwrap().trim().to_owned();
        let token = format!("authorization: Bearer {token}\r\n");
        Self { process, address, token, lines, _folder: folder }
    }

    fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The answer to a request on a connection of its own.
    fn ask(&self, request: &str) -> String {
        let mut told = String::new();
        self.send(request).read_to_string(&mut told).unwrap();
        told
    }

    fn terminate(&self) {
        let sent = Command::new("kill").arg("-TERM").arg(self.process.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// Ends it, and gives the rest of what it said.
    fn end(mut self) -> (std::process::ExitStatus, Vec<String>) {
        let lines = self.lines.by_ref().map_while(Result::ok).collect();
        (self.process.wait().unwrap(), lines)
    }
}

#[test]
fn a_request_is_one_line_of_the_log_without_what_it_asked() {
    let service = Logged::start(&["--log-format", "json"]);
    let token = &service.token;
    let told = service.ask(&format!(
        "GET /api/customers/main:ann?as_of=2024-03-01 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         x-request-id: trace-17\r\n{token}\r\n"
    ));
    assert!(told.to_lowercase().contains("x-request-id: trace-17\r\n"), "{told}");
    let told = service.ask(
        "GET /api/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-request-id: two words {}\r\n\
         authorization: Bearer secret-token\r\n\r\n",
    );
    let id = told.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap().to_owned();
    assert_eq!((id.len(), id.chars().all(|sign| sign.is_ascii_hexdigit())), (32, true), "{id}");
    service.terminate();
    let (status, lines) = service.end();
    assert!(status.success());
    let objects: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let requests: Vec<_> = objects.iter().filter(|line| line["target"] == "tenure::request").collect();
    assert_eq!(requests.len(), 2, "{lines:?}");
    assert_eq!((&requests[0]["id"], &requests[0]["route"]), (&"trace-17".into(), &"/api/customers/{id}".into()));
    assert!(requests[0]["status"].is_u64() && requests[0]["duration_ms"].is_u64(), "{}", requests[0]);
    assert_eq!((&requests[0]["caller"], &requests[1]["caller"]), (&"token:1".into(), &"-".into()));
    assert_eq!(requests[1]["id"], id.as_str());
    for hidden in ["ann", "as_of", "secret-token", "two words"] {
        assert!(!lines.iter().any(|line| line.contains(hidden)), "{hidden}: {lines:?}");
    }
}

#[test]
fn a_service_that_is_told_to_end_answers_what_it_has_begun() {
    let service = Logged::start(&[]);
    // A stream without an end, and a request that is half sent.
    let mut live = service.send(&format!("GET /api/live HTTP/1.1\r\nhost: localhost\r\n{}\r\n", service.token));
    let mut first = [0; 512];
    assert!(live.read(&mut first).unwrap() > 0);
    let body = r#"{"metrics":["revenue"],"from":"2024-01-01","to":"2024-03-01"}"#;
    let head = format!(
        "POST /api/query HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{}\r\n",
        body.len(),
        service.token
    );
    let mut asking = service.send(&head);
    asking.write_all(&body.as_bytes()[..10]).unwrap();
    // The head has arrived once a later request is answered.
    assert!(service.ask("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").contains("200 OK"));
    service.terminate();
    let mut rest = Vec::new();
    live.read_to_end(&mut rest).unwrap();
    wait_until("no new connection is taken", || TcpStream::connect(&service.address).is_err());
    asking.write_all(&body.as_bytes()[10..]).unwrap();
    let mut told = String::new();
    asking.read_to_string(&mut told).unwrap();
    assert!(told.starts_with("HTTP/1.1 200") && told.contains("\"revenue\""), "{told}");
    let (status, _) = service.end();
    assert_eq!(status.code(), Some(0));
}
