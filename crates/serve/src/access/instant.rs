//! Instants in answers: RFC 3339 in UTC.

use jiff::Timestamp;
use model::Micros;
use serde_json::{Value, json};

/// An instant; null for none, and for one outside the years that can be written.
pub(crate) fn told(at_us: Option<Micros>) -> Value {
    at_us.and_then(|at_us| Timestamp::from_microsecond(at_us).ok()).map_or(Value::Null, |at| json!(at.to_string()))
}
