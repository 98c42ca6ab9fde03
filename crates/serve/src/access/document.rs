//! The routes of access and of the notebook in the document of the API.

use model::{Language, Message};
use serde_json::{Map, Value, json};

use super::needs::{NEEDS, Need};

/// Every route of [`NEEDS`] below `/api/` that asks no question, by path.
pub(crate) fn document() -> Map<String, Value> {
    let mut paths = Map::new();
    for (method, path, need) in NEEDS {
        let Some(about) = about(method, path) else { continue };
        let entry = paths.entry(*path).or_insert_with(|| json!({}));
        entry[method.to_lowercase()] = operation(method, path, *need, &about);
    }
    paths
}

/// What a route takes, and what it answers with when it has done it.
struct About {
    body: Option<Value>,
    done: &'static str,
}

fn about(method: &str, path: &str) -> Option<About> {
    let made = |body| Some(About { body: Some(body), done: "201" });
    match (method, path) {
        (_, path) if !path.starts_with("/api/") => None,
        (_, "/api/live" | "/api/import/{table}") => None,
        ("POST", "/api/session") => made(object(&[("name", text()), ("password", text())], &["name", "password"])),
        ("POST", "/api/users") => {
            let body =
                [("name", text()), ("role", role()), ("password", maybe()), ("rule", maybe()), ("language", tag())];
            made(object(&body, &["name", "role"]))
        }
        ("PATCH", "/api/users/{name}") => {
            let disabled = json!({ "type": ["boolean", "null"] });
            let body = [
                ("role", role()),
                ("password", maybe()),
                ("rule", maybe()),
                ("language", tag()),
                ("disabled", disabled),
            ];
            Some(About { body: Some(object(&body, &[])), done: "200" })
        }
        ("POST", "/api/annotations") => {
            made(object(&[("day", day()), ("text", text()), ("metric", maybe())], &["day", "text"]))
        }
        ("POST", "/api/views") => made(object(&[("name", text()), ("address", text())], &["name", "address"])),
        ("POST", "/api/tokens") => {
            let days = json!({ "type": ["integer", "null"], "minimum": 0, "maximum": 65535 });
            let body = [("name", text()), ("role", role()), ("rule", maybe()), ("user", maybe()), ("days", days)];
            made(object(&body, &["name", "role"]))
        }
        ("POST", "/api/write-keys") => made(object(&[("name", text()), ("namespace", text())], &["name", "namespace"])),
        ("DELETE", _) => Some(About { body: None, done: "204" }),
        ("GET", _) => Some(About { body: None, done: "200" }),
        _ => None,
    }
}

fn operation(method: &str, path: &str, need: Need, about: &About) -> Value {
    let name = path.trim_start_matches("/api/").replace(['/', '{', '}', '-'], "_").replace("__", "_");
    let name = format!("{}_{}", method.to_lowercase(), name.trim_end_matches('_'));
    let summary = Message::new(format!("serve.route.{name}")).say(Language::English);
    let mut responses = Map::new();
    let content = json!({ "application/json": { "schema": { "type": "object" } } });
    let done = match about.done {
        "204" => json!({ "description": summary }),
        _ => json!({ "description": summary, "content": content }),
    };
    responses.insert(about.done.to_owned(), done);
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    for code in ["400", "401", "403", "404", "408", "409", "413", "414", "415", "421", "422", "429", "503"] {
        responses.insert(code.to_owned(), problem.clone());
    }
    let mut operation = json!({
        "operationId": name,
        "summary": summary,
        "parameters": parameters(path),
        "responses": responses,
    });
    match need {
        Need::Role(least) | Need::Whole(least) => operation["x-least-role"] = json!(least),
        Need::Nothing | Need::WriteKey => operation["security"] = json!([]),
    }
    if let Some(body) = &about.body {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": body } } });
    }
    operation
}

fn parameters(path: &str) -> Value {
    let number = json!({ "type": "integer" });
    let in_path = |name: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "schema": schema });
    let in_query =
        |name: &str, schema: Value| json!({ "name": name, "in": "query", "required": false, "schema": schema });
    match path {
        "/api/users/{name}" => json!([in_path("name", text())]),
        "/api/annotations" => json!([in_query("from", day()), in_query("to", day())]),
        _ if path.ends_with("/{number}") => json!([in_path("number", number)]),
        "/api/audit" => {
            let limit = json!({ "type": "integer", "minimum": 1, "maximum": 1000 });
            json!([in_query("cursor", number), in_query("limit", limit)])
        }
        _ => json!([]),
    }
}

fn object(members: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn maybe() -> Value {
    json!({ "type": ["string", "null"] })
}

fn role() -> Value {
    json!({ "type": "string", "enum": ["viewer", "analyst", "admin"] })
}

fn tag() -> Value {
    json!({ "type": ["string", "null"], "enum": ["en", "zh-CN", null] })
}
