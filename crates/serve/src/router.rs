//! All routes on one screen.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use model::Message;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::{Problem, Service, access, api, dashboard, door, headers, import, limits, live, notebook, openapi, ops};

/// Every route, with what all of them share around it.
pub fn router(service: Service) -> Router {
    Router::new()
        .merge(api::router())
        .merge(door::routes())
        .merge(access::routes())
        .merge(notebook::routes())
        .route("/api/live", get(live::live))
        .route("/openapi.json", get(document))
        .merge(ops::routes())
        .merge(import::routes())
        .fallback(dashboard::page)
        .method_not_allowed_fallback(not_so)
        .layer(from_fn_with_state(service.clone(), access::guard))
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
        .layer(RequestBodyTimeoutLayer::new(limits::SILENCE))
        .layer(from_fn_with_state(limits::Room::new(limits::AT_A_TIME), limits::room))
        .layer(from_fn(limits::short_address))
        .layer(from_fn_with_state(service.clone(), access::known_host))
        .layer(CatchPanicLayer::custom(fault))
        .layer(from_fn_with_state(service.clone(), headers::strict))
        .layer(from_fn_with_state(service.clone(), ops::observe))
        .with_state(service)
}

async fn document(State(service): State<Service>) -> Response {
    axum::Json(openapi::document(service.questions())).into_response()
}

async fn not_so(headers: HeaderMap) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, &Message::new("serve.error.method"), api::language(&headers))
}

/// A mistake of our own: the log has the rest.
fn fault(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, &Message::new("serve.error.fault"), model::Language::English)
        .into_response()
}
