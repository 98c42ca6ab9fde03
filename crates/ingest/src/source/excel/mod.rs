//! Excel and OpenDocument workbooks: one sheet, its rows under the header that is found in it, numbered as the spreadsheet
//! numbers them. Cells are text, as from any file; see `cells` for how they are written.

mod archive;
mod biff;
mod cells;
mod kind;
mod rows;
mod shared_text;
mod spread;
mod workbook;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;

use model::Message;

use super::{Source, SourceBatch, open::How};
use crate::IngestError;
use kind::Unfit;
use rows::Sheet;
pub use workbook::Input;
use workbook::{Row, Told};

/// Rows in which the header is looked for.
const HEAD_ROWS: usize = 100;

/// Reads a sheet of one workbook.
pub struct Workbook {
    sheet: Sheet,
    rows: Rows,
    given: bool,
}

/// The rows below the header, as the thread that reads them tells them.
struct Rows {
    told: Receiver<Result<Told, IngestError>>,
    /// Those that were told and not yet given.
    ready: std::vec::IntoIter<Row>,
    /// What the workbook adds to `done` once all rows are given; nothing after that.
    bytes: u64,
    done: Arc<AtomicU64>,
}

/// What a workbook's first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    Zip,
    Compound,
}

impl Workbook {
    /// Opens a workbook, of which `bytes` were read or will be, and finds the sheet and its header.
    ///
    /// # Errors
    /// [`IngestError`] for what is no workbook, is too big, or leaves open which sheet is meant.
    pub fn open(
        (file, container): (&str, Container),
        mut input: Box<dyn Input>,
        how: &How,
        (bytes, done): (u64, &Arc<AtomicU64>),
    ) -> Result<Self, IngestError> {
        let book = match container {
            Container::Zip => kind::of_archive(input.as_mut()),
            Container::Compound => kind::of_compound(input.as_mut()),
        };
        let book = book.map_err(|unfit| refusal(file, container, unfit))?;
        let told = workbook::read(file.to_owned(), input, book, how.sheet.clone());
        let name = match told.recv() {
            Ok(told) => match told? {
                Told::Sheet(name) => name,
                Told::Rows(_) => String::new(),
            },
            Err(_) => return Err(IngestError::EmptyFile { file: file.to_owned() }),
        };
        let mut head = Vec::new();
        while head.len() < HEAD_ROWS {
            match told.recv() {
                Ok(rows) => match rows? {
                    Told::Rows(rows) => head.extend(rows),
                    Told::Sheet(_) => {}
                },
                Err(_) => break,
            }
        }
        let (sheet, rows) = Sheet::find(file, &name, head, how)?;
        let rows = Rows { told, ready: rows.into_iter(), bytes, done: Arc::clone(done) };
        Ok(Self { sheet, rows, given: false })
    }
}

impl Rows {
    fn next(&mut self) -> Result<Option<Row>, IngestError> {
        loop {
            if let Some(row) = self.ready.next() {
                return Ok(Some(row));
            }
            match self.told.recv() {
                Ok(told) => {
                    if let Told::Rows(rows) = told? {
                        self.ready = rows.into_iter();
                    }
                }
                Err(_) => {
                    self.done.fetch_add(std::mem::take(&mut self.bytes), Ordering::Relaxed);
                    return Ok(None);
                }
            }
        }
    }
}

impl Source for Workbook {
    fn next(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        let mut batch = self.sheet.batch();
        while !batch.is_full() {
            let Some(row) = self.rows.next()? else { break };
            batch.take(row);
        }
        if batch.is_empty() && self.given {
            return Ok(None);
        }
        self.given = true;
        Ok(Some(batch.finish()))
    }
}

fn refusal(file: &str, container: Container, unfit: Unfit) -> IngestError {
    let file = file.to_owned();
    match unfit {
        Unfit::NoWorkbook => {
            let found = if container == Container::Zip { "ingest.format.zip" } else { "ingest.format.compound" };
            IngestError::Format { file, found }
        }
        Unfit::Locked => IngestError::Workbook { file, why: Message::new("ingest.workbook.locked") },
        Unfit::TooBig { part, limit } => IngestError::WorkbookTooBig { file, part, limit_mib: limit >> 20 },
        Unfit::Cells { limit } => IngestError::WorkbookCells { file, limit },
        Unfit::Unreadable(source) => IngestError::Unreadable { file, source },
    }
}
