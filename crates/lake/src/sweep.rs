//! Clearing away what a writer left that never published: a killed import, a full disk.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use model::Micros;

use crate::LakeError;
use crate::delta::Tables;
use crate::state::{Publication, Published, State};

/// Puts every table back to its published version, removes tables that were never published, and empties the
/// scratch folder. Only for the holder of the write lock.
pub(crate) async fn sweep(folder: &Path, scratch: &Path, state: &State, tables: &Tables) -> Result<(), LakeError> {
    let failed = |source| LakeError::Folder { path: scratch.to_path_buf(), source };
    match fs::remove_dir_all(scratch) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => fs::create_dir_all(scratch).map_err(failed)?,
    }
    let published = state.published()?;
    let mut restored = BTreeMap::new();
    for name in tables_in(folder)?.collect::<Vec<_>>() {
        let path = tables.folder(&name);
        let Some(published) = published.get(&name) else {
            fs::remove_dir_all(&path).map_err(|source| LakeError::Folder { path, source })?;
            continue;
        };
        if newest_entry(&path)? <= Some(published.version) {
            continue;
        }
        if let Some(table) = tables.newest(&name).await? {
            let version = tables.restore(&name, table, published.version).await?;
            restored.insert(name, Published { version, ..Published::default() });
        }
    }
    if !restored.is_empty() {
        // The rows are the published ones again; only the number under which they stand is new.
        state.publish(&Publication { at_us: Micros::MIN, tables: restored, ..Publication::default() })?;
    }
    Ok(())
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
