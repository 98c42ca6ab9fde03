//! Files that are written from other files are committed, and are what they would be if they were written now.

use std::collections::BTreeMap;
use std::path::PathBuf;

use catalog::Catalog;

use crate::checkout::{self, assert_none};

#[test]
fn generated_files_are_fresh() {
    let mut found = Vec::new();
    let generated = generated();
    for (path, text) in &generated {
        let written = std::fs::read_to_string(checkout::root().join(path));
        if written.is_ok_and(|written| written == *text) {
            continue;
        }
        found.push(path.clone());
    }
    for source in checkout::files("docs/metrics", &[".md"]) {
        if !generated.contains_key(&source.path) {
            found.push(format!("{} is of nothing that there is", source.path));
        }
    }
    assert_none("stale files; `make docs` writes them anew", &found);
}

/// Not a test of anything: writes the generated files. `make docs` runs it.
#[test]
#[ignore = "writes the files"]
fn write_generated() {
    let folder = checkout::root().join("docs/metrics");
    if folder.exists() {
        std::fs::remove_dir_all(folder).unwrap();
    }
    for (path, text) in generated() {
        let path: PathBuf = checkout::root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Every generated file, by its path from the root.
fn generated() -> BTreeMap<String, String> {
    let pages = Catalog::builtin().unwrap().pages();
    pages.into_iter().map(|(path, text)| (format!("docs/metrics/{path}"), text)).collect()
}
