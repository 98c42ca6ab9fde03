//! Opens a file as a source, finding out how it is written.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::bytes::{self, Opened};
use super::csv::Csv;
use super::jsonl::JsonLines;
use super::parquet::Parquet;
use super::{Format, Layout, Source};
use crate::detect;
use crate::{IngestError, Target};

/// How files are to be read, as far as it was told.
#[derive(Clone, Debug, Default)]
pub struct How {
    pub delimiter: Option<u8>,
    pub header: Option<bool>,
    pub encoding: Option<String>,
    /// The names that mark a first record as a header; none where a mapping names the columns.
    pub target: Option<Target>,
}

/// Opens a file; bytes read from the disk are added to `done`.
///
/// # Errors
/// [`IngestError`] when the file cannot be read, is empty, or cannot be understood.
pub fn open(path: &Path, how: &How, done: &Arc<AtomicU64>) -> Result<Box<dyn Source>, IngestError> {
    let file: Arc<str> = path.display().to_string().into();
    let stream = match bytes::open(path, how.encoding.as_deref(), done)? {
        Opened::Parquet(handle) => return Ok(Box::new(Parquet::open(file, handle, Arc::clone(done))?)),
        Opened::Text(stream) => stream,
    };
    let first = stream.head.iter().find(|byte| !byte.is_ascii_whitespace());
    let mut layout =
        Layout { format: Format::Separated, compression: stream.compression, delimiter: None, header: None };
    match first {
        None => return Err(IngestError::EmptyFile { file: file.to_string() }),
        Some(b'[') if how.delimiter.is_none() => {
            return Err(IngestError::Format { file: file.to_string(), found: "ingest.format.json_array" });
        }
        Some(b'{') if how.delimiter.is_none() => {
            layout.format = Format::JsonLines;
            return Ok(Box::new(JsonLines::new(file, layout, stream.into_reader())));
        }
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
