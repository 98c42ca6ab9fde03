//! Columns of instants and days: read from text or taken from arrays that have types for them, within their span.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Builder, PrimitiveArray, TimestampMicrosecondBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, TimeUnit, TimestampMicrosecondType};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use model::{Column, Kind, Rule};

use super::column::{Parsed, Reading, outside};
use super::time::{Instant, placed};
use crate::failure::{BadRows, Failure};
use crate::{IngestError, limits};

/// Instants and days of an array that has types for them; none for other arrays.
pub fn typed_moments(input: &ArrayRef, zone: &TimeZone) -> Result<Option<Moments>, IngestError> {
    Ok(match input.data_type() {
        DataType::Timestamp(_, Some(_)) => {
            let instants = cast(input, &DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())))?;
            Some(Moments::Instants(instants.as_primitive::<TimestampMicrosecondType>().clone(), zone.clone()))
        }
        DataType::Timestamp(_, None) => {
            let locals = cast(input, &DataType::Timestamp(TimeUnit::Microsecond, None))?;
            Some(Moments::Locals(locals.as_primitive::<TimestampMicrosecondType>().clone()))
        }
        DataType::Date32 => Some(Moments::Days(input.as_primitive::<Date32Type>().clone())),
        _ => None,
    })
}

/// Values of a typed column.
pub enum Moments {
    Instants(PrimitiveArray<TimestampMicrosecondType>, TimeZone),
    Locals(PrimitiveArray<TimestampMicrosecondType>),
    Days(PrimitiveArray<Date32Type>),
}

impl Moments {
    pub fn len(&self) -> usize {
        match self {
            Self::Instants(array, _) | Self::Locals(array) => array.len(),
            Self::Days(array) => array.len(),
        }
    }

    /// The value; midnight counts as a day, for a typed instant cannot say that it has no time of day.
    pub fn get(&self, row: usize) -> Option<Instant> {
        let midnight = |local: jiff::civil::DateTime| local.time() == jiff::civil::Time::midnight();
        match self {
            Self::Instants(array, zone) if array.is_valid(row) => {
                let at = array.value(row);
                let local = Timestamp::from_microsecond(at).ok().map(|at| zone.to_datetime(at));
                match local {
                    Some(local) if midnight(local) => Some(Instant::Day(local.date())),
                    _ => Some(Instant::At(at)),
                }
            }
            Self::Locals(array) if array.is_valid(row) => {
                let local = TimeZone::UTC.to_datetime(Timestamp::from_microsecond(array.value(row)).ok()?);
                Some(if midnight(local) { Instant::Day(local.date()) } else { Instant::Local(local) })
            }
            Self::Days(array) if array.is_valid(row) => {
                date(1970, 1, 1).checked_add(i64::from(array.value(row)).days()).ok().map(Instant::Day)
            }
            _ => None,
        }
    }
}

/// Instants or days from what was read, within the span that the column may hold.
pub fn moments_column(
    column: &'static Column,
    rows: usize,
    get: impl Fn(usize) -> Option<Instant>,
    reading: &Reading,
    bad: &mut BadRows,
) -> Parsed {
    let (low, high) = limits::span(reading.table, column.name, reading.now_us);
    let mut only_days = true;
    let mut instants = TimestampMicrosecondBuilder::with_capacity(rows).with_timezone("UTC");
    let mut days = Date32Builder::with_capacity(rows);
    for row in 0..rows {
        let Some(value) = get(row) else {
            if column.required {
                bad.add(row, Failure::new(Rule::Missing, |message| message.with("column", column.name)));
            }
            instants.append_null();
            days.append_null();
            continue;
        };
        // A day of its own kind is no instant of a zone: its range is taken in UTC.
        let zone = if column.kind == Kind::Date { &TimeZone::UTC } else { &reading.zone };
        let (at, turn) = placed(value, zone).map_or((None, None), |(at, turn)| (Some(at), turn));
        if let Some(turn) = turn.filter(|_| column.kind == Kind::Time) {
            bad.remark(row, turn.note(), column.name, &written(value));
        }
        match at.filter(|at| (low..=high).contains(at)) {
            Some(at) => {
                only_days &= matches!(value, Instant::Day(_));
                instants.append_value(at);
                days.append_value(epoch_days(day_of(value, &reading.zone)));
            }
            None => {
                let text = at.map_or_else(|| written(value), limits::say);
                bad.add(row, outside(Rule::TimeRange, column.name, &text, &limits::say(low), &limits::say(high)));
                instants.append_null();
                days.append_null();
            }
        }
    }
    let array: ArrayRef = if column.kind == Kind::Date { Arc::new(days.finish()) } else { Arc::new(instants.finish()) };
    Parsed { array, only_days, amounts: Vec::new() }
}

fn day_of(value: Instant, zone: &TimeZone) -> Date {
    match value {
        Instant::Day(day) => day,
        Instant::Local(local) => local.date(),
        Instant::At(at) => Timestamp::from_microsecond(at).map_or(Date::ZERO, |at| zone.to_datetime(at).date()),
    }
}

/// What was read and is no instant of any zone, as the last day of the calendar is not.
fn written(value: Instant) -> String {
    match value {
        Instant::Day(day) => day.to_string(),
        Instant::Local(local) => local.to_string(),
        Instant::At(at) => limits::say(at),
    }
}

fn epoch_days(day: Date) -> i32 {
    date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}
