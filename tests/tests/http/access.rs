//! Who may ask what: every address with everybody who may come to it, and what each is shown.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::keys;
use super::raw;
use super::served::{self, Reply, Service};

/// Every address that the document of the API has, and the least that it takes, written down by hand.
const LEAST: &[(&str, &str, &str)] = &[
    ("GET", "/healthz", "nobody"),
    ("GET", "/openapi.json", "nobody"),
    ("POST", "/api/session", "nobody"),
    ("GET", "/api/session", "viewer"),
    ("DELETE", "/api/session", "viewer"),
    ("GET", "/api/live", "viewer"),
    ("GET", "/api/metrics", "viewer"),
    ("GET", "/api/metrics/{id}", "viewer"),
    ("GET", "/api/query", "viewer"),
    ("POST", "/api/query", "viewer"),
    ("GET", "/api/report", "viewer"),
    ("GET", "/api/status", "viewer"),
    ("GET", "/api/analyses/retention", "viewer"),
    ("GET", "/api/analyses/funnel", "viewer"),
    ("GET", "/api/analyses/paths", "viewer"),
    ("GET", "/api/analyses/survival", "viewer"),
    ("GET", "/api/analyses/value", "viewer"),
    ("GET", "/api/analyses/mrr", "viewer"),
    ("GET", "/api/analyses/segments", "viewer"),
    ("GET", "/api/analyses/experiment", "viewer"),
    ("GET", "/api/analyses/affinity", "viewer"),
    ("GET", "/api/analyses/drivers", "viewer"),
    ("GET", "/api/analyses/forecast", "viewer"),
    ("GET", "/api/customers", "viewer"),
    ("GET", "/api/accounts", "viewer"),
    ("GET", "/api/customers/{id}", "viewer"),
    ("GET", "/api/quality/verdict", "viewer"),
    ("GET", "/api/analyses/health", "analyst"),
    ("GET", "/api/analyses/churn", "analyst"),
    ("GET", "/api/analyses/leads", "analyst"),
    ("GET", "/api/explain", "analyst"),
    ("GET", "/api/candidates", "analyst"),
    ("POST", "/api/candidates", "analyst"),
    ("GET", "/api/merges", "analyst"),
    ("POST", "/api/merges", "analyst"),
    ("GET", "/api/unmerges", "analyst"),
    ("POST", "/api/unmerges", "analyst"),
    ("GET", "/api/quality", "analyst"),
    ("GET", "/api/rejects", "analyst"),
    ("GET", "/api/rejects/export", "analyst"),
    ("POST", "/api/rejects/replay", "analyst"),
    ("GET", "/api/diff", "analyst"),
    ("GET", "/api/sql", "analyst"),
    ("POST", "/api/sql", "analyst"),
    ("GET", "/api/customers/{id}/forget", "admin"),
    ("DELETE", "/api/customers/{id}", "admin"),
    ("POST", "/api/import/{table}", "analyst"),
    ("GET", "/metrics", "viewer"),
    ("GET", "/readyz", "nobody"),
    ("GET", "/api/annotations", "viewer"),
    ("POST", "/api/annotations", "analyst"),
    ("DELETE", "/api/annotations/{number}", "analyst"),
    ("GET", "/api/views", "viewer"),
    ("POST", "/api/views", "analyst"),
    ("DELETE", "/api/views/{number}", "analyst"),
    ("GET", "/api/users", "admin"),
    ("POST", "/api/users", "admin"),
    ("PATCH", "/api/users/{name}", "admin"),
    ("GET", "/api/tokens", "admin"),
    ("POST", "/api/tokens", "admin"),
    ("DELETE", "/api/tokens/{number}", "admin"),
    ("GET", "/api/write-keys", "admin"),
    ("POST", "/api/write-keys", "admin"),
    ("DELETE", "/api/write-keys/{number}", "admin"),
    ("GET", "/api/audit", "admin"),
];

const ROLES: [&str; 4] = ["nobody", "viewer", "analyst", "admin"];

fn bearer(token: &str) -> (&'static str, String) {
    ("Authorization", format!("Bearer {token}"))
}

#[test]
fn every_address_is_open_to_whom_it_is_for_and_to_nobody_else() {
    let service = Service::start();
    let folder = service.folder.path();
    let roles = ROLES.map(|role| if role == "nobody" { None } else { Some(keys::token(folder, role, &[])) });
    let refused = [
        ("write key", keys::write_key(folder)),
        ("expired", keys::expired_token(folder)),
        ("revoked", keys::revoked_token(folder)),
        ("disabled", keys::disabled_token(folder)),
        ("unknown", "tnr_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()),
    ];
    for (method, path, least) in LEAST {
        let address = path.replace("{number}", "4711").replace("{id}", "main:nobody").replace("{name}", "nobody");
        let least = ROLES.iter().position(|role| role == least).unwrap();
        for (role, token) in roles.iter().enumerate() {
            let header = token.as_deref().map(bearer);
            let headers: Vec<(&str, &str)> = header.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let status = raw::status(&service, method, &address, &headers);
            let expected = match (role >= least, token) {
                (true, _) => None,
                (false, None) => Some(401),
                (false, Some(_)) => Some(403),
            };
            match expected {
                Some(expected) => assert_eq!(status, expected, "{method} {path} by {}", ROLES[role]),
                None => assert!(status != 401 && status != 403 && status < 500, "{method} {path}: {status}"),
            }
        }
        for (whose, token) in &refused {
            let (name, value) = bearer(token);
            let status = raw::status(&service, method, &address, &[(name, &value)]);
            let right = if least == 0 { status != 401 && status < 500 } else { status == 401 };
            assert!(right, "{method} {path} by {whose}: {status}");
        }
    }
}

#[test]
fn the_table_of_this_test_has_every_address_and_the_document_says_the_same() {
    let service = Service::start();
    let document = service.get("/openapi.json", &[]).json();
    let mut said = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        // The live door takes write keys, in ways of its own.
        for (method, operation) in methods.as_object().unwrap().iter().filter(|_| !path.starts_with("/v1/")) {
            let open = operation["security"].as_array().is_some_and(Vec::is_empty);
            let least = operation["x-least-role"].as_str().unwrap_or(if open { "nobody" } else { "viewer" });
            said.insert((method.to_uppercase(), path.clone(), least.to_owned()));
        }
    }
    let known: BTreeSet<_> =
        LEAST.iter().map(|(method, path, least)| (method.to_string(), path.to_string(), least.to_string())).collect();
    let other: Vec<_> = said.symmetric_difference(&known).collect();
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn the_first_start_gives_one_token_and_no_further_one() {
    let folder = tempfile::tempdir().unwrap();
    served::write(folder.path());
    let mut service = Service::over(folder, &[]);
    let first = service.first.clone().unwrap();
    assert_eq!(service.get("/api/session", &[]).json()["role"], "admin");
    assert!(service.end("TERM").success());
    let folder = std::mem::replace(&mut service.folder, tempfile::tempdir().unwrap());
    let again = Service::over(folder, &[]);
    assert_eq!(again.first, None);
    let (name, value) = bearer(&first);
    assert_eq!(again.get("/api/session", &[(name, &value)]).json()["role"], "admin");
    let tokens = again.get("/api/tokens", &[(name, &value)]).json();
    assert!(!tokens.to_string().contains(&first), "{tokens}");
    assert_eq!(tokens["tokens"][0]["prefix"], first[..8]);
}

#[test]
fn a_rule_holds_whatever_is_asked() {
    let service = Service::start();
    let token = keys::token(service.folder.path(), "analyst", &["--rule", "country = 'DE'"]);
    let (name, value) = bearer(&token);
    let bound = |path: &str| service.get(path, &[(name, &value)]);
    let rows = |reply: &Reply| reply.json()["rows"].clone();
    let span = "from=2024-01-01&to=2024-03-01&grain=month";
    for (path, key) in [
        (format!("/api/query?metrics=revenue&{span}"), "rows"),
        (format!("/api/query?metrics=customers_at_end&{span}&by=country"), "rows"),
        ("/api/analyses/retention?start=first:orders&return=orders&grain=month".to_owned(), "cohorts"),
    ] {
        let (bound, told) = (bound(&path), service.get(&format!("{path}&where=country+%3D+'DE'"), &[]));
        let all = service.get(&path, &[]).json()[key].clone();
        assert_eq!((bound.status, told.status), (200, 200), "{path}: {}", bound.json());
        assert_eq!(bound.json()[key], told.json()[key], "{path}");
        assert!(all.is_array() && all != bound.json()[key], "{path}");
    }
    let path = format!("/api/query?metrics=revenue&{span}");
    let (all, own) = (service.get(&path, &[]), bound(&path));
    assert_ne!(rows(&all), rows(&own));
    let tag = all.header("etag").unwrap();
    assert_eq!(service.get(&path, &[(name, &value), ("if-none-match", tag)]).status, 200, "a tag tells no rule");
    assert_eq!(bound(&format!("{path}&where=country='FR'")).json()["rows"][1]["value"]["amount"], "0.0000");

    for (condition, status) in [
        ("1=1) or (1=1", 400),
        ("true -- )", 200),
        ("true) or true /*", 400),
        ("country = 'FR' or true", 200),
        ("exists (select 1 from customers)", 403),
        ("country in (select country from customers)", 403),
        ("country = 'a\\') or (true", 400),
        ("'' = (table customers)", 400),
    ] {
        let condition = condition.replace(' ', "+").replace('=', "%3D");
        let reply = bound(&format!("{path}&where={condition}"));
        assert_eq!(reply.status, status, "{condition}: {}", String::from_utf8_lossy(&reply.body));
        if status == 200 {
            assert_eq!(rows(&reply), rows(&own), "{condition}");
        }
    }
    for path in [
        "/api/sql?sql=select+1",
        "/api/customers/main:ann",
        "/api/rejects",
        "/api/explain?metric=revenue&at=2024-01&subject=account",
        "/api/candidates",
        "/metrics",
    ] {
        assert_eq!(bound(path).status, 403, "{path}");
    }
    assert_eq!(bound("/api/metrics/revenue").status, 200, "the catalog is about nobody");
    let given_twice = bound(&format!("{path}&where=true&where=true"));
    assert_eq!(given_twice.status, 400);
}

#[test]
fn a_viewer_is_shown_no_personal_data() {
    let folder = tempfile::tempdir().unwrap();
    served::write(folder.path());
    let people = folder.path().join("people.csv");
    std::fs::write(
        &people,
        "customer_id,country,name,email,phone,nickname\nann,DE,Ann Secret,ann@secret.example,+49301234567,Annie\n",
    )
    .unwrap();
    let mut import = std::process::Command::new(crate::binary::path());
    import.arg("-C").arg(folder.path()).args(["-q", "import", "customers"]).arg(&people);
    assert!(import.status().unwrap().success());
    let service = Service::over(folder, &[]);
    let [viewer, analyst] = ["viewer", "analyst"].map(|role| bearer(&keys::token(service.folder.path(), role, &[])));
    let path = "/api/customers/main:ann";
    let (hidden, shown) = (service.get(path, &[(viewer.0, &viewer.1)]), service.get(path, &[(analyst.0, &analyst.1)]));
    let said = String::from_utf8_lossy(&hidden.body).to_lowercase();
    for personal in ["secret", "+4930", "annie", "people.csv"] {
        assert!(!said.contains(personal), "{said}");
    }
    assert_eq!(shown.json()["profile"]["email"], "ann@secret.example");
    assert_eq!(hidden.json()["numbers"], shown.json()["numbers"]);
    assert_ne!(hidden.header("etag"), shown.header("etag"));

    let list = service.get("/api/customers", &[(viewer.0, &viewer.1)]);
    assert_eq!(list.json()["customers"].as_array().map(Vec::len), Some(2));
    assert!(!String::from_utf8_lossy(&list.body).to_lowercase().contains("secret"));
    let found = service.get("/api/customers?search=secret&sort=email", &[(analyst.0, &analyst.1)]).json();
    assert_eq!(found["customers"][0]["email"], "ann@secret.example", "{found}");
    for asked in ["search=secret", "sort=name", "where=email+is+null"] {
        let path = format!("/api/customers?{asked}");
        assert_eq!(service.get(&path, &[(viewer.0, &viewer.1)]).status, 403, "{asked}");
    }

    let csv = service.get(path, &[(viewer.0, &viewer.1), ("accept", "text/csv")]);
    assert_eq!(csv.status, 403);
    let span = "metrics=customers_at_end&from=2024-02-01&to=2024-03-01";
    for asked in ["by=email", "by=customer.name", "where=email+like+'a%25'", "where=lower(phone)='1'"] {
        let path = format!("/api/query?{span}&{asked}");
        assert_eq!(service.get(&path, &[(viewer.0, &viewer.1)]).status, 403, "{asked}");
        assert_eq!(service.get(&path, &[(analyst.0, &analyst.1)]).status, 200, "{asked}");
    }
    assert_eq!(service.get(&format!("/api/query?{span}&by=country"), &[(viewer.0, &viewer.1)]).status, 200);
    for asked in ["survival?covariates=name", "survival?covariates=country,email", "segments?value=email"] {
        let path = format!("/api/analyses/{asked}");
        assert_eq!(service.get(&path, &[(viewer.0, &viewer.1)]).status, 403, "{asked}");
    }
}

#[test]
fn a_start_that_fails_leaves_the_first_token_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    served::write(folder.path());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut failing = std::process::Command::new(crate::binary::path());
    failing.arg("-C").arg(folder.path()).args(["serve", "--listen", &taken.local_addr().unwrap().to_string()]);
    let failed = failing.output().unwrap();
    assert!(!failed.status.success() && !String::from_utf8_lossy(&failed.stderr).contains("tnr_"));
    assert!(Service::over(folder, &[]).first.is_some());
}

#[test]
fn what_was_done_is_in_the_log_with_who_and_no_secret() {
    let service = Service::start();
    let made = service.post("/api/tokens", &[], json!({ "name": "ci", "role": "viewer" }).to_string().as_bytes());
    assert_eq!(made.status, 201);
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    let (name, value) = bearer(&secret);
    assert_eq!(service.get("/api/sql?sql=select+1", &[(name, &value)]).status, 403);
    service.post("/api/merges", &[], br#"{ "a": "main:ann", "b": "main:ben" }"#);
    let first = service.get("/api/audit?limit=2", &[]).json();
    let next = first["next"].as_i64().unwrap();
    let second = service.get(&format!("/api/audit?cursor={next}"), &[]).json();
    let said = |page: &Value| {
        let line =
            |entry: &Value| format!("{} {} {}", entry["who"], entry["action"], entry["outcome"]).replace('"', "");
        page["entries"].as_array().unwrap().iter().map(line).collect::<Vec<_>>()
    };
    let all = [said(&first), said(&second)].concat();
    assert_eq!(all[..3], ["token:1 POST /api/merges done", "token:2 GET /api/sql refused", "token:1 token.add done"]);
    assert_eq!(second["next"], Value::Null);
    let log = format!("{first}{second}");
    assert!(!log.contains(&secret) && !log.contains("main:ann"), "{log}");
    assert!(log.contains("127.0.0.1"));
    for query in ["limit=x", "cursor=a", "limit=1&limit=2", "other=1", "limit=-1"] {
        assert_eq!(service.get(&format!("/api/audit?{query}"), &[]).status, 400, "{query}");
    }
}
