//! A copy of a workspace while others read and write it, and bringing it back.
//!
//! The copy is of one state: SQLite copies its databases as of one moment each, the tables are copied at the versions that the copied
//! `tenure.db` publishes, and a reader's mark keeps their files until they are ([`crate::readers`]). The journal is copied before the
//! state: what was moved from it to the tables in between is then in both, and its position says so; the other way round it would
//! be in neither.
//!
//! A backup is one when its list of contents is there, which is written last and holds the digest of every file. A
//! workspace is one when its `tenure.yaml` is there, which is brought back last.

mod contents;
mod restore;
mod write;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use model::Micros;

use crate::readers::Mark;
use crate::{Lake, LakeError};

pub use contents::Contents;
pub use restore::restore;

use write::Copies;

/// The settings, without which a folder is no workspace.
const SETTINGS: &str = "tenure.yaml";

/// What is to be copied beside the tables and the state.
#[derive(Clone, Copy, Debug)]
pub struct Backup<'a> {
    /// Files that people wrote, relative to the workspace: settings, mappings, metrics.
    pub files: &'a [PathBuf],
    /// The version of tenure that writes it.
    pub tenure: &'a str,
    /// The present.
    pub now_us: Micros,
}

impl Lake {
    /// Copies the workspace into a folder that is empty or not there yet.
    ///
    /// # Errors
    /// [`LakeError::NotEmpty`] when something is in the folder, other errors when a file cannot be read or written. What is then in the
    /// folder is no backup.
    pub async fn backup(&self, to: &Path, backup: &Backup<'_>) -> Result<Contents, LakeError> {
        make_empty(to)?;
        let mut mark = Mark::leave(self.tables().top());
        let mut copies = Copies::new(self.workspace().to_path_buf(), to.to_path_buf());
        copies.database("journal.db")?;
        let published = copies.database("tenure.db")?.map(|state| write::published(&state)).transpose()?;
        let published = published.unwrap_or_default();
        if let Some(mark) = &mut mark {
            mark.say(published.iter().map(|(name, version)| (name.as_str(), *version)));
        }
        for (name, version) in &published {
            let files = write::files(self.tables(), name, *version).await?;
            copies = tokio::task::spawn_blocking(move || copies.files(&files).map(|()| copies))
                .await
                .map_err(|_| LakeError::Stopped)??;
        }
        drop(mark);
        copies.files(backup.files)?;
        copies.end(backup)
    }
}

/// Makes a folder, or finds it empty.
fn make_empty(folder: &Path) -> Result<(), LakeError> {
    let failed = |source| LakeError::Folder { path: folder.to_path_buf(), source };
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(LakeError::NotEmpty { path: folder.to_path_buf() }),
            None => Ok(()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder).map_err(failed),
        Err(error) => Err(failed(error)),
    }
}
