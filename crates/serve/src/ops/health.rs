//! Whether the service answers, and whether it is of use.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{Language, Message};
use serde_json::json;

use crate::{Problem, Service};

/// Whether the process answers at all.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Whether the state can be read and the disk be written, the journal among it; if not, why.
pub(super) async fn ready(State(service): State<Service>) -> Response {
    let language = Language::English;
    let readiness = service.readiness.clone();
    let looked = tokio::task::spawn_blocking(move || readiness.unwell()).await;
    let unwell = match looked {
        Ok(unwell) if unwell.is_empty() => return "ready\n".into_response(),
        Ok(unwell) => unwell,
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let what: Vec<_> = unwell.iter().map(|unwell| unwell.what).collect();
    let message = Message::new("serve.ops.not_ready").with("what", what.join(", "));
    let errors: Vec<_> =
        unwell.iter().map(|unwell| json!({ "what": unwell.what, "why": unwell.why.say(language) })).collect();
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, &message, language).with_errors(errors).retry_after(5).into_response()
}
