//! Bringing a backup back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::contents::{self, Contents};
use super::{SETTINGS, make_empty};
use crate::LakeError;

/// Brings a backup back into a folder that is empty or not there yet, and holds every file against its digest. The folder is a
/// workspace once the last file is there. Blocks.
///
/// # Errors
/// [`LakeError::NotBackup`] when the backup was not ended or is none, [`LakeError::NotEmpty`] when something is in the folder,
/// [`LakeError::Damaged`] when a file is not what was copied. What is then in the folder is no workspace.
pub fn restore(backup: &Path, to: &Path) -> Result<Contents, LakeError> {
    let contents = Contents::read(backup)?;
    make_empty(to)?;
    let mut folders = BTreeSet::from([to.to_path_buf()]);
    let (last, others): (Vec<_>, Vec<_>) = contents.files.iter().partition(|file| file.path == SETTINGS);
    for file in others {
        let path = to.join(&file.path);
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != to) {
            folders.insert(folder.to_path_buf());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| LakeError::Folder { path: folder.to_path_buf(), source })?;
        }
        bring_back(backup, to, file)?;
    }
    end_sessions(&to.join("tenure.db"))?;
    contents::sync_folders(&folders)?;
    for file in last {
        bring_back(backup, to, file)?;
    }
    contents::sync_folders([&to.to_path_buf()])?;
    Ok(contents)
}

/// Ends every browser's session: one that was ended since the backup would be there again.
fn end_sessions(state: &Path) -> Result<(), LakeError> {
    let connection = rusqlite::Connection::open(state)?;
    let is_there = connection.table_exists(None, "session")?;
    if is_there {
        connection.execute("delete from session", [])?;
    }
    Ok(())
}

fn bring_back(backup: &Path, to: &Path, file: &contents::Copied) -> Result<(), LakeError> {
    let (from, to) = (backup.join(&file.path), to.join(&file.path));
    // A damaged file of settings would make a workspace of the folder.
    let beside = to.with_extension("restoring");
    let (bytes, digest) = contents::copy(&from, &beside)?;
    if bytes != file.bytes || digest != file.digest {
        return Err(LakeError::Damaged { path: from });
    }
    fs::rename(&beside, &to).map_err(|source| LakeError::Folder { path: to, source })
}
