//! Clearing away what held rows before an erasure counted: earlier versions of tables, and the pages of the state.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::LakeError;
use crate::delta::{Tables, failed};
use crate::lake::Writing;

/// Removes whatever held rows, ids or counts before the erasure counted.
pub(super) async fn purge(writing: &Writing, number: i64) -> Result<(), LakeError> {
    for (name, published) in writing.state.published()? {
        keep_only(&writing.tables, &name, published.version).await?;
    }
    let state = writing.state.clone();
    tokio::task::spawn_blocking(move || state.end_erasure(number)).await.map_err(|_| LakeError::Stopped)?
}

/// Leaves of a table nothing but one version: its data files, its log from that version on, and a checkpoint that
/// stands for the log before. Earlier versions cannot be opened any more.
async fn keep_only(tables: &Tables, name: &str, version: u64) -> Result<(), LakeError> {
    let failed = |source| failed(name, source);
    let table = tables.at(name, version).await?;
    deltalake::checkpoints::create_checkpoint(&table, None).await.map_err(failed)?;
    let (snapshot, folder) = (table.snapshot().map_err(failed)?, tables.folder(name));
    let files = snapshot.log_data().into_iter().map(|file| folder.join(file.path().as_ref()));
    let kept: HashSet<PathBuf> = files.collect();
    tokio::task::spawn_blocking(move || remove_all_but(&folder, &kept, version))
        .await
        .map_err(|_| LakeError::Stopped)?
}

/// Removes the data files that are not kept and the log entries before a version; what a writer left half-written goes
/// too.
fn remove_all_but(table: &Path, kept: &HashSet<PathBuf>, version: u64) -> Result<(), LakeError> {
    // A file that is kept and is not there means that names are read wrongly: then nothing may be removed.
    for path in kept {
        fs::metadata(path).map_err(|source| LakeError::Folder { path: path.clone(), source })?;
    }
    let mut folders = vec![table.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let failed = |source| LakeError::Folder { path: folder.clone(), source };
        let in_log = folder.ends_with("_delta_log");
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let old = if in_log { is_old(&path, version) } else { !kept.contains(&path) };
            if path.is_dir() {
                folders.push(path);
            } else if old {
                fs::remove_file(&path).map_err(|source| LakeError::Folder { path, source })?;
            }
        }
        File::open(&folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    }
    Ok(())
}

/// Whether a file of the log stands for nothing from this version on.
fn is_old(path: &Path, version: u64) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name.split('.').next().and_then(|number| number.parse::<u64>().ok()) {
        Some(number) => number < version,
        None => name != "_last_checkpoint",
    }
}
