//! What an import would do: every row read and checked, the first of them shown, nothing kept.

use std::collections::{BTreeMap, BTreeSet};

use arrow::compute::concat_batches;
use model::{Bar, CanonicalBatch, DayOrder, Rule};

use crate::account::FIRST_REJECTS;
use crate::job::Job;
use crate::repeats::Repeats;
use crate::{BadRow, FileReport, IngestError, Matched, Note, Progress, Request};

/// What was found out about the source, and what would become of its rows. They are held against each other, and not against
/// rows of other imports: which of them are news only shows when they are imported.
#[derive(Clone, Debug)]
pub struct Preview {
    pub table: String,
    pub files: Vec<FileReport>,
    pub matched: Vec<Matched>,
    pub ignored: Vec<String>,
    pub mapping: Option<String>,
    /// The orders of day and month by column, where one was told or the values of a file showed one.
    pub day_orders: BTreeMap<String, BTreeSet<DayOrder>>,
    pub notes: Vec<Note>,
    pub read: u64,
    pub filtered: u64,
    /// Rows by which the source says that a row is gone, whether or not the lake has it.
    pub deleted: u64,
    /// Rows that would be quarantined.
    pub quarantined: u64,
    pub by_rule: BTreeMap<Rule, u64>,
    /// The first of them.
    pub first_rejects: Vec<BadRow>,
    /// Rows that say again what a row before them says.
    pub repeated: u64,
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
    let mut first = First { most, tables: Vec::new(), repeats: Repeats::default() };
    while let Some(batch) = feed.next().await? {
        first.take(job.take(batch)?.batches)?;
        progress.rows(job.account.read, feed.bytes_done(), feed.bytes_total());
    }
    first.take(job.finish()?.batches)?;
    let day_orders = job.day_orders();
    let orders = job.shown_orders;
    let account = job.account;
    let repeats = first.repeats;
    let quarantined = account.rejected + repeats.bad();
    let notes = account.all_notes(&orders);
    let mut by_rule = account.by_rule;
    if repeats.bad() > 0 {
        *by_rule.entry(Rule::Duplicate).or_default() += repeats.bad();
    }
    let bad = account.first_rejects.iter().map(BadRow::from).chain(repeats.first_bad);
    let first_rejects = bad.take(FIRST_REJECTS).collect();
    let bar = Bar { most_bad_share: request.options.most_bad_share, rows_read: account.read };
    Ok(Preview {
        table: job.target.name.to_owned(),
        notes,
        files: account.files,
        matched: account.matched,
        ignored: account.ignored,
        mapping: job.mapping.map(|mapping| mapping.name().to_owned()),
        day_orders,
        read: account.read,
        filtered: account.filtered,
        deleted: account.deleted,
        quarantined,
        refused: bar.is_missed(quarantined),
        by_rule,
        first_rejects,
        repeated: repeats.repeated,
        rows: first.tables,
    })
}

/// The first rows of each table, and which rows do not go together.
struct First {
    most: usize,
    tables: Vec<CanonicalBatch>,
    repeats: Repeats,
}

impl First {
    fn take(&mut self, batches: Vec<CanonicalBatch>) -> Result<(), IngestError> {
        for batch in batches {
            self.repeats.note(&batch);
            let CanonicalBatch { table, rows } = batch;
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
