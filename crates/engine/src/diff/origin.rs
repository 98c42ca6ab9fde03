//! The imports, files and rows behind a part of a change: rows of its kind that the number is read from.

use std::collections::BTreeMap;

use catalog::TimeRule;
use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Column;
use datafusion::dataframe::DataFrame;
use datafusion::logical_expr::{Expr, lit, try_cast};
use lake::{Brought, Change};
use model::{Micros, Table, system, tables};

use super::replay::Replay;
use super::{BroughtBy, Cause, ChangedCell, ChangedRow, DiffQuery, Part};
use crate::{EngineError, session};

/// The tables that a metric is read from, and how far back.
pub struct Origin<'a> {
    replay: &'a Replay<'a>,
    /// Whether all that is read of a table lies in the period.
    reach: BTreeMap<String, bool>,
}

/// The instants that rows must lie in; a row without one may lie anywhere.
#[derive(Clone, Copy)]
struct Span {
    start_us: Micros,
    end_us: Micros,
}

impl<'a> Origin<'a> {
    /// # Errors
    /// [`EngineError`] when the metric is in neither catalog.
    pub fn new(replay: &'a Replay<'a>, metric: &str) -> Result<Self, EngineError> {
        let mut reach: BTreeMap<String, bool> =
            replay.sources(metric)?.into_iter().map(|table| (table, true)).collect();
        for engine in [replay.before, replay.after] {
            let Some(metric) = engine.catalog.metrics.get(metric) else { continue };
            let periods = engine.periods(replay.query)?;
            for (measure, in_frame) in engine.measures_read(replay.query, metric, &periods)? {
                let mut tables = std::collections::BTreeSet::new();
                session::tables_of(&engine.catalog, &measure.from, engine.basis(replay.query), &mut tables);
                let within = in_frame && measure.when == Some(TimeRule::During);
                for table in tables {
                    reach.entry(table).and_modify(|all| *all &= within);
                }
            }
        }
        Ok(Self { replay, reach })
    }

    /// The cell with what brought each of its parts, and some of the rows where `most` says how many.
    ///
    /// # Errors
    /// [`EngineError`] when the rows cannot be read.
    pub async fn trace(&self, mut cell: ChangedCell, ask: &DiffQuery) -> Result<ChangedCell, EngineError> {
        let most = ask.rows;
        let calendar = &self.replay.after.calendar;
        let days = cell.start.parse().ok().zip(cell.end.parse().ok());
        let period = days.and_then(|(start, end)| calendar.period(start, end).ok());
        let Some(period) = period else { return Ok(cell) };
        for part in &mut cell.parts {
            if part.causes().any(|cause| *cause == Cause::Definitions) {
                part.brought_by.extend(ask.redefined.iter().map(|file| BroughtBy {
                    import: None,
                    table: "definitions".to_owned(),
                    file: file.clone(),
                    rows: 0,
                }));
            }
            // Rows of the period; where there are none, those before its end; else whatever changed so.
            let whole = [
                Span { start_us: Micros::MIN, ..Span::of(&period) },
                Span { start_us: Micros::MIN, end_us: Micros::MAX },
            ];
            for (tried, span) in [Span::of(&period)].into_iter().chain(whole).enumerate() {
                let brought = self.brought(part, span, tried == 0);
                if !brought.is_empty() {
                    part.brought_by.extend(brought);
                    part.rows = part.brought_by.iter().map(|brought| brought.rows).sum();
                    if most > 0 {
                        part.shown = self.shown(part, span, (tried == 0, most)).await?;
                    }
                    break;
                }
            }
        }
        Ok(cell)
    }

    /// The start from which rows of a table are read, given the span of the period.
    fn start(&self, table: &str, span: Span, by_rule: bool) -> Micros {
        let within = self.reach.get(table).copied().unwrap_or(true);
        if by_rule && !within { Micros::MIN } else { span.start_us }
    }

    fn brought(&self, part: &Part, span: Span, by_rule: bool) -> Vec<BroughtBy> {
        let mut by: BTreeMap<(Option<i64>, &str, &str), u64> = BTreeMap::new();
        for row in self.replay.brought.iter().filter(|row| self.counts(row, part)) {
            let start_us = self.start(row.table, span, by_rule);
            if row.at_us.is_none_or(|at_us| at_us >= start_us && at_us < span.end_us) || row.table == "fx_rates" {
                *by.entry((row.import, row.table, row.file.as_str())).or_default() += row.rows;
            }
        }
        let brought = |((import, table, file), rows): ((Option<i64>, &str, &str), u64)| BroughtBy {
            import,
            table: table.to_owned(),
            file: file.to_owned(),
            rows,
        };
        by.into_iter().map(brought).collect()
    }

    fn counts(&self, row: &Brought, part: &Part) -> bool {
        part.causes().any(|cause| *cause == Cause::Lake(row.change))
            && (matches!(row.change, Change::Rates | Change::Links) || self.reach.contains_key(row.table))
    }

    async fn shown(
        &self,
        part: &Part,
        span: Span,
        (by_rule, most): (bool, usize),
    ) -> Result<Vec<ChangedRow>, EngineError> {
        let mut names: Vec<&str> = part.brought_by.iter().map(|brought| brought.table.as_str()).collect();
        names.dedup();
        names.sort_unstable();
        names.dedup();
        let causes: Vec<Expr> = part.causes().map(|cause| lit(cause.name())).collect();
        let mut shown = if names.contains(&"identities") { self.links(most)? } else { Vec::new() };
        for table in names.into_iter().filter_map(tables::find) {
            let Some(rows) = self.replay.between.rows(table.name)? else { continue };
            let failed = |error| EngineError::sql(table.name, error);
            let mut rows = rows.filter(column("change").in_list(causes.clone(), false)).map_err(failed)?;
            if let Some(time) = table.time.filter(|_| table.name != "fx_rates") {
                let at = || micros(column(time));
                let start = self.start(table.name, span, by_rule);
                rows = rows.filter(at().gt_eq(lit(start)).and(at().lt(lit(span.end_us)))).map_err(failed)?;
            }
            shown.extend(read(table, rows, most).await.map_err(failed)?);
        }
        Ok(shown)
    }
}

impl Origin<'_> {
    /// The first links that were made or undone, as rows of the table that holds them.
    fn links(&self, most: usize) -> Result<Vec<ChangedRow>, EngineError> {
        let row = |change: lake::LinkChange| {
            let [a, b] = change.ids.map(|outside| format!("{}:{}", outside.namespace, outside.id));
            ChangedRow {
                table: "identities".to_owned(),
                id: Some(if change.undone { format!("{a} ≠ {b}") } else { format!("{a} = {b}") }),
                file: change.evidence,
                line: change.link.0,
                at: Some(crate::rows::told(change.at_us)),
            }
        };
        Ok(self.replay.between.links()?.into_iter().take(most).map(row).collect())
    }
}

impl Part {
    /// What the part is told for.
    fn causes(&self) -> impl Iterator<Item = &Cause> {
        self.together_with.iter().chain([&self.cause])
    }
}

impl Span {
    fn of(period: &model::Period) -> Self {
        Self { start_us: period.start_us, end_us: period.end_us }
    }
}

/// The first rows of a table by time, file and line.
async fn read(table: &Table, rows: DataFrame, most: usize) -> datafusion::error::Result<Vec<ChangedRow>> {
    let at = table.time.map_or_else(|| lit(datafusion::common::ScalarValue::Int64(None)), |time| micros(column(time)));
    let mut columns = vec![at.alias("at"), column(system::SOURCE_FILE), column(system::SOURCE_LINE)];
    let names = table.identity.iter().enumerate();
    columns.extend(names.map(|(index, name)| try_cast(column(name), DataType::Utf8).alias(format!("id_{index}"))));
    let order = ["at", system::SOURCE_FILE, system::SOURCE_LINE].map(|name| column(name).sort(true, false));
    let batches = rows.select(columns)?.sort(order.to_vec())?.limit(0, Some(most))?.collect().await?;
    let mut read = Vec::new();
    for batch in batches {
        let text = |index: usize| cast(batch.column(index), &DataType::Utf8);
        let (at, lines) = (cast(batch.column(0), &DataType::Int64)?, cast(batch.column(2), &DataType::Int64)?);
        let (at, lines) = (at.as_primitive::<Int64Type>(), lines.as_primitive::<Int64Type>());
        let files = text(1)?;
        let ids = (3..batch.num_columns()).map(text).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            let parts = ids.iter().map(|column| column.is_valid(row).then(|| column.as_string::<i32>().value(row)));
            let id: Option<Vec<&str>> = parts.collect();
            read.push(ChangedRow {
                table: table.name.to_owned(),
                id: id.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/")),
                file: files.as_string::<i32>().value(row).to_owned(),
                line: lines.value(row),
                at: at.is_valid(row).then(|| crate::rows::told(at.value(row))),
            });
        }
    }
    Ok(read)
}

fn micros(time: Expr) -> Expr {
    use datafusion::arrow::datatypes::TimeUnit;
    let instant = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    try_cast(try_cast(time, instant), DataType::Int64)
}

fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}
