//! Tickets that carry the times of their first reply, resolution and reopening: one ticket, and a change for each time.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringArray, new_null_array};
use arrow::compute::is_not_null;
use model::{Column, Kind, tables};

use super::{Expanded, as_table, own};
use crate::rows::{Good, TableRows};
use crate::{IngestError, Target};

/// The columns that tickets may have besides their own.
pub static COLUMNS: [Column; 3] = [
    Column {
        name: "first_response_at",
        kind: Kind::Time,
        required: false,
        aliases: &["first_reply_at", "first_responded_at"],
        about: "When a person first replied",
    },
    Column {
        name: "resolved_at",
        kind: Kind::Time,
        required: false,
        aliases: &["solved_at", "closed_at"],
        about: "When it was last resolved",
    },
    Column { name: "reopened_at", kind: Kind::Time, required: false, aliases: &[], about: "When it was reopened" },
];

const KINDS: [(&str, &str); 3] =
    [("first_response_at", "reply"), ("resolved_at", "resolved"), ("reopened_at", "reopened")];

/// A ticket for each row, and a `ticket_changes` row for each of its times that is there.
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
    rows.insert(0, as_table(target, good));
    Ok(Expanded { rows, unless_taken: Vec::new() })
}
