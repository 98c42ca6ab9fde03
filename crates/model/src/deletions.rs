//! Rows that a source has deleted, on their way to where rows are kept.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;

use crate::{Table, system};

/// Rows of one canonical table that their source has deleted: one row per deletion, in [`Deletions::schema`].
#[derive(Clone, Debug)]
pub struct Deletions {
    pub table: &'static Table,
    pub rows: RecordBatch,
}

impl Deletions {
    /// What identifies the deleted row, and where the source says that it is deleted: `row_id`, `source_name`, `source_file`,
    /// `source_line`. None is null.
    #[must_use]
    pub fn schema() -> SchemaRef {
        Arc::new(Schema::new(vec![
            Field::new(system::ROW_ID, DataType::Binary, false),
            Field::new(system::SOURCE, DataType::Utf8, false),
            Field::new(system::SOURCE_FILE, DataType::Utf8, false),
            Field::new(system::SOURCE_LINE, DataType::Int64, false),
        ]))
    }
}
