//! The cache of who is who as a whole: whether it can be trusted, and making it anew.
//!
//! Counters say up to which version of the table `identities` it has come and what it should hold by then.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use model::Micros;

use super::{Published, State, links};
use crate::identity::Tie;
use crate::stored::IDENTITIES;
use crate::{LakeError, OutsideId};

/// The tables of the cache, where they are lost.
const TABLES: &str = include_str!("schema/identities.sql");

/// An outside id and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CachedIdentity {
    pub key: u32,
    pub outside: OutsideId,
    pub at_us: Micros,
}

/// A link, whether it holds or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CachedLink {
    pub number: i64,
    pub key: u32,
    pub with: u32,
    pub evidence: String,
    pub at_us: Micros,
    pub undone_at_us: Option<Micros>,
    pub tie: Tie,
    /// Whether each end is a customer that a source has named.
    pub named: (bool, bool),
}

impl State {
    /// Whether the cache is there and has come as far as what is published. `whole` counts all its rows besides.
    pub(crate) fn cache_is_sound(&self, whole: bool) -> Result<bool, LakeError> {
        let connection = self.connection();
        let tables = "select count(*) from sqlite_master where type = 'table' and name in ('identity', 'link')";
        if connection.query_row(tables, [], |row| row.get::<_, i64>(0))? < 2 {
            return Ok(false);
        }
        let version = "select version from published where table_name = ?1";
        let published = connection.query_row(version, [IDENTITIES], |row| row.get(0)).optional()?;
        let cached = [VERSION, LAST_KEY, LAST_LINK].map(|name| counter(&connection, name));
        let [version, last_key, last_link] = cached;
        let held = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let ends = version? == published.unwrap_or(-1)
            && last_key? == held("select coalesce(max(key), -1) from identity")?
            && last_link? == held("select coalesce(max(number), 0) from link")?;
        let rows = "select (select count(*) from identity) + (select count(*) from link)";
        Ok(ends && (!whole || counter(&connection, ROWS)? == held(rows)?))
    }

    /// Puts these rows in place of all that is cached, durably, whole or not at all.
    pub(crate) fn cache(&self, identities: &[CachedIdentity], links: &[CachedLink]) -> Result<(), LakeError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute_batch("drop table if exists identity; drop table if exists link;")?;
        transaction.execute_batch(TABLES)?;
        let mut insert = transaction.prepare("insert into identity values (?1, ?2, ?3, ?4)")?;
        for CachedIdentity { key, outside, at_us } in identities {
            insert.execute(params![key, outside.namespace, outside.id, at_us])?;
        }
        drop(insert);
        let mut insert = transaction.prepare(links::INSERT)?;
        for link in links {
            let (from_us, to_us) = link.tie.instants();
            let from_us = from_us.filter(|from| *from > Micros::MIN);
            insert.execute(params![
                link.number,
                link.key,
                link.with,
                link.evidence,
                link.at_us,
                link.undone_at_us,
                links::tie_column(link.tie),
                from_us,
                to_us,
                links::named_column(link.named)
            ])?;
        }
        drop(insert);
        let next = identities.last().map_or(0, |last| i64::from(last.key) + 1);
        transaction.execute("update counter set value = max(value, ?1) where name = 'next_key'", [next])?;
        let rows = (identities.len() + links.len()) as i64;
        put(&transaction, ROWS, rows)?;
        ends(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// Whether these rows are all that is cached.
    pub(crate) fn is_cached(&self, identities: &[CachedIdentity], links: &[CachedLink]) -> Result<bool, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare("select key, namespace, outside_id, at_us from identity order by key")?;
        let mut rows = query.query([])?;
        for known in identities {
            let Some(row) = rows.next()? else { return Ok(false) };
            let outside = OutsideId { namespace: row.get(1)?, id: row.get(2)? };
            if *known != (CachedIdentity { key: row.get(0)?, outside, at_us: row.get(3)? }) {
                return Ok(false);
            }
        }
        if rows.next()?.is_some() {
            return Ok(false);
        }
        let mut query = connection.prepare(
            "select number, key, with_key, evidence, at_us, undone_at_us, tie, from_us, to_us, named from link order by number",
        )?;
        let mut rows = query.query([])?;
        for known in links {
            let Some(row) = rows.next()? else { return Ok(false) };
            let cached = CachedLink {
                number: row.get(0)?,
                key: row.get(1)?,
                with: row.get(2)?,
                evidence: row.get(3)?,
                at_us: row.get(4)?,
                undone_at_us: row.get(5)?,
                tie: links::tie(row.get(6)?, row.get(7)?, row.get(8)?),
                named: links::named(row.get(9)?),
            };
            if *known != cached {
                return Ok(false);
            }
        }
        Ok(rows.next()?.is_none())
    }
}

/// Notes in a publication how far the cache has come with it; `rows` is by how many it grew, or shrank.
pub(super) fn advance(
    transaction: &Transaction<'_>,
    identities: Option<&Published>,
    rows: i64,
) -> Result<(), rusqlite::Error> {
    if identities.is_none() && rows == 0 {
        return Ok(());
    }
    put(transaction, ROWS, counter(transaction, ROWS)? + rows)?;
    ends(transaction)
}

const VERSION: &str = "cached_version";
const ROWS: &str = "cached_rows";
const LAST_KEY: &str = "cached_last_key";
const LAST_LINK: &str = "cached_last_link";

fn ends(transaction: &Transaction<'_>) -> Result<(), rusqlite::Error> {
    let held = |sql: &str| transaction.query_row(sql, [], |row| row.get::<_, i64>(0));
    let version = format!("select coalesce((select version from published where table_name = '{IDENTITIES}'), -1)");
    put(transaction, VERSION, held(&version)?)?;
    put(transaction, LAST_KEY, held("select coalesce(max(key), -1) from identity")?)?;
    put(transaction, LAST_LINK, held("select coalesce(max(number), 0) from link")?)
}

fn counter(connection: &Connection, name: &str) -> Result<i64, rusqlite::Error> {
    let sql = "select value from counter where name = ?1";
    Ok(connection.query_row(sql, [name], |row| row.get(0)).optional()?.unwrap_or(-1))
}

fn put(connection: &Connection, name: &str, value: i64) -> Result<(), rusqlite::Error> {
    connection.execute("insert or replace into counter values (?1, ?2)", params![name, value]).map(|_| ())
}
