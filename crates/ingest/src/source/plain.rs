//! The few Arrow types that the rest of the crate knows, and cells as JSON.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef};
use arrow::error::ArrowError;
use arrow::json::writer::{EncoderOptions, make_encoder};

/// The array as UTF-8 text if it is text of any make, as itself if it is a number, boolean, day or instant, and as JSON
/// text if it is nested.
///
/// # Errors
/// [`ArrowError`] for bytes that are no text and types that JSON has no form for.
pub fn plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    use DataType as T;
    match array.data_type() {
        T::Utf8 | T::Boolean | T::Date32 | T::Timestamp(..) | T::Decimal128(..) => Ok(Arc::clone(array)),
        integer if integer.is_integer() => Ok(Arc::clone(array)),
        T::Float32 | T::Float64 => Ok(Arc::clone(array)),
        T::Date64 => cast(array, &T::Date32),
        T::Utf8View | T::LargeUtf8 | T::Null | T::Float16 => cast(array, &T::Utf8),
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => cast(array, &T::Utf8),
        T::Decimal32(..) | T::Decimal64(..) | T::Decimal256(..) => cast(array, &T::Utf8),
        T::Dictionary(_, values) => plain(&cast(array, values)?),
        T::List(_) | T::LargeList(_) | T::FixedSizeList(..) | T::Struct(_) | T::Map(..) => json(array),
        _ => cast(array, &T::Utf8),
    }
}

/// A row as a JSON object, nulls left out; `bare` says which cells of text are JSON as they stand.
pub fn json_row(names: &[String], columns: &[ArrayRef], bare: Option<&[BooleanArray]>, row: usize) -> String {
    let mut object = vec![b'{'];
    for (position, (name, column)) in names.iter().zip(columns).enumerate() {
        if column.is_null(row) {
            continue;
        }
        if object.len() > 1 {
            object.push(b',');
        }
        json_text(name, &mut object);
        object.push(b':');
        let is_bare = bare.and_then(|bare| bare.get(position)).is_some_and(|bare| bare.value(row));
        match column.as_string_opt::<i32>().filter(|_| is_bare) {
            Some(text) => object.extend_from_slice(text.value(row).as_bytes()),
            None => json_cell(column, row, &mut object),
        }
    }
    object.push(b'}');
    super::block::cut(&object)
}

/// Appends one cell, which is not null, as JSON.
pub fn json_cell(column: &ArrayRef, row: usize, into: &mut Vec<u8>) {
    if let Some(text) = column.as_string_opt::<i32>() {
        return json_text(text.value(row), into);
    }
    let field = field_of(column);
    let options = EncoderOptions::default();
    // Plain arrays all have an encoder; without one the cell would be nothing rather than wrong.
    match make_encoder(&field, column, &options) {
        Ok(mut encoder) => encoder.encode(row, into),
        Err(_) => into.extend_from_slice(b"null"),
    }
}

fn json_text(text: &str, into: &mut Vec<u8>) {
    // Writing text to memory cannot fail.
    let _ = serde_json::to_writer(into, text);
}

fn json(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let field = field_of(array);
    let options = EncoderOptions::default();
    let mut encoder = make_encoder(&field, array, &options)?;
    let mut texts = StringBuilder::with_capacity(array.len(), array.len() * 32);
    let mut cell = Vec::new();
    for row in 0..array.len() {
        if array.is_null(row) {
            texts.append_null();
            continue;
        }
        cell.clear();
        encoder.encode(row, &mut cell);
        texts.append_value(String::from_utf8_lossy(&cell));
    }
    Ok(Arc::new(texts.finish()))
}

fn field_of(array: &ArrayRef) -> FieldRef {
    Arc::new(Field::new("", array.data_type().clone(), true))
}
