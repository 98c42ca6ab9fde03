//! The workspace's state in SQLite: which import is the last, which version of each table counts, and a cache
//! of who has which key.
//!
//! One transaction of [`publish`] is the commit point of everything the lake does.

mod ids;
mod publish;
mod read;
mod schema;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use url::Url;

use crate::LakeError;

pub(crate) use publish::{FileCount, ImportRecord, Publication, Published};
pub(crate) use read::{Heads, PublishedTable, Reading};

/// The open database, shared by the threads of one process.
#[derive(Debug)]
pub(crate) struct State(Mutex<Connection>);

impl State {
    /// Opens the database, making it when it is absent.
    ///
    /// # Errors
    /// [`LakeError::NewerSchema`] when a newer tenure wrote it.
    pub(crate) fn open(path: &Path) -> Result<Self, LakeError> {
        let made = Connection::open(path)
            .map_err(LakeError::from)
            .and_then(|connection| schema::prepare(&connection).map(|()| connection));
        let connection = match made {
            Err(LakeError::State(why)) if cannot_write(&why) => frozen(path).ok_or(why)?,
            made => made?,
        };
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cannot_write(why: &rusqlite::Error) -> bool {
    matches!(why.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// The database in a folder that nobody may write to: SQLite keeps its log beside the file and needs to be told that
/// there is none. None where a log is left, or where the file cannot be read so either.
fn frozen(path: &Path) -> Option<Connection> {
    let log = path.with_extension("db-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return None;
    }
    let mut address = Url::from_file_path(std::path::absolute(path).ok()?).ok()?;
    address.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(address.as_str(), flags).ok()?;
    schema::is_known(&connection).then_some(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_cannot_be_written_is_read_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tenure.db");
        assert!(frozen(&path).is_none());
        drop(State::open(&path).unwrap());
        let read = frozen(&path).unwrap();
        let tries: i64 =
            read.query_row("select value from counter where name = 'attempt'", [], |row| row.get(0)).unwrap();
        assert_eq!(tries, 0);
        assert!(cannot_write(&read.execute("delete from counter", []).unwrap_err()));

        std::fs::write(folder.path().join("tenure.db-wal"), "what was not moved over yet").unwrap();
        assert!(frozen(&path).is_none());
    }
}
