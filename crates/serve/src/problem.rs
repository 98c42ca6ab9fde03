//! Refusals as programs read them: `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{Language, Message};
use serde_json::{Value, json};

use crate::api::Route;
use crate::{Refusal, RefusalKind};

/// The media type of every refusal.
pub const PROBLEM: &str = "application/problem+json";

/// A refusal with its status, a stable code, and words for a person.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    members: Value,
    retry_after_s: Option<u32>,
}

impl Problem {
    /// A refusal of the service itself. The key of the message is `serve.<name>` or `serve.<area>.<name>`; the code is
    /// `serve::<name>`.
    #[must_use]
    pub fn new(status: StatusCode, message: &Message, language: Language) -> Self {
        let name = message.key().rsplit('.').next().unwrap_or_default();
        let code = format!("serve::{name}");
        let title = message.say(language);
        let members = json!({ "type": format!("urn:tenure:problem:{code}"), "title": title, "code": code });
        Self { status, members, retry_after_s: None }
    }

    /// The same, with a word on what to do.
    #[must_use]
    pub fn with_help(mut self, help: &Message, language: Language) -> Self {
        self.members["help"] = json!(help.say(language));
        self
    }

    /// The same, with each thing that is wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<Value>) -> Self {
        self.members["errors"] = Value::Array(errors);
        self
    }

    /// The same, with how many seconds to wait before another try.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The same of a route: what a path names and is not there is not found.
    #[must_use]
    pub fn at(mut self, route: &Route) -> Self {
        let code = self.members["code"].as_str().unwrap_or_default();
        let name = code.rsplit("::").next().unwrap_or_default();
        let unknown = name == "nobody" || name.starts_with("unknown_");
        if self.status == StatusCode::BAD_REQUEST && unknown && route.path.contains('{') {
            self.status = StatusCode::NOT_FOUND;
        }
        self
    }

    /// The refusal of a question.
    #[must_use]
    pub fn of(refusal: Refusal) -> Self {
        let status = match refusal.kind {
            RefusalKind::Question => StatusCode::BAD_REQUEST,
            RefusalKind::BelowBar | RefusalKind::TooMuch => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, members: refusal.problem, retry_after_s: None }
    }
}

impl Problem {
    /// As an object, with its status.
    pub(crate) fn members(&self) -> Value {
        let mut members = self.members.clone();
        members["status"] = json!(self.status.as_u16());
        members
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.members().to_string()));
        *response.status_mut() = self.status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
