//! The header of a sheet, and its rows as columns of text.

use std::sync::Arc;

use model::Rule;

use super::cells::CellKind;
use super::workbook::Row;
use crate::failure::Failure;
use crate::header::normal;
use crate::source::open::How;
use crate::source::text_column::TextColumn;
use crate::source::{
    BATCH_BYTES, BATCH_ROWS, Flaw, Format, Header, Layout, MOST_CELLS, MOST_COLUMNS, MOST_FIELD_BYTES, Raw, Remark,
    SourceBatch,
};
use crate::{IngestError, Target};

/// A sheet whose header was found.
pub struct Sheet {
    file: Arc<str>,
    header: Arc<Header>,
    /// The zero-based column in which the header begins.
    first: u32,
}

impl Sheet {
    /// Finds the header among the first rows; gives those below it back.
    ///
    /// # Errors
    /// [`IngestError::NoHeader`] where headers are to name the columns and no row does.
    pub fn find(file: &str, sheet: &str, mut head: Vec<Row>, how: &How) -> Result<(Self, Vec<Row>), IngestError> {
        let place = format!("{file}#{sheet}");
        let found = if how.header == Some(false) { None } else { header_row(&head, how) };
        if found.is_none() && how.header != Some(false) && how.target.is_some() {
            return Err(IngestError::NoHeader { file: place });
        }
        let rows = match found {
            Some(position) => head.split_off(position + 1),
            None => std::mem::take(&mut head),
        };
        let names = head.pop().filter(|_| found.is_some());
        let span = match &names {
            Some(row) => row.cells.first().zip(row.cells.last()).map(|(first, last)| (first.0, last.0)),
            None => {
                let columns = || rows.iter().flat_map(|row| row.cells.iter().map(|(column, _)| *column));
                columns().min().zip(columns().max())
            }
        };
        let (first, last) = span.unwrap_or_default();
        let width = (last - first + 1) as usize;
        if width > MOST_COLUMNS {
            let line = names.as_ref().map_or(1, |row| row.number);
            return Err(IngestError::TooManyColumns { file: place, line, limit: MOST_COLUMNS });
        }
        let mut named: Vec<String> = (1..=width).map(|number| format!("column_{number}")).collect();
        for (column, value) in names.iter().flat_map(|row| &row.cells) {
            let name = value.text.trim();
            if let Some(slot) = named.get_mut((column - first) as usize).filter(|_| !name.is_empty()) {
                name.clone_into(slot);
            }
        }
        let layout =
            Layout { header: Some(found.is_some()), sheet: Some(sheet.to_owned()), ..Layout::of(Format::Workbook) };
        let header = Arc::new(Header { names: named, layout });
        Ok((Self { file: place.into(), header, first }, rows))
    }

    /// A batch without rows.
    pub fn batch(&self) -> Batch<'_> {
        let columns = self.header.names.iter().map(|_| TextColumn::default()).collect();
        Batch { sheet: self, columns, lines: Vec::new(), flaws: Vec::new(), remarks: Vec::new(), bytes: 0 }
    }
}

/// The row that names the columns: the first in which a cell names one of the target's, else the first of nothing but
/// text, as wide as half the widest row. What stands above, as titles do, is left out.
fn header_row(rows: &[Row], how: &How) -> Option<usize> {
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let wide = |row: &Row| row.cells.len() * 2 >= widest;
    if how.header == Some(true) {
        return rows.iter().position(wide);
    }
    let named = how.target.as_ref().and_then(|target| rows.iter().position(|row| wide(row) && names(row, target)));
    named.or_else(|| rows.iter().position(|row| wide(row) && row.is_text()))
}

fn names(row: &Row, target: &Target) -> bool {
    row.cells.iter().any(|(_, value)| {
        let name = normal(&value.text);
        value.kind == CellKind::Text
            && target.columns.iter().any(|column| column.name == name || column.aliases.contains(&name.as_str()))
    })
}

/// Rows on their way to columns.
pub struct Batch<'a> {
    sheet: &'a Sheet,
    columns: Vec<TextColumn>,
    lines: Vec<u64>,
    flaws: Vec<Flaw>,
    remarks: Vec<Remark>,
    bytes: usize,
}

impl Batch<'_> {
    /// Whether it has as many rows, bytes or cells as a batch may.
    pub fn is_full(&self) -> bool {
        let rows = self.lines.len();
        rows + self.flaws.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES || rows * self.columns.len() >= MOST_CELLS
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.flaws.is_empty()
    }

    /// Takes a row. One with cells outside the header, or longer than cells can be, is none.
    pub fn take(&mut self, row: Row) {
        let width = self.columns.len();
        let inside = |column: &u32| *column >= self.sheet.first && ((column - self.sheet.first) as usize) < width;
        let failure = if let Some((column, _)) = row.cells.iter().find(|(column, _)| !inside(column)) {
            let found = if *column < self.sheet.first { width + 1 } else { (column - self.sheet.first) as usize + 1 };
            Some(Failure::new(Rule::Ragged, |message| message.with("found", found).with("expected", width)))
        } else {
            let long = row.cells.iter().map(|(_, value)| value.text.len()).find(|length| *length > MOST_FIELD_BYTES);
            long.map(|found| {
                Failure::new(Rule::Oversized, |message| message.with("found", found).with("limit", MOST_FIELD_BYTES))
            })
        };
        if let Some(failure) = failure {
            let raw = self.raw(&row);
            return self.flaws.push(Flaw { line: row.number, failure, raw });
        }
        if row.merged {
            self.remarks.push(Remark {
                row: Some(self.lines.len()),
                key: "ingest.note.merged",
                column: None,
                value: None,
            });
        }
        let rows = self.lines.len();
        self.lines.push(row.number);
        for (column, value) in row.cells {
            self.bytes += value.text.len() + 8;
            let bare = matches!(value.kind, CellKind::Number | CellKind::Boolean);
            self.columns[(column - self.sheet.first) as usize].set(rows, &value.text, bare);
        }
    }

    /// The rows as columns of text.
    pub fn finish(self) -> SourceBatch {
        let rows = self.lines.len();
        let (columns, bare) = self.columns.into_iter().map(|column| column.finish(rows)).unzip();
        SourceBatch {
            file: Arc::clone(&self.sheet.file),
            header: Arc::clone(&self.sheet.header),
            columns,
            bare: Some(bare),
            lines: self.lines,
            row_files: None,
            raw: Raw::Cells,
            flaws: self.flaws,
            remarks: self.remarks,
        }
    }

    /// The cells of a row that is none, by the names of their columns.
    fn raw(&self, row: &Row) -> String {
        let name = |column: u32| match column.checked_sub(self.sheet.first) {
            Some(position) => self.sheet.header.names.get(position as usize).cloned(),
            None => None,
        };
        let cells = row.cells.iter().map(|(column, value)| {
            let name = name(*column).unwrap_or_else(|| format!("column_{}", u64::from(*column) + 1));
            (name, serde_json::Value::from(value.text.as_str()))
        });
        crate::source::block::cut(serde_json::Value::Object(cells.collect()).to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::excel::cells::Value;

    fn row(number: u64, columns: impl Iterator<Item = u32>) -> Row {
        let value = |column: u32| Value { text: format!("c{column}"), kind: CellKind::Text };
        Row { number, cells: columns.map(|column| (column, value(column))).collect(), merged: false }
    }

    #[test]
    fn batches_of_a_wide_sheet_have_fewer_rows() {
        let width = u32::try_from(MOST_COLUMNS).unwrap();
        let head = vec![row(1, 0..width)];
        let (sheet, _) = Sheet::find("f.xlsx", "a", head, &How::default()).unwrap();
        let mut batch = sheet.batch();
        let mut number = 1;
        while !batch.is_full() {
            number += 1;
            batch.take(row(number, std::iter::once(width - 1)));
        }
        let batch = batch.finish();
        assert_eq!(batch.rows() * batch.columns.len(), MOST_CELLS);
    }
}
