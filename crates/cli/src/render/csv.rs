//! CSV after RFC 4180, with cells that a spreadsheet would run made harmless.

use super::List;
use super::cell::neutralised;

/// A header and one line a row, lines ended by CRLF. Nulls are empty.
pub fn text(list: &List) -> String {
    let header = list.columns.iter().map(|column| neutralised(&column.key));
    let mut text = line(header);
    for row in &list.rows {
        text.push_str(&line(row.iter().map(super::Cell::field)));
    }
    text
}

/// Fields as one line.
pub fn line(fields: impl Iterator<Item = String>) -> String {
    let mut line = fields.map(quoted).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn quoted(field: String) -> String {
    let plain = !field.contains([',', '"', '\r', '\n']) && field.trim() == field;
    if plain { field } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use model::Language;

    use super::*;
    use crate::render::Cell;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut list = List::new("rows", &["name", "note", "rows"], Language::English);
        list.rows.push(vec![Cell::text("a,b"), Cell::text("says \"no\""), Cell::Null]);
        list.rows.push(vec![Cell::text("=1+1"), Cell::text("two\nlines"), Cell::Count(-3)]);
        assert_eq!(text(&list), "name,note,rows\r\n\"a,b\",\"says \"\"no\"\"\",\r\n'=1+1,\"two\nlines\",-3\r\n");
    }
}
