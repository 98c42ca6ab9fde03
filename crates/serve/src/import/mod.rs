//! `POST /api/import/{table}` and `POST /api/rejects/replay`: a file over HTTP, brought in as on a terminal. The body is the file; it
//! is kept beside the lake until it has been read, and gone afterwards however that ends.

mod upload;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures::{Stream, StreamExt as _, stream};
use lake::Lake;
use model::{Language, Message};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{Delivered, Delivery, Problem, Progress, Refusal, Service, Told, api};
use upload::Upload;

/// The parameter that says what the file is called.
const FILE: &str = "file";

/// The routes of imports. Uploads have a bound of their own.
pub(crate) fn routes() -> Router<Service> {
    let routes = Router::new().route("/api/import/{table}", post(import)).route("/api/rejects/replay", post(replay));
    routes.layer(DefaultBodyLimit::disable())
}

/// Removes what uploads left that were broken off with the process.
pub(crate) fn clear(lake: &Lake) {
    upload::clear(lake);
}

async fn import(State(service): State<Service>, Path(table): Path<String>, request: Request) -> Response {
    deliver(service, Delivered::Rows(table), request).await
}

async fn replay(State(service): State<Service>, request: Request) -> Response {
    deliver(service, Delivered::Corrections, request).await
}

async fn deliver(service: Service, holds: Delivered, request: Request) -> Response {
    let language = api::language(request.headers());
    let (parts, body) = request.into_parts();
    let taken = take(&service, &parts.uri, &parts.headers, body).await;
    let (upload, params) = match taken {
        Ok(taken) => taken,
        Err(problem) => return problem.into_response(),
    };
    let delivery = Delivery {
        holds,
        file: upload.path().to_path_buf(),
        called: upload.called().to_owned(),
        params,
        language,
        now_us: service.clock.now_us(),
    };
    if wants_events(&parts.headers) {
        return Sse::new(events(service, delivery, upload)).keep_alive(KeepAlive::default()).into_response();
    }
    // An import that was begun is ended, whether or not somebody still waits for its account.
    let quiet: Progress = Arc::new(|_, _, _| ());
    let done = tokio::spawn(async move {
        let done = service.questions.import(delivery, quiet).await;
        drop(upload);
        done
    });
    match done.await {
        Ok(Ok(told)) => account(told),
        Ok(Err(refusal)) => Problem::of(refusal).into_response(),
        Err(_) => fault(language).into_response(),
    }
}

/// Keeps the body, and reads how it is to be imported.
async fn take(
    service: &Service,
    uri: &axum::http::Uri,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Upload, Vec<(String, String)>), Problem> {
    let language = api::language(headers);
    let mut params = api::params(uri, language)?;
    let called = params.iter().position(|(name, _)| name == FILE).map(|at| params.remove(at).1);
    if params.iter().any(|(name, _)| name == FILE) {
        return Err(Problem::new(StatusCode::BAD_REQUEST, &Message::new("serve.import.one_file"), language));
    }
    let most = service.limits.upload_bytes;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(upload::too_large(most, language));
    }
    let upload = Upload::begin(&service.lake, called.as_deref(), headers, language)?;
    Ok((upload.take(body, most, language).await?, params))
}

fn wants_events(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|range| range.split(';').next().unwrap_or_default().trim() == "text/event-stream")
}

/// `progress` events while it is read, then one `done` with the account or one `refused` with the problem.
fn events(
    service: Service,
    delivery: Delivery,
    upload: Upload,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let language = delivery.language;
    let (sender, receiver) = watch::channel(Value::Null);
    let sender = Arc::new(sender);
    let telling = Arc::clone(&sender);
    let progress: Progress = Arc::new(move |rows, bytes_done, bytes_total| {
        telling.send_replace(json!({ "rows": rows, "bytes_done": bytes_done, "bytes_total": bytes_total }));
    });
    let done = tokio::spawn(async move {
        let done = service.questions.import(delivery, progress).await;
        drop((upload, sender));
        done
    });
    let told = stream::unfold(receiver, |mut receiver| async move {
        receiver.changed().await.ok()?;
        let data = receiver.borrow_and_update().to_string();
        Some((Event::default().event("progress").data(data), receiver))
    });
    let ended = stream::once(async move {
        match done.await {
            Ok(Ok(told)) => Event::default().event("done").data(one_line(&told.body)),
            Ok(Err(refusal)) => refused(refusal),
            Err(_) => Event::default().event("refused").data(fault(language).members().to_string()),
        }
    });
    told.chain(ended).map(Ok)
}

fn refused(refusal: Refusal) -> Event {
    Event::default().event("refused").data(Problem::of(refusal).members().to_string())
}

/// JSON as one line, which an event's data is.
fn one_line(body: &[u8]) -> String {
    serde_json::from_slice::<Value>(body).unwrap_or_default().to_string()
}

fn account(told: Told) -> Response {
    let mut response = Response::new(Body::from(told.body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    api::tell(&mut response, &told.notes);
    response
}

fn fault(language: Language) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, &Message::new("serve.error.fault"), language)
}
