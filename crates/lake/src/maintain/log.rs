//! A table's log: a checkpoint that stands for the entries before it, and these removed once nobody opens a version of theirs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use model::Micros;

use super::Kept;
use crate::LakeError;
use crate::delta::{Tables, failed};

/// So many entries are read one by one before a checkpoint is worth its file.
const ENTRIES: u64 = 10;

/// One file of a log that belongs to a version.
#[derive(Debug)]
struct Entry {
    path: PathBuf,
    version: u64,
    is_checkpoint: bool,
    modified_us: Micros,
}

/// Writes a checkpoint of the published version where many entries have come since the last one.
///
/// # Errors
/// [`LakeError`] when the log cannot be read or written.
pub(super) async fn checkpoint(tables: &Tables, name: &str, version: u64) -> Result<(), LakeError> {
    let entries = entries(&tables.folder(name).join("_delta_log"))?;
    let last = entries.iter().filter(|entry| entry.is_checkpoint).map(|entry| entry.version).max();
    let since = last.map_or(version + 1, |last| version.saturating_sub(last));
    if since < ENTRIES {
        return Ok(());
    }
    let table = tables.at(name, version).await?;
    deltalake::checkpoints::create_checkpoint(&table, None).await.map_err(|source| failed(name, source))
}

/// Removes the entries before the last checkpoint from which every version that may still be opened can be read. Returns how many.
///
/// # Errors
/// [`LakeError::Folder`] when the log cannot be read or an entry not be removed.
pub(super) fn shorten(table: &Path, kept: &Kept, dry_run: bool) -> Result<u64, LakeError> {
    let log = table.join("_delta_log");
    let entries = entries(&log)?;
    // Who looked up a version just before the first recent entry was written may open the one before it.
    let recent = entries.iter().filter(|entry| entry.modified_us >= kept.since_us && !entry.is_checkpoint);
    let recent = recent.map(|entry| entry.version.saturating_sub(1)).min().unwrap_or(kept.published);
    let first = kept.read.first().copied().unwrap_or(kept.published).min(recent).min(kept.published);
    let checkpoints = entries.iter().filter(|entry| entry.is_checkpoint && entry.version <= first);
    let Some(from) = checkpoints.map(|entry| entry.version).max() else { return Ok(0) };
    let old: Vec<_> = entries.iter().filter(|entry| entry.version < from).collect();
    if !dry_run && !old.is_empty() {
        for entry in &old {
            let failed = |source| LakeError::Folder { path: entry.path.clone(), source };
            fs::remove_file(&entry.path).map_err(failed)?;
        }
        File::open(&log)
            .and_then(|folder| folder.sync_all())
            .map_err(|source| LakeError::Folder { path: log.clone(), source })?;
    }
    Ok(old.len() as u64)
}

/// The files of a log that begin with the number of their version.
fn entries(log: &Path) -> Result<Vec<Entry>, LakeError> {
    let failed = |source| LakeError::Folder { path: log.to_path_buf(), source };
    let mut entries = Vec::new();
    for entry in fs::read_dir(log).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(version) = name.split('.').next().and_then(|number| number.parse().ok()) else { continue };
        let modified = entry.metadata().and_then(|metadata| metadata.modified()).map_err(failed)?;
        let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified_us = Micros::try_from(since.as_micros()).unwrap_or(Micros::MAX);
        entries.push(Entry { path: entry.path(), version, is_checkpoint: name.contains(".checkpoint"), modified_us });
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const FAR: Micros = Micros::MAX;

    fn left(kept: &Kept) -> Vec<u64> {
        let table = tempfile::tempdir().unwrap();
        let log = table.path().join("_delta_log");
        fs::create_dir(&log).unwrap();
        for version in 0..30 {
            fs::write(log.join(format!("{version:020}.json")), "{}").unwrap();
        }
        for version in [9, 19, 29] {
            fs::write(log.join(format!("{version:020}.checkpoint.parquet")), "").unwrap();
        }
        fs::write(log.join("_last_checkpoint"), "{}").unwrap();
        let removed = shorten(table.path(), kept, false).unwrap();
        let left = entries(&log).unwrap();
        assert_eq!(left.len() as u64, 33 - removed);
        assert!(log.join("_last_checkpoint").exists());
        let mut left: Vec<_> = left.into_iter().map(|entry| entry.version).collect();
        left.sort_unstable();
        left.dedup();
        left
    }

    #[test]
    fn what_may_still_be_opened_keeps_its_checkpoint() {
        let kept = |read: &[u64], since_us| Kept { published: 29, read: read.iter().copied().collect(), since_us };
        assert_eq!(left(&kept(&[], FAR)), [29]);
        assert_eq!(left(&kept(&[28], FAR)).first(), Some(&19));
        assert_eq!(left(&kept(&[12, 28], FAR)).first(), Some(&9));
        assert_eq!(left(&kept(&[3], FAR)).first(), Some(&0));
        assert_eq!(left(&kept(&[], 0)).first(), Some(&0), "all of it is recent");
        let behind = Kept { published: 15, read: BTreeSet::new(), since_us: FAR };
        assert_eq!(left(&behind).first(), Some(&9));
    }
}
