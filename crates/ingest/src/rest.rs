//! Columns that a table does not know, kept as one JSON object a row: a customer's attributes, an event's properties.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringBuilder};
use serde::de::IgnoredAny;

use crate::source::{is_too_deep, json_cell};

/// The columns that go into the object.
pub struct Rest {
    pub parts: Vec<Part>,
    /// A column that holds such an object already; its members come first.
    pub object: Option<Part>,
}

/// One column and the key it goes under.
pub struct Part {
    pub name: String,
    pub array: ArrayRef,
    /// Where text is JSON already, because the source is.
    pub bare: Option<BooleanArray>,
}

impl Rest {
    /// The objects as text; null for a row that has nothing. Text is text, numbers are numbers.
    pub fn column(&self, rows: usize) -> ArrayRef {
        let keys: Vec<Vec<u8>> = self.parts.iter().map(|part| key(&part.name)).collect();
        let mut objects = StringBuilder::with_capacity(rows, rows * 32);
        let mut object = Vec::new();
        for row in 0..rows {
            object.clear();
            if let Some(part) = &self.object {
                splice(part, row, &mut object);
            }
            for (part, key) in self.parts.iter().zip(&keys) {
                if part.array.is_null(row) {
                    continue;
                }
                separate(&mut object);
                object.extend_from_slice(key);
                part.cell(row, &mut object);
            }
            if object.is_empty() {
                objects.append_null();
                continue;
            }
            object.push(b'}');
            objects.append_value(String::from_utf8_lossy(&object));
        }
        Arc::new(objects.finish())
    }
}

impl Part {
    fn cell(&self, row: usize, into: &mut Vec<u8>) {
        match self.array.as_string_opt::<i32>() {
            Some(text) if self.bare.as_ref().is_some_and(|bare| bare.value(row)) => {
                into.extend_from_slice(text.value(row).as_bytes());
            }
            _ => json_cell(&self.array, row, into),
        }
    }
}

/// Adds the members of an object that stands in a cell; anything else goes under the column's own name.
fn splice(part: &Part, row: usize, into: &mut Vec<u8>) {
    if part.array.is_null(row) {
        return;
    }
    let text = part.array.as_string_opt::<i32>().map(|text| text.value(row).trim()).unwrap_or_default();
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).map(str::trim);
    match inner {
        Some("") => {}
        Some(inner) if serde_json::from_str::<IgnoredAny>(text).is_ok() && !is_too_deep(text) => {
            separate(into);
            into.extend_from_slice(inner.as_bytes());
        }
        _ => {
            separate(into);
            into.extend_from_slice(&key(&part.name));
            part.cell(row, into);
        }
    }
}

fn separate(object: &mut Vec<u8>) {
    object.push(if object.is_empty() { b'{' } else { b',' });
}

fn key(name: &str) -> Vec<u8> {
    let mut key = serde_json::Value::from(name).to_string().into_bytes();
    key.push(b':');
    key
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int64Array, StringArray};

    use super::*;

    #[test]
    fn rows_become_objects_without_their_nulls() {
        let text = |name: &str, values: Vec<Option<&str>>, bare: Option<Vec<bool>>| Part {
            name: name.to_owned(),
            array: Arc::new(StringArray::from(values)),
            bare: bare.map(BooleanArray::from),
        };
        let rest = Rest {
            parts: vec![
                text("a", vec![Some("1"), None, Some("x\"y")], None),
                text("b", vec![Some("[1]"), None, Some("1")], Some(vec![true, false, false])),
                Part { name: "n".to_owned(), array: Arc::new(Int64Array::from(vec![Some(5), None, None])), bare: None },
            ],
            object: Some(text("properties", vec![Some("{\"p\": 1}"), Some("{}"), Some("none")], None)),
        };
        let column = rest.column(3);
        let column = column.as_string::<i32>();
        assert_eq!(column.value(0), r#"{"p": 1,"a":"1","b":[1],"n":5}"#);
        assert!(column.is_null(1));
        assert_eq!(column.value(2), r#"{"properties":"none","a":"x\"y","b":"1"}"#);
    }
}
