//! What browsers ask before they send events from a page of another origin: a write key is no secret, so any may.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, content-encoding, x-retry-count, anonymousid"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

/// `OPTIONS`: that the request may be sent.
pub(super) async fn preflight() -> Response {
    let mut response = open(StatusCode::NO_CONTENT.into_response());
    set(response.headers_mut(), &PREFLIGHT);
    response
}

/// An answer that a page of any origin may read, and when to come again.
pub(super) fn open(mut response: Response) -> Response {
    let all = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after")];
    set(response.headers_mut(), &all);
    response
}

fn set(headers: &mut HeaderMap, all: &[(HeaderName, &'static str)]) {
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
