//! The routes that ask no question, in the document: the live door, files, and what whoever runs the service looks at.

use serde_json::{Map, Value, json};

use super::said;
use crate::door;

/// Each of them, by path.
pub(super) fn document() -> Map<String, Value> {
    let known = || json!([{ "token": [] }, { "session": [] }]);
    let anybody = || json!([]);
    [
        ("/v1/{call}", json!({ "post": calls(), "options": preflight() })),
        ("/api/import/{table}", json!({ "post": import() })),
        ("/api/rejects/replay", json!({ "post": replay() })),
        ("/api/live", told("get_live", "text/event-stream", known())),
        ("/metrics", told("get_figures", "application/openmetrics-text; version=1.0.0; charset=utf-8", known())),
        ("/openapi.json", told("get_openapi", "application/json", anybody())),
        ("/healthz", told("get_healthz", "text/plain", anybody())),
        ("/readyz", told("get_readyz", "text/plain", anybody())),
    ]
    .into_iter()
    .map(|(path, methods)| (path.to_owned(), methods))
    .collect()
}

/// A route that tells one thing and takes nothing.
fn told(id: &'static str, media: &str, security: Value) -> Value {
    let about = about(id);
    let responses = answers(("200", &json!({ "description": about, "content": { media: {} } })), &REFUSALS);
    json!({ "get": { "operationId": id, "summary": about, "security": security, "responses": responses } })
}

/// A file that is sent to be imported.
fn import() -> Value {
    let texts = [
        "file",
        "map",
        "namespace",
        "delimiter",
        "time_zone",
        "encoding",
        "sheet",
        "complete_through",
        "max_bad",
        "retype",
    ];
    let flags = ["no_header", "day_first", "month_first", "decimal_comma", "decimal_point", "dry_run"];
    let mut parameters = vec![parameter("table", "path", "string")];
    parameters.extend(texts.iter().map(|name| parameter(name, "query", "string")));
    parameters.extend(flags.iter().map(|name| parameter(name, "query", "boolean")));
    file("post_import_table", &parameters)
}

/// A file of corrections that is sent to be brought in.
fn replay() -> Value {
    file("post_rejects_replay", &["file", "encoding"].map(|name| parameter(name, "query", "string")))
}

fn parameter(name: &str, place: &str, kind: &str) -> Value {
    json!({ "name": name, "in": place, "required": place == "path", "schema": { "type": kind } })
}

/// A route that takes a file and tells what became of it.
fn file(id: &'static str, parameters: &[Value]) -> Value {
    let about = about(id);
    let account = json!({ "application/json": { "schema": { "type": "object" } }, "text/event-stream": {} });
    let done = json!({ "description": about, "content": account });
    json!({
        "operationId": id,
        "summary": about,
        "x-least-role": "analyst",
        "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/octet-stream": {} } },
        "responses": answers(("200", &done), &[&REFUSALS[..], &["404", "413", "415", "422", "507"]].concat()),
    })
}

/// Calls of tracking libraries. The write key comes as the name of basic authentication, or in the body.
fn calls() -> Value {
    let about = about("post_call");
    let body = json!({ "schema": { "type": "object" } });
    let success = json!({ "type": "object", "required": ["success"], "properties": { "success": { "const": true } } });
    let done = json!({ "description": about, "content": { "application/json": { "schema": success } } });
    json!({
        "operationId": "post_call",
        "summary": about,
        "security": [{ "write_key": [] }, {}],
        "parameters": [call()],
        "requestBody": { "required": true, "content": { "application/json": body, "text/plain": {} } },
        "responses": answers(("200", &done), &[&REFUSALS[..], &["404", "413", "415", "500"]].concat()),
    })
}

/// What a browser asks before it sends a call from another site.
fn preflight() -> Value {
    let about = about("options_call");
    json!({
        "operationId": "options_call",
        "summary": about,
        "security": [],
        "parameters": [call()],
        "responses": answers(("204", &json!({ "description": about })), &REFUSALS),
    })
}

fn call() -> Value {
    json!({ "name": "call", "in": "path", "required": true, "schema": { "type": "string", "enum": door::CALLS } })
}

/// How any request may be refused.
const REFUSALS: [&str; 8] = ["400", "401", "403", "408", "414", "421", "429", "503"];

fn answers((code, done): (&str, &Value), refusals: &[&str]) -> Value {
    let mut answers = Map::from_iter([(code.to_owned(), done.clone())]);
    for code in refusals {
        answers.insert((*code).to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    Value::Object(answers)
}

fn about(id: &str) -> String {
    said(match id {
        "get_live" => "serve.route.get_live",
        "get_figures" => "serve.route.get_figures",
        "get_openapi" => "serve.route.get_openapi",
        "get_healthz" => "serve.route.get_healthz",
        "get_readyz" => "serve.route.get_readyz",
        "post_import_table" => "serve.route.post_import_table",
        "post_rejects_replay" => "serve.route.post_rejects_replay",
        "options_call" => "serve.route.options_call",
        _ => "serve.route.post_call",
    })
}
