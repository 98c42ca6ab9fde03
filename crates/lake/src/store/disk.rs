//! The two calls that make a file survive a power cut, behind a trait so that a test can count them.

use std::fmt::Debug;
use std::fs::File;
use std::io;
use std::path::Path;

/// Where files are synced.
pub(crate) trait Disk: Debug + Send + Sync {
    /// Flushes a file's bytes.
    fn sync_file(&self, path: &Path) -> io::Result<()>;
    /// Flushes a folder's entries: the names of files made, renamed or linked in it.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// The operating system's disk.
#[derive(Debug)]
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    /// Only Unix opens a folder as a file; elsewhere the file system orders its own entries.
    #[cfg(not(unix))]
    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }
}
