//! The commit point: one SQLite transaction that makes new table versions count.

use std::collections::BTreeMap;

use model::{Micros, RejectId, SourceColumns, TableReceipt};
use roaring::RoaringBitmap;
use rusqlite::{OptionalExtension, Transaction, params};

use super::deliveries::write_columns;
use super::{State, cache, corrections, links};
use crate::identity::NewLink;
use crate::stored::IDENTITIES;
use crate::{LakeError, OutsideId};

/// The set of customers that a row of `customers` describes.
const DESCRIBED: &str = "described";

/// A table's new version and by how many rows it grew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Published {
    pub version: u64,
    pub live_rows: i64,
    pub closed_rows: i64,
}

/// What one file brought to one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileCount {
    pub rows: u64,
    pub accepted: u64,
    /// Rows of the lake that it closed without a successor.
    pub deleted: u64,
}

/// The record of one import.
#[derive(Debug, Default)]
pub(crate) struct ImportRecord {
    pub number: i64,
    /// Whether any answer can differ after it.
    pub changed: bool,
    pub tables: BTreeMap<&'static str, TableReceipt>,
    /// By table, source and file.
    pub files: BTreeMap<(&'static str, String, String), FileCount>,
    /// By table and source.
    pub watermarks: BTreeMap<(&'static str, String), Micros>,
    pub described: RoaringBitmap,
    /// Customers whose row of `customers` was deleted.
    pub undescribed: RoaringBitmap,
    /// The columns of each source.
    pub columns: Vec<SourceColumns>,
    /// What rows in quarantine were corrected to.
    pub corrected: BTreeMap<RejectId, [u8; 16]>,
}

/// Everything that becomes visible at once.
#[derive(Debug, Default)]
pub(crate) struct Publication {
    pub at_us: Micros,
    pub tables: BTreeMap<String, Published>,
    pub import: Option<ImportRecord>,
    /// The key of the first new identity; the others follow.
    pub first_key: u32,
    pub identities: Vec<OutsideId>,
    /// The number of the first new link; the others follow.
    pub first_link: i64,
    pub links: Vec<NewLink>,
    /// The numbers of the links that no longer hold.
    pub undone: Vec<i64>,
    /// The position up to which the journal is in the tables now; unchanged when none.
    pub flushed: Option<u64>,
}

impl State {
    /// Makes a publication count, durably, whole or not at all.
    pub(crate) fn publish(&self, publication: &Publication) -> Result<(), LakeError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let at_us = publication.at_us;
        write_tables(&transaction, &publication.tables)?;
        if let Some(import) = &publication.import {
            write_import(&transaction, at_us, import)?;
        }
        write_identities(&transaction, publication)?;
        for link in &publication.undone {
            transaction.execute("update link set undone_at_us = ?1 where number = ?2", params![at_us, link])?;
        }
        let cached = publication.identities.len() + publication.links.len();
        cache::advance(&transaction, publication.tables.get(IDENTITIES), cached as i64)?;
        transaction.execute("update counter set value = max(value, ?1) where name = 'known_at_us'", [at_us])?;
        if let Some(flushed) = publication.flushed {
            transaction.execute(
                "insert into counter values ('flushed', ?1)
                 on conflict (name) do update set value = max(value, excluded.value)",
                [flushed.cast_signed()],
            )?;
        }
        transaction.execute(
            "insert into counter select 'ended', value from counter where name = 'attempt'
             on conflict (name) do update set value = excluded.value",
            [],
        )?;
        Ok(transaction.commit()?)
    }

    /// The first position of the journal that is not in the tables; 0 before anything was taken.
    pub(crate) fn flushed(&self) -> Result<u64, LakeError> {
        let sql = "select coalesce((select value from counter where name = 'flushed'), 0)";
        Ok(self.connection().query_row(sql, [], |row| row.get::<_, i64>(0))?.cast_unsigned())
    }

    /// Whether the writer that began last also published: if not, it left files that nobody knows.
    pub(crate) fn last_writer_ended(&self) -> Result<bool, LakeError> {
        let connection = self.connection();
        let sql = "select (select value from counter where name = 'attempt')
                   is (select value from counter where name = 'ended')";
        Ok(connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Takes the next attempt's number, never given out before: what Delta commits carry as transaction id.
    pub(crate) fn begin_attempt(&self) -> Result<i64, LakeError> {
        let connection = self.connection();
        let sql = "update counter set value = value + 1 where name = 'attempt' returning value";
        Ok(connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// The customers that a row of `customers` describes.
    pub(crate) fn described(&self) -> Result<RoaringBitmap, LakeError> {
        Ok(described(&self.connection())?)
    }
}

pub(super) fn write_tables(
    transaction: &Transaction<'_>,
    tables: &BTreeMap<String, Published>,
) -> Result<(), LakeError> {
    let mut insert = transaction.prepare(
        "insert into published values (?1, ?2, ?3, ?4) on conflict (table_name) do update set
         version = ?2, live_rows = live_rows + ?3, closed_rows = closed_rows + ?4",
    )?;
    for (name, table) in tables {
        insert.execute(params![name, table.version.cast_signed(), table.live_rows, table.closed_rows])?;
    }
    Ok(())
}

fn write_import(transaction: &Transaction<'_>, at_us: Micros, import: &ImportRecord) -> Result<(), LakeError> {
    let number = import.number;
    transaction.execute("insert into import values (?1, ?2, ?3)", params![number, at_us, import.changed])?;
    let mut insert = transaction.prepare("insert into import_table values (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for (table, receipt) in &import.tables {
        insert.execute(params![
            number,
            table,
            receipt.accepted.cast_signed(),
            receipt.unchanged.cast_signed(),
            receipt.updated.cast_signed(),
            receipt.quarantined.cast_signed(),
            receipt.deleted.cast_signed()
        ])?;
    }
    let mut insert = transaction.prepare("insert into import_file values (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for ((table, source, file), count) in &import.files {
        let [rows, accepted, deleted] = [count.rows, count.accepted, count.deleted].map(u64::cast_signed);
        insert.execute(params![number, table, source, file, rows, accepted, deleted])?;
    }
    let mut insert = transaction.prepare("insert into watermark values (?1, ?2, ?3, ?4)")?;
    for ((table, source), complete_through_us) in &import.watermarks {
        insert.execute(params![number, table, source, complete_through_us])?;
    }
    write_columns(transaction, number, &import.columns)?;
    corrections::write(transaction, &import.corrected)?;
    if !import.described.is_empty() || !import.undescribed.is_empty() {
        let all = (described(transaction)? | &import.described) - &import.undescribed;
        write_described(transaction, &all)?;
    }
    Ok(())
}

fn write_identities(transaction: &Transaction<'_>, publication: &Publication) -> Result<(), LakeError> {
    let at_us = publication.at_us;
    let mut insert = transaction.prepare("insert into identity values (?1, ?2, ?3, ?4)")?;
    for (key, outside) in (publication.first_key..).zip(&publication.identities) {
        insert.execute(params![key, outside.namespace, outside.id, at_us])?;
    }
    if !publication.identities.is_empty() {
        let next = i64::from(publication.first_key) + publication.identities.len() as i64;
        transaction.execute("update counter set value = ?1 where name = 'next_key'", [next])?;
    }
    let mut insert = transaction.prepare(links::INSERT)?;
    for (number, link) in (publication.first_link..).zip(&publication.links) {
        let (from_us, to_us) = link.tie.instants();
        insert.execute(params![
            number,
            link.key,
            link.with,
            link.evidence.as_str(),
            at_us,
            link.refused.then_some(at_us),
            links::tie_column(link.tie),
            from_us,
            to_us,
            links::named_column((!link.outside.is_visitor(), !link.with_visitor))
        ])?;
    }
    Ok(())
}

pub(super) fn write_described(transaction: &Transaction<'_>, all: &RoaringBitmap) -> Result<(), rusqlite::Error> {
    let mut bytes = Vec::with_capacity(all.serialized_size());
    all.serialize_into(&mut bytes).map_err(|source| rusqlite::Error::ToSqlConversionFailure(source.into()))?;
    transaction.execute("insert or replace into keys values (?1, ?2)", params![DESCRIBED, bytes]).map(|_| ())
}

pub(super) fn described(connection: &rusqlite::Connection) -> Result<RoaringBitmap, rusqlite::Error> {
    let sql = "select bitmap from keys where name = ?1";
    let bytes: Option<Vec<u8>> = connection.query_row(sql, [DESCRIBED], |row| row.get(0)).optional()?;
    match bytes {
        None => Ok(RoaringBitmap::new()),
        Some(bytes) => RoaringBitmap::deserialize_from(bytes.as_slice())
            .map_err(|source| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, source.into())),
    }
}
