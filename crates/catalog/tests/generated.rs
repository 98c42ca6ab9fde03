//! The generated documents are what the catalog would write today. To write them anew: `make docs`.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, io};

use catalog::{Catalog, schemas, segments_page, tables_page};
use model::Language;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// The files below a folder by their path within it.
fn files(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).map_err(io::Error::other)?;
                found.insert(name.display().to_string().replace('\\', "/"), fs::read_to_string(&path)?);
            }
        }
    }
    Ok(found)
}

fn check(committed: &BTreeMap<String, String>, today: &BTreeMap<String, String>) {
    let names = today.keys().chain(committed.keys());
    let stale: Vec<&String> = names.filter(|name| committed.get(*name) != today.get(*name)).collect();
    assert!(stale.is_empty(), "stale, write them anew with `make docs`: {stale:?}");
}

#[test]
fn the_pages_of_metrics_are_not_stale() -> Result<(), Box<dyn Error>> {
    check(&files(&docs().join("metrics"))?, &Catalog::builtin()?.pages());
    Ok(())
}

#[test]
fn the_schemas_are_not_stale() -> Result<(), Box<dyn Error>> {
    let today = schemas().into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    check(&files(&docs().join("schema"))?, &today);
    Ok(())
}

#[test]
fn the_pages_of_tables_are_not_stale() -> Result<(), Box<dyn Error>> {
    for (name, language) in [("tables.md", Language::English), ("zh-CN/tables.md", Language::Chinese)] {
        let committed = BTreeMap::from([(name.to_owned(), fs::read_to_string(docs().join(name))?)]);
        check(&committed, &BTreeMap::from([(name.to_owned(), tables_page(language))]));
    }
    Ok(())
}

#[test]
fn the_pages_of_segments_are_not_stale() -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::builtin()?;
    for (name, language) in [("segments.md", Language::English), ("zh-CN/segments.md", Language::Chinese)] {
        let committed = BTreeMap::from([(name.to_owned(), fs::read_to_string(docs().join(name))?)]);
        check(&committed, &BTreeMap::from([(name.to_owned(), segments_page(&catalog, language))]));
    }
    Ok(())
}
