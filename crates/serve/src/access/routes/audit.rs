//! What was done, and by whom.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use lake::AuditEntry;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::given::Asked;
use super::super::instant::told;
use super::with;
use crate::{Problem, Service, api};

/// The most lines that one answer has.
const MOST: u32 = 1_000;
/// The lines of an answer for which no number was asked.
const USUAL: u32 = 100;

/// Which lines.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// `next` of the answer before.
    cursor: Option<i64>,
    limit: Option<u32>,
}

/// `GET /api/audit`: newest first; `next` is the cursor of what is older, null at the end.
pub(super) async fn list(
    State(service): State<Service>,
    headers: HeaderMap,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Value>, Problem> {
    let limit = wanted.limit.unwrap_or(USUAL).clamp(1, MOST);
    let entries = with(&service, api::language(&headers), move |access| access.audit(wanted.cursor, limit)).await?;
    let full = u32::try_from(entries.len()).is_ok_and(|count| count == limit);
    let next = entries.last().filter(|_| full).map(|entry| entry.number);
    Ok(Json(json!({ "entries": entries.iter().map(shown).collect::<Vec<_>>(), "next": next })))
}

fn shown(entry: &AuditEntry) -> Value {
    json!({
        "number": entry.number,
        "at": told(Some(entry.at_us)),
        "who": entry.who,
        "action": entry.action,
        "about": entry.about,
        "address": entry.address,
        "outcome": entry.outcome.as_str(),
    })
}
