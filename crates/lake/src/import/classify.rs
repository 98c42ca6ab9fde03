//! Telling staged rows apart: new, unchanged, a newer version of a row the lake has, one of two that contradict each
//! other, or deleted.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use model::Table;
use roaring::{RoaringBitmap, RoaringTreemap};

use super::deletions::Found as Deletions;
use super::faults::Fault;
use super::rows::SEQUENCE;
use super::staging::staged;
use super::{Import, absent, duplicates};
use crate::LakeError;
use crate::snapshot::{PinnedTable, visible};
use crate::state::PublishedTable;
use crate::stored::Stored;

/// Rows compared with the lake at once: what a hash join holds in memory.
const ROWS_AT_ONCE: i64 = 4_000_000;

/// What became of the staged rows of one table. Rows are named by their sequence number.
#[derive(Debug, Default)]
pub(super) struct Classified {
    /// Rows that do not go into the lake: unchanged and faulty ones, and those that were deleted again.
    pub left_out: RoaringTreemap,
    pub unchanged: u64,
    /// Rows that contradict an earlier row of the import, or rows of other tables.
    pub faults: Vec<Fault>,
    /// Rows that replace a version the lake has.
    pub updated: RoaringTreemap,
    /// The ids of the replaced and of the deleted rows.
    pub superseded: HashSet<[u8; 16]>,
    /// The ids of the rows that are deleted.
    pub closed: HashSet<[u8; 16]>,
    /// How many of these each source and file deleted.
    pub closed_by: BTreeMap<(String, String), u64>,
    /// Deletions that took effect, and rows that they took back.
    pub deleted: u64,
    /// Deletions of rows that were not there.
    pub deleted_before: u64,
    /// Corrections that keep a known value, by column or key of the rest that their file lacks.
    pub stayed: BTreeMap<String, u64>,
    /// Corrections by which a row is again what it was before.
    pub returned: u64,
    /// Customers that no row of `customers` describes any more.
    pub undescribed: RoaringBitmap,
    /// The months of the replaced and of the deleted rows.
    pub months: BTreeSet<String>,
}

/// Compares a table's staged rows and deletions with each other and with the lake's newest versions.
pub(super) async fn classify(
    import: &Import,
    context: &SessionContext,
    table: &'static Table,
    published: Option<PublishedTable>,
) -> Result<Classified, LakeError> {
    let mut classified = Classified::default();
    let (rows, gone) = (import.staging.rows(table.name), import.deletions.rows(table.name));
    let mut deletions = match (rows, gone) {
        (_, 0) => None,
        (0, _) => Some(Deletions::default()),
        _ => Some(Deletions::new(context, table, &mut classified).await?),
    };
    if rows > 0 {
        duplicates::find(context, table, &mut classified).await?;
    }
    if published.is_some_and(|published| published.live_rows > 0) {
        let tables = import.writing.tables.clone();
        let pinned = Arc::new(PinnedTable::new(tables, Stored::canonical(table), published));
        context.register_table("live", visible(&pinned, None)?)?;
        let ends = if rows > 0 { import.sequence } else { 0 };
        for from in (0..ends).step_by(ROWS_AT_ONCE as usize) {
            compare(context, table, from..from + ROWS_AT_ONCE, &mut classified).await?;
        }
        absent::complete(import, context, table, &mut classified).await?;
        if let Some(deletions) = &mut deletions {
            deletions.close(context, table, &mut classified).await?;
        }
        context.deregister_table("live")?;
        if pinned.has_closed_rows() && !classified.updated.is_empty() {
            absent::count_returned(context, table, context.read_table(pinned)?, &mut classified).await?;
        }
    }
    if let Some(deletions) = deletions {
        deletions.count(gone, &mut classified);
    }
    Ok(classified)
}

async fn compare(
    context: &SessionContext,
    table: &Table,
    sequences: std::ops::Range<i64>,
    classified: &mut Classified,
) -> Result<(), LakeError> {
    let month = if table.time.is_some() { "live.month" } else { "cast(null as varchar)" };
    let sql = format!(
        "select new.{SEQUENCE}, new.row_hash = live.row_hash,
                case when new.row_hash <> live.row_hash then new.row_id end,
                case when new.row_hash <> live.row_hash then {month} end
         from {staged} new join live on new.row_id = live.row_id
         where new.{SEQUENCE} >= {start} and new.{SEQUENCE} < {end}",
        staged = staged(table.name),
        start = sequences.start,
        end = sequences.end,
    );
    let mut batches = context.sql(&sql).await?.execute_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        note(&batch, classified)?;
    }
    Ok(())
}

fn note(batch: &RecordBatch, classified: &mut Classified) -> Result<(), LakeError> {
    let sequences = batch.column(0).as_primitive::<Int64Type>();
    let same = batch.column(1).as_boolean();
    let ids = cast(batch.column(2), &DataType::Binary)?;
    let months = cast(batch.column(3), &DataType::Utf8)?;
    for row in 0..batch.num_rows() {
        let sequence = sequences.value(row).cast_unsigned();
        if classified.left_out.contains(sequence) {
            continue;
        }
        if same.value(row) {
            classified.left_out.insert(sequence);
            classified.unchanged += 1;
            continue;
        }
        classified.updated.insert(sequence);
        classified.superseded.extend(row_id(&ids, row));
        if months.is_valid(row) && !classified.months.contains(months.as_string::<i32>().value(row)) {
            classified.months.insert(months.as_string::<i32>().value(row).to_owned());
        }
    }
    Ok(())
}

/// The id in a column cast to binary.
pub(super) fn row_id(ids: &ArrayRef, row: usize) -> Option<[u8; 16]> {
    ids.as_binary::<i32>().value(row).try_into().ok()
}
