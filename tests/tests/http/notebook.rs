//! Annotations and saved views over HTTP, from being written to being removed.

use serde_json::json;

use super::served::Service;

#[test]
fn an_annotation_is_written_found_by_its_day_and_removed() {
    let service = Service::start();
    let new = json!({ "day": "2024-02-01", "text": "price rise", "metric": "revenue" });
    let made = service.post("/api/annotations", &[], new.to_string().as_bytes());
    let written = made.json();
    assert_eq!((made.status, &written["day"], &written["metric"]), (201, &"2024-02-01".into(), &"revenue".into()));
    assert_eq!(written["made_by"], "token:1");
    let found = |span: &str| service.get(&format!("/api/annotations{span}"), &[]).json()["annotations"].clone();
    assert_eq!(found("?from=2024-02-01&to=2024-03-01"), json!([written]));
    assert_eq!(found("?from=2024-02-02"), json!([]));
    for (wrong, status) in [
        (json!({ "day": "2024-02-30", "text": "x" }), 422),
        (json!({ "day": "2024-02-01", "text": "" }), 400),
        (json!({ "day": "2024-02-01", "text": "x", "colour": "red" }), 422),
    ] {
        let refused = service.post("/api/annotations", &[], wrong.to_string().as_bytes());
        assert_eq!(refused.status, status, "{wrong}: {}", refused.json());
    }
    assert_eq!(service.get("/api/annotations?from=yesterday", &[]).status, 400);
    let path = format!("/api/annotations/{}", written["number"]);
    assert_eq!(service.send("DELETE", &path, &[]).status, 204);
    assert_eq!((service.send("DELETE", &path, &[]).status, found("")), (404, json!([])));
}

#[test]
fn a_view_is_saved_under_a_name_and_stays_with_us() {
    let service = Service::start();
    let save = |address: &str| {
        let new = json!({ "name": "By plan", "address": address });
        service.post("/api/views", &[], new.to_string().as_bytes())
    };
    let saved = save("/metrics/nrr?by=plan");
    assert_eq!((saved.status, &saved.json()["address"]), (201, &"/metrics/nrr?by=plan".into()));
    let elsewhere = save("//evil.example");
    assert_eq!((elsewhere.status, &elsewhere.json()["code"]), (400, &"serve::view_address".into()));
    assert_eq!(service.get("/api/views", &[]).json()["views"], json!([saved.json()]));
    let log = service.get("/api/audit", &[]).json().to_string();
    assert!(log.contains("view.add"), "{log}");
}
