//! Reads files of any format into one form: batches of columns with the line and the raw text of each row.
//!
//! Columns are text until they are mapped, so `00001` survives; Parquet keeps the types it came with. A workbook is read on
//! a thread of its own. A row that cannot
//! be a row at all (ragged, not UTF-8, not JSON) becomes a [`Flaw`] here.

mod block;
mod bytes;
mod csv;
mod cut;
mod encoding;
mod excel;
mod json_object;
mod json_text;
mod jsonl;
mod open;
mod parquet;
mod plain;
mod text_column;

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, StringArray};

use crate::IngestError;
use crate::failure::Failure;
use crate::remark::Remark;

pub use block::{Raw, cut as cut_raw};
pub use bytes::UnpacksTooFar;
pub use json_object::{MOST_NESTED, Member, ValueKind, elements, is_too_deep, members};
pub use json_text::JsonShape;
pub use open::{How, open};
pub use plain::{json_cell, plain};
pub use text_column::TextColumn;

/// Rows of a batch at most.
pub const BATCH_ROWS: usize = 8192;
/// Bytes after which a batch is closed although it has fewer rows.
const BATCH_BYTES: usize = 8 << 20;
/// Bytes one field may have; longer ones make a bad row.
pub const MOST_FIELD_BYTES: usize = 1 << 20;
/// Bytes one record may have; a longer one ends the import, for what follows it cannot be trusted either.
const MOST_RECORD_BYTES: usize = 64 << 20;
/// Cells a batch may have: objects that share no keys have a column for each, and a wide sheet may hold little.
const MOST_CELLS: usize = 1 << 22;
/// Columns a source may have.
const MOST_COLUMNS: usize = 16_384;

/// How a file is written, as found out or as told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub format: Format,
    pub compression: Compression,
    /// The byte between fields, for separated values.
    pub delimiter: Option<u8>,
    /// Whether the first record names the columns, for separated values and workbooks.
    pub header: Option<bool>,
    /// The encoding that text was decoded from, where it was not UTF-8.
    pub encoding: Option<&'static str>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

impl Layout {
    /// A layout of which nothing more is known.
    #[must_use]
    pub fn of(format: Format) -> Self {
        Self { format, compression: Compression::None, delimiter: None, header: None, encoding: None, sheet: None }
    }
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Separated,
    JsonLines,
    /// One JSON array of objects, alone or within an object, or objects that run over several lines.
    Json,
    /// A sheet of Excel or OpenDocument.
    Workbook,
    Parquet,
    /// Rows of a mapping's query.
    Query,
}

/// How the bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    None,
    Gzip,
    Zstd,
}

/// The columns of a source, and how it is written.
#[derive(Debug, PartialEq, Eq)]
pub struct Header {
    pub names: Vec<String>,
    pub layout: Layout,
}

/// Rows of a source: one array for each name of the header, all of one length.
#[derive(Clone, Debug)]
pub struct SourceBatch {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Shared by batches of the same columns: a batch with another pointer may have others.
    pub header: Arc<Header>,
    pub columns: Vec<ArrayRef>,
    /// For JSON and workbooks, per column: whether the cell is JSON as it stands: a number, a boolean, a list or an object.
    pub bare: Option<Vec<BooleanArray>>,
    /// One-based line, or row where there are no lines.
    pub lines: Vec<u64>,
    /// The file of each row, where they differ within the batch.
    pub row_files: Option<StringArray>,
    pub raw: Raw,
    /// Rows that are not in the columns because they cannot be.
    pub flaws: Vec<Flaw>,
    /// What is to be said of rows, by position.
    pub remarks: Vec<Remark>,
}

/// A row of a source that is no row.
#[derive(Clone, Debug)]
pub struct Flaw {
    pub line: u64,
    pub failure: Failure,
    pub raw: String,
}

/// Something that gives batches until it has no more. The first batch always comes, with no rows if there are none,
/// so that a file's columns are known.
pub trait Source: Send {
    /// # Errors
    /// [`IngestError`] when the source cannot be read on.
    fn next(&mut self) -> Result<Option<SourceBatch>, IngestError>;
}

impl SourceBatch {
    /// Rows in the columns, flaws not included.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Source rows the batch accounts for, flaws included.
    pub fn read(&self) -> u64 {
        (self.lines.len() + self.flaws.len()) as u64
    }

    /// The row as it stood in the source: its text, or a JSON object of its cells.
    pub fn raw_row(&self, row: usize) -> String {
        match self.raw.text(row) {
            Some(text) => text,
            None => plain::json_row(&self.header.names, &self.columns, self.bare.as_deref(), row),
        }
    }

    /// The file the row came from.
    pub fn file_of(&self, row: usize) -> &str {
        self.row_files.as_ref().map_or(&self.file, |files| files.value(row))
    }
}
