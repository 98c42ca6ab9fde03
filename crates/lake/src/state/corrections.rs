//! What rows in quarantine were corrected to, as digests: the same correction twice is one, another one is news.

use std::collections::BTreeMap;

use model::RejectId;
use rusqlite::{Transaction, params};

use super::State;
use crate::LakeError;

impl State {
    /// The digests of all corrections that came in.
    pub(crate) fn corrected(&self) -> Result<BTreeMap<RejectId, [u8; 16]>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare("select reject, content from correction")?;
        let rows = query.query_map([], |row| Ok((RejectId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(super) fn write(
    transaction: &Transaction<'_>,
    corrected: &BTreeMap<RejectId, [u8; 16]>,
) -> Result<(), rusqlite::Error> {
    let mut insert = transaction.prepare("insert or replace into correction values (?1, ?2)")?;
    for (reject, content) in corrected {
        insert.execute(params![reject.0, content])?;
    }
    Ok(())
}

/// Forgets what became of rows that are erased.
pub(super) fn erase(transaction: &Transaction<'_>, rejects: &[[u8; 16]]) -> Result<(), rusqlite::Error> {
    let mut delete = transaction.prepare("delete from correction where reject = ?1")?;
    rejects.iter().try_for_each(|reject| delete.execute([reject]).map(|_| ()))
}
