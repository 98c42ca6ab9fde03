//! Any bytes as JSON: lines, an array, or an array under a key.
#![no_main]

#[path = "../../tests/tests/any_text/import.rs"]
mod import;

use std::path::PathBuf;
use std::sync::LazyLock;

static FOLDER: LazyLock<Option<tempfile::TempDir>> = LazyLock::new(|| tempfile::tempdir().ok());

fn file(name: &str) -> PathBuf {
    FOLDER.as_ref().map(|folder| folder.path().join(name)).unwrap_or_default()
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| import::holds("orders", &file("any.json"), bytes));
