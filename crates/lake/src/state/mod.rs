//! The workspace's state in SQLite: which import is the last, which version of each table counts, and a cache
//! of who has which key.
//!
//! One transaction of [`publish`] is the commit point of everything the lake does.

mod cache;
mod corrections;
mod definitions;
mod deliveries;
mod erasures;
mod ids;
mod links;
mod publish;
mod read;
mod schema;
mod tidy;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use url::Url;

use crate::LakeError;
use crate::lock::WriteLock;
use crate::private;

pub(crate) use cache::{CachedIdentity, CachedLink};
pub use deliveries::{ColumnChange, ImportCount};
pub(crate) use erasures::ErasurePublication;
pub(crate) use ids::KnownLink;
pub use ids::LinkChange;
pub(crate) use publish::{FileCount, ImportRecord, Publication, Published};
use schema::Found;

pub(crate) use read::{Heads, PublishedTable, Reading};

/// The open database, shared by the threads of one process.
#[derive(Debug)]
pub(crate) struct State(Mutex<Connection>);

impl State {
    /// Opens the database, making it when it is absent and bringing it up when it is of an earlier version; for that
    /// `lock` gives the right to write.
    ///
    /// # Errors
    /// [`LakeError::NewerSchema`] when a newer tenure wrote it, [`LakeError::EarlierSchema`] when an earlier one did
    /// and it cannot be written.
    pub(crate) fn open(path: &Path, lock: impl FnOnce() -> Result<WriteLock, LakeError>) -> Result<Self, LakeError> {
        let connection = match open(path, lock) {
            Err(LakeError::State(why)) if cannot_write(&why) => frozen(path)?.ok_or(why)?,
            opened => opened?,
        };
        Ok(Self(Mutex::new(connection)))
    }

    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(path: &Path, lock: impl FnOnce() -> Result<WriteLock, LakeError>) -> Result<Connection, LakeError> {
    private::begin(path);
    let connection = Connection::open(path)?;
    let held = match schema::set_up(&connection)? {
        Found::Earlier(found) if connection.is_readonly(rusqlite::MAIN_DB)? => return Err(schema::earlier(found)),
        Found::Earlier(_) => Some(lock()?),
        Found::Ready => None,
    };
    schema::bring_up(&connection)?;
    drop(held);
    Ok(connection)
}

fn cannot_write(why: &rusqlite::Error) -> bool {
    matches!(why.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// The database in a folder that nobody may write to: SQLite keeps its log beside the file and needs to be told that
/// there is none. None where a log is left, or where the file cannot be read so either.
fn frozen(path: &Path) -> Result<Option<Connection>, LakeError> {
    let log = path.with_extension("db-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Ok(None);
    }
    let Some(connection) = immutable(path) else {
        return Ok(None);
    };
    match schema::found(&connection)? {
        Found::Earlier(found) => Err(schema::earlier(found)),
        Found::Ready => Ok(schema::is_known(&connection).then_some(connection)),
    }
}

fn immutable(path: &Path) -> Option<Connection> {
    let mut address = Url::from_file_path(std::path::absolute(path).ok()?).ok()?;
    address.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(address.as_str(), flags).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_cannot_be_written_is_read_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tenure.db");
        assert!(frozen(&path).unwrap().is_none());
        drop(State::open(&path, nobody_waits).unwrap());
        let read = frozen(&path).unwrap().unwrap();
        let tries: i64 =
            read.query_row("select value from counter where name = 'attempt'", [], |row| row.get(0)).unwrap();
        assert_eq!(tries, 0);
        assert!(cannot_write(&read.execute("delete from counter", []).unwrap_err()));

        std::fs::write(folder.path().join("tenure.db-wal"), "what was not moved over yet").unwrap();
        assert!(frozen(&path).unwrap().is_none());
    }

    #[test]
    fn an_earlier_state_is_brought_up_under_the_lock_and_refused_where_it_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tenure.db");
        let set_version = |version: i64| {
            Connection::open(&path).unwrap().pragma_update(None, "user_version", version).unwrap();
        };
        drop(State::open(&path, nobody_waits).unwrap());
        let present = version_of(&path);
        // There is no version before the first, but for a reader the number decides.
        set_version(-1);
        let refused = frozen(&path).unwrap_err();
        assert!(matches!(refused, LakeError::EarlierSchema { found: -1, .. }), "{refused}");
        let refused = State::open(&path, || Err(LakeError::Stopped)).unwrap_err();
        assert!(matches!(refused, LakeError::Stopped), "an earlier version asks for the lock: {refused}");

        set_version(present);
        State::open(&path, nobody_waits).unwrap();
    }

    fn nobody_waits() -> Result<WriteLock, LakeError> {
        panic!("the lock is only for earlier versions");
    }

    fn version_of(path: &Path) -> i64 {
        Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }
}
