//! The file of the journal: how it is opened, and its tables.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::LakeError;
use crate::private;

/// The version this program writes.
const VERSION: i64 = 1;

/// Pages that stay in memory, in KiB: those of the present month's digests are met again and again.
const CACHE_KIB: i64 = 32 << 10;

/// Opens the database for its writer, making it when it is absent.
///
/// # Errors
/// [`LakeError::NewerSchema`] when a newer tenure wrote it, [`LakeError::Journal`] and [`LakeError::JournalFull`] when it
/// cannot be read or made.
pub(super) fn open(path: &Path, most_pages: Option<u32>) -> Result<Connection, LakeError> {
    private::begin(path);
    let connection = Connection::open(path).and_then(|connection| {
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        // What was erased leaves no bytes behind.
        connection.pragma_update(None, "secure_delete", "on")?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        if let Some(most) = most_pages {
            connection.pragma_update(None, "max_page_count", most)?;
        }
        Ok(connection)
    });
    let connection = connection.map_err(|why| LakeError::journal(&why))?;
    set_up(connection)
}

/// A second connection that only reads: it does not keep the writer waiting.
///
/// # Errors
/// [`LakeError::Journal`] when the file cannot be opened.
pub(super) fn reader(path: &Path) -> Result<Connection, LakeError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(Duration::from_secs(10))?;
        Ok(connection)
    });
    connection.map_err(|why| LakeError::journal(&why))
}

fn set_up(mut connection: Connection) -> Result<Connection, LakeError> {
    let failed = |why: rusqlite::Error| LakeError::journal(&why);
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if found > VERSION {
        return Err(LakeError::NewerSchema { found, known: VERSION });
    }
    if found == 0 {
        let made = connection.transaction().and_then(|transaction| {
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.commit()
        });
        made.map_err(failed)?;
    }
    Ok(connection)
}
