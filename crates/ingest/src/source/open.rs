//! Opens a file as a source, finding out how it is written.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::bytes::{self, Opened, Stream};
use super::csv::Csv;
use super::excel::Workbook;
use super::json_text::{JsonShape, JsonText};
use super::jsonl::{JsonLines, Lines};
use super::parquet::Parquet;
use super::{Format, Layout, Source};
use crate::detect;
use crate::files;
use crate::{IngestError, Target};

/// How files are to be read, as far as it was told.
#[derive(Clone, Debug, Default)]
pub struct How {
    pub delimiter: Option<u8>,
    pub header: Option<bool>,
    pub encoding: Option<String>,
    /// The sheet of workbooks.
    pub sheet: Option<String>,
    /// What the file is called in place of its path.
    pub called: Option<String>,
    /// The names that mark a first record as a header; none where a mapping names the columns.
    pub target: Option<Target>,
}

impl How {
    /// What a file is called in accounts and beside its rows.
    pub fn name(&self, path: &Path) -> String {
        self.called.clone().unwrap_or_else(|| path.display().to_string())
    }
}

/// Opens a file; bytes read from the disk are added to `done`. `book.xlsx#Sheet` names a sheet of a workbook.
///
/// # Errors
/// [`IngestError`] when the file cannot be read, is empty, or cannot be understood.
pub fn open(path: &Path, how: &How, done: &Arc<AtomicU64>) -> Result<Box<dyn Source>, IngestError> {
    let (path, sheet) = match files::sheet_of(path) {
        Some((book, sheet)) => (book, Some(sheet)),
        None => (PathBuf::from(path), how.sheet.clone()),
    };
    let file: Arc<str> = how.name(&path).into();
    let stream = match bytes::open((&path, &file), how.encoding.as_deref(), done)? {
        Opened::Parquet(blob) if sheet.is_none() => {
            return Ok(Box::new(Parquet::open(file, blob, Arc::clone(done))?));
        }
        Opened::Workbook(container, blob) => {
            let (input, bytes) = blob.into_input();
            let how = How { sheet, ..how.clone() };
            return Ok(Box::new(Workbook::open((&file, container), input, &how, (bytes, done))?));
        }
        Opened::Text(stream) if sheet.is_none() => stream,
        Opened::Parquet(_) | Opened::Text(_) => {
            return Err(IngestError::NoWorkbook { file: file.to_string(), sheet: sheet.unwrap_or_default() });
        }
    };
    let first = stream.head.iter().find(|byte| !byte.is_ascii_whitespace());
    let mut layout = layout(&stream);
    match first {
        None => return Err(IngestError::EmptyFile { file: file.to_string() }),
        Some(b'[' | b'{') if how.delimiter.is_none() => return json(file, layout, stream, how),
        Some(_) => {}
    }
    let delimiter = how.delimiter.unwrap_or_else(|| detect::delimiter(&stream.head, stream.whole));
    let header = match how.header {
        Some(told) => told,
        None => detect::is_header(&stream.head, delimiter, how.target.as_ref()),
    };
    if !header && how.header.is_none() && how.target.is_some() {
        return Err(IngestError::NoHeader { file: file.to_string() });
    }
    layout.delimiter = Some(delimiter);
    layout.header = Some(header);
    Ok(Box::new(Csv::open(file, layout, stream.into_reader(), delimiter, header)?))
}

fn layout(stream: &Stream) -> Layout {
    Layout { compression: stream.compression, encoding: stream.encoding, ..Layout::of(Format::Separated) }
}

fn json(file: Arc<str>, mut layout: Layout, stream: Stream, how: &How) -> Result<Box<dyn Source>, IngestError> {
    match detect::json_shape(&stream.head, stream.whole, how.target.as_ref()) {
        JsonShape::Lines => {
            layout.format = Format::JsonLines;
            let lines = Lines::new(&file, stream.into_reader());
            Ok(Box::new(JsonLines::new(file, layout, Box::new(lines))))
        }
        shape => {
            layout.format = Format::Json;
            let share_lines = detect::share_lines(&stream.head);
            let text = JsonText::new(&file, stream.into_reader(), shape, share_lines)?;
            Ok(Box::new(JsonLines::new(file, layout, Box::new(text))))
        }
    }
}
