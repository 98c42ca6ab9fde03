//! Which columns the files of an import had, and what their values look like.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::DataType;
use model::{Looks, SourceColumn};

use crate::parse::read_time;
use crate::source::{Format, SourceBatch};

/// Values of a column that are looked at in each batch, spread over it.
const SAMPLED: usize = 256;

/// Share of a column's values in percent that must look alike. A few others are mistakes of single rows, which the rules of
/// the tables judge, not another kind of column.
const ALIKE_PERCENT: u64 = 95;

/// The columns seen so far, in their order.
#[derive(Debug, Default)]
pub struct SeenColumns {
    columns: Vec<Seen>,
    places: HashMap<String, usize>,
}

/// One column, and how many of the values that were looked at look like what.
#[derive(Debug)]
struct Seen {
    name: String,
    values: [u64; Looks::ALL.len()],
}

impl SeenColumns {
    /// Looks at a batch. The columns of a mapping's query are the query's, not the source's, and are not looked at.
    pub fn note(&mut self, batch: &SourceBatch) {
        if batch.header.layout.format == Format::Query {
            return;
        }
        for (name, column) in batch.header.names.iter().zip(&batch.columns) {
            let place = *self.places.entry(name.clone()).or_insert_with(|| {
                self.columns.push(Seen { name: name.clone(), values: [0; Looks::ALL.len()] });
                self.columns.len() - 1
            });
            count(column, &mut self.columns[place].values);
        }
    }

    /// The columns seen so far.
    pub fn all(&self) -> Vec<SourceColumn> {
        let column = |seen: &Seen| SourceColumn { name: seen.name.clone(), looks: most(&seen.values) };
        self.columns.iter().map(column).collect()
    }
}

/// What nearly all values of a column look like.
pub fn looks(column: &ArrayRef) -> Looks {
    let mut values = [0; Looks::ALL.len()];
    count(column, &mut values);
    most(&values)
}

/// Adds what a column's values look like.
fn count(column: &ArrayRef, values: &mut [u64; Looks::ALL.len()]) {
    let of_column = match column.data_type() {
        DataType::Boolean => Looks::Boolean,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => Looks::Time,
        kind if kind.is_numeric() => Looks::Number,
        _ => Looks::Text,
    };
    let texts = column.as_string_opt::<i32>();
    let sampled = (0..column.len()).step_by((column.len() / SAMPLED).max(1));
    for row in sampled.filter(|row| column.is_valid(*row)) {
        values[texts.map_or(of_column, |texts| of_text(texts.value(row))) as usize] += 1;
    }
}

/// What nearly all values look like that are not empty; [`Looks::Text`] where they differ.
fn most(values: &[u64; Looks::ALL.len()]) -> Looks {
    let looks = |looks: Looks| values[looks as usize];
    let full: u64 = values.iter().sum::<u64>() - looks(Looks::Empty);
    let alike = |kind: &Looks| looks(*kind) * 100 >= full * ALIKE_PERCENT;
    let kinds = Looks::ALL.into_iter().filter(|looks| *looks != Looks::Empty);
    if full == 0 { Looks::Empty } else { kinds.into_iter().find(alike).unwrap_or(Looks::Text) }
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
    let is_day = parts.len() == 3 && parts.iter().all(|part| digits(part) && part.len() <= 4);
    if is_day || read_time(text, None).is_some() { Looks::Time } else { Looks::Text }
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
            ("2024年1月31日 10:00", Looks::Time),
            ("31 Jan 2024", Looks::Time),
            ("a-b-c", Looks::Text),
            ("A17", Looks::Text),
        ] {
            assert_eq!(of_text(text), looks, "{text}");
        }
    }

    #[test]
    fn a_column_looks_like_nearly_all_of_its_values() {
        for (empty, number, time, text, looks) in [
            (3, 0, 0, 0, Looks::Empty),
            (3, 1, 0, 0, Looks::Number),
            (0, 0, 95, 5, Looks::Time),
            (0, 0, 94, 6, Looks::Text),
            (0, 50, 50, 0, Looks::Text),
        ] {
            assert_eq!(most(&[empty, number, 0, time, text]), looks, "{empty} {number} {time} {text}");
        }
    }
}
