//! The whole way of an import: batches from the files, canonical rows and rejects to the sink, and the account at the end.

use std::collections::BTreeSet;

use model::{Bar, Sink, SinkError, TableReceipt};

use crate::account::{Account, FIRST_REJECTS};
use crate::job::Job;
use crate::shapes::Shape;
use crate::{IngestError, Progress, Report, Request, Target};

/// Imports files. Everything is kept, or nothing is.
///
/// # Errors
/// [`IngestError`]; the sink is then dropped without a commit. [`IngestError::TooManyBad`] when the bar is missed.
pub async fn import(
    request: &Request,
    mut sink: Box<dyn Sink>,
    progress: &dyn Progress,
) -> Result<Report, IngestError> {
    let (mut job, mut feed) = Job::start(request).await?;
    while let Some(batch) = feed.next().await? {
        let outcome = job.take(batch)?;
        outcome.hand_over(sink.as_mut()).await?;
        progress.rows(job.account.read, feed.bytes_done(), feed.bytes_total());
    }
    job.finish()?.hand_over(sink.as_mut()).await?;
    let watermarks = job.watermarks();
    for watermark in &watermarks {
        sink.watermark(watermark.clone());
    }
    sink.columns(job.columns());
    job.file_columns().into_iter().for_each(|columns| sink.file_columns(columns));
    let bar = Bar { most_bad_share: request.options.most_bad_share, rows_read: job.account.read };
    let account = job.account;
    let mut notes = account.all_notes(&job.shown_orders);
    let receipt = match sink.commit(bar).await {
        Err(SinkError::TooManyBad { bad, read, rejects, message }) => {
            // What the sink found is little beside what was read before it: both are shown.
            let rejects = account.first_rejects.into_iter().chain(rejects).collect();
            return Err(IngestError::TooManyBad { bad, read, rejects, message });
        }
        kept => kept?,
    };
    notes.extend(Account::of_corrections(&receipt));

    let mut report = Report {
        table: job.target.name.to_owned(),
        files: account.files,
        read: account.read,
        filtered: account.filtered,
        quarantined: account.rejected,
        by_rule: account.by_rule,
        first_rejects: account.first_rejects,
        matched: account.matched,
        ignored: account.ignored,
        notes,
        mapping: job.mapping.map(|mapping| mapping.name().to_owned()),
        watermarks,
        receipt,
        ..Report::default()
    };
    count(&mut report, &[job.target]);
    Ok(report)
}

/// Turns the sink's counts of canonical rows into counts of source rows, of the targets that were imported.
pub fn count(report: &mut Report, targets: &[Target]) {
    // Two changes of one source row may both be refused: it is one bad row.
    let mut places = BTreeSet::new();
    for reject in &report.receipt.rejects {
        if !places.insert(&reject.place) {
            continue;
        }
        report.quarantined += 1;
        *report.by_rule.entry(reject.rule).or_default() += 1;
        if report.first_rejects.len() < FIRST_REJECTS {
            report.first_rejects.push(reject.clone());
        }
    }
    report.filtered += report.receipt.forgotten;
    let mut rows = TableReceipt::default();
    let tables: BTreeSet<_> = targets.iter().map(|target| target.table.name).collect();
    for receipt in tables.iter().filter_map(|table| report.receipt.tables.get(table)) {
        rows.accepted += receipt.accepted;
        rows.updated += receipt.updated;
        rows.unchanged += receipt.unchanged;
        rows.deleted += receipt.deleted;
    }
    if targets.iter().all(|target| target.shape == Shape::Table) {
        (report.accepted, report.updated) = (rows.accepted, rows.updated);
        (report.unchanged, report.deleted) = (rows.unchanged, rows.deleted);
        return;
    }
    let kept = report.read.saturating_sub(report.filtered + report.quarantined);
    report.accepted = rows.accepted.min(kept);
    report.updated = rows.updated.min(kept - report.accepted);
    report.deleted = rows.deleted.min(kept - report.accepted - report.updated);
    report.unchanged = kept - report.accepted - report.updated - report.deleted;
}
