//! How far the files of an import are complete: through the day that was told, else to the latest time in them.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray};
use arrow::compute::max;
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use model::{Micros, Table, Watermark, tables};

use crate::IngestError;
use crate::rows::TableRows;

/// The latest time of each table so far.
#[derive(Default)]
pub struct Latest {
    tables: BTreeMap<&'static str, Seen>,
}

struct Seen {
    table: &'static Table,
    /// None for a table without a time, or without rows.
    latest: Option<Moment>,
    only_days: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    At(Micros),
    Day(i32),
}

impl Latest {
    /// Notes the rows of a batch.
    pub fn note(&mut self, rows: &TableRows) {
        let latest = latest_of(rows);
        let seen =
            self.tables.entry(rows.table.name).or_insert(Seen { table: rows.table, latest: None, only_days: true });
        seen.latest = seen.latest.max(latest);
        seen.only_days &= rows.only_days;
    }

    /// Notes that the import is about a table, rows or none.
    pub fn name(&mut self, table: &'static Table) {
        self.tables.entry(table.name).or_insert(Seen { table, latest: None, only_days: true });
    }

    /// The watermarks. Told: the end of that day, or now while it lasts. Else: the latest time in the files; where all times
    /// of its table are days, the end of the latest, or now while it lasts. Tables that one file fills are complete alike. Files
    /// of tables without a time have a watermark only if it was told. A row that is dated ahead of now, by a clock that is fast,
    /// makes no file complete beyond now.
    pub fn watermarks(&self, source: &str, told: Option<Micros>, zone: &TimeZone, now_us: Micros) -> Vec<Watermark> {
        let through = |seen: &Seen| match seen.latest? {
            Moment::At(at) if seen.only_days => end_of_day(day_at(at, zone)?, zone, now_us),
            Moment::At(at) => Some(at),
            Moment::Day(day) => end_of_day(date(1970, 1, 1).checked_add(i64::from(day).days()).ok()?, zone, now_us),
        };
        let latest = self.tables.values().filter_map(through).max();
        let latest = latest.map(|at| at.min(now_us));
        let Some(complete_through_us) = told.or(latest) else { return Vec::new() };
        let seen = tables::TABLES.iter().filter_map(|table| self.tables.get(table.name));
        seen.map(|seen| Watermark { table: seen.table, source: source.to_owned(), complete_through_us }).collect()
    }
}

/// The end of the day that files were said to be complete through, or now while it lasts.
///
/// # Errors
/// [`IngestError::CompleteThrough`] for a day that has not begun.
pub fn told(day: Date, zone: &TimeZone, now_us: Micros) -> Result<Micros, IngestError> {
    let refuse = || IngestError::CompleteThrough { date: day.to_string() };
    let begun = day_at(now_us, zone).is_none_or(|today| day <= today);
    if begun { end_of_day(day, zone, now_us).ok_or_else(refuse) } else { Err(refuse()) }
}

fn latest_of(rows: &TableRows) -> Option<Moment> {
    let time = rows.table.time?;
    let position = rows.table.columns.iter().position(|column| column.name == time)?;
    let column = rows.columns.get(position)?;
    match column.data_type() {
        DataType::Date32 => max(column.as_primitive::<Date32Type>()).map(Moment::Day),
        _ => max(column.as_primitive::<TimestampMicrosecondType>()).map(Moment::At),
    }
}

fn day_at(at: Micros, zone: &TimeZone) -> Option<Date> {
    Some(zone.to_datetime(Timestamp::from_microsecond(at).ok()?).date())
}

fn end_of_day(day: Date, zone: &TimeZone, now_us: Micros) -> Option<Micros> {
    let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    Some(next.timestamp().as_microsecond().min(now_us))
}
