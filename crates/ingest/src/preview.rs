//! What an import would do, shown on its first rows, with nothing kept.

use model::{CanonicalBatch, Reject};

use crate::job::{Job, Outcome};
use crate::{FileReport, IngestError, Matched, Request};

/// The first rows of an import, and what was found out about the source.
#[derive(Clone, Debug)]
pub struct Preview {
    pub table: String,
    /// The first file, with the rows that were looked at.
    pub files: Vec<FileReport>,
    pub matched: Vec<Matched>,
    pub ignored: Vec<String>,
    pub mapping: Option<String>,
    /// Source rows that were looked at: one batch, of at most 8192.
    pub read: u64,
    pub filtered: u64,
    pub rejects: Vec<Reject>,
    /// The first canonical rows of each table that the source rows become.
    pub rows: Vec<CanonicalBatch>,
}

/// Reads the first batch of an import and shows at most `most` rows of each table.
///
/// # Errors
/// [`IngestError`] as an import would have it.
pub async fn preview(request: &Request, most: usize) -> Result<Preview, IngestError> {
    let (mut job, mut feed) = Job::start(request).await?;
    let mut outcome = match feed.next().await? {
        Some(batch) => job.take(batch)?,
        None => Outcome::default(),
    };
    outcome.add(job.take_waiting()?);
    let mut rows = outcome.batches;
    rows.extend(job.release()?);
    for batch in &mut rows {
        batch.rows = batch.rows.slice(0, batch.rows.num_rows().min(most));
    }
    Ok(Preview {
        table: job.target.name.to_owned(),
        files: job.account.files,
        matched: job.account.matched,
        ignored: job.account.ignored,
        mapping: job.mapping.map(|mapping| mapping.name().to_owned()),
        read: job.account.read,
        filtered: job.account.filtered,
        rejects: outcome.rejects,
        rows,
    })
}
