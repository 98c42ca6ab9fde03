//! Which crate may name which: the direction of the data is the direction of the dependencies.

use std::process::Command;

use serde_json::Value;

use crate::checkout::{self, assert_none};

/// A crate of the workspace, and the crates of the workspace it may name.
const EDGES: [(&str, &[&str]); 9] = [
    ("model", &[]),
    ("stats", &[]),
    ("catalog", &["model"]),
    ("ingest", &["model"]),
    ("lake", &["model"]),
    ("engine", &["model", "stats", "catalog", "lake"]),
    ("serve", &["model", "catalog", "ingest", "lake", "engine"]),
    ("cli", &["model", "stats", "catalog", "ingest", "lake", "engine", "serve"]),
    ("tests", &["model", "stats", "catalog", "ingest", "lake", "engine"]),
];

/// A library, and the only crates that may name it.
const KEPT: [(&str, &[&str]); 11] = [
    ("deltalake", &["lake"]),
    ("object_store", &["lake"]),
    ("rusqlite", &["lake"]),
    ("datafusion", &["ingest", "lake", "engine", "cli", "tests"]),
    ("clap", &["cli"]),
    ("comfy-table", &["cli"]),
    ("indicatif", &["cli"]),
    ("axum", &["serve"]),
    ("tower", &["serve"]),
    ("utoipa", &["serve"]),
    ("argon2", &["serve"]),
];

#[test]
fn crates_name_only_the_crates_before_them() {
    let mut found = Vec::new();
    for (package, dependencies) in packages() {
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == package) else {
            found.push(format!("{package}: a new crate needs a decision record and a line in EDGES"));
            continue;
        };
        for dependency in &dependencies {
            let ours = EDGES.iter().any(|(name, _)| name == dependency);
            if ours && !allowed.contains(&dependency.as_str()) {
                found.push(format!("{package} names {dependency}"));
            }
        }
    }
    assert_none("edges that ARCHITECTURE.md does not have", &found);
}

#[test]
fn libraries_stay_in_the_crates_that_keep_them() {
    let mut found = Vec::new();
    for (package, dependencies) in packages() {
        for (library, keepers) in KEPT {
            if dependencies.iter().any(|name| name == library) && !keepers.contains(&package.as_str()) {
                found.push(format!("{package} names {library}, which is for {}", keepers.join(", ")));
            }
        }
    }
    assert_none("libraries named outside their crates", &found);
}

/// Every package of the workspace with all its direct dependencies, those of tests and build scripts included.
fn packages() -> Vec<(String, Vec<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(checkout::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value["name"].as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(package), package["dependencies"].as_array().unwrap().iter().map(text).collect()))
        .collect()
}
