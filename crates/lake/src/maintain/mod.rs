//! Upkeep: small files become large ones, the log a checkpoint, and files that nobody reads any more are removed.
//!
//! No answer changes by it, of today or of any earlier instant: rows are moved, not touched. A table's merged files count once its
//! new version is published, as with an import ([`crate::sweep`] takes back what never was), and one table at a time, so that writers
//! wait for one table and not for all. What held the rows before stays while a snapshot reads it and for a while longer:
//! see [`vacuum`].

mod compact;
mod log;
mod vacuum;

use std::collections::BTreeMap;
use std::fs;

use model::{Micros, tables::TABLES};

use crate::delta::{Attempt, Tables, failed};
use crate::lake::Writing;
use crate::readers::{self, Marked};
use crate::state::{Publication, Published, PublishedTable};
use crate::stored::Stored;
use crate::{Lake, LakeError, session};

pub(crate) use vacuum::Kept;

/// What is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Upkeep {
    /// The present.
    pub now_us: Micros,
    /// For how long files stay that no published version names any more: for readers that leave no mark, such as other programs.
    pub grace_us: Micros,
    /// The least number of small files of one month that are worth merging; 2 merges all there are.
    pub least_files: usize,
    /// Whether it is only told what would be done.
    pub dry_run: bool,
}

/// What was done, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// The tables that have files, by name.
    pub tables: Vec<TableUpkeep>,
    pub state: StateUpkeep,
}

/// What was done to one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableUpkeep {
    pub table: String,
    /// Files that hold its rows.
    pub files_before: u64,
    pub files_after: u64,
    pub bytes_before: u64,
    /// None where it was not done: how small files become together is not known before.
    pub bytes_after: Option<u64>,
    /// Files that held rows of earlier versions, removed.
    pub removed_files: u64,
    pub removed_bytes: u64,
    /// Entries of its log that a checkpoint stands for, removed.
    pub removed_entries: u64,
    /// Whether files were kept for a reader at work that does not say what it reads.
    pub held: bool,
}

/// What was done to the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateUpkeep {
    pub bytes_before: u64,
    pub bytes_after: u64,
}

impl Lake {
    /// Merges small files, writes checkpoints and removes what nobody reads any more. Waits for writers at work.
    ///
    /// # Errors
    /// [`LakeError`] when the lake cannot be read or written. Tables that were done by then stay so.
    pub async fn maintain(&self, upkeep: &Upkeep) -> Result<Maintained, LakeError> {
        let mut done = Maintained::default();
        for stored in all() {
            if !self.state().published()?.contains_key(stored.name) {
                continue;
            }
            let writing = if upkeep.dry_run { self.write_unswept().await? } else { self.write().await? };
            done.tables.push(table(&writing, &stored, upkeep).await?);
        }
        let writing = self.write_unswept().await?;
        let (state, dry_run) = (writing.state.clone(), upkeep.dry_run);
        done.state =
            tokio::task::spawn_blocking(move || state.tidy(dry_run)).await.map_err(|_| LakeError::Stopped)??;
        drop(writing);
        Ok(done)
    }

    /// Whether a month of some table has at least so many small files.
    ///
    /// # Errors
    /// [`LakeError`] when the lake cannot be read.
    pub async fn is_crowded(&self, least_files: usize) -> Result<bool, LakeError> {
        for (name, published) in self.state().published()? {
            let table = self.tables().at(&name, published.version).await?;
            if !compact::bins(&name, &table, least_files)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
impl Lake {
    /// Merges a table's files and stops where a kill would hurt most: before that counts.
    pub(crate) async fn merge_and_die(&self, name: &str) {
        let writing = self.write().await.unwrap();
        let stored = all().find(|stored| stored.name == name).unwrap();
        let opened = writing.tables.newest(name).await.unwrap().unwrap();
        let bins = compact::bins(name, &opened, 2).unwrap();
        let context = session::writing(&writing.scratch).unwrap();
        let attempt = Attempt { context: &context, number: writing.state.begin_attempt().unwrap() };
        compact::merge(&writing.tables, &stored, bins, &attempt).await.unwrap();
    }
}

/// Every table that may be there.
fn all() -> impl Iterator<Item = Stored> {
    TABLES.into_iter().map(Stored::canonical).chain([Stored::identities(), Stored::quarantine()])
}

/// One table, by the holder of the write lock.
async fn table(writing: &Writing, stored: &Stored, upkeep: &Upkeep) -> Result<TableUpkeep, LakeError> {
    let mut done = TableUpkeep { table: stored.name.to_owned(), ..TableUpkeep::default() };
    let published = |state: BTreeMap<String, PublishedTable>| state.get(stored.name).map(|table| table.version);
    let Some(before) = published(writing.state.published()?) else { return Ok(done) };
    let opened = writing.tables.at(stored.name, before).await?;
    (done.files_before, done.bytes_before) = size(stored.name, &opened)?;
    let bins = compact::bins(stored.name, &opened, upkeep.least_files)?;
    if upkeep.dry_run {
        let merged: usize = bins.iter().map(|bin| bin.len() - 1).sum();
        done.files_after = done.files_before - merged as u64;
    } else {
        if !bins.is_empty() {
            merge(writing, stored, bins).await?;
        }
        let after = published(writing.state.published()?).unwrap_or(before);
        let opened = writing.tables.at(stored.name, after).await?;
        let (files, bytes) = size(stored.name, &opened)?;
        (done.files_after, done.bytes_after) = (files, Some(bytes));
    }
    clear(writing, stored, upkeep, &mut done).await?;
    Ok(done)
}

/// Merges files and makes that count.
async fn merge(writing: &Writing, stored: &Stored, bins: Vec<compact::Bin>) -> Result<(), LakeError> {
    fs::create_dir_all(&writing.scratch)
        .map_err(|source| LakeError::Folder { path: writing.scratch.clone(), source })?;
    let context = session::writing(&writing.scratch)?;
    let attempt = Attempt { context: &context, number: writing.state.begin_attempt()? };
    let version = compact::merge(&writing.tables, stored, bins, &attempt).await?;
    let tables = BTreeMap::from([(stored.name.to_owned(), Published { version, ..Published::default() })]);
    // The rows are the published ones; only the number under which they stand is new.
    writing.state.publish(&Publication { at_us: Micros::MIN, tables, ..Publication::default() })
}

/// Removes the files and the entries of the log that nobody reads any more.
async fn clear(writing: &Writing, stored: &Stored, upkeep: &Upkeep, done: &mut TableUpkeep) -> Result<(), LakeError> {
    let Some(published) = writing.state.published()?.get(stored.name).copied() else { return Ok(()) };
    let marked = marked(&writing.tables).await?;
    let Some(marked) = marked else {
        done.held = true;
        return Ok(());
    };
    let read = marked.get(stored.name).cloned().unwrap_or_default();
    let kept = Kept { published: published.version, read, since_us: upkeep.now_us.saturating_sub(upkeep.grace_us) };
    if !upkeep.dry_run {
        log::checkpoint(&writing.tables, stored.name, published.version).await?;
    }
    let dry_run = upkeep.dry_run;
    let removed = vacuum::vacuum(&writing.tables, stored.name, &kept, dry_run).await?;
    (done.removed_files, done.removed_bytes) = (removed.files, removed.bytes);
    let folder = writing.tables.folder(stored.name);
    done.removed_entries = tokio::task::spawn_blocking(move || log::shorten(&folder, &kept, dry_run))
        .await
        .map_err(|_| LakeError::Stopped)??;
    Ok(())
}

async fn marked(tables: &Tables) -> Result<Option<Marked>, LakeError> {
    let lake = tables.top().to_path_buf();
    tokio::task::spawn_blocking(move || readers::marked(&lake)).await.map_err(|_| LakeError::Stopped)?
}

/// How many files a version has, and how many bytes.
fn size(name: &str, table: &deltalake::DeltaTable) -> Result<(u64, u64), LakeError> {
    let snapshot = table.snapshot().map_err(|source| failed(name, source))?;
    let sizes = snapshot.log_data().into_iter().map(|file| file.size().cast_unsigned());
    Ok(sizes.fold((0, 0), |(files, bytes), size| (files + 1, bytes + size)))
}
