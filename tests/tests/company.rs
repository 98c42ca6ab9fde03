//! A small company in a folder of its own, filled through the same door as a user's files.

use std::path::PathBuf;
use std::sync::Arc;

use catalog::{Catalog, Settings};
use engine::Engine;
use ingest::{Options, Quiet, Report, Request};
use jiff::civil::Date;
use lake::{Lake, Snapshot};
use model::Micros;
use serde_json::{Map, Value};
use tempfile::TempDir;

/// A workspace that goes away with the test.
pub struct Company {
    pub folder: TempDir,
    pub lake: Lake,
    pub catalog: Arc<Catalog>,
    pub settings: Arc<Settings>,
    /// The day up to whose end every file says it is complete.
    pub complete_through: Option<Date>,
    files: usize,
}

impl Company {
    pub async fn new(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).await.unwrap();
        let catalog = Arc::new(Catalog::builtin().unwrap());
        Self { folder, lake, catalog, settings: Arc::new(settings), complete_through: None, files: 0 }
    }

    /// Writes rows as JSON lines and imports the file.
    pub async fn import(&mut self, table: &str, rows: &[Map<String, Value>], now_us: Micros) -> Report {
        let lines: String = rows.iter().map(|row| format!("{}\n", Value::Object(row.clone()))).collect();
        self.import_text(table, "jsonl", &lines, now_us).await
    }

    pub async fn import_text(&mut self, table: &str, ending: &str, text: &str, now_us: Micros) -> Report {
        self.files += 1;
        let file = self.folder.path().join(format!("{table}-{}.{ending}", self.files));
        std::fs::write(&file, text).unwrap();
        self.import_file(table, file, now_us).await
    }

    /// Imports a CSV of which any share of rows may be bad.
    pub async fn import_loosely(&mut self, table: &str, text: &str, now_us: Micros) -> Report {
        self.files += 1;
        let file = self.folder.path().join(format!("{table}-{}.csv", self.files));
        std::fs::write(&file, text).unwrap();
        self.take(table, file, Options { most_bad_share: 1.0, ..Options::new(now_us) }).await
    }

    pub async fn import_file(&self, table: &str, file: PathBuf, now_us: Micros) -> Report {
        self.take(table, file, Options::new(now_us)).await
    }

    async fn take(&self, table: &str, file: PathBuf, options: Options) -> Report {
        let now_us = options.now_us;
        let zone = jiff::tz::TimeZone::get(&self.settings.time_zone).unwrap();
        let complete_through = self.complete_through;
        let options = Options { workspace_zone: zone, complete_through, ..options };
        let request = Request { table: table.to_owned(), files: vec![file], mapping: None, options };
        let sink = Box::new(self.lake.import(now_us).await.unwrap());
        ingest::import(&request, sink, &Quiet).await.unwrap_or_else(|error| panic!("{table}: {error}"))
    }

    pub async fn snapshot(&self, as_of_us: Option<Micros>) -> Snapshot {
        self.lake.snapshot(as_of_us).await.unwrap()
    }

    pub async fn engine(&self, now_us: Micros) -> Engine {
        self.engine_as_of(now_us, None).await
    }

    pub async fn engine_as_of(&self, now_us: Micros, as_of_us: Option<Micros>) -> Engine {
        let snapshot = self.snapshot(as_of_us).await;
        Engine::new(self.catalog.clone(), self.settings.clone(), snapshot, now_us).unwrap()
    }
}

/// An instant of RFC 3339, or the first of a day in UTC.
pub fn at(text: &str) -> Micros {
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}

/// Runs a test's future to its end.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future)
}
