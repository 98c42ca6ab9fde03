//! Calls of a tracking library in the shape that Segment gave them: `type` says what a call is, and only a track call has
//! an event's name of its own.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use model::tables::EVENTS;

use crate::Target;
use crate::header::{Match, normal};
use crate::source::{Header, SourceBatch, ValueKind, members};

/// Calls that are events by themselves, under their type's name.
///
/// Source: Segment, Spec (2024): the calls of the tracking API.
const CALLS: [&str; 5] = ["identify", "page", "screen", "group", "alias"];

/// Which columns say what an event is called.
pub struct Calls {
    kind: usize,
    event: Option<usize>,
    context: Option<usize>,
    /// Columns of the target that the context's campaign fills, and under which of its keys.
    campaign: Vec<(usize, &'static str)>,
}

/// What a call's campaign says, by the columns of events.
///
/// Source: Segment, Spec (2024): `context.campaign`.
const CAMPAIGN: [(&str, &str); 3] = [("source", "source"), ("medium", "medium"), ("campaign", "name")];

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
        let context = position(&["context"]);
        let column = |name: &str| target.columns.iter().position(|column| column.name == name);
        let campaign = CAMPAIGN.iter().filter_map(|(name, key)| Some((column(name)?, *key)));
        let campaign = campaign.filter(|(column, _)| context.is_some() && matched.columns[*column].is_none()).collect();
        Some(Self { kind, event, context, campaign })
    }

    /// The columns of the target that are made of something else than one column of the file, apart from the name.
    pub fn made(&self) -> impl Iterator<Item = usize> {
        self.campaign.iter().map(|(column, _)| *column)
    }

    /// Where the visit of each event of a batch came from, by column of the target.
    ///
    /// # Errors
    /// [`ArrowError`] when the context is no text.
    pub fn campaigns(&self, batch: &SourceBatch) -> Result<Vec<(usize, ArrayRef)>, ArrowError> {
        let Some(context) = self.context.filter(|_| !self.campaign.is_empty()) else { return Ok(Vec::new()) };
        let contexts = cast(&batch.columns[context], &DataType::Utf8)?;
        let contexts = contexts.as_string::<i32>();
        let mut columns: Vec<StringBuilder> = self.campaign.iter().map(|_| StringBuilder::new()).collect();
        for row in 0..contexts.len() {
            let campaign = if contexts.is_valid(row) { campaign(contexts.value(row)) } else { Vec::new() };
            for ((_, wanted), column) in self.campaign.iter().zip(&mut columns) {
                column.append_option(campaign.iter().find(|(key, _)| key == wanted).map(|(_, value)| value));
            }
        }
        let columns = columns.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef);
        Ok(self.campaign.iter().map(|(column, _)| *column).zip(columns).collect())
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

/// The campaign that a context names, as keys and texts.
fn campaign(context: &str) -> Vec<(String, String)> {
    // Most contexts have none, and are not cut for nothing.
    if !context.contains("\"campaign\"") {
        return Vec::new();
    }
    let campaign = inner(context.trim()).into_iter().find(|(key, _)| key == "campaign");
    campaign.map(|(_, value)| inner(&value)).unwrap_or_default()
}

/// The members of an object that are not null; none of anything else.
fn inner(object: &str) -> Vec<(String, String)> {
    let members = if object.starts_with('{') { members(object).unwrap_or_default() } else { Vec::new() };
    let there = members.into_iter().filter(|member| member.kind != ValueKind::Null);
    there.map(|member| (member.key.into_owned(), member.value.into_owned())).collect()
}
