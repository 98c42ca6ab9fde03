//! The document of the API (OpenAPI 3.1), made from the table of routes and what the command line says of its own flags.

mod others;

use model::{Language, Message};
use serde_json::{Map, Value, json};

use crate::access;
use crate::api::{Method, ROUTES, Route};
use crate::problem::PROBLEM;
use crate::{Param, Question};

/// The whole document. `questions` are described in the language it is to be in.
#[must_use]
pub fn document(questions: &[Question]) -> Value {
    let mut paths = Map::new();
    for route in ROUTES {
        let Some(question) = questions.iter().find(|question| question.name == route.question) else { continue };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[method(route.method)] = operation(route, question);
    }
    paths.extend(others::document());
    paths.extend(access::document());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "tenure",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "security": [{ "token": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "tenure" },
                "write_key": { "type": "http", "scheme": "basic" },
            },
            "schemas": { "Problem": problem() },
            "responses": { "Problem": { "description": said("serve.document.problem"), "content": { PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } } } },
        },
    })
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
        Method::Delete => "delete",
    }
}

fn operation(route: &Route, question: &Question) -> Value {
    let in_path = |param: &&Param| route.path.contains(&format!("{{{}}}", param.name));
    let (path, rest): (Vec<&Param>, Vec<&Param>) = question.params.iter().partition(in_path);
    let mut parameters: Vec<Value> = path.iter().map(|param| parameter(param, "path")).collect();
    let mut operation = json!({
        "operationId": format!("{}_{}", method(route.method), route.path.trim_start_matches("/api/").replace(['/', '{', '}'], "_").trim_end_matches('_')),
        "summary": question.about,
        "x-least-role": question.least.as_str(),
    });
    if route.method == Method::Post {
        operation["requestBody"] = body(&rest);
    } else {
        parameters.extend(rest.iter().map(|param| parameter(param, "query")));
        if route.pages.is_some() {
            parameters.extend(paging());
        }
    }
    operation["parameters"] = Value::Array(parameters);
    operation["responses"] = responses(route, question);
    operation
}

fn parameter(param: &Param, place: &str) -> Value {
    let mut parameter = json!({
        "name": param.name,
        "in": place,
        "required": place == "path" || param.required,
        "description": param.about,
        "schema": schema(param),
    });
    if param.many && place == "query" {
        parameter["style"] = json!("form");
        parameter["explode"] = json!(true);
    }
    parameter
}

fn schema(param: &Param) -> Value {
    if param.flag {
        return json!({ "type": "boolean" });
    }
    let mut one = json!({ "type": "string", "minLength": 1 });
    if !param.values.is_empty() {
        one["enum"] = json!(param.values);
    }
    if param.many {
        return json!({ "type": "array", "items": one });
    }
    if let Some(default) = &param.default {
        one["default"] = json!(default);
    }
    one
}

fn body(params: &[&Param]) -> Value {
    let properties: Map<String, Value> = params
        .iter()
        .map(|param| {
            let mut schema = schema(param);
            schema["description"] = json!(param.about);
            (param.name.clone(), schema)
        })
        .collect();
    let required: Vec<&str> = params.iter().filter(|param| param.required).map(|param| param.name.as_str()).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn paging() -> [Value; 2] {
    let size = json!({ "type": "integer", "minimum": 1, "maximum": 1000 });
    [
        json!({ "name": "page_size", "in": "query", "schema": size }),
        json!({ "name": "cursor", "in": "query", "schema": { "type": "string" } }),
    ]
}

fn responses(route: &Route, question: &Question) -> Value {
    let mut responses = Map::new();
    let any = json!({ "schema": { "type": ["object", "array"] } });
    let bytes = json!({ "schema": { "type": "string" } });
    let mut content = json!({ "application/json": any });
    if !question.changes {
        content["text/csv"] = bytes.clone();
        content["application/vnd.apache.parquet"] = bytes.clone();
        content["application/vnd.apache.arrow.stream"] = bytes;
    }
    responses.insert("200".to_owned(), json!({ "description": question.about, "content": content }));
    if route.method == Method::Get {
        responses.insert("304".to_owned(), json!({ "description": said("serve.document.unchanged") }));
    }
    let mut codes = vec!["400", "401", "403", "406", "408", "414", "421", "422", "429", "503"];
    codes.extend((route.method == Method::Post).then_some("413"));
    codes.extend(route.pages.is_some().then_some("410"));
    codes.extend(route.path.contains('{').then_some("404"));
    for code in codes {
        responses.insert(code.to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    Value::Object(responses)
}

fn problem() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "title", "code", "status"],
        "properties": {
            "type": text, "title": text, "code": text, "help": text,
            "status": { "type": "integer" },
            "errors": { "type": "array", "items": { "type": "object" } },
        },
    })
}

fn said(key: &'static str) -> String {
    Message::new(key).say(Language::English)
}
