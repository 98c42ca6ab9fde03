//! Calls of a tracking library that arrive one request at a time, in the shape that Segment gave them.
//!
//! On arrival [`read_body`] brings each call into one form, whatever library sent it: this is what waits to be imported.
//! [`import_calls`] then makes rows of many of them, the way a file of calls is imported: every call is an event; what
//! identify and group calls say of customers and accounts becomes rows of these too. Who is who is told by the ids that
//! stand in one event.
//!
//! Source: Segment, Spec (2024): the calls of the tracking API and their common fields.

mod batch;
mod body;
mod call;
mod event;
mod object;
mod subjects;
mod traits;

use std::collections::BTreeMap;

use model::tables::{ACCOUNTS, CUSTOMERS, EVENTS};
use model::{Bar, Message, Micros, Place, Receipt, Reject, Rule, Sink, Watermark};

use crate::IngestError;
use crate::failure::Failure;

pub use body::{Body, read_body};
pub use call::{Call, CallKind};
use subjects::Subjects;

/// The source that rows of calls came through, and the name that stands for their file.
pub const LIVE: &str = "live";

/// A call that waits to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveCall {
    /// Its place among all that arrived, from 1: what a row shows as its line.
    pub position: u64,
    /// Whose outside ids it holds.
    pub namespace: String,
    /// As [`read_body`] left it.
    pub payload: String,
}

/// What holds for calls that are imported together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveImport {
    pub now_us: Micros,
    /// Everything that happened before this instant has arrived; nothing is said of it when none.
    pub complete_through_us: Option<Micros>,
}

/// Makes rows of calls, all in one import. A call that breaks a rule goes to the quarantine, however many do.
///
/// # Errors
/// [`IngestError`] when the rows cannot be kept; nothing is then.
pub async fn import_calls(
    calls: &[LiveCall],
    import: LiveImport,
    mut sink: Box<dyn Sink>,
) -> Result<Receipt, IngestError> {
    let mut by_namespace: BTreeMap<&str, Vec<&LiveCall>> = BTreeMap::new();
    for call in calls {
        by_namespace.entry(call.namespace.as_str()).or_default().push(call);
    }
    for (namespace, calls) in by_namespace {
        let mut customers = Subjects::new(&CUSTOMERS);
        let mut accounts = Subjects::new(&ACCOUNTS);
        for good in event::hand_over(&calls, (namespace, import.now_us), sink.as_mut()).await? {
            customers.note(&good);
            accounts.note(&good);
        }
        for subjects in [accounts, customers] {
            subjects.hand_over((namespace, import.now_us), sink.as_mut()).await?;
        }
    }
    if let Some(complete_through_us) = import.complete_through_us {
        sink.watermark(Watermark { table: &EVENTS, source: LIVE.to_owned(), complete_through_us });
    }
    Ok(sink.commit(Bar { most_bad_share: 1.0, rows_read: calls.len() as u64 }).await?)
}

/// Puts one call into the quarantine without looking into it: what it holds kept all that came with it from being imported.
///
/// # Errors
/// [`IngestError`] when it cannot be kept.
pub async fn refuse_call(
    call: &LiveCall,
    why: Message,
    now_us: Micros,
    mut sink: Box<dyn Sink>,
) -> Result<Receipt, IngestError> {
    let Failure { rule, message } = Failure::new(Rule::Json, |message| message.with_message("why", why));
    let recipe = event::recipe(&batch::job(&EVENTS, (&call.namespace, now_us))?);
    let place = Place { file: LIVE.to_owned(), line: call.position };
    let raw = crate::source::cut_raw(call.payload.as_bytes());
    let reject = Reject { table: EVENTS.name, place, rule, message, raw, recipe, replaces: None };
    sink.reject(vec![reject]).await?;
    Ok(sink.commit(Bar { most_bad_share: 1.0, rows_read: 1 }).await?)
}
