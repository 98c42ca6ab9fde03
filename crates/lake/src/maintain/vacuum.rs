//! Removing data files that hold rows of earlier versions only.
//!
//! A file stays while the published version names it, while a snapshot of any process reads a version that does
//! ([`crate::readers`]), and for a while after the last version that named it: programs that are not tenure leave no mark.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use futures::TryStreamExt as _;
use model::Micros;

use crate::LakeError;
use crate::delta::{Tables, failed};

/// What of a table must stay.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub published: u64,
    /// Versions that snapshots read.
    pub read: BTreeSet<u64>,
    /// Whatever was named by a version at this instant or after it.
    pub since_us: Micros,
}

/// What was removed, or would be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Removed {
    pub files: u64,
    pub bytes: u64,
}

/// Removes every data file of a table that need not be kept. Only for the holder of the write lock.
///
/// # Errors
/// [`LakeError`] when the table cannot be read or a file not be removed.
pub(super) async fn vacuum(tables: &Tables, name: &str, kept: &Kept, dry_run: bool) -> Result<Removed, LakeError> {
    let mut files = named(tables, name, kept.published).await?;
    // A file that is named and is not there means that names are read wrongly: then nothing may be removed.
    for path in &files {
        fs::metadata(path).map_err(|source| LakeError::Folder { path: path.clone(), source })?;
    }
    for version in kept.read.iter().filter(|version| **version != kept.published) {
        files.extend(named(tables, name, *version).await?);
    }
    files.extend(removed_since(tables, name, kept).await?);
    let folder = tables.folder(name);
    tokio::task::spawn_blocking(move || remove_all_but(&folder, &files, dry_run))
        .await
        .map_err(|_| LakeError::Stopped)?
}

/// The data files of one version.
async fn named(tables: &Tables, name: &str, version: u64) -> Result<HashSet<PathBuf>, LakeError> {
    let table = tables.at(name, version).await?;
    let (snapshot, folder) = (table.snapshot().map_err(|source| failed(name, source))?, tables.folder(name));
    Ok(snapshot.log_data().into_iter().map(|file| folder.join(file.path().as_ref())).collect())
}

/// The data files that no version has named for less than the grace.
async fn removed_since(tables: &Tables, name: &str, kept: &Kept) -> Result<Vec<PathBuf>, LakeError> {
    let failed = |source| failed(name, source);
    let table = tables.at(name, kept.published).await?;
    let (snapshot, folder, log_store) = (table.snapshot().map_err(failed)?, tables.folder(name), table.log_store());
    let mut removed = snapshot.all_tombstones(log_store.as_ref());
    let mut recent = Vec::new();
    while let Some(file) = removed.try_next().await.map_err(failed)? {
        let at_us = file.deletion_timestamp().unwrap_or_default().saturating_mul(1_000);
        if at_us >= kept.since_us {
            recent.push(folder.join(file.path().as_ref()));
        }
    }
    Ok(recent)
}

fn remove_all_but(table: &Path, kept: &HashSet<PathBuf>, dry_run: bool) -> Result<Removed, LakeError> {
    let mut removed = Removed::default();
    let mut folders = vec![table.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let failed = |source| LakeError::Folder { path: folder.clone(), source };
        let mut any = false;
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                if !path.ends_with("_delta_log") {
                    folders.push(path);
                }
            } else if !kept.contains(&path) {
                removed.files += 1;
                removed.bytes += fs::metadata(&path).map_err(failed)?.len();
                if !dry_run {
                    fs::remove_file(&path).map_err(|source| LakeError::Folder { path, source })?;
                    any = true;
                }
            }
        }
        if any {
            File::open(&folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        }
        if any && folder != table {
            // A folder that holds other files stays.
            let _ = fs::remove_dir(&folder);
        }
    }
    Ok(removed)
}
