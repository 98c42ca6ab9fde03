//! A column of text on its way to an array: cells come row by row, and rows that have none are null.

use std::sync::Arc;

use arrow::array::{ArrayBuilder as _, ArrayRef, BooleanArray, BooleanBuilder, StringBuilder};

/// The cells of a column so far, each with whether it is JSON as it stands.
#[derive(Default)]
pub struct TextColumn {
    cells: StringBuilder,
    bare: BooleanBuilder,
}

impl TextColumn {
    /// Sets the cell of a row; rows before it that had none become null. Of a cell that comes twice the first counts.
    pub fn set(&mut self, row: usize, text: &str, bare: bool) {
        self.fill(row);
        if self.bare.len() > row {
            return;
        }
        self.cells.append_value(text);
        self.bare.append_value(bare);
    }

    /// The column of so many rows, and which of its cells are bare.
    pub fn finish(mut self, rows: usize) -> (ArrayRef, BooleanArray) {
        self.fill(rows);
        (Arc::new(self.cells.finish()), self.bare.finish())
    }

    fn fill(&mut self, rows: usize) {
        while self.bare.len() < rows {
            self.cells.append_null();
            self.bare.append_value(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};

    use super::*;

    #[test]
    fn rows_without_a_cell_are_null_and_the_first_cell_of_a_row_counts() {
        let mut column = TextColumn::default();
        column.set(1, "a", true);
        column.set(1, "b", false);
        let (cells, bare) = column.finish(3);
        assert_eq!(cells.as_string::<i32>().iter().collect::<Vec<_>>(), [None, Some("a"), None]);
        assert_eq!((cells.len(), bare.value(1), bare.value(2)), (3, true, false));
    }
}
