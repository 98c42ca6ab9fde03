//! The tables of `tenure.db` and the version they are at.

use std::time::Duration;

use rusqlite::Connection;

use crate::LakeError;

/// The version this program writes; kept in SQLite's `user_version`.
const VERSION: i64 = 1;

const TABLES: &str = "
create table import (
    number integer primary key,
    at_us integer not null,
    changed integer not null
);
create table import_table (
    import integer not null,
    table_name text not null,
    accepted integer not null,
    unchanged integer not null,
    updated integer not null,
    quarantined integer not null,
    primary key (import, table_name)
) without rowid;
create table import_file (
    import integer not null,
    table_name text not null,
    source text not null,
    file text not null,
    rows integer not null,
    accepted integer not null,
    primary key (import, table_name, source, file)
) without rowid;
create table watermark (
    import integer not null,
    table_name text not null,
    source text not null,
    complete_through_us integer not null,
    primary key (import, table_name, source)
) without rowid;
create table published (
    table_name text primary key,
    version integer not null,
    live_rows integer not null,
    closed_rows integer not null
) without rowid;
create table identity (
    key integer primary key,
    namespace text not null,
    outside_id text not null,
    at_us integer not null
);
create unique index identity_of on identity (namespace, outside_id);
create index identity_named on identity (outside_id);
create table link (
    number integer primary key,
    key integer not null,
    with_key integer not null,
    evidence text not null,
    at_us integer not null,
    undone_at_us integer
);
create index link_of on link (key);
create table counter (name text primary key, value integer not null) without rowid;
create table keys (name text primary key, bitmap blob not null) without rowid;
insert into counter values ('attempt', 0), ('next_key', 0), ('known_at_us', -9223372036854775808);
";

/// Sets the connection up and makes the tables when the database is new.
pub(super) fn prepare(connection: &Connection) -> Result<(), LakeError> {
    connection.busy_timeout(Duration::from_secs(60))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    let found = version(connection)?;
    if found > VERSION {
        return Err(LakeError::NewerSchema { found, known: VERSION });
    }
    if found == 0 {
        // Two processes may meet here; the second finds the version set once it holds the write lock.
        connection.execute_batch("begin immediate")?;
        let made = if version(connection)? == 0 {
            connection.execute_batch(TABLES).and_then(|()| connection.pragma_update(None, "user_version", VERSION))
        } else {
            Ok(())
        };
        connection.execute_batch(if made.is_ok() { "commit" } else { "rollback" })?;
        made?;
    }
    Ok(())
}

/// Whether the tables are there and of this version.
pub(super) fn is_known(connection: &Connection) -> bool {
    version(connection).is_ok_and(|found| found == VERSION)
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
