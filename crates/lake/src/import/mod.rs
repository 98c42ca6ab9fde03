//! One import: rows are staged as they come, told apart at the end, and published whole or not at all.

mod absent;
mod classify;
mod commit;
mod deletions;
mod duplicates;
mod evidence;
mod faults;
mod quarantine;
mod refunds;
mod rows;
mod staging;

use std::collections::{BTreeMap, BTreeSet};

use arrow::compute::{filter_record_batch, not};
use async_trait::async_trait;
use model::{
    Bar, CanonicalBatch, Deletions, FileColumns, IDENTITIES, Micros, Place, Receipt, Reject, RejectId, Sink, SinkError,
    SourceColumns, Watermark,
};
use roaring::RoaringBitmap;

use crate::forget::Tombstones;
use crate::keys::Keys;
use crate::lake::Writing;
use crate::quarantine::Quarantine;
use crate::state::{FileCount, Heads};
use crate::stored::QUARANTINE;
use crate::{IdentityRules, LakeError};
use rows::Months;
use staging::Staging;

/// Rejects laid out at once: each carries how it was read, which a wide header makes long.
const REJECTS_AT_ONCE: usize = 256;

/// An import that is being read: the lake's [`Sink`]. Holds the write lock; dropping it leaves no trace.
#[derive(Debug)]
pub struct Import {
    writing: Writing,
    heads: Heads,
    /// When the rows become known.
    at_us: Micros,
    staging: Staging,
    deletions: Staging,
    keys: Keys,
    rules: IdentityRules,
    months: Months,
    /// The next row's place in the order of arrival.
    sequence: i64,
    /// Rows by table, source and file.
    files: BTreeMap<(&'static str, String, String), FileCount>,
    watermarks: BTreeMap<(&'static str, String), Micros>,
    quarantine: Quarantine,
    /// Rejects handed over, by table.
    rejected: BTreeMap<&'static str, u64>,
    /// Customers that a staged row of `customers` describes.
    described: RoaringBitmap,
    /// Customers that any other staged row names.
    named: RoaringBitmap,
    columns: Vec<SourceColumns>,
    /// By table and file.
    file_columns: BTreeMap<(&'static str, String), FileColumns>,
    tombstones: Tombstones,
    /// Where rows stood that name somebody who was forgotten.
    forgotten: BTreeSet<(String, i64)>,
    flushed: Option<u64>,
}

impl Import {
    pub(crate) fn begin(writing: Writing, now_us: Micros) -> Result<Self, LakeError> {
        let heads = writing.state.heads()?;
        let staging = Staging::new(writing.scratch.clone());
        let deletions = Staging::deleted(writing.scratch.clone());
        let tombstones = writing.state.tombstones()?;
        Ok(Self {
            writing,
            heads,
            at_us: now_us.max(heads.known_at_us),
            staging,
            deletions,
            keys: Keys::new(heads.next_key),
            rules: IdentityRules::default(),
            months: Months::default(),
            sequence: 0,
            files: BTreeMap::new(),
            watermarks: BTreeMap::new(),
            quarantine: Quarantine::default(),
            rejected: BTreeMap::new(),
            described: RoaringBitmap::new(),
            named: RoaringBitmap::new(),
            columns: Vec::new(),
            file_columns: BTreeMap::new(),
            tombstones,
            forgotten: BTreeSet::new(),
            flushed: None,
        })
    }

    /// Sets by which rules rows of this import are taken for one customer's.
    #[must_use]
    pub fn under(mut self, rules: IdentityRules) -> Self {
        self.rules = rules;
        self
    }

    /// Says that the rows are the journal's calls below this position: with the import it is known that they were taken.
    #[must_use]
    pub fn flushing(mut self, below: u64) -> Self {
        self.flushed = Some(below);
        self
    }

    fn stage(&mut self, batch: &CanonicalBatch) -> Result<(), LakeError> {
        let batch = &self.without_forgotten(batch)?;
        let table = batch.table;
        let staged = if table == &IDENTITIES { rows::numbered(self, batch)? } else { rows::arrange(self, batch)? };
        self.sequence += staged.num_rows() as i64;
        rows::count_files(&mut self.files, table, &batch.rows);
        self.staging.write(table.name, &staged)
    }

    fn stage_deletions(&mut self, deletions: &Deletions) -> Result<(), LakeError> {
        let staged = rows::numbered_deletions(self, deletions)?;
        self.sequence += staged.num_rows() as i64;
        rows::count_files(&mut self.files, deletions.table, &deletions.rows);
        self.deletions.write(deletions.table.name, &staged)
    }

    /// The rows that name nobody who was forgotten; where the others stood is noted.
    fn without_forgotten(&mut self, batch: &CanonicalBatch) -> Result<CanonicalBatch, LakeError> {
        let Some(kept) = self.tombstones.kept(batch.table, &batch.rows) else { return Ok(batch.clone()) };
        let left_out = filter_record_batch(&batch.rows, &not(&kept)?)?;
        self.forgotten.extend(rows::places(&left_out));
        Ok(CanonicalBatch { table: batch.table, rows: filter_record_batch(&batch.rows, &kept)? })
    }

    fn stage_rejects(&mut self, rejects: &[Reject]) -> Result<(), LakeError> {
        let rejects = &self.tombstones.veiled(rejects);
        for reject in rejects {
            *self.rejected.entry(reject.table).or_default() += 1;
        }
        for some in rejects.chunks(REJECTS_AT_ONCE) {
            let rows = self.quarantine.batch(some, self.heads.next_import, self.at_us)?;
            self.staging.write(QUARANTINE, &rows)?;
        }
        Ok(())
    }
}

#[async_trait]
impl Sink for Import {
    async fn write(&mut self, batch: CanonicalBatch) -> Result<(), SinkError> {
        Ok(self.stage(&batch)?)
    }

    async fn delete(&mut self, deletions: Deletions) -> Result<(), SinkError> {
        Ok(self.stage_deletions(&deletions)?)
    }

    async fn reject(&mut self, rejects: Vec<Reject>) -> Result<(), SinkError> {
        Ok(self.stage_rejects(&rejects)?)
    }

    fn corrects(&mut self, place: Place, id: RejectId, content: [u8; 16]) {
        self.quarantine.corrects(place, id, content);
    }

    fn watermark(&mut self, watermark: Watermark) {
        let known = self.watermarks.entry((watermark.table.name, watermark.source)).or_insert(Micros::MIN);
        *known = watermark.complete_through_us.max(*known);
    }

    fn file_columns(&mut self, columns: FileColumns) {
        let file = (columns.table.name, columns.file.clone());
        let known = self.file_columns.remove(&file);
        let columns = known.map_or_else(|| columns.clone(), |known| known.in_common(&columns));
        self.file_columns.insert(file, columns);
    }

    fn columns(&mut self, columns: SourceColumns) {
        self.columns.push(columns);
    }

    async fn commit(self: Box<Self>, bar: Bar) -> Result<Receipt, SinkError> {
        let landed = commit::land(*self, bar).await?;
        Ok(landed.publish().await?)
    }
}

#[cfg(test)]
impl Import {
    /// Commits every table and stops where a kill would hurt most: before the versions are published.
    pub(crate) async fn land_and_die(self, bar: Bar) {
        commit::land(self, bar).await.unwrap();
    }
}
