//! The API's document: fresh, whole, and of the form that OpenAPI 3.1 has.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::served::Service;
use crate::{binary, checkout};

fn printed() -> Vec<u8> {
    let output = Command::new(binary::path()).args(["serve", "--openapi"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn the_committed_document_is_fresh() {
    let committed = std::fs::read(checkout::root().join("docs/openapi.json")).unwrap_or_default();
    assert!(committed == printed(), "docs/openapi.json is stale; `make docs` writes it anew");
}

#[test]
#[ignore = "writes docs/openapi.json; `make docs` runs it"]
fn write_the_document() {
    std::fs::write(checkout::root().join("docs/openapi.json"), printed()).unwrap();
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_how_it_may_end() {
    let document: Value = serde_json::from_slice(&printed()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{path} {method}: {name} twice");
            let done = ["200", "201", "204"].iter().filter(|status| operation["responses"][**status].is_object());
            assert_eq!(done.count(), 1, "{path} {method}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (name, place) = (parameter["name"].as_str().unwrap(), &parameter["in"]);
                assert_eq!(place == "path", path.contains(&format!("{{{name}}}")), "{path} {name}");
            }
        }
    }
    assert!(names.len() > 30, "{names:?}");
}

#[test]
fn the_service_gives_its_own_document() {
    let served = Service::start().get("/openapi.json", &[]).json();
    assert_eq!(served, serde_json::from_slice::<Value>(&printed()).unwrap());
}

#[test]
fn a_service_that_is_told_to_stop_ends_well() {
    let mut service = Service::start();
    assert!(service.address().starts_with("127.0.0.1:"));
    assert!(service.end("TERM").success());
}
