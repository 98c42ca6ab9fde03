//! A browser's session: logging in, changing something, and logging out.

use serde_json::{Value, json};

use super::keys;
use super::served::{Reply, Service};

const PASSWORD: &str = "correct horse battery";

fn log_in(service: &Service, name: &str, password: &str, headers: &[(&str, &str)]) -> Reply {
    let body = json!({ "name": name, "password": password }).to_string();
    let headers = [&[("authorization", ""), ("content-type", "application/json")], headers].concat();
    service.post("/api/session", &headers, body.as_bytes())
}

/// The cookie as a browser sends it back.
fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

#[test]
fn a_session_opens_with_a_password_and_a_change_takes_what_only_our_page_can_send() {
    let service = Service::start();
    keys::user(service.folder.path(), "ann", "admin", PASSWORD);
    let opened = log_in(&service, "ann", PASSWORD, &[]);
    assert_eq!(opened.status, 201, "{}", opened.json());
    let flags = opened.header("set-cookie").unwrap();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(flags.contains(flag), "{flags}");
    }
    let (cookie, csrf) = (cookie(&opened), opened.json()["csrf"].as_str().unwrap().to_owned());
    let who = service.get("/api/session", &[("authorization", ""), ("cookie", &cookie)]).json();
    assert_eq!((&who["name"], &who["role"], &who["csrf"]), (&json!("user:ann"), &json!("admin"), &json!(csrf)));

    let add = |name: &str, headers: &[(&str, &str)]| {
        let body = json!({ "name": name, "role": "viewer" }).to_string();
        let all =
            [&[("authorization", ""), ("cookie", cookie.as_str()), ("content-type", "application/json")], headers];
        service.post("/api/users", &all.concat(), body.as_bytes()).status
    };
    assert_eq!(add("bob", &[]), 403);
    assert_eq!(add("bob", &[("x-csrf-token", "other")]), 403);
    assert_eq!(add("bob", &[("x-csrf-token", &csrf), ("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(add("bob", &[("x-csrf-token", &csrf), ("sec-fetch-site", "same-origin")]), 201);
    assert_eq!(add("bob", &[("x-csrf-token", &csrf)]), 409);

    let twice = format!("{cookie}; {cookie}");
    assert_eq!(service.get("/api/session", &[("authorization", ""), ("cookie", &twice)]).status, 401);
    let ended =
        service.send("DELETE", "/api/session", &[("authorization", ""), ("cookie", &cookie), ("x-csrf-token", &csrf)]);
    assert_eq!(ended.status, 204);
    assert_eq!(service.get("/api/session", &[("authorization", ""), ("cookie", &cookie)]).status, 401);
}

#[test]
fn a_session_ends_with_the_password_and_with_the_user() {
    let service = Service::start();
    let folder = service.folder.path();
    for name in ["ann", "bob"] {
        keys::user(folder, name, "admin", PASSWORD);
    }
    let sessions = ["ann", "bob"].map(|name| cookie(&log_in(&service, name, PASSWORD, &[])));
    let is_open =
        |cookie: &str| service.get("/api/session", &[("authorization", ""), ("cookie", cookie)]).status == 200;
    assert!(sessions.iter().all(|cookie| is_open(cookie)));
    let changed =
        service.patch("/api/users/ann", json!({ "password": "another good password" }).to_string().as_bytes());
    assert_eq!(changed.status, 200, "{}", changed.json());
    keys::users(folder, &["disable", "bob"]);
    assert!(!sessions.iter().any(|cookie| is_open(cookie)));
    assert_eq!(log_in(&service, "bob", PASSWORD, &[]).status, 401);
    assert_eq!(log_in(&service, "ann", PASSWORD, &[]).status, 401);
    assert_eq!(log_in(&service, "ann", "another good password", &[]).status, 201);
}

#[test]
fn a_wrong_password_and_a_wrong_name_are_refused_alike_and_not_for_ever() {
    let service = Service::start();
    keys::user(service.folder.path(), "ann", "viewer", PASSWORD);
    let problem = |reply: &Reply| (reply.status, reply.json());
    let (wrong, unknown) = (log_in(&service, "ann", "wrong", &[]), log_in(&service, "secret-in-wrong-field", "x", &[]));
    assert_eq!(problem(&wrong), problem(&unknown));
    assert_eq!(wrong.status, 401);
    assert_eq!(log_in(&service, "ann", PASSWORD, &[("sec-fetch-site", "cross-site")]).status, 403);
    let refused = (0..20).map(|_| log_in(&service, "ann", "wrong", &[])).find(|reply| reply.status == 429).unwrap();
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
    let log = service.get("/api/audit", &[]).json();
    assert!(!log.to_string().contains("secret-in-wrong-field"), "{log}");
    let refusals = log["entries"].as_array().unwrap().iter().filter(|entry| entry["outcome"] == "refused");
    assert!(refusals.filter(|entry| entry["action"] == "session.open" && entry["about"] == Value::Null).count() >= 2);
}
