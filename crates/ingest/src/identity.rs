//! What names a row: sixteen bytes from its identity, or from its content where it has none, and a digest of its content.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryBuilder, Int64Array, StringArray};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use model::digest::{Cells, digest, put};
use model::{CanonicalBatch, Contents, Deletions, Table};

use crate::IngestError;
use crate::rows::TableRows;

/// Names rows of one import. Rows without an identity of their own are told apart by content and by how often that
/// content has come before in their file, so a file read under another name gives the same rows.
#[derive(Default)]
pub struct Identity {
    namespace: String,
    source: String,
    /// How often a content has come in the present file.
    seen: HashMap<u128, u32>,
}

impl Identity {
    pub fn new(namespace: String, source: String) -> Self {
        Self { namespace, source, seen: HashMap::new() }
    }

    /// Begins to count occurrences anew.
    pub fn next_file(&mut self) {
        self.seen.clear();
    }

    /// The rows in their table's import schema.
    ///
    /// # Errors
    /// [`IngestError::Arrow`] when the columns are not those of the table.
    pub fn name(&mut self, rows: TableRows) -> Result<CanonicalBatch, IngestError> {
        let count = rows.len();
        let contents = Contents::of(rows.table, rows.columns.iter().chain(&rows.rest));
        let Some(contents) = contents else { return Err(no_kind(rows.table)) };
        let identity: Vec<&Cells<'_>> = rows.table.identity.iter().filter_map(|name| contents.cells(name)).collect();
        let mut ids = BinaryBuilder::with_capacity(count, count * 16);
        let mut hashes = Vec::with_capacity(count);
        let mut bytes = Vec::new();
        for row in 0..count {
            let content = contents.digest(row);
            hashes.push(Contents::row_hash(content));
            if identity.iter().all(|value| value.is_valid(row)) {
                self.own_identity(rows.table, &identity, row, &mut bytes);
            } else {
                bytes.clear();
                put(rows.table.name.as_bytes(), &mut bytes);
                put(self.namespace.as_bytes(), &mut bytes);
                let occurrence = self.seen.entry(content).or_insert(0);
                *occurrence += 1;
                bytes.push(0);
                bytes.extend_from_slice(&content.to_le_bytes());
                bytes.extend_from_slice(&occurrence.to_le_bytes());
            }
            ids.append_value(digest(&bytes).to_le_bytes());
        }
        drop(identity);
        drop(contents);
        let repeated = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; count])) };
        let mut columns = rows.columns;
        columns.extend(rows.rest);
        columns.push(repeated(&self.namespace));
        columns.push(Arc::new(ids.finish()));
        columns.push(Arc::new(Int64Array::from(hashes)));
        columns.push(repeated(&self.source));
        columns.push(rows.files);
        columns.push(rows.lines);
        Ok(CanonicalBatch { table: rows.table, rows: RecordBatch::try_new(rows.table.import_schema(), columns)? })
    }

    /// The deletions of rows whose identity is all there; none without rows.
    ///
    /// # Errors
    /// [`IngestError::Arrow`] when the columns are not those of the table.
    pub fn deletions(&self, rows: &TableRows) -> Result<Option<Deletions>, IngestError> {
        if rows.len() == 0 {
            return Ok(None);
        }
        let Some(contents) = Contents::of(rows.table, rows.columns.iter()) else { return Err(no_kind(rows.table)) };
        let identity: Vec<&Cells<'_>> = rows.table.identity.iter().filter_map(|name| contents.cells(name)).collect();
        let mut ids = BinaryBuilder::with_capacity(rows.len(), rows.len() * 16);
        let mut bytes = Vec::new();
        for row in 0..rows.len() {
            self.own_identity(rows.table, &identity, row, &mut bytes);
            ids.append_value(digest(&bytes).to_le_bytes());
        }
        let sources: ArrayRef = Arc::new(StringArray::from(vec![self.source.as_str(); rows.len()]));
        let columns =
            vec![Arc::new(ids.finish()) as ArrayRef, sources, Arc::clone(&rows.files), Arc::clone(&rows.lines)];
        Ok(Some(Deletions { table: rows.table, rows: RecordBatch::try_new(Deletions::schema(), columns)? }))
    }

    /// What names a row that has an identity of its own.
    fn own_identity(&self, table: &Table, identity: &[&Cells<'_>], row: usize, bytes: &mut Vec<u8>) {
        bytes.clear();
        put(table.name.as_bytes(), bytes);
        put(self.namespace.as_bytes(), bytes);
        bytes.push(1);
        identity.iter().for_each(|value| value.write(row, bytes));
    }
}

/// The refusal of columns that are not of the table's kinds.
fn no_kind(table: &Table) -> IngestError {
    IngestError::Arrow(ArrowError::SchemaError(table.name.to_owned()))
}
