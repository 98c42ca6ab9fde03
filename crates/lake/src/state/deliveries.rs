//! What imports delivered: the columns of their sources, and how many of their rows went where.

use model::{Looks, Micros, SourceColumn, SourceColumns};
use rusqlite::{Transaction, params};

use super::State;
use crate::LakeError;

/// The columns of a source in its last delivery and in the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChange {
    pub table: String,
    /// The mapping's name, or the namespace where there was no mapping.
    pub source: String,
    /// The import that delivered last.
    pub import: i64,
    pub columns: Vec<SourceColumn>,
    /// The columns of the delivery before; empty when there was none.
    pub before: Vec<SourceColumn>,
}

/// What one import did with the rows of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportCount {
    pub import: i64,
    pub at_us: Micros,
    pub table: String,
    pub accepted: u64,
    pub unchanged: u64,
    pub updated: u64,
    pub deleted: u64,
    pub quarantined: u64,
}

impl State {
    /// By table and source, from the imports up to the one of this number.
    pub(crate) fn column_changes(&self, last: i64) -> Result<Vec<ColumnChange>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "select table_name, source, import, name, looks, delivery from (
                 select *, dense_rank() over (partition by table_name, source order by import desc) as delivery
                 from source_column where import <= ?1)
             where delivery <= 2 order by table_name, source, delivery, place",
        )?;
        let mut rows = query.query([last])?;
        let mut changes: Vec<ColumnChange> = Vec::new();
        while let Some(row) = rows.next()? {
            let (table, source): (String, String) = (row.get(0)?, row.get(1)?);
            let looks: String = row.get(4)?;
            let column = SourceColumn { name: row.get(3)?, looks: Looks::find(&looks).unwrap_or_default() };
            if changes.last().is_none_or(|known| (&known.table, &known.source) != (&table, &source)) {
                let (columns, before) = (Vec::new(), Vec::new());
                changes.push(ColumnChange { table, source, import: row.get(2)?, columns, before });
            }
            let Some(change) = changes.last_mut() else { continue };
            let list = if row.get::<_, i64>(5)? == 1 { &mut change.columns } else { &mut change.before };
            list.push(column);
        }
        Ok(changes)
    }

    /// Of the imports up to the one of this number, oldest first.
    pub(crate) fn import_counts(&self, last: i64) -> Result<Vec<ImportCount>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "select number, at_us, table_name, accepted, unchanged, updated, quarantined, deleted
             from import_table join import on number = import where number <= ?1 order by number, table_name",
        )?;
        let rows = query.query_map([last], |row| {
            let count = |place: usize| row.get::<_, i64>(place).map(i64::cast_unsigned);
            Ok(ImportCount {
                import: row.get(0)?,
                at_us: row.get(1)?,
                table: row.get(2)?,
                accepted: count(3)?,
                unchanged: count(4)?,
                updated: count(5)?,
                quarantined: count(6)?,
                deleted: count(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Writes the columns that an import's sources had.
pub(super) fn write_columns(
    transaction: &Transaction<'_>,
    import: i64,
    sources: &[SourceColumns],
) -> Result<(), rusqlite::Error> {
    let mut insert = transaction.prepare("insert into source_column values (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for SourceColumns { table, source, columns } in sources {
        for (place, column) in (0_i64..).zip(columns) {
            insert.execute(params![import, table.name, source, place, column.name, column.looks.name()])?;
        }
    }
    Ok(())
}
