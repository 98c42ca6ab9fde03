//! How much a request may take of the process.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::Message;
use tokio::sync::Semaphore;

use crate::{Problem, api};

/// Bytes of a body, where a route does not say otherwise.
pub(crate) const BODY_BYTES: usize = 1024 * 1024;

/// Bytes of an address: a browser's own limit, with room.
const ADDRESS_BYTES: usize = 16 * 1024;

/// How long a body may be silent before it is given up.
pub(crate) const SILENCE: Duration = Duration::from_secs(20);

/// Requests that are answered at a time.
pub(crate) const AT_A_TIME: usize = 256;

/// How many more requests may be taken up.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Semaphore>);

impl Room {
    /// Room for so many at a time.
    pub(crate) fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }
}

/// Refuses a request while there is no room for it, rather than have it wait: whoever asks knows sooner. The room is free
/// again when the answer's head is made.
pub(crate) async fn room(State(room): State<Room>, request: Request, next: Next) -> Response {
    let speaks = api::language(request.headers());
    let Ok(held) = room.0.try_acquire_owned() else {
        let message = Message::new("serve.limit.busy");
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, &message, speaks).retry_after(1).into_response();
    };
    let response = next.run(request).await;
    drop(held);
    response
}

/// Refuses addresses that are longer than any question.
pub(crate) async fn short_address(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if length > ADDRESS_BYTES {
        let message = Message::new("serve.limit.address").with("most", ADDRESS_BYTES);
        return Problem::new(StatusCode::URI_TOO_LONG, &message, api::language(request.headers())).into_response();
    }
    next.run(request).await
}
