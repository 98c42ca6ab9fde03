//! Published numbers on the real data sets that may lie beside the checkout, in `../shared`. Ignored unless asked
//! for (`make golden`), because the data sets are not ours to commit.

mod cdnow;
mod mrr;

use std::path::Path;

use serde_json::Value;

use crate::{binary, checkout};

/// The numbers of `../shared/golden/<name>.json`.
fn numbers(name: &str) -> Value {
    let path = checkout::shared().join("golden").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// A new workspace with the mappings of a folder of the repository.
fn workspace(mappings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    binary::stdout(folder.path(), &["init", "."]);
    let into = folder.path().join("mappings");
    std::fs::create_dir_all(&into).unwrap();
    for mapping in checkout::files(mappings, &[".yaml"]) {
        std::fs::write(into.join(mapping.name()), &mapping.text).unwrap();
    }
    folder
}

/// Imports a file of `../shared/data` into a workspace.
#[track_caller]
fn import(workspace: &Path, table: &str, file: &str) {
    let file = checkout::shared().join("data").join(file);
    binary::stdout(workspace, &["import", table, file.to_str().unwrap()]);
}

/// The amount of a value of money, the number of any other; null is zero.
fn number(value: &Value) -> f64 {
    let amount = value.get("amount").unwrap_or(value);
    amount.as_str().map_or_else(|| amount.as_f64().unwrap_or_default(), |text| text.parse().unwrap())
}
