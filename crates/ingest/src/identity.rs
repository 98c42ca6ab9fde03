//! What names a row: sixteen bytes from its identity, or from its content where it has none, and a digest of its content.
//!
//! The content is the values that are there under their columns' names: a column that a later tenure adds to the table
//! leaves the rows of files without it what they were.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryBuilder, BooleanArray, Int64Array, PrimitiveArray, StringArray};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use model::{CanonicalBatch, Deletions, Table};

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
        let values: Vec<Values<'_>> =
            rows.columns.iter().chain(&rows.rest).map(Values::of).collect::<Option<_>>().unwrap_or_default();
        let names: Vec<&str> = rows.table.columns.iter().map(|column| column.name).chain(rows.table.rest).collect();
        let identity: Vec<&Values<'_>> = positions(rows.table).filter_map(|position| values.get(position)).collect();
        let mut ids = BinaryBuilder::with_capacity(count, count * 16);
        let mut hashes = Vec::with_capacity(count);
        let mut bytes = Vec::new();
        for row in 0..count {
            bytes.clear();
            put(rows.table.name.as_bytes(), &mut bytes);
            for (name, value) in names.iter().zip(&values).filter(|(_, value)| value.is_valid(row)) {
                put(name.as_bytes(), &mut bytes);
                value.write(row, &mut bytes);
            }
            let content = first_half(&blake3::hash(&bytes));
            hashes.push(content as u64 as i64);
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
            ids.append_value(first_half(&blake3::hash(&bytes)).to_le_bytes());
        }
        drop(values);
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
        let identity: Vec<Values<'_>> =
            positions(rows.table).filter_map(|position| Values::of(rows.columns.get(position)?)).collect();
        let identity: Vec<&Values<'_>> = identity.iter().collect();
        let mut ids = BinaryBuilder::with_capacity(rows.len(), rows.len() * 16);
        let mut bytes = Vec::new();
        for row in 0..rows.len() {
            self.own_identity(rows.table, &identity, row, &mut bytes);
            ids.append_value(first_half(&blake3::hash(&bytes)).to_le_bytes());
        }
        let sources: ArrayRef = Arc::new(StringArray::from(vec![self.source.as_str(); rows.len()]));
        let columns =
            vec![Arc::new(ids.finish()) as ArrayRef, sources, Arc::clone(&rows.files), Arc::clone(&rows.lines)];
        Ok(Some(Deletions { table: rows.table, rows: RecordBatch::try_new(Deletions::schema(), columns)? }))
    }

    /// What names a row that has an identity of its own.
    fn own_identity(&self, table: &Table, identity: &[&Values<'_>], row: usize, bytes: &mut Vec<u8>) {
        bytes.clear();
        put(table.name.as_bytes(), bytes);
        put(self.namespace.as_bytes(), bytes);
        bytes.push(1);
        identity.iter().for_each(|value| value.write(row, bytes));
    }
}

/// Where the columns of a table's identity are.
fn positions(table: &Table) -> impl Iterator<Item = usize> {
    table.identity.iter().filter_map(|name| table.columns.iter().position(|column| column.name == *name))
}

/// A column as bytes to digest.
enum Values<'a> {
    Text(&'a StringArray),
    Instant(&'a PrimitiveArray<TimestampMicrosecondType>),
    Day(&'a PrimitiveArray<Date32Type>),
    Decimal(&'a PrimitiveArray<Decimal128Type>),
    Integer(&'a PrimitiveArray<Int64Type>),
    Boolean(&'a BooleanArray),
}

impl<'a> Values<'a> {
    fn of(array: &'a ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Self::Text(array.as_string_opt()?),
            DataType::Timestamp(..) => Self::Instant(array.as_primitive_opt()?),
            DataType::Date32 => Self::Day(array.as_primitive_opt()?),
            DataType::Decimal128(..) => Self::Decimal(array.as_primitive_opt()?),
            DataType::Int64 => Self::Integer(array.as_primitive_opt()?),
            DataType::Boolean => Self::Boolean(array.as_boolean_opt()?),
            _ => return None,
        })
    }

    fn is_valid(&self, row: usize) -> bool {
        match self {
            Self::Text(array) => array.is_valid(row),
            Self::Instant(array) => array.is_valid(row),
            Self::Day(array) => array.is_valid(row),
            Self::Decimal(array) => array.is_valid(row),
            Self::Integer(array) => array.is_valid(row),
            Self::Boolean(array) => array.is_valid(row),
        }
    }

    /// Appends whether there is a value, and the value, its length first.
    fn write(&self, row: usize, bytes: &mut Vec<u8>) {
        if !self.is_valid(row) {
            bytes.push(0);
            return;
        }
        bytes.push(1);
        match self {
            Self::Text(array) => put(array.value(row).as_bytes(), bytes),
            Self::Instant(array) => put(&array.value(row).to_le_bytes(), bytes),
            Self::Day(array) => put(&array.value(row).to_le_bytes(), bytes),
            Self::Decimal(array) => put(&array.value(row).to_le_bytes(), bytes),
            Self::Integer(array) => put(&array.value(row).to_le_bytes(), bytes),
            Self::Boolean(array) => bytes.push(u8::from(array.value(row))),
        }
    }
}

fn put(value: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
    bytes.extend_from_slice(value);
}

fn first_half(hash: &blake3::Hash) -> u128 {
    let mut half = [0; 16];
    half.copy_from_slice(&hash.as_bytes()[..16]);
    u128::from_le_bytes(half)
}
