//! Parquet: columns with the types they came with, text of every make as UTF-8, rows numbered from 1.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use datafusion::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use datafusion::parquet::file::reader::ChunkReader;

use super::block::Raw;
use super::bytes::Blob;
use super::{BATCH_ROWS, Format, Header, Layout, MOST_COLUMNS, Source, SourceBatch, plain};
use crate::IngestError;

/// Reads row groups of one file.
pub struct Parquet {
    file: Arc<str>,
    header: Arc<Header>,
    rows: ParquetRecordBatchReader,
    read: u64,
    total: u64,
    bytes: u64,
    done: Arc<AtomicU64>,
    given: bool,
}

impl Parquet {
    /// # Errors
    /// [`IngestError::Parquet`] when the footer cannot be read.
    pub fn open(file: Arc<str>, blob: Blob, done: Arc<AtomicU64>) -> Result<Self, IngestError> {
        match blob {
            Blob::File(handle) => {
                let bytes = handle.metadata().map_or(0, |metadata| metadata.len());
                Self::read(file, handle, (bytes, done))
            }
            Blob::Memory(bytes) => Self::read(file, Bytes::from(bytes), (0, done)),
        }
    }

    fn read(
        file: Arc<str>,
        from: impl ChunkReader + 'static,
        (bytes, done): (u64, Arc<AtomicU64>),
    ) -> Result<Self, IngestError> {
        let refuse = |why: String| IngestError::Parquet { file: file.to_string(), why };
        let builder = ParquetRecordBatchReaderBuilder::try_new(from).map_err(|error| refuse(error.to_string()))?;
        let names: Vec<_> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        if names.len() > MOST_COLUMNS {
            return Err(IngestError::TooManyColumns { file: file.to_string(), line: 1, limit: MOST_COLUMNS });
        }
        let total = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
        let rows = builder.with_batch_size(BATCH_ROWS).build().map_err(|error| refuse(error.to_string()))?;
        let layout = Layout::of(Format::Parquet);
        let header = Arc::new(Header { names, layout });
        Ok(Self { file, header, rows, read: 0, total, bytes, done, given: false })
    }
}

impl Source for Parquet {
    fn next(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        let refuse = |why: String| IngestError::Parquet { file: self.file.to_string(), why };
        let batch = match self.rows.next() {
            Some(batch) => batch.map_err(|error| refuse(error.to_string()))?,
            None if self.given => return Ok(None),
            None => arrow::array::RecordBatch::new_empty(arrow::array::RecordBatchReader::schema(&self.rows)),
        };
        self.given = true;
        let columns = batch.columns().iter().map(plain).collect::<Result<Vec<_>, _>>();
        let first = self.read + 1;
        let rows = batch.num_rows() as u64;
        self.read += rows;
        if let Some(share) = (u128::from(self.bytes) * u128::from(rows)).checked_div(u128::from(self.total)) {
            self.done.fetch_add(u64::try_from(share).unwrap_or_default(), Ordering::Relaxed);
        }
        Ok(Some(SourceBatch {
            file: Arc::clone(&self.file),
            header: Arc::clone(&self.header),
            columns: columns.map_err(|error| refuse(error.to_string()))?,
            bare: None,
            lines: (first..first + rows).collect(),
            row_files: None,
            raw: Raw::Cells,
            flaws: Vec::new(),
            remarks: Vec::new(),
        }))
    }
}
