//! Rows that their source has deleted: the versions that the lake has are closed without a successor.
//!
//! The last word of an import about a row counts. A row that a later deletion takes back never gets into the lake; a deletion
//! that comes before its row has no effect. Of a file the lines say which is later, of several the order they came in.

use std::collections::{HashMap, HashSet};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, Int64Type};
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use model::{Table, system};

use super::classify::{Classified, row_id};
use super::rows::SEQUENCE;
use super::staging::{deleted, staged};
use crate::LakeError;

/// What the deletions of one table come to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Rows that come after their deletion.
    back: HashSet<[u8; 16]>,
    /// Rows whose deletion has an effect.
    gone: HashSet<[u8; 16]>,
    /// Staged rows that were deleted later in the import.
    taken_back: u64,
}

impl Found {
    /// Holds a table's deletions against its staged rows, of which some are left out then.
    pub(super) async fn new(
        context: &SessionContext,
        table: &Table,
        classified: &mut Classified,
    ) -> Result<Self, LakeError> {
        let sql = format!(
            "select new.{SEQUENCE}, new.row_id,
                    case when new.source_file = gone.source_file then new.source_line < gone.source_line
                         else new.{SEQUENCE} < gone.{SEQUENCE} end{key}
             from {staged} new
             join (select row_id, max({SEQUENCE}) as last from {deleted} group by row_id) ends on ends.row_id = new.row_id
             join {deleted} gone on gone.{SEQUENCE} = ends.last",
            key = key(table, "new"),
            staged = staged(table.name),
            deleted = deleted(table.name),
        );
        let mut found = Self::default();
        let mut described: HashMap<[u8; 16], u32> = HashMap::new();
        let mut batches = context.sql(&sql).await?.execute_stream().await?;
        while let Some(batch) = batches.try_next().await? {
            let sequences = batch.column(0).as_primitive::<Int64Type>();
            let ids = cast(batch.column(1), &DataType::Binary)?;
            let before = batch.column(2).as_boolean();
            let keys = batch.columns().get(3).map(|keys| cast(keys, &DataType::Int32)).transpose()?;
            for row in 0..batch.num_rows() {
                let Some(id) = row_id(&ids, row) else { continue };
                if before.is_valid(row) && before.value(row) {
                    classified.left_out.insert(sequences.value(row).cast_unsigned());
                    found.taken_back += 1;
                    found.gone.insert(id);
                    described.extend(customer(keys.as_ref(), row).map(|key| (id, key)));
                } else {
                    found.back.insert(id);
                }
            }
        }
        described.retain(|id, _| !found.back.contains(id));
        classified.undescribed.extend(described.into_values());
        Ok(found)
    }

    /// Notes the versions of the lake, registered as `live`, that the deletions close.
    pub(super) async fn close(
        &mut self,
        context: &SessionContext,
        table: &Table,
        classified: &mut Classified,
    ) -> Result<(), LakeError> {
        let month = if table.time.is_some() { "live.month" } else { "cast(null as varchar)" };
        let sql = format!(
            "select live.row_id, {month}, gone.source_name, gone.source_file{key} from live join
             (select row_id, last_value(source_name order by {SEQUENCE}) as source_name,
                last_value(source_file order by {SEQUENCE}) as source_file from {deleted} group by row_id) gone
             on gone.row_id = live.row_id",
            key = key(table, "live"),
            deleted = deleted(table.name),
        );
        let mut batches = context.sql(&sql).await?.execute_stream().await?;
        while let Some(batch) = batches.try_next().await? {
            let ids = cast(batch.column(0), &DataType::Binary)?;
            let months = cast(batch.column(1), &DataType::Utf8)?;
            let (sources, files) = (cast(batch.column(2), &DataType::Utf8)?, cast(batch.column(3), &DataType::Utf8)?);
            let said = |array: &ArrayRef, row: usize| array.as_string::<i32>().value(row).to_owned();
            let keys = batch.columns().get(4).map(|keys| cast(keys, &DataType::Int32)).transpose()?;
            for row in 0..batch.num_rows() {
                let Some(id) = row_id(&ids, row).filter(|id| !self.back.contains(id)) else { continue };
                self.gone.insert(id);
                classified.closed.insert(id);
                *classified.closed_by.entry((said(&sources, row), said(&files, row))).or_default() += 1;
                classified.superseded.insert(id);
                classified.undescribed.extend(customer(keys.as_ref(), row));
                if months.is_valid(row) {
                    classified.months.insert(months.as_string::<i32>().value(row).to_owned());
                }
            }
        }
        Ok(())
    }

    /// Counts the deletions, of which there are so many rows.
    pub(super) fn count(&self, rows: u64, classified: &mut Classified) {
        let effective = self.gone.len() as u64;
        classified.deleted = effective + self.taken_back;
        classified.deleted_before = rows.saturating_sub(effective);
    }
}

/// The key of the customer that a row of `customers` describes; nothing of other tables.
fn key(table: &Table, of: &str) -> String {
    if table == &model::tables::CUSTOMERS { format!(", {of}.{}", system::CUSTOMER_KEY) } else { String::new() }
}

fn customer(keys: Option<&ArrayRef>, row: usize) -> Option<u32> {
    let keys = keys?.as_primitive::<Int32Type>();
    keys.is_valid(row).then(|| keys.value(row).cast_unsigned())
}
