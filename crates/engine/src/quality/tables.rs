//! Whether every table's files are there, hold the rows that its imports brought, and how many of their cells are empty.

use std::collections::BTreeMap;

use catalog::quote_name;
use model::{Table, tables};

use super::{Amount, Check, Finding, Found, Inspector, Severity, bar, counts, share};
use crate::EngineError;

/// A canonical table as it lies in the lake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableState {
    pub table: &'static Table,
    /// Rows that it holds; none where it cannot be read.
    pub rows: Option<u64>,
    /// Rows that its imports brought.
    pub expected: u64,
    pub files: u64,
    /// Files among them that are not there.
    pub missing: u64,
}

/// How much of a column is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnNulls {
    pub table: &'static str,
    pub column: String,
    pub rows: u64,
    pub nulls: u64,
    /// The share that may be.
    pub max_share: Option<f64>,
}

impl TableState {
    #[must_use]
    pub fn holds(&self) -> bool {
        self.missing == 0 && self.rows == Some(self.expected)
    }
}

impl ColumnNulls {
    #[must_use]
    pub fn share(&self) -> f64 {
        share(self.nulls, self.rows)
    }
}

impl Inspector<'_> {
    /// The tables that have rows, not counted yet.
    pub(super) async fn files(&self, is_there: impl Fn(&str) -> bool) -> Result<Vec<TableState>, EngineError> {
        let mut states = Vec::new();
        for table in self.snapshot().tables() {
            let files = self.snapshot().files(table.name).await?;
            let missing = files.iter().filter(|file| !is_there(file)).count() as u64;
            let sources = self.snapshot().sources().into_iter().filter(|source| source.table == table.name);
            let expected = sources.map(|source| source.rows).sum();
            states.push(TableState { table, rows: None, expected, files: files.len() as u64, missing });
        }
        Ok(states)
    }

    /// Counts the rows of every table, and the empty cells of its columns and of attributes that have a bar, in one pass each.
    pub(super) async fn count(
        &self,
        states: &mut [TableState],
        columns: &mut Vec<ColumnNulls>,
    ) -> Result<(), EngineError> {
        let bars = &self.settings().quality.max_null_share;
        for state in states {
            let table = state.table;
            let declared = table.columns.iter().map(|column| (column.name.to_owned(), quote_name(column.name)));
            let attributes = bars.keys().filter_map(|place| attribute(table, place));
            let counted: Vec<(String, String)> = declared.chain(attributes).collect();
            let values: Vec<String> = counted.iter().map(|(_, sql)| format!("count({sql})")).collect();
            let sql = format!("select count(*), {} from {}", values.join(", "), table.name);
            for batch in self.read(&sql, table.name).await?.iter().filter(|batch| batch.num_rows() > 0) {
                let rows = counts(batch, 0)?[0];
                state.rows = Some(rows);
                for (index, (column, _)) in counted.iter().enumerate() {
                    let max_share = bar(bars.get(&format!("{}.{column}", table.name)));
                    let nulls = rows - counts(batch, index + 1)?[0];
                    columns.push(ColumnNulls { table: table.name, column: column.clone(), rows, nulls, max_share });
                }
            }
        }
        Ok(())
    }
}

/// An attribute of a table that a bar names: its name, and the SQL that reads it.
fn attribute(table: &Table, place: &str) -> Option<(String, String)> {
    let name = place.strip_prefix(table.name)?.strip_prefix('.')?;
    let rest = table.rest.filter(|_| table.column(name).is_none())?;
    Some((name.to_owned(), format!("json_text({rest}, {})", catalog::quote(name))))
}

/// Files that are gone, rows that are too many or too few, columns that are emptier than they may be.
pub(super) fn judge(states: &[TableState], columns: &[ColumnNulls], found: &mut Found) {
    found.look(Check::MissingFiles, states.len());
    found.look(Check::RowCount, states.iter().filter(|state| state.rows.is_some()).count());
    found.look(Check::NullShare, columns.len());
    for state in states {
        let mut find = |check, value, bar| {
            let place = state.table.name.to_owned();
            let (value, bar) = (Some(Amount::Count(value)), Some(Amount::Count(bar)));
            found.findings.push(Finding { check, severity: Severity::Error, place, value, bar, detail: None });
        };
        if state.missing > 0 {
            find(Check::MissingFiles, state.missing, 0);
        }
        if let Some(rows) = state.rows.filter(|rows| *rows != state.expected) {
            find(Check::RowCount, rows, state.expected);
        }
    }
    let known: BTreeMap<&str, usize> =
        tables::TABLES.iter().enumerate().map(|(index, table)| (table.name, index)).collect();
    let mut emptier: Vec<&ColumnNulls> =
        columns.iter().filter(|column| column.max_share.is_some_and(|bar| column.share() > bar)).collect();
    emptier.sort_by_key(|column| (known.get(column.table), &column.column));
    found.findings.extend(emptier.into_iter().map(|column| Finding {
        check: Check::NullShare,
        severity: Severity::Error,
        place: format!("{}.{}", column.table, column.column),
        value: Some(Amount::Share(column.share())),
        bar: column.max_share.map(Amount::Share),
        detail: None,
    }));
}
