//! Copying the parts of a workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::Backup;
use super::contents::{self, Contents, Copied};
use crate::LakeError;
use crate::delta::{Tables, failed};

/// What has been copied so far.
#[derive(Debug)]
pub(super) struct Copies {
    from: PathBuf,
    to: PathBuf,
    files: Vec<Copied>,
    folders: BTreeSet<PathBuf>,
}

impl Copies {
    pub(super) fn new(from: PathBuf, to: PathBuf) -> Self {
        let folders = BTreeSet::from([to.clone()]);
        Self { from, to, files: Vec::new(), folders }
    }

    /// Copies a database as of one moment, where there is one. Tells where the copy is.
    pub(super) fn database(&mut self, name: &str) -> Result<Option<PathBuf>, LakeError> {
        let (from, to) = (self.from.join(name), self.to.join(name));
        if !from.exists() {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&from, flags)?;
        connection.busy_timeout(Duration::from_secs(60))?;
        connection.execute("vacuum into ?1", [to.to_string_lossy()])?;
        drop(connection);
        let (bytes, digest) = contents::digest(&to)?;
        self.files.push(Copied { path: name.to_owned(), bytes, digest });
        Ok(Some(to))
    }

    /// Copies files, named relative to the workspace.
    pub(super) fn files(&mut self, files: &[PathBuf]) -> Result<(), LakeError> {
        for file in files {
            let (from, to) = (self.from.join(file), self.to.join(file));
            for folder in to.ancestors().skip(1).take_while(|folder| *folder != self.to) {
                self.folders.insert(folder.to_path_buf());
            }
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)
                    .map_err(|source| LakeError::Folder { path: folder.to_path_buf(), source })?;
            }
            let (bytes, digest) = contents::copy(&from, &to)?;
            let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
            self.files.push(Copied { path: parts.join("/"), bytes, digest });
        }
        Ok(())
    }

    /// Writes the list of contents, by which it becomes a backup.
    pub(super) fn end(self, backup: &Backup<'_>) -> Result<Contents, LakeError> {
        contents::sync_folders(&self.folders)?;
        let contents = Contents::new(backup.tenure, backup.now_us, self.files);
        contents.write(&self.to)?;
        Ok(contents)
    }
}

/// The versions that a copied state publishes.
pub(super) fn published(state: &Path) -> Result<BTreeMap<String, u64>, LakeError> {
    let connection = Connection::open_with_flags(state, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut query = connection.prepare("select table_name, version from published")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The files of a table that one version is read from, relative to the workspace: its data files, and its log from the last
/// checkpoint on.
pub(super) async fn files(tables: &Tables, name: &str, version: u64) -> Result<Vec<PathBuf>, LakeError> {
    let top = Path::new("lake").join(name);
    let table = tables.at(name, version).await?;
    let snapshot = table.snapshot().map_err(|source| failed(name, source))?;
    let mut files: Vec<_> = snapshot.log_data().into_iter().map(|file| top.join(file.path().as_ref())).collect();
    files.sort();
    let log = tables.folder(name).join("_delta_log");
    let failed = |source| LakeError::Folder { path: log.clone(), source };
    let mut entries = BTreeMap::new();
    for entry in fs::read_dir(&log).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        let number = name.split('.').next().and_then(|number| number.parse::<u64>().ok());
        // What is being written has a `#` and a number behind it.
        if let Some(number) = number.filter(|number| *number <= version && !name.contains('#')) {
            entries.insert(name, number);
        }
    }
    let is_checkpoint = |name: &str| name.contains(".checkpoint.");
    let from = entries.iter().filter(|(name, _)| is_checkpoint(name)).map(|(_, number)| *number).max().unwrap_or(0);
    let needed = entries.into_iter().filter(|(_, number)| *number >= from);
    files.extend(needed.map(|(name, _)| top.join("_delta_log").join(name)));
    Ok(files)
}
