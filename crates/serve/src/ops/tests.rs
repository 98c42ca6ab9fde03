//! What the figures look like when they are scraped.

use std::time::Duration;

use axum::http::StatusCode;
use prometheus_client::encoding::text::encode;

use super::Telemetry;

#[test]
fn figures_are_told_under_their_names() {
    let telemetry = Telemetry::new(1_700_000_000_000_000);
    telemetry.answered("/api/query", "GET", (StatusCode::OK, Duration::from_millis(30)));
    telemetry.answered("/api/query", "GET", (StatusCode::OK, Duration::from_millis(40)));
    telemetry.asked("query", false, Duration::from_millis(4));
    telemetry.figures.accepted(100);
    telemetry.figures.duplicates(3);
    telemetry.figures.journal(4096, 97);
    telemetry.figures.flushed(Duration::from_secs(2), 60, 1_700_000_060_000_000);
    let held = telemetry.begun();
    let text = telemetry.text().unwrap();
    for line in [
        "tenure_http_requests_total{route=\"/api/query\",method=\"GET\",status=\"200\"} 2",
        "tenure_http_request_seconds_count{route=\"/api/query\",method=\"GET\"} 2",
        "tenure_http_request_seconds_bucket{le=\"0.05\",route=\"/api/query\",method=\"GET\"} 2",
        "tenure_http_requests_in_flight 1",
        "tenure_questions_total{question=\"query\",outcome=\"refused\"} 1",
        "tenure_door_accepted_events_total 100",
        "tenure_door_duplicate_events_total 3",
        "tenure_journal_bytes 4096",
        "tenure_journal_tail_events 97",
        "tenure_flushed_events_total 60",
        "tenure_flush_seconds_count 1",
        "tenure_last_flush_timestamp_seconds 1700000060.0",
        "process_start_time_seconds 1700000000.0",
        "# EOF",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    #[cfg(target_os = "linux")]
    for name in ["process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"] {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
        assert!(value.is_some_and(|value| value >= 0.0), "{name}\n{text}");
    }
    drop(held);
    assert!(telemetry.text().unwrap().contains("in_flight 0\n"));
}

#[test]
fn clones_count_together() {
    let telemetry = Telemetry::new(0);
    telemetry.clone().figures.accepted(2);
    telemetry.figures.accepted(3);
    let mut text = String::new();
    let mut registry = prometheus_client::registry::Registry::default();
    telemetry.figures.register(&mut registry);
    encode(&mut text, &registry).unwrap();
    assert!(text.contains("door_accepted_events_total 5\n"), "{text}");
}
