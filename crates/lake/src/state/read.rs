//! Reading the state: where writing goes on, and everything a snapshot pins.

use std::collections::BTreeMap;

use model::Micros;
use rusqlite::{Connection, params};

use super::{State, links};
use crate::LakeError;
use crate::identity::Survivors;
use crate::snapshot::{FileRow, ImportRow, SourceState};

/// A table as it counts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PublishedTable {
    pub version: u64,
    pub live_rows: i64,
    /// Rows that were superseded; while there are none every row is live.
    pub closed_rows: i64,
}

/// Where writing goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heads {
    pub next_import: i64,
    pub next_key: u32,
    pub next_link: i64,
    /// The latest instant anything became known; knowledge time never runs backwards.
    pub known_at_us: Micros,
}

/// What a snapshot pins.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub published: BTreeMap<String, PublishedTable>,
    pub imports: Vec<ImportRow>,
    pub sources: Vec<SourceState>,
    /// Who stands for whom.
    pub survivors: Survivors,
    pub key_bound: u32,
    pub id: String,
}

impl State {
    pub(crate) fn heads(&self) -> Result<Heads, LakeError> {
        let connection = self.connection();
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        Ok(Heads {
            next_import: number("select coalesce(max(number), 0) + 1 from import")?,
            next_key: connection
                .query_row("select value from counter where name = 'next_key'", [], |row| row.get(0))?,
            next_link: number(
                "select max((select coalesce(max(number), 0) + 1 from link),
                            coalesce((select value from counter where name = 'next_link'), 0))",
            )?,
            known_at_us: number("select value from counter where name = 'known_at_us'")?,
        })
    }

    pub(crate) fn published(&self) -> Result<BTreeMap<String, PublishedTable>, LakeError> {
        Ok(published(&self.connection())?)
    }

    /// The furthest watermark of every table and source.
    pub(crate) fn watermarks(&self) -> Result<BTreeMap<(String, String), Micros>, LakeError> {
        Ok(watermarks(&self.connection(), i64::MAX)?)
    }

    /// Reads everything in one transaction, as it was known at `as_of_us`.
    pub(crate) fn read(&self, as_of_us: Option<Micros>) -> Result<Reading, LakeError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let until = as_of_us.unwrap_or(Micros::MAX);
        let key_bound = transaction.query_row(
            "select coalesce(max(key) + 1, 0) from identity where at_us <= ?1",
            [until],
            |row| row.get(0),
        )?;
        Ok(Reading {
            published: published(&transaction)?,
            imports: imports(&transaction, until)?,
            sources: sources(&transaction, until)?,
            survivors: Survivors::new(links::live(&transaction, until)?),
            key_bound,
            id: id(&transaction, until)?,
        })
    }
}

fn published(connection: &Connection) -> Result<BTreeMap<String, PublishedTable>, rusqlite::Error> {
    let mut query = connection.prepare("select table_name, version, live_rows, closed_rows from published")?;
    let rows = query.query_map([], |row| {
        let table = PublishedTable {
            version: row.get::<_, i64>(1)?.cast_unsigned(),
            live_rows: row.get(2)?,
            closed_rows: row.get(3)?,
        };
        Ok((row.get(0)?, table))
    })?;
    rows.collect()
}

/// Names the state of knowledge by what made it: the last import that changed anything, how many links had been made and
/// undone, and how many customers have been forgotten. Later imports add to neither of the first two at an earlier instant;
/// forgetting somebody changes every instant.
fn id(connection: &Connection, until: Micros) -> Result<String, rusqlite::Error> {
    connection.query_row(
        "select (select coalesce(max(number), 0) from import where changed and at_us <= ?1),
                (select count(*) from link where at_us <= ?1) + (select count(*) from link where undone_at_us <= ?1),
                (select count(*) from erasure where stage <> 'begun')",
        [until],
        |row| {
            let (imports, links, forgotten): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let forgotten = if forgotten > 0 { format!("-{forgotten}") } else { String::new() };
            Ok(format!("{imports}-{links}{forgotten}"))
        },
    )
}

fn imports(connection: &Connection, until: Micros) -> Result<Vec<ImportRow>, rusqlite::Error> {
    let mut files: BTreeMap<i64, Vec<FileRow>> = BTreeMap::new();
    let mut query = connection.prepare("select import, table_name, source, file, rows, accepted from import_file")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        files.entry(row.get(0)?).or_default().push(FileRow {
            table: row.get(1)?,
            source: row.get(2)?,
            file: row.get(3)?,
            rows: row.get::<_, i64>(4)?.cast_unsigned(),
            accepted: row.get::<_, i64>(5)?.cast_unsigned(),
        });
    }
    let mut query = connection.prepare("select number, at_us from import where at_us <= ?1 order by number")?;
    let rows = query.query_map([until], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (import, at_us) = row?;
        Ok(ImportRow { import, at_us, files: files.remove(&import).unwrap_or_default() })
    })
    .collect()
}

fn sources(connection: &Connection, until: Micros) -> Result<Vec<SourceState>, rusqlite::Error> {
    let mut watermarks = watermarks(connection, until)?;
    let mut query = connection.prepare(
        "select table_name, source, max(sum(accepted) - sum(deleted), 0), max(at_us)
         from import_file join import on number = import
         where at_us <= ?1 group by table_name, source order by table_name, source",
    )?;
    let rows = query.query_map(params![until], |row| {
        let (table, source): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(SourceState {
            watermark_us: watermarks.remove(&(table.clone(), source.clone())),
            table,
            source,
            rows: row.get::<_, i64>(2)?.cast_unsigned(),
            last_import_us: row.get(3)?,
        })
    })?;
    rows.collect()
}

fn watermarks(connection: &Connection, until: Micros) -> Result<BTreeMap<(String, String), Micros>, rusqlite::Error> {
    let mut query = connection.prepare(
        "select table_name, source, max(complete_through_us) from watermark join import on number = import
         where at_us <= ?1 group by table_name, source",
    )?;
    let rows = query.query_map([until], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}
