//! What holds of an import whatever the bytes of its file: it is refused with a sentence, or every row is accounted for and
//! every reject lies on a line of the file.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ingest::{Format, Options, Quiet, Request};
use model::{Bar, CanonicalBatch, Deletions, Place, Receipt, Reject, RejectId, Sink, SinkError, Watermark};

/// The first bytes of the files that hold workbooks: a zip archive, and a compound file.
pub const CONTAINERS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"];

/// Rows that a sheet can have.
const MOST_SHEET_ROWS: u64 = 1 << 20;

/// Counts rows and keeps the lines of rejects.
#[derive(Default)]
struct Counting(Arc<Mutex<Counted>>);

#[derive(Default)]
struct Counted {
    rows: u64,
    lines: Vec<u64>,
}

#[async_trait::async_trait]
impl Sink for Counting {
    async fn write(&mut self, batch: CanonicalBatch) -> Result<(), SinkError> {
        assert_eq!(batch.rows.schema(), batch.table.import_schema());
        self.counted().rows += batch.rows.num_rows() as u64;
        Ok(())
    }

    async fn delete(&mut self, deletions: Deletions) -> Result<(), SinkError> {
        self.counted().rows += deletions.rows.num_rows() as u64;
        Ok(())
    }

    async fn reject(&mut self, rejects: Vec<Reject>) -> Result<(), SinkError> {
        let lines = rejects.iter().map(|reject| reject.place.line);
        self.counted().lines.extend(lines);
        Ok(())
    }

    fn corrects(&mut self, _place: Place, _id: RejectId, _content: [u8; 16]) {}

    fn watermark(&mut self, _watermark: Watermark) {}

    async fn commit(self: Box<Self>, _bar: Bar) -> Result<Receipt, SinkError> {
        Ok(Receipt::default())
    }
}

impl Counting {
    fn counted(&self) -> std::sync::MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

pub fn holds(table: &str, file: &Path, bytes: &[u8]) {
    if std::fs::write(file, bytes).is_err() {
        return;
    }
    let counted = Arc::new(Mutex::new(Counted::default()));
    let sink = Box::new(Counting(Arc::clone(&counted)));
    let options = Options { most_bad_share: 1.0, ..Options::new(1_767_225_600_000_000) };
    let request = Request { table: table.to_owned(), files: vec![file.to_owned()], mapping: None, options };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else { return };
    let outcome = runtime.block_on(ingest::import(&request, sink, &Quiet));
    let counted = counted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match outcome {
        Ok(report) => {
            let text = String::from_utf8_lossy(bytes);
            let lines = match &report.files[..] {
                [file] if file.layout.format == Format::Workbook => MOST_SHEET_ROWS,
                _ => text.matches(['\n', '\r']).count() as u64 + 1,
            };
            // The objects of an array may share a line.
            let most = if text.trim_start().starts_with(['[', '{']) { lines + bytes.len() as u64 } else { lines };
            assert_eq!(report.quarantined, counted.lines.len() as u64, "{text:?}");
            assert_eq!(report.quarantined, report.by_rule.values().sum::<u64>(), "{text:?}");
            assert_eq!(report.read, counted.rows + report.quarantined + report.filtered, "{text:?}");
            assert!(report.read <= most, "{text:?}");
            assert!(counted.lines.iter().all(|line| (1..=most).contains(line)), "{:?} of {text:?}", counted.lines);
        }
        Err(error) => {
            let said = error.message().to_string();
            assert!(!said.is_empty() && said.len() < 20_000, "{said}");
        }
    }
}
