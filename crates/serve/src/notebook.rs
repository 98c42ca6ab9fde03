//! `/api/annotations` and `/api/views`: what people write beside the numbers. Everybody who may ask reads all of it; who may
//! write is in the table of needs.

use std::net::SocketAddr;

use axum::Json;
use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use jiff::civil::Date;
use lake::{Annotation, LakeError, NewAnnotation, NewView, Notebook, SavedView};
use model::Language;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::{Asked, Body, By, Caller, Named, of_lake, told};
use crate::{Problem, Service, api};

/// All of them.
pub(crate) fn routes() -> Router<Service> {
    Router::new()
        .route("/api/annotations", get(annotations).post(annotate))
        .route("/api/annotations/{number}", delete(remove_annotation))
        .route("/api/views", get(views).post(save_view))
        .route("/api/views/{number}", delete(remove_view))
}

/// Which annotations are asked for: those of the days from `from` up to and without `to`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    from: Option<Date>,
    to: Option<Date>,
}

/// An annotation to write.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Annotated {
    day: Date,
    text: String,
    metric: Option<String>,
}

/// A view to save.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    name: String,
    address: String,
}

async fn annotations(
    State(service): State<Service>,
    headers: HeaderMap,
    Asked(span): Asked<Span>,
) -> Result<Json<Value>, Problem> {
    let speaks = api::language(&headers);
    let found = with(&service, speaks, move |notebook| notebook.annotations(span.from, span.to)).await?;
    Ok(Json(json!({ "annotations": found.iter().map(annotation).collect::<Vec<_>>() })))
}

async fn annotate(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Body(new): Body<Annotated>,
) -> Result<Response, Problem> {
    let (speaks, by) = (speaks(&caller, &headers), By::new(&caller, connection, &service));
    let written = with(&service, speaks, move |notebook| {
        let new = NewAnnotation { day: new.day, text: &new.text, metric: new.metric.as_deref() };
        notebook.annotate(&new, &by.actor())
    });
    Ok((StatusCode::CREATED, Json(annotation(&written.await?))).into_response())
}

async fn remove_annotation(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Named(number): Named<i64>,
) -> Result<StatusCode, Problem> {
    let (speaks, by) = (speaks(&caller, &headers), By::new(&caller, connection, &service));
    with(&service, speaks, move |notebook| notebook.remove_annotation(number, &by.actor())).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn views(State(service): State<Service>, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let found = with(&service, api::language(&headers), Notebook::views).await?;
    Ok(Json(json!({ "views": found.iter().map(view).collect::<Vec<_>>() })))
}

async fn save_view(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Body(new): Body<Saved>,
) -> Result<Response, Problem> {
    let (speaks, by) = (speaks(&caller, &headers), By::new(&caller, connection, &service));
    let saved = with(&service, speaks, move |notebook| {
        notebook.save_view(&NewView { name: &new.name, address: &new.address }, &by.actor())
    });
    Ok((StatusCode::CREATED, Json(view(&saved.await?))).into_response())
}

async fn remove_view(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Named(number): Named<i64>,
) -> Result<StatusCode, Problem> {
    let (speaks, by) = (speaks(&caller, &headers), By::new(&caller, connection, &service));
    with(&service, speaks, move |notebook| notebook.remove_view(number, &by.actor())).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn speaks(caller: &Caller, headers: &HeaderMap) -> Language {
    caller.language.unwrap_or(api::language(headers))
}

/// Does something with the notebook, away from the threads that serve requests.
async fn with<T: Send + 'static>(
    service: &Service,
    language: Language,
    work: impl FnOnce(&Notebook) -> Result<T, LakeError> + Send + 'static,
) -> Result<T, Problem> {
    let notebook = service.gate.access().notebook();
    let done = tokio::task::spawn_blocking(move || work(&notebook)).await.map_err(|_| LakeError::Stopped);
    done.and_then(|done| done).map_err(|error| of_lake(&error, language))
}

fn annotation(found: &Annotation) -> Value {
    json!({
        "number": found.number,
        "day": found.day,
        "text": found.text,
        "metric": found.metric,
        "made_by": found.made_by,
        "made_at": told(Some(found.made_at_us)),
    })
}

fn view(found: &SavedView) -> Value {
    json!({
        "number": found.number,
        "name": found.name,
        "address": found.address,
        "made_by": found.made_by,
        "made_at": told(Some(found.made_at_us)),
    })
}
