//! The state's part of forgetting somebody: that it is at work, the digests of whom was forgotten, and the pages of the
//! database itself.

use std::collections::{BTreeMap, BTreeSet};

use model::Micros;
use roaring::RoaringBitmap;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{Published, State, cache, corrections, publish};
use crate::forget::{Brought, Loss, Of, Stage, Tombstones, tombstone};
use crate::stored::IDENTITIES;
use crate::{LakeError, OutsideId};

/// The name of the secret under which ids are digested.
const SECRET: &str = "forgotten";

/// What an erasure makes count, all at once.
#[derive(Debug, Default)]
pub(crate) struct ErasurePublication {
    pub number: i64,
    pub tables: BTreeMap<String, Published>,
    /// The keys that nobody has any more. They are not given out again.
    pub keys: Vec<u32>,
    pub links: Vec<i64>,
    /// The ids of the rows in quarantine.
    pub rejects: Vec<[u8; 16]>,
    pub losses: BTreeMap<Brought, Loss>,
    pub ids: Vec<OutsideId>,
    pub things: BTreeSet<(Of, String, String)>,
}

impl State {
    /// Writes down whom an erasure is about, before any row is touched, so that whoever writes next can end it.
    /// `secret` becomes the workspace's where it has none.
    pub(crate) fn begin_erasure(&self, survivor: u32, secret: [u8; 32], now_us: Micros) -> Result<i64, LakeError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let number = "insert into erasure (at_us, stage, key) values (?1, 'begun', ?2) returning number";
        let number = transaction.query_row(number, params![now_us, survivor], |row| row.get(0))?;
        let known = "insert into secret values (?1, ?2) on conflict do nothing";
        transaction.execute(known, params![SECRET, secret.as_slice()])?;
        transaction.commit()?;
        Ok(number)
    }

    /// The erasure that was broken off, if there is one: its number, how far it came, and whom it is about.
    pub(crate) fn unfinished_erasure(&self) -> Result<Option<(i64, Stage, u32)>, LakeError> {
        let connection = self.connection();
        let sql = "select number, stage, coalesce(key, 0) from erasure where stage <> 'done' order by number limit 1";
        let found = connection.query_row(sql, [], |row| {
            let stage = if row.get::<_, String>(1)? == "begun" { Stage::Begun } else { Stage::Published };
            Ok((row.get(0)?, stage, row.get(2)?))
        });
        Ok(found.optional()?)
    }

    /// Makes an erasure count: new versions of tables, and no id, link or count of the customer any more.
    pub(crate) fn publish_erasure(&self, publication: &ErasurePublication) -> Result<(), LakeError> {
        let mut connection = self.connection();
        connection.pragma_update(None, "secure_delete", true)?;
        let transaction = connection.transaction()?;
        publish::write_tables(&transaction, &publication.tables)?;
        let next = "insert into counter select 'next_link', coalesce(max(number), 0) + 1 from link where true
                    on conflict (name) do update set value = max(value, excluded.value)";
        transaction.execute(next, [])?;
        for link in &publication.links {
            transaction.execute("delete from link where number = ?1", [link])?;
        }
        for key in &publication.keys {
            transaction.execute("delete from identity where key = ?1", [key])?;
        }
        let gone = publication.keys.len() + publication.links.len();
        cache::advance(&transaction, publication.tables.get(IDENTITIES), -(gone as i64))?;
        take_from_imports(&transaction, &publication.losses)?;
        corrections::erase(&transaction, &publication.rejects)?;
        let gone: RoaringBitmap = publication.keys.iter().copied().collect();
        publish::write_described(&transaction, &(publish::described(&transaction)? - gone))?;
        bury(&transaction, publication)?;
        transaction.execute("update erasure set stage = 'published' where number = ?1", [publication.number])?;
        transaction.execute(
            "insert into counter select 'ended', value from counter where name = 'attempt'
             on conflict (name) do update set value = excluded.value",
            [],
        )?;
        Ok(transaction.commit()?)
    }

    /// Writes the whole database anew and empties its log, so that no page and no frame holds what was deleted.
    ///
    /// # Errors
    /// [`LakeError::Reader`] when another process reads for so long that the log cannot be emptied.
    pub(crate) fn end_erasure(&self, number: i64) -> Result<(), LakeError> {
        let connection = self.connection();
        connection.pragma_update(None, "secure_delete", true)?;
        connection.execute("update erasure set key = null where number = ?1", [number])?;
        connection.execute_batch("vacuum")?;
        let busy: i64 = connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
        if busy != 0 {
            return Err(LakeError::Reader);
        }
        connection.execute("update erasure set stage = 'done' where number = ?1", [number])?;
        connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0))?;
        Ok(())
    }

    /// Everybody who was forgotten.
    pub(crate) fn tombstones(&self) -> Result<Tombstones, LakeError> {
        let connection = self.connection();
        let secret: Option<[u8; 32]> =
            connection.query_row("select value from secret where name = ?1", [SECRET], |row| row.get(0)).optional()?;
        let mut query = connection.prepare("select digest from forgotten")?;
        let all = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Tombstones { secret, all })
    }

    /// The numbers of the links that end at one of these keys, whether they still hold or not.
    pub(crate) fn links_at(&self, keys: &[u32]) -> Result<Vec<i64>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare("select number from link where key = ?1 or with_key = ?1")?;
        let mut links = BTreeSet::new();
        for key in keys {
            for link in query.query_map([key], |row| row.get::<_, i64>(0))? {
                links.insert(link?);
            }
        }
        Ok(links.into_iter().collect())
    }
}

/// The imports never brought what was erased.
fn take_from_imports(transaction: &Transaction<'_>, losses: &BTreeMap<Brought, Loss>) -> Result<(), rusqlite::Error> {
    let mut files = transaction.prepare(
        "update import_file set rows = max(rows - ?1, 0), accepted = max(accepted - ?2, 0)
         where import = ?3 and table_name = ?4 and source = ?5 and file = ?6",
    )?;
    let mut tables = transaction.prepare(
        "update import_table set accepted = max(accepted - ?1, 0), updated = max(updated - ?2, 0),
         quarantined = max(quarantined - ?3, 0) where import = ?4 and table_name = ?5",
    )?;
    for ((import, table, source, file), loss) in losses {
        files.execute(params![loss.rows, loss.accepted, import, table, source, file])?;
        tables.execute(params![loss.first, loss.corrected, loss.quarantined, import, table])?;
    }
    Ok(())
}

/// Keeps the digests of the ids, and of the ids of whatever else hangs on: orders, tickets, subscriptions, payments.
fn bury(transaction: &Transaction<'_>, publication: &ErasurePublication) -> Result<(), rusqlite::Error> {
    let secret: [u8; 32] =
        transaction.query_row("select value from secret where name = ?1", [SECRET], |row| row.get(0))?;
    let mut insert = transaction.prepare("insert into forgotten values (?1) on conflict do nothing")?;
    for id in &publication.ids {
        insert.execute(params![tombstone(&secret, Of::Customer, &id.namespace, &id.id).as_slice()])?;
    }
    for (of, namespace, id) in &publication.things {
        insert.execute(params![tombstone(&secret, *of, namespace, id).as_slice()])?;
    }
    Ok(())
}
