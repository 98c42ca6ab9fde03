//! Rows on their way in, kept in Parquet files so that memory stays small however large the import.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use url::Url;

use crate::LakeError;

const STAGED: &str = "staged";
const DELETED: &str = "deleted";
const COMPLETED: &str = "completed";

/// Files of one import, one a table.
pub(super) struct Staging {
    folder: PathBuf,
    /// What the files hold of each table.
    what: &'static str,
    tables: BTreeMap<&'static str, StagedTable>,
}

struct StagedTable {
    path: PathBuf,
    schema: SchemaRef,
    rows: u64,
    /// None once the file has ended. The lock only makes the writer shareable; nobody waits for it.
    writer: Mutex<Option<ArrowWriter<File>>>,
}

impl StagedTable {
    fn open(&mut self) -> &mut Option<ArrowWriter<File>> {
        self.writer.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Staging {
    /// Rows.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, what: STAGED, tables: BTreeMap::new() }
    }

    /// Corrections, completed by what is known.
    pub(super) fn completed(folder: PathBuf) -> Self {
        Self { folder, what: COMPLETED, tables: BTreeMap::new() }
    }

    /// Deletions of rows.
    pub(super) fn deleted(folder: PathBuf) -> Self {
        Self { folder, what: DELETED, tables: BTreeMap::new() }
    }

    pub(super) fn write(&mut self, name: &'static str, batch: &RecordBatch) -> Result<(), LakeError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        if !self.tables.contains_key(name) {
            let path = self.folder.join(format!("{}_{name}.parquet", self.what));
            let file = File::create(&path).map_err(|source| LakeError::Folder { path: path.clone(), source })?;
            let writer = ArrowWriter::try_new(file, batch.schema(), Some(properties()))?;
            self.tables
                .insert(name, StagedTable { path, schema: batch.schema(), rows: 0, writer: Mutex::new(Some(writer)) });
        }
        if let Some(table) = self.tables.get_mut(name) {
            table.rows += batch.num_rows() as u64;
            table.open().as_mut().ok_or(LakeError::Stopped)?.write(batch)?;
        }
        Ok(())
    }

    /// Ends a table's file, if it has one, and registers it as [`Staging::registered`] in the session.
    pub(super) async fn register(&mut self, context: &SessionContext, name: &str) -> Result<(), LakeError> {
        let registered = self.registered(name);
        let Some(table) = self.tables.get_mut(name) else {
            return Ok(());
        };
        if let Some(writer) = table.open().take() {
            writer.close()?;
        }
        let options = ParquetReadOptions::default().schema(&table.schema);
        // As a path, a folder's `?` or `[` would be a pattern that names other files.
        let address = Url::from_file_path(&table.path).map_err(|()| LakeError::Stopped)?;
        Ok(context.register_parquet(registered, address, options).await?)
    }

    /// What a table's file is called in the session once it is registered.
    pub(super) fn registered(&self, name: &str) -> String {
        format!("{}_{name}", self.what)
    }

    /// How many rows a table has.
    pub(super) fn rows(&self, name: &str) -> u64 {
        self.tables.get(name).map_or(0, |table| table.rows)
    }
}

/// What a table's staged rows are called in the session.
pub(super) fn staged(name: &str) -> String {
    format!("{STAGED}_{name}")
}

/// What the staged deletions of a table are called in the session.
pub(super) fn deleted(name: &str) -> String {
    format!("{DELETED}_{name}")
}

/// Written once, read a few times, deleted: cheap to write, and its row groups small enough to bound memory.
fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(128 * 1024))
        .set_statistics_enabled(EnabledStatistics::None)
        .build()
}

impl fmt::Debug for Staging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Staging").field("folder", &self.folder).finish_non_exhaustive()
    }
}
