//! Tickets that carry the times of their first reply, resolution and reopening, and how satisfied the customer was: one
//! ticket, a change for each time, and an answer to a satisfaction survey.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray, TimestampMicrosecondArray, new_null_array};
use arrow::compute::is_not_null;
use arrow::datatypes::TimestampMicrosecondType;
use model::tables;

use super::{Expanded, as_table, own};
use crate::rows::{Good, TableRows};
use crate::{IngestError, Target};

const KINDS: [(&str, &str); 3] =
    [("first_response_at", "reply"), ("resolved_at", "resolved"), ("reopened_at", "reopened")];

/// A ticket for each row, a `ticket_changes` row for each of its times that is there, and a `survey_responses` row where
/// there is a satisfaction: given when the ticket was resolved, else first answered, else opened.
///
/// # Errors
/// [`IngestError::Arrow`] when columns do not fit together.
pub fn expand(target: &Target, good: Good) -> Result<Expanded, IngestError> {
    let mut rows = Vec::new();
    for (name, kind) in KINDS {
        let (Some(at), Some(ticket)) = (own(target, &good, name), own(target, &good, "ticket_id")) else { continue };
        if at.null_count() == at.len() {
            continue;
        }
        let only_days = target.columns.iter().zip(&good.only_days).any(|(column, only)| column.name == name && *only);
        let changes = TableRows {
            table: &tables::TICKET_CHANGES,
            columns: tables::TICKET_CHANGES
                .columns
                .iter()
                .map(|column| -> ArrayRef {
                    match column.name {
                        "ticket_id" => Arc::clone(ticket),
                        "at" => Arc::clone(at),
                        "kind" => Arc::new(StringArray::from(vec![kind; at.len()])),
                        _ => new_null_array(&column.kind.data_type(), at.len()),
                    }
                })
                .collect(),
            rest: None,
            lines: Arc::clone(&good.lines),
            files: Arc::clone(&good.files),
            only_days,
        };
        rows.push(changes.filter(&is_not_null(at)?)?);
    }
    if let Some(answers) = answers(target, &good)? {
        rows.push(answers);
    }
    rows.insert(0, as_table(target, good));
    Ok(Expanded { rows, unless_taken: Vec::new() })
}

fn answers(target: &Target, good: &Good) -> Result<Option<TableRows>, IngestError> {
    let named = ["satisfaction", "ticket_id", "opened_at"].map(|name| own(target, good, name));
    let [Some(score), Some(ticket), Some(opened)] = named else { return Ok(None) };
    if score.null_count() == score.len() {
        return Ok(None);
    }
    let opened = opened.as_primitive::<TimestampMicrosecondType>();
    let later = ["resolved_at", "first_response_at"]
        .map(|name| own(target, good, name).map(|at| at.as_primitive::<TimestampMicrosecondType>()));
    let answered = |row: usize| {
        let at = later.iter().flatten().find(|at| at.is_valid(row)).unwrap_or(&opened);
        at.is_valid(row).then(|| at.value(row))
    };
    let answered: TimestampMicrosecondArray = (0..score.len()).map(answered).collect();
    let ids = ticket.as_string::<i32>().iter().map(|ticket| ticket.map(|ticket| format!("ticket:{ticket}")));
    let (answered, ids): (ArrayRef, ArrayRef) =
        (Arc::new(answered.with_timezone("UTC")), Arc::new(ids.collect::<StringArray>()));
    let repeated = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; score.len()])) };
    let all = TableRows {
        table: &tables::SURVEY_RESPONSES,
        columns: tables::SURVEY_RESPONSES
            .columns
            .iter()
            .map(|column| match column.name {
                "response_id" => Some(Arc::clone(&ids)),
                "answered_at" => Some(Arc::clone(&answered)),
                "kind" => Some(repeated("csat")),
                "score" => Some(Arc::clone(score)),
                "touchpoint" => Some(repeated("support")),
                "customer_id" | "channel" => own(target, good, column.name).cloned(),
                _ => None,
            })
            .zip(tables::SURVEY_RESPONSES.columns)
            .map(|(array, column)| array.unwrap_or_else(|| new_null_array(&column.kind.data_type(), score.len())))
            .collect(),
        rest: None,
        lines: Arc::clone(&good.lines),
        files: Arc::clone(&good.files),
        only_days: good.only_days.iter().all(|only| *only),
    };
    Ok(Some(all.filter(&is_not_null(score)?)?))
}
