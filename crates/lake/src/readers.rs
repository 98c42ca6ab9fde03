//! Marks of whoever reads: which versions of which tables must not be cleared away yet.
//!
//! A snapshot leaves a file under `lake/_readers` with the versions it has pinned, and holds a lock on it while it lives. The
//! operating system drops the lock with the process, so a mark that nobody holds is one of a process that was killed. The mark is
//! there before the versions are looked up: who clears away, and so holds the write lock, either sees the mark or was
//! done before the reader looked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::LakeError;

/// The folder of marks, in the lake's.
const FOLDER: &str = "_readers";

/// How long a reader is given that has marked itself and not yet said what it reads.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// Names given out by this process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// The versions of tables that live readers have pinned, by table.
pub(crate) type Marked = BTreeMap<String, BTreeSet<u64>>;

/// One reader's mark, taken away when dropped.
#[derive(Debug)]
pub(crate) struct Mark {
    path: PathBuf,
    file: File,
}

impl Mark {
    /// Marks a reader before it looks up what to read. None where no mark can be left, as in a folder that may not be written to
    /// or on a full disk: such a reader counts on files being kept for a while.
    pub(crate) fn leave(lake: &Path) -> Option<Self> {
        let folder = lake.join(FOLDER);
        for _ in 0..TRIES {
            let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = folder.join(name);
            let file = match OpenOptions::new().create_new(true).write(true).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    fs::create_dir_all(&folder).ok()?;
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(_) => return None,
            };
            file.lock_shared().ok()?;
            // Somebody may have taken it for a dead one's before it was locked.
            if path.exists() {
                return Some(Self { path, file });
            }
        }
        None
    }

    /// Says what is read. Where that cannot be written the mark stays, and nothing is cleared away while it does.
    pub(crate) fn say<'a>(&mut self, versions: impl Iterator<Item = (&'a str, u64)>) {
        let mut text: String = versions.map(|(table, version)| format!("{table} {version}\n")).collect();
        text.push_str("end\n");
        let _ = self.file.write_all(text.as_bytes());
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        // One that stays is found to be nobody's.
        let _ = fs::remove_file(&self.path);
    }
}

/// What live readers have pinned; none when one of them does not say. Marks that nobody holds are taken away. Only for the holder
/// of the write lock. Blocks for a second at most.
///
/// # Errors
/// [`LakeError::Folder`] when the marks cannot be read.
pub(crate) fn marked(lake: &Path) -> Result<Option<Marked>, LakeError> {
    let folder = lake.join(FOLDER);
    let failed = |source| LakeError::Folder { path: folder.clone(), source };
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(Marked::new())),
        entries => entries.map_err(failed)?,
    };
    let mut marked = Marked::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        match said(&path).map_err(failed)? {
            Some(versions) => {
                for (table, version) in versions {
                    marked.entry(table).or_default().insert(version);
                }
            }
            None => return Ok(None),
        }
    }
    Ok(Some(marked))
}

/// What a mark says; nothing where nobody holds it any more, none where its reader does not say.
fn said(path: &Path) -> io::Result<Option<Vec<(String, u64)>>> {
    for _ in 0..TRIES {
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(Vec::new())),
            file => file?,
        };
        match file.try_lock() {
            Ok(()) => {
                let _ = fs::remove_file(path);
                return Ok(Some(Vec::new()));
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if let Some(versions) = fs::read_to_string(path).ok().as_deref().and_then(parsed) {
            return Ok(Some(versions));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(None)
}

/// The versions a mark names; none of one that is not written to its end.
fn parsed(text: &str) -> Option<Vec<(String, u64)>> {
    let version = |line: &str| {
        let (table, version) = line.split_once(' ')?;
        Some((table.to_owned(), version.parse().ok()?))
    };
    text.strip_suffix("end\n")?.lines().map(version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_its_versions_until_its_reader_is_gone() {
        let lake = tempfile::tempdir().unwrap();
        assert_eq!(marked(lake.path()).unwrap(), Some(Marked::new()));
        let mut first = Mark::leave(lake.path()).unwrap();
        first.say([("orders", 3), ("events", 7)].into_iter());
        let mut second = Mark::leave(lake.path()).unwrap();
        second.say([("orders", 4)].into_iter());
        let expected = [("events".to_owned(), BTreeSet::from([7])), ("orders".to_owned(), BTreeSet::from([3, 4]))];
        assert_eq!(marked(lake.path()).unwrap(), Some(Marked::from(expected)));
        drop(first);
        let expected = [("orders".to_owned(), BTreeSet::from([4]))];
        assert_eq!(marked(lake.path()).unwrap(), Some(Marked::from(expected)));
        drop(second);
        assert_eq!(marked(lake.path()).unwrap(), Some(Marked::new()));
    }

    #[test]
    fn a_reader_that_does_not_say_what_it_reads_may_read_anything() {
        let lake = tempfile::tempdir().unwrap();
        let silent = Mark::leave(lake.path()).unwrap();
        assert_eq!(marked(lake.path()).unwrap(), None);
        drop(silent);
        assert_eq!(marked(lake.path()).unwrap(), Some(Marked::new()));
    }

    #[test]
    fn what_a_killed_reader_left_is_taken_away() {
        let lake = tempfile::tempdir().unwrap();
        fs::create_dir(lake.path().join(FOLDER)).unwrap();
        let left = lake.path().join(FOLDER).join("1-1");
        fs::write(&left, "orders 3\nend\n").unwrap();
        assert_eq!(marked(lake.path()).unwrap(), Some(Marked::new()));
        assert!(!left.exists());
    }
}
