//! Batches cut in two, and joined again.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray, new_null_array};
use arrow::compute::concat;

use super::{Raw, SourceBatch};
use crate::IngestError;

impl SourceBatch {
    /// Takes the rows from one on out of the batch, with the flaws that stand behind it.
    pub fn split_off(&mut self, row: usize) -> Self {
        let count = self.rows() - row;
        let first = self.lines.get(row).copied().unwrap_or(u64::MAX);
        let mut tail = Self {
            file: Arc::clone(&self.file),
            header: Arc::clone(&self.header),
            columns: self.columns.iter().map(|column| column.slice(row, count)).collect(),
            bare: self.bare.as_ref().map(|bare| bare.iter().map(|column| column.slice(row, count)).collect()),
            lines: self.lines.split_off(row),
            row_files: self.row_files.as_ref().map(|files| files.slice(row, count)),
            raw: self.raw.split_off(row),
            flaws: self.flaws.extract_if(.., |flaw| flaw.line > first).collect(),
            remarks: self.remarks.extract_if(.., |remark| remark.row.is_some_and(|at| at >= row)).collect(),
        };
        for at in tail.remarks.iter_mut().filter_map(|remark| remark.row.as_mut()) {
            *at -= row;
        }
        self.columns = self.columns.iter().map(|column| column.slice(0, row)).collect();
        for column in self.bare.iter_mut().flatten() {
            *column = column.slice(0, row);
        }
        self.row_files = self.row_files.take().map(|files| files.slice(0, row));
        tail
    }

    /// Whether another batch is the next one of the same file. Later JSON objects may have more keys.
    pub fn goes_on_in(&self, next: &Self) -> bool {
        self.file == next.file && next.header.names.starts_with(&self.header.names)
    }

    /// This batch and the next one of the file as one, with nulls in the columns that only the next one has.
    ///
    /// # Errors
    /// [`IngestError::Arrow`] when their columns are not of the same types.
    pub fn joined_by(mut self, next: Self) -> Result<Self, IngestError> {
        let rows = self.rows();
        for more in next.columns.iter().skip(self.columns.len()) {
            self.columns.push(new_null_array(more.data_type(), rows));
            if let Some(bare) = &mut self.bare {
                bare.push(BooleanArray::from(vec![false; rows]));
            }
        }
        self.header = next.header;
        let joined = |a: &dyn Array, b: &dyn Array| -> Result<ArrayRef, IngestError> { Ok(concat(&[a, b])?) };
        let pairs = self.columns.iter().zip(&next.columns);
        self.columns = pairs.map(|(a, b)| joined(a, b)).collect::<Result<_, _>>()?;
        if let (Some(bare), Some(more)) = (&mut self.bare, &next.bare) {
            for (column, more) in bare.iter_mut().zip(more) {
                let both: BooleanArray = joined(column, more)?.as_boolean().clone();
                *column = both;
            }
        }
        if let (Some(files), Some(more)) = (&self.row_files, &next.row_files) {
            let both: StringArray = joined(files, more)?.as_string::<i32>().clone();
            self.row_files = Some(both);
        }
        self.lines.extend(next.lines);
        self.raw.append(next.raw);
        self.flaws.extend(next.flaws);
        self.remarks.extend(next.remarks.into_iter().map(|mut remark| {
            remark.row = remark.row.map(|row| row + rows);
            remark
        }));
        Ok(self)
    }
}

impl Raw {
    fn split_off(&mut self, row: usize) -> Self {
        match self {
            Self::Cells => Self::Cells,
            Self::Text { bytes, spans } => {
                let tail = spans.split_off(row.min(spans.len()));
                let start = tail.first().map_or(bytes.len(), |(start, _)| *start);
                let spans = tail.into_iter().map(|(from, to)| (from - start, to - start)).collect();
                Self::Text { bytes: bytes[start..].to_vec(), spans }
            }
        }
    }

    fn append(&mut self, next: Self) {
        if let (Self::Text { bytes, spans }, Self::Text { bytes: more, spans: behind }) = (self, next) {
            let start = bytes.len();
            bytes.extend(more);
            spans.extend(behind.into_iter().map(|(from, to)| (from + start, to + start)));
        }
    }
}
