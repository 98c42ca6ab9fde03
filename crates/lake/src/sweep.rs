//! Clearing away what a writer left that never published: a killed import, a full disk.
//!
//! Files that no published version names were never seen by a reader and are deleted. Files of earlier published versions
//! stay: a question that was asked before may still read them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use model::Micros;

use crate::LakeError;
use crate::delta::Tables;
use crate::state::{Publication, Published, State};

/// Puts every table back to its published version, removes tables that were never published, and empties the
/// scratch folder; after a writer that did not end, deletes its files. Only for the holder of the write lock.
pub(crate) async fn sweep(folder: &Path, scratch: &Path, state: &State, tables: &Tables) -> Result<(), LakeError> {
    let failed = |source| LakeError::Folder { path: scratch.to_path_buf(), source };
    match fs::remove_dir_all(scratch) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => fs::create_dir_all(scratch).map_err(failed)?,
    }
    let (published, ended) = (state.published()?, state.last_writer_ended()?);
    let mut restored = BTreeMap::new();
    for name in tables_in(folder)?.collect::<Vec<_>>() {
        let path = tables.folder(&name);
        let Some(published) = published.get(&name) else {
            fs::remove_dir_all(&path).map_err(|source| LakeError::Folder { path, source })?;
            continue;
        };
        if !ended {
            delete_unknown(&path, &tables.known_files(&name, published.version).await?)?;
        }
        if newest_entry(&path)? <= Some(published.version) {
            continue;
        }
        if let Some(table) = tables.newest(&name).await? {
            let version = tables.restore(&name, table, published.version).await?;
            restored.insert(name, Published { version, ..Published::default() });
        }
    }
    if !ended || !restored.is_empty() {
        // The rows are the published ones again; only the number under which they stand is new.
        state.publish(&Publication { at_us: Micros::MIN, tables: restored, ..Publication::default() })?;
    }
    Ok(())
}

/// Deletes the data files of a table that are not `known`, what lies half written beside its log, and the folders this
/// empties.
fn delete_unknown(table: &Path, known: &HashSet<PathBuf>) -> Result<(), LakeError> {
    let log = table.join("_delta_log");
    for path in files_below(table)? {
        let keep = if path.starts_with(&log) { is_log_entry(&path) } else { known.contains(&path) };
        if !keep {
            fs::remove_file(&path).map_err(|source| LakeError::Folder { path: path.clone(), source })?;
            if let Some(folder) = path.parent().filter(|folder| *folder != table) {
                // A folder that holds other files stays.
                let _ = fs::remove_dir(folder);
            }
        }
    }
    Ok(())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let failed = |source| LakeError::Folder { path: folder.to_path_buf(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

/// Entries begin with their version; what is being written does not, or has a `#` and a number behind it.
fn is_log_entry(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name == "_last_checkpoint" || (name.starts_with(|c: char| c.is_ascii_digit()) && !name.contains('#'))
}

/// The names of the tables in the lake's folder, published or not.
pub(crate) fn tables_in(folder: &Path) -> Result<impl Iterator<Item = String> + use<>, LakeError> {
    let entries = fs::read_dir(folder).map_err(|source| LakeError::Folder { path: folder.to_path_buf(), source })?;
    Ok(entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with(['_', '.'])))
}

/// The newest version in a table's log, by the names of its files.
fn newest_entry(table: &Path) -> Result<Option<u64>, LakeError> {
    let log = table.join("_delta_log");
    let entries = fs::read_dir(&log).map_err(|source| LakeError::Folder { path: log, source })?;
    Ok(entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".json").and_then(|number| number.parse().ok()))
        .max())
}
