//! Reads one column of a batch into the array its kind is stored in, noting the rows that break a rule.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Decimal128Builder, Int64Builder, StringArray, StringBuilder,
    new_null_array,
};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use jiff::tz::TimeZone;
use model::{Column, Currency, DecimalSign, Kind, Message, Micros, Rule};

use super::moments::{moments_column, typed_moments};
use super::money::Worn;
use super::number::NumberFault;
use super::{boolean, choice, duration, features, id, money, number, sheet_error, time};
use crate::currency::{Amount, Fallback};
use crate::failure::{BadRows, Failure, shorten};
use crate::shapes::order_lines::Met;
use crate::styles::Styles;
use crate::{IngestError, limits};

/// What reading depends on besides the cell: the zone, now, and what was found out so far.
#[derive(Debug)]
pub struct Reading {
    /// The table or shape that is read, by whose rules ranges are.
    pub table: &'static str,
    pub identity: &'static [&'static str],
    pub zone: TimeZone,
    pub now_us: Micros,
    /// How dates and numbers are written in the present file.
    pub styles: Styles,
    pub currency: Fallback,
    /// For lines of orders: the orders that were met.
    pub met: Met,
}

/// A column that was read.
#[derive(Debug)]
pub struct Parsed {
    pub array: ArrayRef,
    /// For instants: whether no value had a time of day.
    pub only_days: bool,
    /// For money: the amounts that wear a currency.
    pub amounts: Vec<Amount>,
}

/// What a column is read from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// A plain array ([`crate::source::plain`]); absent where the source has no such column.
    pub array: Option<&'a ArrayRef>,
    /// The source's header, where its column is taken as it is.
    pub header: Option<&'a str>,
    pub rows: usize,
}

/// Reads a column.
///
/// # Errors
/// [`IngestError::Arrow`] when an array is of a type that plain arrays are not of.
pub fn column(
    column: &'static Column,
    input: Input<'_>,
    reading: &Reading,
    bad: &mut BadRows,
) -> Result<Parsed, IngestError> {
    let read = |array| Parsed { array, only_days: true, amounts: Vec::new() };
    let Input { array: Some(array), header, rows: _ } = input else {
        return Ok(read(new_null_array(&column.kind.data_type(), input.rows)));
    };
    let sign = match header {
        Some(header) => reading.styles.decimal_sign(header),
        None => reading.styles.told.decimal_sign,
    };
    let input = array;
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
            let order = reading.styles.day_order(column.name);
            let mut read = Vec::with_capacity(texts.len());
            let expected = if column.kind == Kind::Time { "ingest.expected.time" } else { "ingest.expected.date" };
            cells.each(
                bad,
                |text| time::read(text, order).ok_or_else(|| expecting(Rule::Time, column.name, text, expected)),
                |value| read.push(value),
            );
            moments_column(column, read.len(), |row| read[row], reading, bad)
        }
        Kind::Money => decimals(&cells, 4, (reading, bad), |text, scale| money::money(text, scale, sign))?,
        Kind::Decimal => decimals(&cells, 4, (reading, bad), |text, scale| undressed(text, scale, sign))?,
        Kind::Rate => decimals(&cells, 10, (reading, bad), |text, scale| undressed(text, scale, sign))?,
        Kind::Integer | Kind::Duration => read(integers(&cells, sign, reading, bad)),
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
        Kind::Currency => read(currencies(&cells, bad)),
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

fn undressed(text: &str, scale: i32, sign: Option<DecimalSign>) -> Result<(i128, Option<Worn>), NumberFault> {
    Ok((number::decimal(text, scale, sign)?, None))
}

fn decimals(
    cells: &Cells<'_>,
    scale: i8,
    (reading, bad): (&Reading, &mut BadRows),
    read: impl Fn(&str, i32) -> Result<(i128, Option<Worn>), NumberFault>,
) -> Result<Parsed, IngestError> {
    let column = cells.column.name;
    let precision = if scale == 4 { 18 } else { 28 };
    let high = 10i128.pow(u32::from(precision)) - 1;
    let low = limits::least(reading.table, column).unwrap_or(-high);
    let shown = |value: i128| in_words(value, scale);
    let mut array = Decimal128Builder::with_capacity(cells.texts.len()).with_precision_and_scale(precision, scale)?;
    let decimals = i32::from(scale);
    let parse = |text: &str| match read(text, decimals) {
        Ok((value, worn)) if (low..=high).contains(&value) => Ok((value, worn.map(|worn| (worn, shorten(text))))),
        Ok(_) | Err(NumberFault::OutOfRange) => {
            Err(outside(Rule::NumberRange, column, text, &shown(low), &shown(high)))
        }
        Err(NumberFault::NotANumber) => Err(expecting(Rule::Number, column, text, "ingest.expected.number")),
        Err(NumberFault::Currency) => Err(Failure::of(Rule::Currency, column, text)),
    };
    let mut amounts = Vec::new();
    let mut row = 0;
    cells.each(bad, parse, |read| {
        let (value, worn) = read.unzip();
        amounts.extend(worn.flatten().map(|(worn, text)| Amount { row, column, text, worn }));
        array.append_option(value);
        row += 1;
    });
    if cells.written {
        let is_long = |text: &&str| number::decimals(text) > scale.unsigned_abs().into();
        for (row, text) in cells.texts.iter().enumerate() {
            let Some(text) = text.filter(is_long) else { continue };
            // Eight digits more say whether those beyond the scale are anything but zeros.
            let lost = read(text.trim(), decimals + 8).is_ok_and(|(value, _)| value % 100_000_000 != 0);
            if lost {
                bad.remark(row, "ingest.note.rounded", column, text.trim());
            }
        }
    }
    Ok(Parsed { array: Arc::new(array.finish()), only_days: true, amounts })
}

fn integers(cells: &Cells<'_>, sign: Option<DecimalSign>, reading: &Reading, bad: &mut BadRows) -> ArrayRef {
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
        let value = match number::decimal(text, scale, sign) {
            Ok(value) if scale == 0 => value,
            Ok(value) if value % 10_000 == 0 => value / 10_000,
            Ok(_) | Err(NumberFault::NotANumber | NumberFault::Currency) => return Err(fault(text)),
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

fn currencies<'a>(cells: &Cells<'a>, bad: &mut BadRows) -> ArrayRef {
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
        array.append_option(value.as_ref().map(Currency::as_str));
    });
    Arc::new(array.finish())
}

fn expecting(rule: Rule, column: &str, text: &str, example: &'static str) -> Failure {
    let mut failure = Failure::of(rule, column, text);
    failure.message = failure.message.with_message("expected", Message::new(example));
    failure
}

/// A value that can be read and lies outside what its column may hold.
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
