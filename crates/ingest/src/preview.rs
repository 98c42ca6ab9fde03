//! What an import would do: every row read and checked, the first of them shown, nothing kept.

use std::collections::BTreeMap;

use arrow::compute::concat_batches;
use model::{Bar, CanonicalBatch, DayOrder, Reject, Rule};

use crate::job::Job;
use crate::{FileReport, IngestError, Matched, Note, Progress, Request};

/// What was found out about the source, and what would become of its rows. Rows that contradict each other or rows of
/// other imports only show when they are imported.
#[derive(Clone, Debug)]
pub struct Preview {
    pub table: String,
    pub files: Vec<FileReport>,
    pub matched: Vec<Matched>,
    pub ignored: Vec<String>,
    pub mapping: Option<String>,
    /// The order of day and month by column, where it was told or the values showed it.
    pub day_orders: BTreeMap<String, DayOrder>,
    pub notes: Vec<Note>,
    pub read: u64,
    pub filtered: u64,
    /// Rows by which the source says that a row is gone, whether or not the lake has it.
    pub deleted: u64,
    /// Rows that would be quarantined.
    pub quarantined: u64,
    pub by_rule: BTreeMap<Rule, u64>,
    /// The first of them.
    pub first_rejects: Vec<Reject>,
    /// Whether so many rows are bad that the import would be refused.
    pub refused: bool,
    /// The first rows of each table that the source rows become, as they would land.
    pub rows: Vec<CanonicalBatch>,
}

/// Reads all files of an import and shows at most `most` rows of each table.
///
/// # Errors
/// [`IngestError`] as an import would have it.
pub async fn preview(request: &Request, most: usize, progress: &dyn Progress) -> Result<Preview, IngestError> {
    let (mut job, mut feed) = Job::start(request).await?;
    let mut first = First { most, tables: Vec::new() };
    while let Some(batch) = feed.next().await? {
        first.take(job.take(batch)?.batches)?;
        progress.rows(job.account.read, feed.bytes_done(), feed.bytes_total());
    }
    first.take(job.finish()?.batches)?;
    let day_orders = job.day_orders();
    let account = job.account;
    let bar = Bar { most_bad_share: request.options.most_bad_share, rows_read: account.read };
    Ok(Preview {
        table: job.target.name.to_owned(),
        notes: account.all_notes(),
        files: account.files,
        matched: account.matched,
        ignored: account.ignored,
        mapping: job.mapping.map(|mapping| mapping.name().to_owned()),
        day_orders,
        read: account.read,
        filtered: account.filtered,
        deleted: account.deleted,
        quarantined: account.rejected,
        refused: bar.is_missed(account.rejected),
        by_rule: account.by_rule,
        first_rejects: account.first_rejects,
        rows: first.tables,
    })
}

/// The first rows of each table.
struct First {
    most: usize,
    tables: Vec<CanonicalBatch>,
}

impl First {
    fn take(&mut self, batches: Vec<CanonicalBatch>) -> Result<(), IngestError> {
        for CanonicalBatch { table, rows } in batches {
            match self.tables.iter_mut().find(|known| known.table.name == table.name) {
                Some(known) if known.rows.num_rows() >= self.most => {}
                Some(known) => {
                    let more = rows.slice(0, rows.num_rows().min(self.most - known.rows.num_rows()));
                    known.rows = concat_batches(&rows.schema(), [&known.rows, &more])?;
                }
                None => {
                    let rows = rows.slice(0, rows.num_rows().min(self.most));
                    self.tables.push(CanonicalBatch { table, rows });
                }
            }
        }
        Ok(())
    }
}
