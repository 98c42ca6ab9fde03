//! Digests of rows: what two versions of a row are told apart by, wherever one is made.
//!
//! The content is the values that are there under their columns' names: a column that a later tenure adds to the table
//! leaves the rows of files without it what they were.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray, StringArray};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType};

use crate::Table;

/// Rows of one table as what is digested of them.
pub struct Contents<'a> {
    table: &'static Table,
    columns: Vec<(&'static str, Cells<'a>)>,
}

impl<'a> Contents<'a> {
    /// Of a table's own columns in order, then the column of the rest where it keeps one. None for arrays that are not of
    /// the table's kinds.
    #[must_use]
    pub fn of(table: &'static Table, columns: impl Iterator<Item = &'a ArrayRef>) -> Option<Self> {
        let names = table.columns.iter().map(|column| column.name).chain(table.rest);
        let columns = names.zip(columns).map(|(name, array)| Some((name, Cells::of(array)?)));
        Some(Self { table, columns: columns.collect::<Option<_>>()? })
    }

    /// The column of this name.
    #[must_use]
    pub fn cells(&self, name: &str) -> Option<&Cells<'a>> {
        self.columns.iter().find(|(own, _)| *own == name).map(|(_, cells)| cells)
    }

    /// The digest of a row's content; its lower half is [`crate::system::ROW_HASH`].
    #[must_use]
    pub fn digest(&self, row: usize) -> u128 {
        let mut bytes = Vec::new();
        put(self.table.name.as_bytes(), &mut bytes);
        for (name, cells) in self.columns.iter().filter(|(_, cells)| cells.is_valid(row)) {
            put(name.as_bytes(), &mut bytes);
            cells.write(row, &mut bytes);
        }
        digest(&bytes)
    }

    /// What [`crate::system::ROW_HASH`] holds of a content.
    #[must_use]
    pub fn row_hash(content: u128) -> i64 {
        content as u64 as i64
    }
}

/// A column as bytes to digest.
pub enum Cells<'a> {
    Text(&'a StringArray),
    Instant(&'a PrimitiveArray<TimestampMicrosecondType>),
    Day(&'a PrimitiveArray<Date32Type>),
    Decimal(&'a PrimitiveArray<Decimal128Type>),
    Integer(&'a PrimitiveArray<Int64Type>),
    Boolean(&'a BooleanArray),
}

impl<'a> Cells<'a> {
    /// None for an array of a kind that no column is stored in.
    #[must_use]
    pub fn of(array: &'a ArrayRef) -> Option<Self> {
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

    /// Whether a row has a value.
    #[must_use]
    pub fn is_valid(&self, row: usize) -> bool {
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
    pub fn write(&self, row: usize, bytes: &mut Vec<u8>) {
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

/// Appends bytes, their length first.
pub fn put(value: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
    bytes.extend_from_slice(value);
}

/// The first half of the digest of bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> u128 {
    let mut half = [0; 16];
    half.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    u128::from_le_bytes(half)
}
