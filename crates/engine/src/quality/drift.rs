//! Columns whose values are distributed otherwise than they were: a channel that went silent, amounts in cents, a field that
//! comes empty.

use std::collections::BTreeMap;

use datafusion::arrow::array::{Array, AsArray, BooleanArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use lake::SourceState;
use model::{Column, Kind, Message, Micros, Table, tables};

use super::freshness::{self, SourceAge};
use super::{Amount, Check, Finding, Found, Inspector, Severity, bar, counts, text, texts};
use crate::EngineError;
use crate::functions::bucket;

/// A text column with more values than this is no dimension: ids, names, what people write.
const MOST_VALUES: usize = 1_000;

/// The most frequent values that are compared one by one; the others are compared together.
const CELLS: usize = 20;

/// Ranges that numbers are cut into, each with as many rows of both spans.
const RANGES: u64 = 10;

/// How unlikely a shift must be to be no chance.
const LEVEL: f64 = 0.999;

/// One value of a column, or a range of them, with its rows before and after.
#[derive(Clone, Debug, Default, PartialEq)]
struct Cell {
    /// None for empty cells.
    value: Option<String>,
    rows: [u64; 2],
}

impl Inspector<'_> {
    pub(super) async fn drift(&self, sources: &[SourceAge], found: &mut Found) -> Result<(), EngineError> {
        for SourceAge { state, .. } in sources {
            let Some(table) = tables::find(&state.table) else { continue };
            let (Some(time), Some(spans)) = (table.time, self.spans(state)?) else { continue };
            self.session.register_udf(bucket(spans.to_vec(), self.engine.calendar.clone()));
            for column in table.columns.iter().filter(|column| self.is_distributed(table, column)) {
                let (name, source) = (catalog::quote_name(column.name), catalog::quote(&state.source));
                let sql = format!(
                    "select {name}, bucket({time}) = 2, count(*) from {}
                     where source_name = {source} and bucket({time}) in (1, 2) group by 1, 2",
                    table.name
                );
                let cells = if is_number(column) { self.ranges(&sql).await? } else { self.values(&sql).await? };
                self.judge_drift(&format!("{} {}", freshness::place(state), column.name), &cells, found);
            }
        }
        Ok(())
    }

    /// Between which instants the earlier and the later span lie; none where nothing says how far the source is complete.
    fn spans(&self, source: &SourceState) -> Result<Option<[Micros; 3]>, EngineError> {
        let rule = &self.settings().quality.drift;
        let calendar = &self.engine.calendar;
        let Some(complete_us) = source.watermark_us else { return Ok(None) };
        let end = calendar.day_of(complete_us.min(self.engine.as_of_us()))?;
        let start = |days_before: i64| Ok::<_, EngineError>(calendar.start_of_day(calendar.shift(end, -days_before)?)?);
        Ok(Some([start(rule.days + rule.days_before)?, start(rule.days)?, start(0)?]))
    }

    /// Whether the values of a column are few or numbers, and nobody's own.
    fn is_distributed(&self, table: &Table, column: &Column) -> bool {
        let personal = self.settings().privacy.personal.contains(&format!("{}.{}", table.name, column.name));
        let has_values = matches!(column.kind, Kind::Text | Kind::Choice(_) | Kind::Boolean | Kind::Currency);
        !personal && (has_values || is_number(column))
    }

    /// The values of a column, the most frequent first; none where they are too many.
    async fn values(&self, sql: &str) -> Result<Vec<Cell>, EngineError> {
        let mut rows: BTreeMap<Option<String>, [u64; 2]> = BTreeMap::new();
        for batch in self.read(&format!("{sql} limit {}", 2 * MOST_VALUES + 1), "drift").await? {
            let (values, later, found) = (texts(&batch, 0)?, batch.column(1).as_boolean().clone(), counts(&batch, 2)?);
            for (row, count) in found.into_iter().enumerate() {
                rows.entry(text(&values, row).map(str::to_owned)).or_default()[span(&later, row)] += count;
            }
        }
        if rows.len() > MOST_VALUES {
            return Ok(Vec::new());
        }
        let mut cells: Vec<Cell> = rows.into_iter().map(|(value, rows)| Cell { value, rows }).collect();
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.rows[0] + cell.rows[1]));
        if cells.len() > CELLS {
            let rest = cells.split_off(CELLS).into_iter().fold([0, 0], |sum, cell| added(sum, cell.rows));
            cells.push(Cell { value: Some("…".to_owned()), rows: rest });
        }
        Ok(cells)
    }

    /// A column of numbers cut where a tenth of the rows of both spans is reached, and the empty cells.
    async fn ranges(&self, sql: &str) -> Result<Vec<Cell>, EngineError> {
        let (mut empty, mut numbers) = (Cell::default(), Vec::new());
        for batch in self.read(sql, "drift").await? {
            let values = cast(batch.column(0), &DataType::Float64);
            let values = values.map_err(|error| EngineError::sql("drift", error.into()))?;
            let (values, later) = (values.as_primitive::<Float64Type>(), batch.column(1).as_boolean());
            for (row, count) in counts(&batch, 2)?.into_iter().enumerate() {
                if values.is_valid(row) {
                    let mut rows = [0, 0];
                    rows[span(later, row)] = count;
                    numbers.push((values.value(row), rows));
                } else {
                    empty.rows[span(later, row)] += count;
                }
            }
        }
        numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut cells = cut(&numbers);
        cells.extend((empty.rows != [0, 0]).then_some(empty));
        Ok(cells)
    }

    fn judge_drift(&self, place: &str, cells: &[Cell], found: &mut Found) {
        let quality = &self.settings().quality;
        let column = |span: usize| cells.iter().map(|cell| cell.rows[span]).collect::<Vec<u64>>();
        let (before, after) = (column(0), column(1));
        let sums: [u64; 2] = [before.iter().sum(), after.iter().sum()];
        let fewest = u64::try_from(quality.drift.min_rows).unwrap_or_default().max(1);
        if sums.iter().any(|sum| *sum < fewest) {
            return;
        }
        found.look(Check::Drift, 1);
        let Ok(shift) = stats::stability(&before, &after, LEVEL) else { return };
        let max_index = bar(quality.max_drift.as_ref());
        let index = max_index.or_else(|| bar(Some(&quality.drift.index))).unwrap_or(f64::INFINITY);
        if shift.index <= index.max(shift.noise) {
            return;
        }
        found.findings.push(Finding {
            check: Check::Drift,
            severity: if max_index.is_some() { Severity::Error } else { Severity::Warning },
            place: place.to_owned(),
            value: Some(Amount::Index(shift.index)),
            bar: max_index.map(Amount::Index),
            detail: furthest(cells, sums),
        });
    }
}

/// The cell whose share of the rows has moved most.
fn furthest(cells: &[Cell], sums: [u64; 2]) -> Option<Message> {
    let share = |cell: &Cell, span: usize| cell.rows[span] as f64 / sums[span] as f64;
    let moved = |cell: &Cell| (share(cell, 1) - share(cell, 0)).abs();
    let cell = cells.iter().max_by(|a, b| moved(a).total_cmp(&moved(b)))?;
    let percent = |span| format!("{:.1}%", 100.0 * share(cell, span));
    let message = Message::new("engine.check.drift.detail").with("before", percent(0)).with("after", percent(1));
    Some(match &cell.value {
        Some(value) => message.with("value", format!("`{value}`")),
        None => message.with_message("value", Message::new("engine.check.drift.empty")),
    })
}

/// Ranges of rising numbers with about as many rows of both spans each; equal numbers are never parted.
fn cut(numbers: &[(f64, [u64; 2])]) -> Vec<Cell> {
    let sum = |rows: [u64; 2]| rows[0] + rows[1];
    let all: u64 = numbers.iter().map(|(_, rows)| sum(*rows)).sum();
    let mut cells: Vec<Cell> = Vec::new();
    let (mut passed, mut low, mut open) = (0, 0.0, Cell::default());
    let mut numbers = numbers.iter().peekable();
    while let Some((number, rows)) = numbers.next() {
        if open.rows == [0, 0] {
            low = *number;
        }
        open.rows = added(open.rows, *rows);
        passed += sum(*rows);
        let parted = numbers.peek().is_none_or(|(next, _)| next.total_cmp(number).is_ne());
        if parted && passed * RANGES >= all * (cells.len() as u64 + 1) {
            let value = if low.total_cmp(number).is_eq() { number.to_string() } else { format!("{low}..{number}") };
            cells.push(Cell { value: Some(value), rows: std::mem::take(&mut open).rows });
        }
    }
    cells
}

fn added(a: [u64; 2], b: [u64; 2]) -> [u64; 2] {
    [a[0] + b[0], a[1] + b[1]]
}

fn is_number(column: &Column) -> bool {
    matches!(column.kind, Kind::Money | Kind::Integer | Kind::Duration | Kind::Decimal)
}

/// 0 for the earlier span, 1 for the later.
fn span(later: &BooleanArray, row: usize) -> usize {
    usize::from(later.is_valid(row) && later.value(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_into_ranges_of_as_many_rows() {
        let numbers: Vec<(f64, [u64; 2])> = (0..100).map(|n| (f64::from(n), [3, 1])).collect();
        let cells = cut(&numbers);
        assert_eq!(cells.len(), 10);
        assert!(cells.iter().all(|cell| cell.rows == [30, 10]));
        assert_eq!(cells[0].value.as_deref(), Some("0..9"));
        // What was always the same and is less now falls into a range of its own.
        let cells = cut(&[(5.0, [0, 28]), (10.0, [84, 0])]);
        let values: Vec<_> = cells.iter().map(|cell| (cell.value.as_deref(), cell.rows)).collect();
        assert_eq!(values, [(Some("5"), [0, 28]), (Some("10"), [84, 0])]);
        assert_eq!(cut(&[]), []);
    }

    #[test]
    fn the_detail_is_about_what_moved_most() {
        let cell = |value: Option<&str>, rows| Cell { value: value.map(str::to_owned), rows };
        let cells = [cell(Some("web"), [60, 10]), cell(Some("shop"), [40, 40]), cell(None, [0, 50])];
        let said = furthest(&cells, [100, 100]).unwrap().to_string();
        assert!(said.contains("60.0%") || said.contains("50.0%"), "{said}");
        assert!(furthest(&[], [1, 1]).is_none());
    }
}
