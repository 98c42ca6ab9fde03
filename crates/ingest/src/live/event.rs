//! Calls as events: each is one, under its own name or that of its type.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::tables::EVENTS;
use model::{Message, Micros, Place, Recipe, Reject, Rule, Sink};

use super::batch::{self, Row};
use super::call::{self, CallKind, FIELDS};
use super::{LIVE, LiveCall};
use crate::IngestError;
use crate::failure::Failure;
use crate::job::Job;
use crate::source::{BATCH_ROWS, Member, ValueKind, cut_raw, is_too_deep, members};

/// Traits that one call may have: each is a column.
const MOST_TRAITS: usize = 1000;

/// A call that is an event and breaks no rule.
pub struct Good<'a> {
    pub kind: CallKind,
    pub at_us: Micros,
    pub position: u64,
    pub members: Vec<Member<'a>>,
}

/// Writes the events of calls and rejects those that are none; gives the good ones, in order of time.
///
/// # Errors
/// [`IngestError`] when they cannot be kept.
pub async fn hand_over<'a>(
    calls: &[&'a LiveCall],
    of: (&str, Micros),
    sink: &mut dyn Sink,
) -> Result<Vec<Good<'a>>, IngestError> {
    let mut job = batch::job(&EVENTS, of)?;
    let header = batch::header(FIELDS.into_iter().map(str::to_owned));
    let (mut good, mut rejected) = (Vec::new(), BTreeSet::new());
    for some in calls.chunks(BATCH_ROWS) {
        let (mut rows, mut rejects) = (Vec::new(), Vec::new());
        for call in some {
            match read(&call.payload) {
                Ok((kind, members)) => {
                    rows.push(Row { position: call.position, text: &call.payload, members });
                    good.push((kind, call));
                }
                Err(failure) => rejects.push((call, failure)),
            }
        }
        let outcome = batch::make(&mut job, (LIVE, &header), &rows)?;
        rejected.extend(outcome.rejects.iter().map(|reject| reject.place.line));
        outcome.hand_over(sink).await?;
        if !rejects.is_empty() {
            let recipe = recipe(&job);
            let rejects = rejects.into_iter().map(|(call, failure)| reject(call, failure, &recipe));
            sink.reject(rejects.collect()).await?;
        }
    }
    job.file_columns().into_iter().for_each(|columns| sink.file_columns(columns));
    let good = good.into_iter().filter(|(_, call)| !rejected.contains(&call.position));
    let mut good: Vec<_> = good.filter_map(|(kind, call)| Good::of(kind, call)).collect();
    good.sort_by_key(|good| (good.at_us, good.position));
    Ok(good)
}

/// How calls are read, for those that are rejected before they are rows.
pub fn recipe(job: &Job) -> Arc<Recipe> {
    let header = batch::header(FIELDS.into_iter().map(str::to_owned));
    Arc::new(job.recipe_of(&header))
}

/// What kind of call it is and what it says.
fn read(payload: &str) -> Result<(CallKind, Vec<Member<'_>>), Failure> {
    let because = |why: Message| Failure::new(Rule::Json, |message| message.with_message("why", why));
    if !payload.starts_with('{') {
        return Err(because(Message::new("ingest.json.not_object")));
    }
    if is_too_deep(payload) {
        let most = crate::source::MOST_NESTED;
        return Err(because(Message::new("ingest.json.too_deep").with("most", most)));
    }
    let found = members(payload).map_err(|error| {
        because(Message::new("ingest.json.malformed").with("line", error.line()).with("column", error.column()))
    })?;
    let get = |name: &str| found.iter().find(|member| member.key == name && member.kind != ValueKind::Null);
    let kind = get("type").map(|kind| kind.value.as_ref()).unwrap_or_default();
    let Some(kind) = CallKind::find(kind) else {
        let expected = CallKind::ALL.map(CallKind::as_str).join(", ");
        let mut failure = Failure::of(Rule::Choice, "type", kind);
        failure.message = failure.message.with("expected", expected);
        return Err(failure);
    };
    let names_somebody = |name: &str| get(name).is_some_and(|id| !id.value.trim().is_empty());
    if !names_somebody("userId") && !names_somebody("anonymousId") {
        return Err(Failure::new(Rule::Missing, |message| message.with("column", "userId")));
    }
    if kind == CallKind::Group && !names_somebody("groupId") {
        return Err(Failure::new(Rule::Missing, |message| message.with("column", "groupId")));
    }
    if kind == CallKind::Alias && !names_somebody("previousId") {
        return Err(Failure::new(Rule::Missing, |message| message.with("column", "previousId")));
    }
    let traits = get("traits").filter(|traits| traits.value.starts_with('{'));
    let traits = traits.and_then(|traits| members(&traits.value).ok()).map_or(0, |traits| traits.len());
    if traits > MOST_TRAITS {
        return Err(because(Message::new("ingest.live.many_traits").with("found", traits).with("most", MOST_TRAITS)));
    }
    Ok((kind, found))
}

fn reject(call: &LiveCall, Failure { rule, message }: Failure, recipe: &Arc<Recipe>) -> Reject {
    let place = Place { file: LIVE.to_owned(), line: call.position };
    let raw = cut_raw(call.payload.as_bytes());
    Reject { table: EVENTS.name, place, rule, message, raw, recipe: Arc::clone(recipe), replaces: None }
}

impl<'a> Good<'a> {
    fn of(kind: CallKind, call: &'a LiveCall) -> Option<Self> {
        let members = members(&call.payload).ok()?;
        let at_us = members.iter().find(|member| member.key == "timestamp").and_then(|at| call::time(&at.value))?;
        Some(Self { kind, at_us, position: call.position, members })
    }

    /// The text of a field that is there and not empty.
    pub fn get(&self, field: &str) -> Option<&str> {
        let found = self.members.iter().find(|member| member.key == field && member.kind != ValueKind::Null)?;
        Some(found.value.trim()).filter(|text| !text.is_empty())
    }
}
