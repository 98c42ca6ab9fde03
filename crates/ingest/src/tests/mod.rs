//! Whole imports into a sink in memory.

mod account;
mod calls;
mod containers;
mod deletions;
mod encodings;
mod exports;
mod formats;
mod live;
mod mappings;
mod memory;
mod order_lines;
mod published;
mod several;
mod shapes;
mod styles;
mod turns;
mod workbooks;

use std::path::{Path, PathBuf};

use memory::{Kept, Memory};
use model::Micros;

use crate::{IngestError, Mapping, Options, Quiet, Report, Request, import, parse_mapping};

/// 2026-01-01T00:00:00Z.
const NOW_US: Micros = 1_767_225_600_000_000;

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tenure-ingest-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn request(table: &str, file: &Path) -> Request {
    Request { table: table.to_owned(), files: vec![file.to_owned()], mapping: None, options: lenient() }
}

fn mapped(mapping: &str, file: &Path) -> Request {
    let mapping: Mapping = parse_mapping("mapping.yaml", mapping).unwrap();
    Request { mapping: Some(mapping.clone()), ..request(mapping.table(), file) }
}

/// Keeps what is good however much is bad.
fn lenient() -> Options {
    Options { most_bad_share: 1.0, ..Options::new(NOW_US) }
}

fn run(request: &Request) -> Result<(Report, Kept), IngestError> {
    let memory = Memory::default();
    let kept = memory.kept.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let report = runtime.block_on(import(request, Box::new(memory), &Quiet))?;
    let taken = report.accepted + report.unchanged + report.updated + report.deleted;
    let accounted = taken + report.filtered + report.quarantined;
    assert_eq!(report.read, accounted, "{report:?}");
    assert_eq!(report.quarantined, report.by_rule.values().sum::<u64>());
    let kept = std::mem::take(&mut *kept.lock().unwrap());
    Ok((report, kept))
}
