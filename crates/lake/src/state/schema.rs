//! The versions of `tenure.db`: each is the one before it and a step of SQL.
//!
//! A database of an earlier version is brought up when it is opened, by whoever opens it, under the write lock: no
//! earlier tenure that still writes finds the ground changed under it. Steps only add, so an earlier tenure that
//! merely reads goes on reading.

use std::time::Duration;

use rusqlite::Connection;

use crate::LakeError;

/// Step n makes version n + 1 of version n; SQLite's `user_version` holds the version. A step that was released is never
/// changed: a further change is a further step.
const STEPS: &[&str] = &[
    include_str!("schema/1_base.sql"),
    include_str!("schema/2_definitions.sql"),
    include_str!("schema/3_source_columns.sql"),
    include_str!("schema/4_links.sql"),
    include_str!("schema/5_identity_cache.sql"),
    include_str!("schema/6_forgotten.sql"),
    include_str!("schema/7_deletions.sql"),
    include_str!("schema/8_corrections.sql"),
    include_str!("schema/9_access.sql"),
    include_str!("schema/10_notebook.sql"),
];

/// The version this program writes.
const VERSION: i64 = STEPS.len() as i64;

/// What opening finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or the version of this program.
    Ready,
    /// A version before this program's.
    Earlier(i64),
}

/// Sets the connection up and tells which version the database is.
///
/// # Errors
/// [`LakeError::NewerSchema`] when it is none that this program knows.
pub(super) fn set_up(connection: &Connection) -> Result<Found, LakeError> {
    connection.busy_timeout(Duration::from_secs(60))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    found(connection)
}

/// The version of a database, nothing changed.
///
/// # Errors
/// [`LakeError::NewerSchema`] when it is none that this program knows.
pub(super) fn found(connection: &Connection) -> Result<Found, LakeError> {
    match version(connection)? {
        found if found > VERSION => Err(LakeError::NewerSchema { found, known: VERSION }),
        0 | VERSION => Ok(Found::Ready),
        found => Ok(Found::Earlier(found)),
    }
}

/// The refusal of an earlier version where it cannot be brought up.
pub(super) fn earlier(found: i64) -> LakeError {
    LakeError::EarlierSchema { found, known: VERSION }
}

/// Makes the tables of a new database, or takes the steps that an earlier one lacks.
pub(super) fn bring_up(connection: &Connection) -> Result<(), LakeError> {
    Ok(take(connection, STEPS)?)
}

/// Whether the tables are there and of this version.
pub(super) fn is_known(connection: &Connection) -> bool {
    version(connection).is_ok_and(|found| found == VERSION)
}

/// Each step is one transaction with its version. Two processes may meet here: the second finds the version
/// set once it may write.
fn take(connection: &Connection, steps: &[&str]) -> Result<(), rusqlite::Error> {
    for (before, step) in (0..).zip(steps) {
        if version(connection)? > before {
            continue;
        }
        connection.execute_batch("begin immediate")?;
        let taken = match version(connection) {
            Ok(found) if found == before => connection
                .execute_batch(step)
                .and_then(|()| connection.pragma_update(None, "user_version", before + 1))
                .and_then(|()| connection.execute_batch("commit")),
            Ok(_) => connection.execute_batch("commit"),
            Err(why) => Err(why),
        };
        if taken.is_err() {
            // A full disk has rolled back by itself.
            let _ = connection.execute_batch("rollback");
        }
        taken?;
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workspace's state as version 1 left it, with two imports, a link that holds and one that was undone.
    const VERSION_1: &str = include_str!("schema/version_1.fixture.sql");

    fn schema(connection: &Connection) -> Vec<String> {
        let mut query =
            connection.prepare("select sql from sqlite_master where sql is not null order by name").unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn the_first_version_is_brought_up_to_the_present_one() {
        let old = Connection::open_in_memory().unwrap();
        old.execute_batch(VERSION_1).unwrap();
        assert_eq!(version(&old).unwrap(), 1);
        bring_up(&old).unwrap();
        let new = Connection::open_in_memory().unwrap();
        bring_up(&new).unwrap();
        assert_eq!((version(&old).unwrap(), schema(&old)), (VERSION, schema(&new)));
        assert!(is_known(&old));
        let imports: i64 = old.query_row("select count(*) from import", [], |row| row.get(0)).unwrap();
        assert_eq!(imports, 2);
    }

    #[test]
    fn the_cache_of_identities_is_made_anew_as_the_steps_made_it() {
        let all = Connection::open_in_memory().unwrap();
        bring_up(&all).unwrap();
        let cache = Connection::open_in_memory().unwrap();
        cache.execute_batch(include_str!("schema/identities.sql")).unwrap();
        let expected = schema(&all);
        let expected: Vec<_> =
            expected.iter().filter(|sql| sql.contains(" identity") || sql.contains(" link")).collect();
        assert_eq!(schema(&cache).iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn steps_are_taken_once_and_a_step_that_fails_leaves_the_version_before_it() {
        let connection = Connection::open_in_memory().unwrap();
        let one = "create table a (x integer); insert into a values (1);";
        let two = "alter table a add column y integer not null default 7;";
        take(&connection, &[one]).unwrap();
        let failed = take(&connection, &[one, two, "insert into a values (2, 2); insert into nowhere values (1);"]);
        assert!(failed.unwrap_err().to_string().contains("nowhere"));
        let state = || {
            let rows = connection.query_row("select count(*), sum(y) from a", [], |row| Ok((row.get(0)?, row.get(1)?)));
            (version(&connection).unwrap(), rows.unwrap())
        };
        assert_eq!(state(), (2, (1i64, 7i64)));
        take(&connection, &[one, two]).unwrap();
        assert_eq!(state(), (2, (1, 7)));
        assert!(connection.is_autocommit());
    }
}
