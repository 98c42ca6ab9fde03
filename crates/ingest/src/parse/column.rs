//! Reads one column of a batch into the array its kind is stored in, noting the rows that break a rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Decimal128Builder, Int64Builder, StringArray, StringBuilder,
    new_null_array,
};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use jiff::tz::TimeZone;
use model::{Column, Currency, Kind, Message, Micros, Rule};

use super::moments::{moments_column, typed_moments};
use super::number::NumberFault;
use super::{boolean, choice, duration, features, id, money, number, sheet_error, time};
use crate::detect::{Evidence, day_order};
use crate::failure::{BadRows, Failure};
use crate::shapes::order_lines::Met;
use crate::{DayOrder, IngestError, limits};

/// What reading depends on besides the cell: the zone, now, and what was found out so far.
#[derive(Debug)]
pub struct Reading {
    /// The table or shape that is read, by whose rules ranges are.
    pub table: &'static str,
    pub identity: &'static [&'static str],
    pub zone: TimeZone,
    pub now_us: Micros,
    pub told_order: Option<DayOrder>,
    /// The order of day and month by column, once a batch has decided it.
    pub orders: BTreeMap<&'static str, DayOrder>,
    /// The currency of rows that name none.
    pub currency: Option<Currency>,
    /// For lines of orders: the orders that were met.
    pub met: Met,
}

/// A column that was read.
#[derive(Debug)]
pub struct Parsed {
    pub array: ArrayRef,
    /// For instants: whether no value had a time of day.
    pub only_days: bool,
}

/// Reads a column of plain arrays ([`crate::source::plain`]); `input` is absent where the source has no such column.
///
/// # Errors
/// [`IngestError::AmbiguousDates`] when no value says whether the day or the month comes first.
pub fn column(
    column: &'static Column,
    input: Option<&ArrayRef>,
    rows: usize,
    reading: &mut Reading,
    bad: &mut BadRows,
) -> Result<Parsed, IngestError> {
    let read = |array| Parsed { array, only_days: true };
    let Some(input) = input else {
        let fill = reading.currency.filter(|_| column.kind == Kind::Currency);
        return Ok(read(match fill {
            Some(currency) => Arc::new(StringArray::from(vec![currency.as_str(); rows])),
            None => new_null_array(&column.kind.data_type(), rows),
        }));
    };
    if matches!(column.kind, Kind::Time | Kind::Date)
        && let Some(moments) = typed_moments(input, &reading.zone)?
    {
        return Ok(moments_column(column, moments.len(), |row| moments.get(row), reading, bad));
    }
    let texts = cast(input, &DataType::Utf8)?;
    let texts = texts.as_string::<i32>();
    let cells = Cells { column, texts, written: input.data_type() == &DataType::Utf8 };
    Ok(match column.kind {
        Kind::Time | Kind::Date => {
            let order = order(column.name, texts, reading)?;
            let mut read = Vec::with_capacity(texts.len());
            let expected = if column.kind == Kind::Time { "ingest.expected.time" } else { "ingest.expected.date" };
            cells.each(
                bad,
                |text| time::read(text, order).ok_or_else(|| expecting(Rule::Time, column.name, text, expected)),
                |value| read.push(value),
            );
            moments_column(column, read.len(), |row| read[row], reading, bad)
        }
        Kind::Money => read(decimals(&cells, 4, reading, bad, money::money)?),
        Kind::Decimal => read(decimals(&cells, 4, reading, bad, number::decimal)?),
        Kind::Rate => read(decimals(&cells, 10, reading, bad, number::decimal)?),
        Kind::Integer | Kind::Duration => read(integers(&cells, reading, bad)),
        Kind::Boolean => {
            let mut array = BooleanBuilder::with_capacity(texts.len());
            let parse =
                |text: &str| boolean::boolean(text).ok_or_else(|| Failure::of(Rule::Boolean, column.name, text));
            cells.each(bad, parse, |value| array.append_option(value));
            read(Arc::new(array.finish()))
        }
        Kind::Text => read(cells.text(bad, Ok)),
        Kind::Id => {
            let identity = reading.identity.contains(&column.name);
            read(cells.text(bad, |text| id::id(column.name, text, identity)))
        }
        Kind::CustomerId | Kind::AnonymousId => read(cells.text(bad, |text| id::customer_id(column.name, text))),
        Kind::Currency => read(currencies(&cells, reading.currency, bad)),
        Kind::Json => {
            let mut array = StringBuilder::new();
            cells.each(bad, |text| Ok(features::json(text)), |value| array.append_option(value));
            read(Arc::new(array.finish()))
        }
        Kind::Choice(words) => read(cells.text(bad, |text| {
            choice::choice(text, words).ok_or_else(|| {
                let mut failure = Failure::of(Rule::Choice, column.name, text);
                failure.message = failure.message.with("expected", words.join(", "));
                failure
            })
        })),
    })
}

struct Cells<'a> {
    column: &'static Column,
    texts: &'a StringArray,
    /// Whether the texts are the source's own, and not numbers of some type written out.
    written: bool,
}

impl<'a> Cells<'a> {
    /// Reads every cell, trimmed; an empty one is none, and bad where rows need the column.
    fn each<T>(
        &self,
        bad: &mut BadRows,
        mut parse: impl FnMut(&'a str) -> Result<T, Failure>,
        mut put: impl FnMut(Option<T>),
    ) {
        for row in 0..self.texts.len() {
            let text = if self.texts.is_null(row) { "" } else { self.texts.value(row).trim() };
            if text.is_empty() {
                if self.column.required {
                    bad.add(row, Failure::new(Rule::Missing, |message| message.with("column", self.column.name)));
                }
                put(None);
                continue;
            }
            if sheet_error::is_error(text) {
                bad.add(row, Failure::of(Rule::SheetError, self.column.name, text));
                put(None);
                continue;
            }
            match parse(text) {
                Ok(value) => put(Some(value)),
                Err(failure) => {
                    bad.add(row, failure);
                    put(None);
                }
            }
        }
    }

    fn text(&self, bad: &mut BadRows, parse: impl FnMut(&'a str) -> Result<&'a str, Failure>) -> ArrayRef {
        let mut array = StringBuilder::with_capacity(self.texts.len(), self.texts.value_data().len());
        self.each(bad, parse, |value| array.append_option(value));
        Arc::new(array.finish())
    }
}

fn decimals(
    cells: &Cells<'_>,
    scale: i8,
    reading: &Reading,
    bad: &mut BadRows,
    read: impl Fn(&str, i32) -> Result<i128, NumberFault>,
) -> Result<ArrayRef, IngestError> {
    let column = cells.column.name;
    let precision = if scale == 4 { 18 } else { 28 };
    let high = 10i128.pow(u32::from(precision)) - 1;
    let low = limits::least(reading.table, column).unwrap_or(-high);
    let shown = |value: i128| in_words(value, scale);
    let mut array = Decimal128Builder::with_capacity(cells.texts.len()).with_precision_and_scale(precision, scale)?;
    let decimals = i32::from(scale);
    let parse = |text: &str| match read(text, decimals) {
        Ok(value) if (low..=high).contains(&value) => Ok(value),
        Ok(_) | Err(NumberFault::OutOfRange) => {
            Err(outside(Rule::NumberRange, column, text, &shown(low), &shown(high)))
        }
        Err(NumberFault::NotANumber) => Err(expecting(Rule::Number, column, text, "ingest.expected.number")),
    };
    cells.each(bad, parse, |value| array.append_option(value));
    if cells.written {
        let is_long = |text: &&str| number::decimals(text) > scale.unsigned_abs().into();
        for (row, text) in cells.texts.iter().enumerate() {
            let Some(text) = text.filter(is_long) else { continue };
            // Eight digits more say whether those beyond the scale are anything but zeros.
            let lost = read(text.trim(), decimals + 8).is_ok_and(|value| value % 100_000_000 != 0);
            if lost {
                bad.remark(row, "ingest.note.rounded", column, text.trim());
            }
        }
    }
    Ok(Arc::new(array.finish()))
}

fn integers(cells: &Cells<'_>, reading: &Reading, bad: &mut BadRows) -> ArrayRef {
    let column = cells.column;
    let low = limits::least(reading.table, column.name).unwrap_or(i128::from(i64::MIN));
    let high = i128::from(i64::MAX);
    let fault = |text: &str| expecting(Rule::Number, column.name, text, "ingest.expected.integer");
    let range = |text: &str| outside(Rule::NumberRange, column.name, text, &low.to_string(), &high.to_string());
    let parse = |text: &str| {
        if column.kind == Kind::Duration
            && let Some(ms) = duration::duration_ms(text)
        {
            return Ok(ms);
        }
        // Milliseconds are rounded; a count of things that is no whole number is a mistake.
        let scale = if column.kind == Kind::Duration { 0 } else { 4 };
        let value = match number::decimal(text, scale) {
            Ok(value) if scale == 0 => value,
            Ok(value) if value % 10_000 == 0 => value / 10_000,
            Ok(_) | Err(NumberFault::NotANumber) => return Err(fault(text)),
            Err(NumberFault::OutOfRange) => return Err(range(text)),
        };
        match i64::try_from(value) {
            Ok(integer) if value >= low => Ok(integer),
            _ => Err(range(text)),
        }
    };
    let mut array = Int64Builder::with_capacity(cells.texts.len());
    cells.each(bad, parse, |value| array.append_option(value));
    Arc::new(array.finish())
}

fn currencies<'a>(cells: &Cells<'a>, fill: Option<Currency>, bad: &mut BadRows) -> ArrayRef {
    let column = cells.column.name;
    let mut array = StringBuilder::with_capacity(cells.texts.len(), cells.texts.len() * 3);
    let mut last: Option<(&'a str, Currency)> = None;
    let parse = |text: &'a str| match last {
        Some((known, currency)) if known == text => Ok(currency),
        _ => {
            let currency: Currency = text.parse().map_err(|_| Failure::of(Rule::Currency, column, text))?;
            last = Some((text, currency));
            Ok(currency)
        }
    };
    cells.each(bad, parse, |value: Option<Currency>| {
        array.append_option(value.or(fill).as_ref().map(Currency::as_str));
    });
    Arc::new(array.finish())
}

/// The order of day and month in a column: told, or found out earlier, or what this batch's values say.
fn order(column: &'static str, texts: &StringArray, reading: &mut Reading) -> Result<Option<DayOrder>, IngestError> {
    if let Some(known) = reading.told_order.or_else(|| reading.orders.get(column).copied()) {
        return Ok(Some(known));
    }
    match day_order(texts.iter().flatten()) {
        Evidence::Unneeded => Ok(None),
        Evidence::Decided(order) => {
            reading.orders.insert(column, order);
            Ok(Some(order))
        }
        Evidence::Open(value) => Err(IngestError::AmbiguousDates { column, value: value.to_owned() }),
    }
}

fn expecting(rule: Rule, column: &str, text: &str, example: &'static str) -> Failure {
    let mut failure = Failure::of(rule, column, text);
    failure.message = failure.message.with_message("expected", Message::new(example));
    failure
}

pub fn outside(rule: Rule, column: &str, text: &str, low: &str, high: &str) -> Failure {
    let mut failure = Failure::of(rule, column, text);
    failure.message = failure.message.with("low", low).with("high", high);
    failure
}

fn in_words(value: i128, scale: i8) -> String {
    let unit = 10u128.pow(u32::from(scale.unsigned_abs()));
    let (whole, rest) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let sign = if value < 0 { "-" } else { "" };
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{rest:0width$}", width = usize::from(scale.unsigned_abs()))
}
