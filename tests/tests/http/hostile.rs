//! What nobody sends who means well: each is refused or answered, and the service goes on.

use serde_json::{Value, json};

use super::keys;
use super::raw::{self, Answer};
use super::served::Service;

/// A request's head of these lines, and a body.
fn request(lines: &[&str], body: &str) -> Vec<u8> {
    format!("{}\r\n\r\n{body}", lines.join("\r\n")).into_bytes()
}

fn authorized(service: &Service, line: &str, more: &[&str]) -> Answer {
    let token = format!("Authorization: Bearer {}", service.first.as_ref().unwrap());
    let lines = [&[line, "Host: localhost", "Connection: close", &token], more].concat();
    raw::send(service, &request(&lines, ""))
}

fn is_alive(service: &Service) -> bool {
    service.get("/healthz", &[]).status == 200
}

#[test]
fn a_path_does_not_lead_out_of_the_api() {
    let service = Service::start();
    for path in [
        "/../../../../etc/passwd",
        "/api/../../etc/passwd",
        "/api/customers/../../tenure.yaml",
        "/api/customers/..%2f..%2ftenure.yaml",
        "/api/customers/..%5c..%5ctenure.yaml",
        "/api/metrics/%2e%2e%2f%2e%2e%2ftenure.db",
        "/api/metrics/..%c0%af..%c0%aftenure.db",
        "/api/metrics/%00",
        "/api/users/..%2f..%2fx",
        "//etc/passwd",
        "/tenure.yaml",
        "/tenure.db",
        "/lake/",
        "/api//users",
    ] {
        let answer = authorized(&service, &format!("GET {path} HTTP/1.1"), &[]);
        assert!(matches!(answer.status, Some(400 | 404 | 405)), "{path}: {answer:?}");
        assert!(!answer.text.contains("root:") && !answer.text.contains("time_zone: UTC"), "{path}: {answer:?}");
    }
    assert!(is_alive(&service));
}

#[test]
fn a_request_goes_by_a_name_of_ours() {
    let service = Service::start();
    let with = |host: &[&str]| {
        let lines = [&["GET /healthz HTTP/1.1", "Connection: close"], host].concat();
        raw::send(&service, &request(&lines, "")).status
    };
    assert_eq!(with(&["Host: localhost"]), Some(200));
    assert_eq!(with(&["Host: 127.0.0.1:1"]), Some(200));
    for host in [
        &["Host: evil.example"][..],
        &["Host: localhost.evil.example"],
        &["Host: localhost", "Host: evil.example"],
        &["Host: "],
        &[],
        &["Host: evil.example", "X-Forwarded-Host: localhost"],
        &["Host: localhost@evil.example"],
    ] {
        assert!(matches!(with(host), Some(400 | 421)), "{host:?}: {:?}", with(host));
    }
    let absolute = request(&["GET http://evil.example/healthz HTTP/1.1", "Host: localhost", "Connection: close"], "");
    assert_eq!(raw::send(&service, &absolute).status, Some(421));
}

#[test]
fn what_is_no_request_is_refused() {
    let service = Service::start();
    let host = "Host: localhost";
    for lines in [
        vec!["GET / HTTP/1.1", host, "X: a\rb"],
        vec!["GET / HTTP/1.1", host, "X : a"],
        vec!["GET /\u{0}x HTTP/1.1", host],
        vec!["GET / HTTP/9.9", host],
        vec!["GET / HTTP/1.1 HTTP/1.1", host],
        vec!["nonsense"],
        vec!["POST /api/session HTTP/1.1", host, "Content-Length: -1"],
        vec!["POST /api/session HTTP/1.1", host, "Content-Length: 5", "Content-Length: 6"],
        vec!["POST /api/session HTTP/1.1", host, "Content-Length: 99999999999999999999999"],
        vec!["POST /api/session HTTP/1.1", host, "Transfer-Encoding: chunked, identity"],
    ] {
        let answer = raw::send(&service, &request(&lines, "hello\r\n\r\n"));
        assert!(answer.status.is_none_or(|status| (400..500).contains(&status)), "{lines:?}: {answer:?}");
        assert!(is_alive(&service));
    }
    // A header cannot be smuggled into an answer.
    let answer = authorized(&service, "GET /api/customers/x%0d%0aSet-Cookie:%20a=b HTTP/1.1", &[]);
    assert!(!answer.text.to_lowercase().contains("\nset-cookie"), "{answer:?}");
}

#[test]
fn what_is_too_large_is_refused() {
    let service = Service::start();
    let long = "x".repeat(20_000);
    assert_eq!(authorized(&service, &format!("GET /api/query?metrics={long} HTTP/1.1"), &[]).status, Some(414));
    let longer = "x".repeat(200_000);
    let refused = authorized(&service, &format!("GET /api/query?metrics={longer} HTTP/1.1"), &[]);
    assert!(matches!(refused.status, None | Some(414 | 431)), "{:?}", refused.status);
    let many: Vec<String> = (0..200).map(|number| format!("X-{number}: a")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = authorized(&service, "GET /api/status HTTP/1.1", &many);
    assert!(matches!(refused.status, None | Some(431)), "{:?}", refused.status);

    // One byte too many: nothing is left unread when the refusal goes out, so it always arrives.
    let mut large = json!({ "name": "", "role": "viewer" }).to_string();
    large.insert_str(large.find("\"\"").unwrap() + 1, &"x".repeat((1 << 20) + 1 - large.len()));
    for path in ["/api/users", "/api/session", "/api/sql", "/api/query"] {
        assert_eq!(service.post(path, &[], large.as_bytes()).status, 413, "{path}");
    }
    assert!(is_alive(&service));
}

#[test]
fn a_body_that_is_not_what_it_should_be_is_refused() {
    let service = Service::start();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000));
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{\"name\": \"\xff\xfe\"}",
        b"{\"name\": {\"$ne\": 1}, \"role\": \"viewer\"}",
        b"{\"name\": \"a\", \"name\": \"b\", \"role\": \"viewer\"}",
        deep.as_bytes(),
        nested.as_bytes(),
    ];
    for body in bodies {
        for path in ["/api/users", "/api/tokens", "/api/write-keys", "/api/session", "/api/sql", "/api/query"] {
            let reply = service.post(path, &[], body);
            assert!(matches!(reply.status, 400 | 422 | 429), "{path} {body:.40?}: {}", reply.status);
            assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{path}");
        }
    }
    let form = service.post("/api/users", &[("content-type", "text/plain")], br#"{ "name": "x", "role": "admin" }"#);
    assert_eq!(form.status, 415);
    let more = json!({ "name": "x", "role": "viewer", "is_admin": true }).to_string();
    assert_eq!(service.post("/api/users", &[], more.as_bytes()).status, 422);
    assert!(service.get("/api/users", &[]).json()["users"].as_array().unwrap().is_empty());
}

#[test]
fn a_method_is_what_it_says() {
    let service = Service::start();
    for (method, path) in [
        ("DELETE", "/api/users"),
        ("PUT", "/api/users/ann"),
        ("PATCH", "/api/status"),
        ("POST", "/api/status"),
        ("POST", "/healthz"),
        ("TRACE", "/healthz"),
        ("BREW", "/api/status"),
    ] {
        let status = authorized(&service, &format!("{method} {path} HTTP/1.1"), &["Content-Length: 0"]).status;
        assert_eq!(status, Some(405), "{method} {path}");
    }
    let connect = authorized(&service, "CONNECT localhost:22 HTTP/1.1", &[]).status;
    assert!(connect.is_none_or(|status| (400..500).contains(&status)), "{connect:?}");
    let token = keys::token(service.folder.path(), "viewer", &[]);
    let disguised = service.send(
        "GET",
        "/api/customers/main:ann",
        &[("authorization", &format!("Bearer {token}")), ("x-http-method-override", "DELETE")],
    );
    assert_eq!(disguised.status, 200);
    assert_eq!(service.get("/api/customers/main:ann", &[]).status, 200);
}

#[test]
fn what_is_shown_to_prove_who_one_is_cannot_be_ambiguous() {
    let service = Service::start();
    let token = service.first.clone().unwrap();
    let with = |headers: &[&str]| {
        let lines = [&["GET /api/session HTTP/1.1", "Host: localhost", "Connection: close"], headers].concat();
        raw::send(&service, &request(&lines, "")).status
    };
    let good = format!("Authorization: Bearer {token}");
    assert_eq!(with(&[&good]), Some(200));
    for headers in [
        vec![good.clone(), good.clone()],
        vec![format!("Authorization: Basic {token}")],
        vec![format!("Authorization: {token}")],
        vec![format!("Authorization: Bearer {token}x")],
        vec![format!("Authorization: Bearer {}", &token[..8])],
        vec!["Authorization: Bearer ' or 1=1 --".to_owned()],
        vec!["Authorization: Bearer".to_owned()],
        vec!["Cookie: tenure=' or 1=1 --".to_owned()],
        vec![format!("Cookie: tenure={token}")],
        vec![format!("X-Authorization: Bearer {token}")],
    ] {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        assert_eq!(with(&headers), Some(401), "{headers:?}");
    }
    assert_eq!(service.get(&format!("/api/session?token={token}"), &[("authorization", "")]).status, 401);
}

#[test]
fn sql_in_a_parameter_is_refused_or_answered_and_harms_nothing() {
    let service = Service::start();
    let folder = service.folder.path();
    let document = service.get("/openapi.json", &[]).json();
    let texts = ["'", "1'; drop table orders; --", "(select email from customers)", "1) or (1=1", "\u{0}", "%"];
    let tokens: Vec<String> = (0..12).map(|_| keys::token(folder, "admin", &[])).collect();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(parameters) = methods["get"]["parameters"].as_array().filter(|_| path.starts_with("/api/")) else {
            continue;
        };
        let named = |place: &'static str| parameters.iter().filter(move |one| one["in"] == place).map(name);
        let required = parameters.iter().filter(|one| one["required"] == true && one["in"] == "query").map(name);
        let usual: String = required.map(|name| format!("{name}=revenue&")).collect();
        for text in texts {
            let coded = coded(text);
            let places = named("query").map(|name| format!("{}?{usual}{name}={coded}", path.replace(['{', '}'], "")));
            let own = named("path").map(|name| path.replace(&format!("{{{name}}}"), &coded));
            for address in places.chain(own) {
                let token = format!("Bearer {}", tokens[asked % tokens.len()]);
                let reply = service.get(&address, &[("authorization", &token)]);
                assert!(reply.status < 500, "{address}: {} {}", reply.status, String::from_utf8_lossy(&reply.body));
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
    let count = service.get("/api/sql?sql=select+count(*)+as+n+from+orders", &[]).json();
    assert_eq!(count, json!([{ "n": 3 }]));
    assert!(service.get("/api/users", &[]).json()["users"].as_array().unwrap().is_empty());
}

fn name(parameter: &Value) -> String {
    parameter["name"].as_str().unwrap().to_owned()
}

fn coded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

#[test]
fn parameters_that_are_no_text_or_come_twice_are_refused() {
    let service = Service::start();
    for query in [
        "metrics=revenue&grain=month&grain=day",
        "metrics=%ff%fe",
        "metrics=%",
        "metrics=%zz",
        "%ff=1",
        "metrics[]=revenue",
        "metrics=revenue&__proto__=1",
        "metrics=revenue&where",
        "metrics=--help",
        "metrics=-",
        "metrics=@/etc/passwd",
    ] {
        let answer = authorized(&service, &format!("GET /api/query?{query} HTTP/1.1"), &[]);
        assert_eq!(answer.status, Some(400), "{query}: {answer:?}");
    }
    let many: String = (0..2_000).map(|_| "by=a&").collect();
    let answer = authorized(&service, &format!("GET /api/query?metrics=revenue&{many} HTTP/1.1"), &[]);
    assert_eq!(answer.status, Some(400), "{answer:?}");
}

#[test]
fn every_answer_carries_the_strict_headers() {
    let service = Service::start();
    for (path, headers) in [
        ("/healthz", &[][..]),
        ("/api/status", &[]),
        ("/api/nowhere", &[]),
        ("/api/status", &[("authorization", "")]),
        ("/api/query?metrics=revenu", &[]),
    ] {
        let reply = service.get(path, headers);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}");
        }
        assert_eq!(reply.header("server"), None);
        assert_eq!(reply.header("strict-transport-security"), None, "only TLS says so");
        assert!(reply.header("cache-control").is_some_and(|said| said.contains("no-")), "{path}");
    }
}
