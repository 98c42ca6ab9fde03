//! Columns of a query's batches under the types that evidence is read in.

use arrow::array::{Array, AsArray, BinaryArray, Int32Array, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use model::{Kind, Micros, Place};

use crate::LakeError;

/// A column of text.
pub(super) fn texts(batch: &RecordBatch, column: usize) -> Result<StringArray, LakeError> {
    Ok(cast(batch.column(column), &DataType::Utf8)?.as_string::<i32>().clone())
}

/// A column of keys.
pub(super) fn keys(batch: &RecordBatch, column: usize) -> Result<Int32Array, LakeError> {
    Ok(cast(batch.column(column), &DataType::Int32)?.as_primitive::<Int32Type>().clone())
}

/// A column of instants.
pub(super) fn instants(batch: &RecordBatch, column: usize) -> Result<TimestampMicrosecondArray, LakeError> {
    Ok(cast(batch.column(column), &Kind::Time.data_type())?.as_primitive::<TimestampMicrosecondType>().clone())
}

/// A column of bytes.
pub(super) fn bytes(batch: &RecordBatch, column: usize) -> Result<BinaryArray, LakeError> {
    Ok(cast(batch.column(column), &DataType::Binary)?.as_binary::<i32>().clone())
}

/// Two columns that say where rows stand.
pub(super) struct Places {
    files: StringArray,
    lines: Int64Array,
}

impl Places {
    /// The columns of the file and, after it, of the line.
    pub(super) fn new(batch: &RecordBatch, file: usize) -> Result<Self, LakeError> {
        let lines = cast(batch.column(file + 1), &DataType::Int64)?.as_primitive::<Int64Type>().clone();
        Ok(Self { files: texts(batch, file)?, lines })
    }

    pub(super) fn at(&self, row: usize) -> Place {
        Place { file: self.files.value(row).to_owned(), line: self.lines.value(row).try_into().unwrap_or_default() }
    }
}

/// The value of a row; none for null.
pub(super) fn instant(column: &TimestampMicrosecondArray, row: usize) -> Option<Micros> {
    column.is_valid(row).then(|| column.value(row))
}

/// The text of a row; none for null.
pub(super) fn text(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}
