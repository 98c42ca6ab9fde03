//! Merging the small files of a month into few large ones.

use std::collections::BTreeMap;

use datafusion::common::Column;
use datafusion::logical_expr::Expr;
use datafusion::prelude::DataFrame;
use deltalake::delta_datafusion::{DeltaScanConfig, DeltaScanNext};
use deltalake::kernel::transaction::CommitBuilder;
use deltalake::kernel::{Action, Remove};
use deltalake::protocol::DeltaOperation;
use deltalake::writer::{DeltaWriter as _, RecordBatchWriter};
use deltalake::{DeltaTable, DeltaTableError};
use futures::TryStreamExt as _;
use model::system;
use model::tables::EVENTS;
use std::sync::Arc;

use crate::LakeError;
use crate::delta::{Attempt, Tables, failed, transaction};
use crate::stored::Stored;

/// How large a merged file becomes at most, in bytes.
const TARGET: i64 = 256 << 20;

/// Files below this size are merged.
const SMALL: i64 = TARGET / 2;

/// Files of one month that become one.
pub(super) type Bin = Vec<Part>;

/// One of them.
#[derive(Debug)]
pub(super) struct Part {
    remove: Remove,
    bytes: i64,
    rows: u64,
}

/// Which files of a table are merged with which: none of a month that has fewer small ones than `least`.
pub(super) fn bins(name: &str, table: &DeltaTable, least: usize) -> Result<Vec<Bin>, LakeError> {
    let snapshot = table.snapshot().map_err(|source| failed(name, source))?;
    let mut months: BTreeMap<Vec<(String, Option<String>)>, Vec<Part>> = BTreeMap::new();
    for file in snapshot.log_data() {
        // One that does not say how many rows it has cannot be checked afterwards.
        let (bytes, Some(rows)) = (file.size(), file.num_records()) else { continue };
        if bytes >= SMALL {
            continue;
        }
        let mut month: Vec<_> = file.partition_values_map().into_iter().collect();
        month.sort();
        let part = Part { remove: file.remove_action(false), bytes, rows: rows as u64 };
        months.entry(month).or_default().push(part);
    }
    let crowded = months.into_values().filter(|parts| parts.len() >= least.max(2));
    Ok(crowded.flat_map(into_bins).filter(|bin| bin.len() > 1).collect())
}

/// Parts in bins of the size of one file.
fn into_bins(mut parts: Vec<Part>) -> Vec<Bin> {
    parts.sort_by(|a, b| (a.bytes, &a.remove.path).cmp(&(b.bytes, &b.remove.path)));
    let mut bins: Vec<Bin> = Vec::new();
    let mut room = 0;
    for part in parts {
        match bins.last_mut().filter(|_| part.bytes <= room) {
            Some(bin) => {
                room -= part.bytes;
                bin.push(part);
            }
            None => {
                room = TARGET - part.bytes;
                bins.push(vec![part]);
            }
        }
    }
    bins
}

/// Writes each bin's rows into a file of its own and puts them in place of its parts, in one commit that does not count yet.
pub(super) async fn merge(
    tables: &Tables,
    stored: &Stored,
    bins: Vec<Bin>,
    attempt: &Attempt<'_>,
) -> Result<u64, LakeError> {
    let failed = |source| failed(stored.name, source);
    let table = tables.newest(stored.name).await?.ok_or(DeltaTableError::NotInitialized).map_err(failed)?;
    tables.refuse_repeat(stored, &table, attempt, "compact").await?;
    let mut actions = Vec::new();
    for bin in bins {
        let expected: u64 = bin.iter().map(|part| part.rows).sum();
        let mut rows = rows(stored, &table, &bin, attempt)?.execute_stream().await?;
        let writer = RecordBatchWriter::for_table(&table).map_err(failed)?;
        let mut writer = writer.with_writer_properties(stored.properties());
        let mut written = 0;
        while let Some(batch) = rows.try_next().await? {
            written += batch.num_rows() as u64;
            writer.write(batch).await.map_err(failed)?;
        }
        let added = writer.flush().await.map_err(failed)?;
        if written != expected {
            return Err(LakeError::RowsDiffer { table: stored.name.to_owned(), expected, found: written });
        }
        for mut add in added {
            add.data_change = false;
            actions.push(Action::Add(add));
        }
        actions.extend(bin.into_iter().map(|part| Action::Remove(part.remove)));
    }
    let operation = DeltaOperation::Optimize { predicate: None, target_size: TARGET };
    let snapshot = table.snapshot().map_err(failed)?;
    let commit = CommitBuilder::from(transaction(attempt, "compact")).with_actions(actions);
    Ok(commit.build(Some(snapshot), table.log_store(), operation).await.map_err(failed)?.version())
}

/// The rows of some files, in the order in which the table keeps them.
fn rows(stored: &Stored, table: &DeltaTable, bin: &Bin, attempt: &Attempt<'_>) -> Result<DataFrame, LakeError> {
    let snapshot = table.snapshot().map_err(|source| failed(stored.name, source))?;
    let mut config = DeltaScanConfig::new().with_wrap_partition_values(false).with_parquet_pushdown(false);
    config.schema_force_view_types = false;
    let paths = bin.iter().map(|part| part.remove.path.clone());
    let files = DeltaScanNext::new(snapshot.snapshot().clone(), config)?.with_file_paths(paths);
    let rows = attempt.context.read_table(Arc::new(files))?;
    if stored.name != EVENTS.name {
        return Ok(rows);
    }
    let order = [system::CUSTOMER_KEY, "ts"];
    let order = order.map(|name| Expr::Column(Column::from_name(name)).sort(true, false));
    Ok(rows.sort(order.to_vec())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, bytes: i64) -> Part {
        let remove = Remove {
            path: name.to_owned(),
            data_change: false,
            deletion_timestamp: None,
            extended_file_metadata: None,
            partition_values: None,
            size: Some(bytes),
            tags: None,
            deletion_vector: None,
            base_row_id: None,
            default_row_commit_version: None,
        };
        Part { remove, bytes, rows: 1 }
    }

    #[test]
    fn a_bin_holds_what_makes_one_file() {
        let third = TARGET / 3;
        let parts = vec![part("c", third), part("a", 5), part("b", third), part("d", third), part("e", third)];
        let bins = into_bins(parts);
        let names = |bin: &Bin| bin.iter().map(|part| part.remove.path.clone()).collect::<Vec<_>>().join("");
        assert_eq!(bins.iter().map(names).collect::<Vec<_>>(), ["abc", "de"]);
    }
}
