//! One writer at a time: an exclusive lock on a file that every writer of the workspace takes.
//!
//! The operating system drops the lock with the process, so a killed import leaves none behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::LakeError;

/// How long an earlier tenure's import is waited for before its workspace is brought up.
const PATIENCE_MS: u64 = 60_000;
const PAUSE_MS: u64 = 50;

/// The right to write, held until dropped.
#[derive(Debug)]
pub(crate) struct WriteLock(#[expect(dead_code, reason = "the open file holds the lock")] File);

impl WriteLock {
    /// Takes the lock, calling `waiting` once before it waits for another writer.
    pub(crate) async fn take(folder: &Path, waiting: impl FnOnce() + Send + 'static) -> Result<Self, LakeError> {
        let path = folder.join("_lock");
        tokio::task::spawn_blocking(move || lock(path, waiting)).await.map_err(|_| LakeError::Stopped)?
    }

    /// Takes the lock from a thread that may block; another writer is given a minute to end.
    ///
    /// # Errors
    /// [`LakeError::EarlierWriter`] when the other writer is still at work then.
    pub(crate) fn take_soon(folder: &Path) -> Result<Self, LakeError> {
        let path = folder.join("_lock");
        let failed = |source| LakeError::Folder { path: path.clone(), source };
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(failed)?;
        for _ in 0..PATIENCE_MS / PAUSE_MS {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(PAUSE_MS)),
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
        Err(LakeError::EarlierWriter)
    }
}

fn lock(path: PathBuf, waiting: impl FnOnce()) -> Result<WriteLock, LakeError> {
    let failed = |source| LakeError::Folder { path: path.clone(), source };
    let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waiting();
            file.lock().map_err(failed)?;
        }
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    Ok(WriteLock(file))
}
