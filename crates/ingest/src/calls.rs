//! Calls of a tracking library in the shape that Segment gave them: `type` says what a call is, and only a track call has
//! an event's name of its own.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use model::tables::EVENTS;

use crate::Target;
use crate::header::{Match, normal};
use crate::source::{Header, SourceBatch};

/// Calls that are events by themselves, under their type's name.
///
/// Source: Segment, Spec (2024): the calls of the tracking API.
const CALLS: [&str; 5] = ["identify", "page", "screen", "group", "alias"];

/// Which columns say what an event is called.
pub struct Calls {
    kind: usize,
    event: Option<usize>,
}

impl Calls {
    /// Finds out whether a file of events holds calls, and takes the columns that name them from the match: what a page
    /// is called is a property of its call.
    pub fn take(header: &Header, target: &Target, matched: &mut Match) -> Option<Self> {
        let names: Vec<String> = header.names.iter().map(|name| normal(name)).collect();
        let position = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let is_events = target.table == &EVENTS;
        let kind = position(&["type"]).filter(|_| is_events && position(&["messageid", "message_id"]).is_some())?;
        position(&["userid", "user_id", "anonymousid", "anonymous_id"])?;
        let name = target.columns.iter().position(|column| column.name == "name")?;
        let event = position(&["event"]);
        matched.others.retain(|other| *other != kind && Some(*other) != event);
        let former = matched.columns[name].filter(|former| Some(*former) != event);
        matched.others.extend(former);
        matched.columns[name] = Some(event.unwrap_or(kind));
        Some(Self { kind, event })
    }

    /// What each event of a batch is called.
    ///
    /// # Errors
    /// [`ArrowError`] when a column is no text.
    pub fn names(&self, batch: &SourceBatch) -> Result<ArrayRef, ArrowError> {
        let text = |position: usize| cast(&batch.columns[position], &DataType::Utf8);
        let (kinds, events) = (text(self.kind)?, self.event.map(text).transpose()?);
        let kinds = kinds.as_string::<i32>();
        let call = |row: usize| {
            let kind = if kinds.is_valid(row) { kinds.value(row).trim() } else { "" };
            CALLS.into_iter().find(|call| kind.eq_ignore_ascii_case(call))
        };
        let event = |row: usize| {
            let events = events.as_ref()?.as_string::<i32>();
            events.is_valid(row).then(|| events.value(row))
        };
        let names: StringArray = (0..batch.rows()).map(|row| call(row).or_else(|| event(row))).collect();
        Ok(Arc::new(names))
    }
}
