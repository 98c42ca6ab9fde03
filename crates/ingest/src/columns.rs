//! Which columns the files of an import had, and what their values look like.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::DataType;
use model::{Looks, SourceColumn};

use crate::source::{Format, SourceBatch};

/// Values of a column that are looked at in each batch, spread over it.
const SAMPLED: usize = 256;

/// The columns seen so far, in their order.
#[derive(Debug, Default)]
pub struct SeenColumns {
    columns: Vec<SourceColumn>,
    places: HashMap<String, usize>,
}

impl SeenColumns {
    /// Looks at a batch. The columns of a mapping's query are the query's, not the source's, and are not looked at.
    pub fn note(&mut self, batch: &SourceBatch) {
        if batch.header.layout.format == Format::Query {
            return;
        }
        for (name, column) in batch.header.names.iter().zip(&batch.columns) {
            let place = *self.places.entry(name.clone()).or_insert_with(|| {
                self.columns.push(SourceColumn { name: name.clone(), looks: Looks::Empty });
                self.columns.len() - 1
            });
            let seen = &mut self.columns[place].looks;
            *seen = seen.and(looks(column));
        }
    }

    pub fn take(&mut self) -> Vec<SourceColumn> {
        std::mem::take(&mut self.columns)
    }
}

fn looks(column: &ArrayRef) -> Looks {
    match column.data_type() {
        _ if column.null_count() == column.len() => Looks::Empty,
        DataType::Boolean => Looks::Boolean,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => Looks::Time,
        kind if kind.is_numeric() => Looks::Number,
        _ => {
            let Some(texts) = column.as_string_opt::<i32>() else { return Looks::Text };
            let sampled = (0..texts.len()).step_by((texts.len() / SAMPLED).max(1));
            let values = sampled.filter(|row| texts.is_valid(*row)).map(|row| of_text(texts.value(row)));
            values.fold(Looks::Empty, Looks::and)
        }
    }
}

fn of_text(text: &str) -> Looks {
    let text = text.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() {
        return Looks::Empty;
    }
    if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") {
        return Looks::Boolean;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once(['.', ',']).unwrap_or((unsigned, "0"));
    if digits(whole) && digits(fraction) {
        return Looks::Number;
    }
    // A day in any order: three numbers between signs, a time of day after it or not.
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    if parts.len() == 3 && parts.iter().all(|part| digits(part) && part.len() <= 4) { Looks::Time } else { Looks::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_look_like_what_they_are() {
        for (text, looks) in [
            ("", Looks::Empty),
            ("17", Looks::Number),
            ("-0.50", Looks::Number),
            ("1.234,5", Looks::Text),
            ("TRUE", Looks::Boolean),
            ("2024-01-31", Looks::Time),
            ("31/01/2024 10:00", Looks::Time),
            ("2024-01-31T10:00:00Z", Looks::Time),
            ("12.3.4", Looks::Time),
            ("a-b-c", Looks::Text),
            ("A17", Looks::Text),
        ] {
            assert_eq!(of_text(text), looks, "{text}");
        }
        assert_eq!([Looks::Number, Looks::Empty].into_iter().fold(Looks::Empty, Looks::and), Looks::Number);
        assert_eq!(Looks::Number.and(Looks::Time), Looks::Text);
    }
}
