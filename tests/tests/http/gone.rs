//! Who goes away in the middle of something: what they changed is done and written down, what they only asked is stopped.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::served::{Service, wait_until};

fn send(service: &Service, token: &str, line: &str) -> TcpStream {
    let mut stream = TcpStream::connect(service.address()).unwrap();
    let head = format!("{line} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

fn log(service: &Service) -> String {
    service.get("/api/audit?limit=1000", &[]).json().to_string()
}

#[test]
fn a_change_is_ended_and_written_down_though_nobody_waits_for_it() {
    let service = Service::start();
    let token = service.first.clone().unwrap();
    let stream = send(&service, &token, "DELETE /api/customers/main:ben");
    // Time enough to be taken up, and not to be done.
    std::thread::sleep(Duration::from_millis(150));
    drop(stream);
    wait_until("the audit log has the erasure", || log(&service).contains("DELETE /api/customers/{id}"));
    assert_eq!(service.get("/api/customers/main:ben", &[]).status, 404, "nobody is known by it");
}

#[test]
fn a_long_question_is_no_change() {
    let service = Service::start();
    let body = br#"{"metrics":["revenue"],"from":"2024-01-01","to":"2024-03-01"}"#;
    assert_eq!(service.post("/api/query", &[], body).status, 200);
    assert!(!log(&service).contains("/api/query"));
}

#[test]
fn a_stream_ends_with_the_right_to_it() {
    let service = Service::start();
    let made = service.post("/api/tokens", &[], br#"{"name":"page","role":"viewer"}"#).json();
    let mut stream = send(&service, made["secret"].as_str().unwrap(), "GET /api/live");
    stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    let mut told = vec![0; 64 * 1024];
    let mut heard = String::new();
    while !heard.contains("event: state") {
        let count = stream.read(&mut told).unwrap();
        assert!(count > 0, "{heard}");
        heard.push_str(&String::from_utf8_lossy(&told[..count]));
    }
    assert_eq!(service.send("DELETE", &format!("/api/tokens/{}", made["number"]), &[]).status, 204);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the stream was ended, not broken off: {rest}");
}

#[test]
fn one_caller_may_have_some_streams() {
    let service = Service::start();
    let token = service.first.clone().unwrap();
    let streams: Vec<_> = (0..17)
        .map(|_| {
            let mut stream = send(&service, &token, "GET /api/live");
            let mut head = [0; 12];
            stream.read_exact(&mut head).unwrap();
            (String::from_utf8_lossy(&head).into_owned(), stream)
        })
        .collect();
    let refused: Vec<_> = streams.iter().filter(|(head, _)| head.ends_with("429")).collect();
    assert_eq!((refused.len(), streams.iter().filter(|(head, _)| head.ends_with("200")).count()), (1, 16));
}

#[test]
fn many_may_look_at_once_whether_it_is_ready() {
    let service = Service::start();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| assert_eq!(service.get("/readyz", &[]).status, 200)));
        }
    });
}
