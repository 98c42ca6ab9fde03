//! Subscriptions as one row per period: each becomes the change that begins it and, once it is over, the one that ends it.
//!
//! A period that goes on where another of the same subscription ends is no cancellation: the end is left out. One that
//! ends in the future is active with `cancel_at` set. One that ends as it starts was never active: only its end is kept.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray, TimestampMicrosecondArray, new_null_array};
use arrow::datatypes::TimestampMicrosecondType;
use model::{Micros, tables};

use super::{Expanded, own};
use crate::rows::{Good, TableRows};
use crate::{IngestError, Target};

/// The changes that begin periods, and apart from them those that end periods.
///
/// # Errors
/// [`IngestError::Arrow`] when columns do not fit together.
pub fn expand(target: &Target, good: &Good, now_us: Micros) -> Result<Expanded, IngestError> {
    let (Some(started), Some(ended)) = (own(target, good, "started_at"), own(target, good, "ended_at")) else {
        return Ok(Expanded::default());
    };
    let starts = started.as_primitive::<TimestampMicrosecondType>();
    let ends = ended.as_primitive::<TimestampMicrosecondType>();
    let end = |row: usize| ends.is_valid(row).then(|| ends.value(row));
    let rows = || 0..starts.len();

    let begins: BooleanArray = rows().map(|row| Some(end(row) != Some(starts.value(row)))).collect();
    let is_over: BooleanArray =
        rows().map(|row| Some(end(row).is_some_and(|end| end <= now_us || end == starts.value(row)))).collect();
    let planned: TimestampMicrosecondArray = rows().map(|row| end(row).filter(|end| *end > now_us)).collect();
    let planned: ArrayRef = Arc::new(planned.with_timezone("UTC"));
    let trial = own(target, good, "trial").map(|trial| trial.as_boolean());
    let is_trial = |row: usize| trial.is_some_and(|trial| trial.is_valid(row) && trial.value(row));
    let status: StringArray = rows().map(|row| Some(if is_trial(row) { "trialing" } else { "active" })).collect();
    let canceled: ArrayRef = Arc::new(StringArray::from(vec!["canceled"; starts.len()]));

    let only_days =
        |name: &str| target.columns.iter().zip(&good.only_days).any(|(column, only)| column.name == name && *only);
    let begin = changes(good, only_days("started_at"), |name| match name {
        "at" => Some(Arc::clone(started)),
        "status" => Some(Arc::new(status.clone())),
        "cancel_at" => Some(Arc::clone(&planned)),
        "reason" => None,
        _ => own(target, good, name).cloned(),
    });
    let end = changes(good, only_days("ended_at"), |name| match name {
        "at" => Some(Arc::clone(ended)),
        "status" => Some(Arc::clone(&canceled)),
        "subscription_id" | "customer_id" | "plan" | "currency" | "reason" => own(target, good, name).cloned(),
        _ => None,
    });
    Ok(Expanded { rows: vec![begin.filter(&begins)?], unless_taken: vec![end.filter(&is_over)?] })
}

fn changes(good: &Good, only_days: bool, column: impl Fn(&str) -> Option<ArrayRef>) -> TableRows {
    let table = &tables::SUBSCRIPTION_CHANGES;
    let count = good.lines.len();
    TableRows {
        table,
        columns: table
            .columns
            .iter()
            .map(|own| column(own.name).unwrap_or_else(|| new_null_array(&own.kind.data_type(), count)))
            .collect(),
        rest: None,
        lines: Arc::clone(&good.lines),
        files: Arc::clone(&good.files),
        only_days,
    }
}
