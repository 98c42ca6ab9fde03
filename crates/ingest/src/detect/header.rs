//! Whether the first record names the columns.

use super::records;
use crate::Target;
use crate::header::normal;
use crate::parse::read_time;

/// A first record is a header if one of its cells names a column of the target, or else if no cell is empty, a number
/// or a time.
pub fn is_header(sample: &[u8], delimiter: u8, target: Option<&Target>) -> bool {
    let records = records(sample, delimiter, 1, true);
    let Some(first) = records.first() else { return false };
    let cells: Vec<_> = first.iter().map(|cell| String::from_utf8_lossy(cell)).collect();
    let named = target.is_some_and(|target| {
        cells.iter().any(|cell| {
            let name = normal(cell);
            target.columns.iter().any(|column| column.name == name || column.aliases.contains(&name.as_str()))
        })
    });
    // The first header of an exported data frame is often empty: that of its index.
    named || cells.iter().skip(1).chain(cells.first().filter(|_| cells.len() == 1)).all(|cell| !is_value(cell))
}

fn is_value(cell: &str) -> bool {
    let cell = cell.trim();
    let Some(first) = cell.chars().find(|c| !matches!(c, '-' | '+' | '.' | '(' | '$' | '€' | '£')) else {
        return true;
    };
    if read_time(cell, None).is_some() {
        return true;
    }
    first.is_ascii_digit() && cell.chars().all(|c| !c.is_alphabetic() || matches!(c, 'T' | 'Z' | 'e' | 'E'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_make_a_header_and_values_do_not() {
        let orders = Target::find("orders").unwrap();
        for (sample, expected) in [
            ("customer_id,date,number_of_cds,dollar_value\n", true),
            ("Customer ID;Order Date;2024\n", true),
            ("00001,19970101,1,11.77\n", false),
            ("C1,2024-01-03T10:00:00Z,5\n", false),
            ("first,second,third\n", true),
            ("甲,2024年1月3日,5\n", false),
        ] {
            let delimiter = if sample.contains(';') { b';' } else { b',' };
            assert_eq!(is_header(sample.as_bytes(), delimiter, Some(&orders)), expected, "{sample:?}");
        }
    }
}
