//! Definitions by content: each text once, each state a list of names, and when which state was met.

use std::collections::BTreeMap;

use model::Micros;
use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};

use super::{State, cannot_write};
use crate::{Defined, DefinitionsRow, LakeError};

impl State {
    /// Keeps a state where the last one kept is another.
    pub(crate) fn keep_definitions(&self, defined: Defined<'_>, now_us: Micros) -> Result<(), LakeError> {
        let mut connection = self.connection();
        if last(&connection)?.is_some_and(|(hash, _)| hash == defined.hash) {
            return Ok(());
        }
        match keep(&mut connection, defined, now_us) {
            Err(why) if cannot_write(&why) || why.sqlite_error_code() == Some(ErrorCode::DiskFull) => Ok(()),
            kept => Ok(kept?),
        }
    }

    /// The names whose texts differ from the state before, for every state but the first, by number.
    pub(crate) fn definition_changes(&self) -> Result<BTreeMap<i64, Vec<String>>, LakeError> {
        let connection = self.connection();
        // A state's file that the one before lacks or has otherwise, and a file of the one before that it lacks.
        let mut query = connection.prepare(
            "with pair as (select number, state, lag(state) over (order by number) as earlier from definitions)
             select number, name from pair join definition_file file on file.state = pair.state
             where earlier is not null and not exists (select 1 from definition_file other
                 where other.state = earlier and other.name = file.name and other.hash = file.hash)
             union
             select number, name from pair join definition_file file on file.state = earlier
             where not exists (select 1 from definition_file other
                 where other.state = pair.state and other.name = file.name)
             order by number, name",
        )?;
        let mut changes: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            changes.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        Ok(changes)
    }

    /// Every state that was met, oldest first.
    pub(crate) fn definitions(&self) -> Result<Vec<DefinitionsRow>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare("select number, at_us, state, tenure from definitions order by number")?;
        let rows = query.query_map([], |row| {
            Ok(DefinitionsRow { number: row.get(0)?, at_us: row.get(1)?, hash: row.get(2)?, tenure: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The texts of a state by name.
    pub(crate) fn definition_files(&self, hash: &str) -> Result<BTreeMap<String, String>, LakeError> {
        let connection = self.connection();
        let mut query = connection
            .prepare("select name, body from definition_file join definition_text using (hash) where state = ?1")?;
        let rows = query.query_map([hash], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The state that was met last, and when.
fn last(connection: &Connection) -> Result<Option<(String, Micros)>, rusqlite::Error> {
    let sql = "select state, at_us from definitions order by number desc limit 1";
    connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn keep(connection: &mut Connection, defined: Defined<'_>, now_us: Micros) -> Result<(), rusqlite::Error> {
    // Two questions may meet here with the same news: the second finds it told once it may write.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let last = last(&transaction)?;
    if last.as_ref().is_some_and(|(hash, _)| hash == defined.hash) {
        return Ok(());
    }
    let at_us = last.map_or(now_us, |(_, at_us)| at_us.max(now_us));
    for (name, text) in defined.files {
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        transaction.execute("insert or ignore into definition_text values (?1, ?2)", params![hash, text])?;
        transaction
            .execute("insert or ignore into definition_file values (?1, ?2, ?3)", params![defined.hash, name, hash])?;
    }
    transaction.execute(
        "insert into definitions (at_us, state, tenure) values (?1, ?2, ?3)",
        params![at_us, defined.hash, defined.tenure],
    )?;
    transaction.commit()
}
