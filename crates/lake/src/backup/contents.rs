//! What a backup holds: the list that makes it one.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use model::Micros;
use serde::{Deserialize, Serialize};

use crate::LakeError;

/// The name of the list, in the backup's folder.
const FILE: &str = "backup.json";

/// The form of the list.
const FORM: u32 = 1;

/// The contents of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    form: u32,
    /// The version of tenure that wrote it.
    pub tenure: String,
    /// When it was written.
    pub at_us: Micros,
    /// In the order in which they were copied.
    pub files: Vec<Copied>,
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Relative to the workspace, its parts apart by `/`.
    pub path: String,
    pub bytes: u64,
    /// BLAKE3 of its bytes, in hex.
    pub digest: String,
}

impl Contents {
    pub(super) fn new(tenure: &str, at_us: Micros, files: Vec<Copied>) -> Self {
        Self { form: FORM, tenure: tenure.to_owned(), at_us, files }
    }

    /// How many bytes the files have.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The list of a backup.
    ///
    /// # Errors
    /// [`LakeError::NotBackup`] when there is none, or one that this program cannot read.
    pub(super) fn read(backup: &Path) -> Result<Self, LakeError> {
        let none = || LakeError::NotBackup { path: backup.to_path_buf() };
        let text = fs::read(backup.join(FILE)).map_err(|_| none())?;
        let contents: Self = serde_json::from_slice(&text).map_err(|_| none())?;
        // A list that names files elsewhere is none of ours.
        let inside = |file: &Copied| {
            Path::new(&file.path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        if contents.form != FORM || !contents.files.iter().all(inside) {
            return Err(none());
        }
        Ok(contents)
    }

    /// Writes the list, whole or not at all.
    pub(super) fn write(&self, backup: &Path) -> Result<(), LakeError> {
        let (path, beside) = (backup.join(FILE), backup.join(format!("_{FILE}")));
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()?;
            fs::rename(&beside, &path)?;
            sync_folder(backup)
        };
        write().map_err(|source: io::Error| LakeError::Folder { path: path.clone(), source })
    }
}

/// Copies a file, makes the copy durable, and tells its size and digest.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(u64, String), LakeError> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |source| LakeError::Folder { path, source }
    };
    let mut source = File::open(from).map_err(failed(from))?;
    let mut target = File::create_new(to).map_err(failed(to))?;
    let (mut digest, mut bytes, mut buffer) = (blake3::Hasher::new(), 0, vec![0; 1 << 20]);
    loop {
        let read = source.read(&mut buffer).map_err(failed(from))?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        bytes += read as u64;
        target.write_all(&buffer[..read]).map_err(failed(to))?;
    }
    target.sync_all().map_err(failed(to))?;
    Ok((bytes, digest.finalize().to_hex().to_string()))
}

/// Makes a file durable that somebody else wrote, and tells its size and digest.
pub(super) fn digest(path: &Path) -> Result<(u64, String), LakeError> {
    let failed = |source| LakeError::Folder { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    let mut digest = blake3::Hasher::new();
    let bytes = io::copy(&mut &file, &mut digest).map_err(failed)?;
    Ok((bytes, digest.finalize().to_hex().to_string()))
}

/// Makes the names in these folders durable.
pub(super) fn sync_folders<'a>(folders: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), LakeError> {
    for folder in folders {
        sync_folder(folder).map_err(|source| LakeError::Folder { path: folder.clone(), source })?;
    }
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Only Unix opens a folder as a file; elsewhere the file system orders its own entries.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
