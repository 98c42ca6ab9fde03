//! Where checked rows go: the one interface between reading sources and keeping tables.

use std::collections::BTreeMap;

use arrow::record_batch::RecordBatch;
use async_trait::async_trait;

use crate::{Deletions, FileColumns, Message, Micros, Place, Reject, RejectId, SourceColumns, Table};

/// Rows of one canonical table, in the table's import schema ([`Table::import_schema`]).
#[derive(Clone, Debug)]
pub struct CanonicalBatch {
    pub table: &'static Table,
    pub rows: RecordBatch,
}

/// How far a source is known to be complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watermark {
    pub table: &'static Table,
    /// Whose rows: the mapping's name, or the namespace where there is no mapping.
    pub source: String,
    /// Everything that happened before this instant has been delivered.
    pub complete_through_us: Micros,
}

/// How many bad rows an import may have and still be committed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Share of the rows read, 0 to 1.
    pub most_bad_share: f64,
    /// Rows read from the sources so far, filtered ones included: the share's denominator.
    pub rows_read: u64,
}

impl Bar {
    /// Whether so many bad rows are too many.
    ///
    /// The share of a small file is rounded up to a whole row, for one bad row of ten says little of the others. Where no
    /// row is good, the file itself is in question, unless every row may be bad.
    #[must_use]
    pub fn is_missed(self, bad: u64) -> bool {
        if bad == 0 || self.most_bad_share >= 1.0 {
            return false;
        }
        let most = (self.most_bad_share * self.rows_read as f64).ceil();
        bad as f64 > most || bad >= self.rows_read
    }
}

/// What became of the rows of one table. `accepted + unchanged + updated + deleted + quarantined` is the number of rows and
/// deletions written to the sink plus the rejects handed to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableReceipt {
    /// New rows.
    pub accepted: u64,
    /// Rows the lake already had, word for word, and deletions of rows it did not have.
    pub unchanged: u64,
    /// Rows that replaced an earlier version of themselves.
    pub updated: u64,
    /// Deletions that took effect, and rows that a later deletion of the same import took back.
    pub deleted: u64,
    /// Rows kept in quarantine.
    pub quarantined: u64,
}

/// What a committed import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The import's number in this workspace, from 1.
    pub import: i64,
    pub tables: BTreeMap<&'static str, TableReceipt>,
    /// Customers first seen by this import.
    pub new_customers: u64,
    /// Customers that rows refer to and no `customers` row describes: kept, and counted here.
    pub unknown_customers: u64,
    /// Source rows that were left out, because they name somebody who was forgotten.
    pub forgotten: u64,
    /// Deletions of rows that the lake did not have, or no longer had: they change nothing.
    pub deleted_before: u64,
    /// Of corrections from files that lack columns: how many rows keep what is known, by column or key of the rest.
    pub stayed: BTreeMap<String, u64>,
    /// Corrections by which rows are again what they were before an earlier correction, as an old file makes them.
    pub returned: u64,
    /// Rejects the sink itself made (duplicate identities), so that a report can show them.
    pub rejects: Vec<Reject>,
}

/// Takes one import's rows and keeps all of them or none.
///
/// Rows may be written in any number of batches and any order of tables. Nothing is visible to a reader
/// before [`Sink::commit`] returns, and a sink that is dropped without it leaves no trace.
#[async_trait]
pub trait Sink: Send {
    /// Takes rows.
    ///
    /// # Errors
    /// [`SinkError`] when they cannot be kept; the import is then over and nothing of it is visible.
    async fn write(&mut self, batch: CanonicalBatch) -> Result<(), SinkError>;

    /// Takes deletions. The last word of an import about a row counts: a row that comes after its deletion stays. In one file
    /// the line says which comes later, across files the order of arrival.
    ///
    /// # Errors
    /// As [`Sink::write`].
    async fn delete(&mut self, deletions: Deletions) -> Result<(), SinkError>;

    /// Takes quarantined rows.
    ///
    /// # Errors
    /// As [`Sink::write`].
    async fn reject(&mut self, rejects: Vec<Reject>) -> Result<(), SinkError>;

    /// Says that the row written from this place corrects one in quarantine, which the commit then closes. Where the sink
    /// itself finds fault with the row, its own reject takes the place of the old one. `content` is a digest of what it was
    /// corrected to, by which the same correction is known again.
    fn corrects(&mut self, place: Place, id: RejectId, content: [u8; 16]);

    /// Notes how far a source is complete; the furthest told for a table and source counts.
    fn watermark(&mut self, watermark: Watermark);

    /// Notes which columns a file has: in corrections from it, what is known of the others stays. Of a file told twice the
    /// columns count that it has both times; one that is not told of has all.
    fn file_columns(&mut self, columns: FileColumns) {
        let _ = columns;
    }

    /// Notes which columns a source had, so that a later import can be held against them.
    fn columns(&mut self, columns: SourceColumns) {
        let _ = columns;
    }

    /// Makes the whole import visible at once and durable, or refuses it whole.
    ///
    /// # Errors
    /// [`SinkError::TooManyBad`] when the bar is missed, [`SinkError::Failed`] when the sink could not keep it.
    async fn commit(self: Box<Self>, bar: Bar) -> Result<Receipt, SinkError>;
}

/// Why an import was not kept. Nothing of it is visible.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// More rows were bad than the bar allows.
    #[error("{message}")]
    TooManyBad { bad: u64, read: u64, rejects: Vec<Reject>, message: Message },
    /// The sink itself failed.
    #[error("{message}")]
    Failed {
        message: Message,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_few_rows_is_a_whole_row() {
        for (most_bad_share, rows_read, bad, missed) in [
            (0.05, 100, 5, false),
            (0.05, 100, 6, true),
            (0.05, 4, 1, false),
            (0.05, 4, 2, true),
            (0.05, 21, 2, false),
            (0.05, 1, 1, true),
            (0.0, 1000, 1, true),
            (0.0, 1000, 0, false),
            (0.5, 2, 2, true),
            (1.0, 2, 2, false),
            (0.05, 0, 0, false),
        ] {
            let bar = Bar { most_bad_share, rows_read };
            assert_eq!(bar.is_missed(bad), missed, "{bad} of {bar:?}");
        }
    }
}
