//! The upkeep of the database file itself.

use rusqlite::Connection;

use super::State;
use crate::{LakeError, StateUpkeep};

/// Pages that are free before writing the file anew is worth it: this many, and a quarter of all.
const FREE_PAGES: i64 = 256;

impl State {
    /// Refreshes what SQLite knows of its tables, and writes the file anew where much of it is free. A file that others use is
    /// left as it is.
    pub(crate) fn tidy(&self, dry_run: bool) -> Result<StateUpkeep, LakeError> {
        let connection = self.connection();
        let bytes_before = bytes(&connection)?;
        if !dry_run && !connection.is_readonly(rusqlite::MAIN_DB)? {
            connection.execute_batch("pragma optimize")?;
            let (pages, free) = (number(&connection, "page_count")?, number(&connection, "freelist_count")?);
            if free >= FREE_PAGES && free >= pages / 4 {
                // Where somebody reads or the disk is full, it is written anew another time.
                let _ = connection.execute_batch("vacuum");
            }
            connection.query_row("pragma wal_checkpoint(passive)", [], |row| row.get::<_, i64>(0))?;
        }
        Ok(StateUpkeep { bytes_before, bytes_after: bytes(&connection)? })
    }
}

fn bytes(connection: &Connection) -> Result<u64, rusqlite::Error> {
    Ok((number(connection, "page_count")? * number(connection, "page_size")?).cast_unsigned())
}

fn number(connection: &Connection, pragma: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}
