//! The versions of corrected rows, with when each was known.

use std::collections::{BTreeMap, HashSet};

use datafusion::prelude::SessionContext;
use model::{Kind, Table, tables};

use super::desk::Desk;
use super::{Change, Version};
use crate::EngineError;
use crate::engine::Engine;
use crate::records::{Record, Records};
use crate::rows::told as instant;

/// All versions of the rows that were ever corrected or closed, by table and row, oldest first.
#[derive(Debug, Default)]
pub struct Versions(BTreeMap<(&'static str, String), Vec<Record>>);

impl Versions {
    /// The ids of the rows that were corrected.
    pub fn corrected(&self) -> HashSet<&str> {
        self.0.iter().filter(|(_, versions)| versions.len() > 1).map(|((_, row), _)| row.as_str()).collect()
    }
}

/// Reads the versions of every row that is, or was, about the people of a desk.
///
/// # Errors
/// [`EngineError`] when they cannot be read.
pub async fn read(engine: &Engine, desk: &Desk) -> Result<Versions, EngineError> {
    let context = SessionContext::new();
    let mut all = Versions::default();
    for table in tables::TABLES {
        let Some(versions) = engine.snapshot.versions(table.name)? else { continue };
        let failed = |error| EngineError::sql(table.name, error);
        context.register_table(table.name, versions).map_err(failed)?;
        let now = desk.people.table_provider(table.name).await.map_err(failed)?;
        let now_name = format!("now_{}", table.name);
        context.register_table(now_name.as_str(), now).map_err(failed)?;
        let theirs = theirs(table, &now_name, &desk.keys());
        let sql = format!(
            "select * from {name} where row_id in ({theirs}) and row_id in \
             (select row_id from {name} where superseded_at is not null) order by row_id, loaded_at",
            name = table.name
        );
        for record in Records::read(&context, &sql, table.name).await?.iter() {
            let row = record.said("row_id").unwrap_or_default();
            all.0.entry((table.name, row)).or_default().push(record.clone());
        }
    }
    Ok(all)
}

/// The versions as they are told.
#[must_use]
pub fn told(versions: &Versions) -> Vec<Version> {
    let mut told = Vec::new();
    for ((table, row), records) in &versions.0 {
        let mut before: Option<&Record> = None;
        for record in records {
            told.push(Version {
                table: (*table).to_owned(),
                row: row.clone(),
                known_from_us: record.instant("loaded_at").unwrap_or_default(),
                known_to_us: record.instant("superseded_at"),
                import: record.text("import").and_then(|import| import.parse().ok()).unwrap_or_default(),
                file: record.said("source_file").unwrap_or_default(),
                line: record.text("source_line").and_then(|line| line.parse().ok()).unwrap_or_default(),
                changes: before.map(|before| changes(table, before, record)).unwrap_or_default(),
            });
            before = Some(record);
        }
    }
    told
}

/// The rows that name the people in any version, and those that hang on one that does now.
fn theirs(table: &Table, now: &str, keys: &str) -> String {
    let name = table.name;
    let hanging = format!("select row_id from {now}");
    if table.has_customer() {
        format!("{hanging} union select row_id from {name} where customer_key in ({keys})")
    } else {
        hanging
    }
}

fn changes(table: &str, before: &Record, after: &Record) -> Vec<Change> {
    let Some(table) = tables::find(table) else { return Vec::new() };
    let names = table.columns.iter().map(|column| column.name).chain(table.rest);
    let changed = names.filter(|name| before.text(name) != after.text(name));
    let said = |record: &Record, name: &str| match table.column(name).map(|column| column.kind) {
        Some(Kind::Time) => record.instant(name).map(instant),
        _ => record.said(name),
    };
    changed.map(|name| Change { column: name.to_owned(), old: said(before, name), new: said(after, name) }).collect()
}
