//! Orders as one row per line, with the order's own fields on each of its lines or on the first only: each line becomes
//! a row of `order_items`, each order a row of `orders`.
//!
//! The lines of an order stand together, and it is taken whole or not at all: without one of its lines an order would have
//! a wrong total, and a line that comes later would replace the order by the rest of it. A line without an id belongs to
//! the order above it.

mod lines;
mod whole;

pub use lines::last_order;
pub use whole::{Met, hold};

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder, UInt64Array,
    new_null_array,
};
use arrow::compute::take;
use model::{Currency, Kind, Table, tables};

use super::{Expanded, own};
use crate::rows::{Good, TableRows};
use crate::{IngestError, Target};
use lines::Lines;

/// Lines of one order at most: they wait in memory for its end.
pub const MOST_LINES: usize = 100_000;

/// The lines and the orders they make.
///
/// # Errors
/// [`IngestError::Arrow`] when columns do not fit together.
pub fn expand(target: &Target, good: &Good, currency: Option<Currency>) -> Result<Expanded, IngestError> {
    let Some(lines) = Lines::of(target, &good.columns) else { return Ok(Expanded::default()) };
    let files = good.files.as_string::<i32>();
    let orders: Vec<Range<usize>> = lines.orders(|row| files.value(row)).collect();
    let mut heads = heads(good, &lines, &orders, currency)?;
    heads.only_days = target.columns.iter().zip(&good.only_days).any(|(own, only)| own.name == "ordered_at" && *only);
    Ok(Expanded { rows: vec![items(target, good, &lines, &orders), heads], ..Expanded::default() })
}

/// One row of `order_items` a line, with the order's id on each and its place where it has none.
fn items(target: &Target, good: &Good, lines: &Lines<'_>, orders: &[Range<usize>]) -> TableRows {
    let mut ids = StringBuilder::new();
    let mut places = Int64Builder::new();
    for order in orders {
        for (place, row) in (1..).zip(order.clone()) {
            ids.append_option(lines.id(order));
            places.append_value(lines.line(row).unwrap_or(place));
        }
    }
    let (ids, places): (ArrayRef, ArrayRef) = (Arc::new(ids.finish()), Arc::new(places.finish()));
    let columns = columns(&tables::ORDER_ITEMS, good.lines.len(), |name| match name {
        "order_id" => Some(Arc::clone(&ids)),
        "line" => Some(Arc::clone(&places)),
        _ => own(target, good, name).cloned(),
    });
    TableRows {
        table: &tables::ORDER_ITEMS,
        columns,
        rest: None,
        lines: Arc::clone(&good.lines),
        files: Arc::clone(&good.files),
        only_days: true,
    }
}

/// One row of `orders` an order, placed where its first line stands.
fn heads(
    good: &Good,
    lines: &Lines<'_>,
    orders: &[Range<usize>],
    currency: Option<Currency>,
) -> Result<TableRows, IngestError> {
    let usual = currency.as_ref().map(Currency::as_str);
    let mut times = TimestampMicrosecondBuilder::new().with_timezone("UTC");
    let mut amounts = Decimal128Builder::new().with_precision_and_scale(18, 4)?;
    let mut texts = lines.texts.map(|(name, _)| (name, StringBuilder::new()));
    for order in orders {
        times.append_option(lines.ordered_at(order));
        amounts.append_option(lines.amount(order));
        for ((name, builder), (_, array)) in texts.iter_mut().zip(lines.texts) {
            builder.append_option(lines.first(array, order).or(usual.filter(|_| *name == "currency")));
        }
    }
    let times: ArrayRef = Arc::new(times.finish());
    let amounts: ArrayRef = Arc::new(amounts.finish());
    let texts = texts.map(|(name, mut builder)| -> (&str, ArrayRef) { (name, Arc::new(builder.finish())) });
    let columns = columns(&tables::ORDERS, orders.len(), |name| match name {
        "ordered_at" => Some(Arc::clone(&times)),
        "amount" => Some(Arc::clone(&amounts)),
        _ => texts.iter().find(|(own, _)| *own == name).map(|(_, array)| Arc::clone(array)),
    });
    let firsts: UInt64Array = orders.iter().map(|order| order.start as u64).collect::<Vec<_>>().into();
    Ok(TableRows {
        table: &tables::ORDERS,
        columns,
        rest: None,
        lines: take(&good.lines, &firsts, None)?,
        files: take(&good.files, &firsts, None)?,
        only_days: true,
    })
}

fn columns(table: &Table, rows: usize, column: impl Fn(&str) -> Option<ArrayRef>) -> Vec<ArrayRef> {
    let nulls = |kind: Kind| new_null_array(&kind.data_type(), rows);
    table.columns.iter().map(|own| column(own.name).unwrap_or_else(|| nulls(own.kind))).collect()
}
