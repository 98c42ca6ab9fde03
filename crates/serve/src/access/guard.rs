//! What every request passes before it reaches its route, once its route is found.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lake::{Outcome, Secret};
use model::{Language, Message};

use super::needs::{Need, need};
use super::refusal;
use crate::ops::Whose;
use crate::{Problem, Service, api};

/// The header that what changes something under a cookie carries besides.
pub(super) const CSRF: &str = "x-csrf-token";

/// Lets through who may, with the [`super::Caller`] among the request's extensions; refuses the others. What changed something is
/// written to the audit log, and what was not let through.
pub(crate) async fn guard(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let speaks = api::language(request.headers());
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // A path that is no route has nothing behind it to guard.
    let Some(path) = path else { return next.run(request).await };
    let method = request.method().clone();
    let (least, of_all) = match need(&service, &method, &path) {
        // The route answers other methods: it says which.
        None if method_is_unknown(&service, &method, &path) => return next.run(request).await,
        None => return refusal::forbidden(&Message::new("serve.access.closed"), speaks).into_response(),
        Some(Need::Nothing | Need::WriteKey) => return next.run(request).await,
        Some(Need::Role(least)) => (least, false),
        Some(Need::Whole(least)) => (least, true),
    };
    let shown = match service.gate.shown(request.headers(), speaks) {
        Ok(Some(shown)) => shown,
        Ok(None) => return challenged(refusal::nobody(speaks)),
        Err(problem) => return challenged(problem),
    };
    let speaks = shown.caller.language.unwrap_or(speaks);
    if let Some(whose) = request.extensions().get::<Whose>() {
        whose.say(&shown.caller.name);
    }
    if let Err(seconds) = service.gate.count(&shown.caller) {
        return refusal::too_many(seconds, speaks).into_response();
    }
    let allowed = shown.caller.require(least, speaks).and_then(|()| match &shown.session {
        Some(session) => from_our_page(&method, request.headers(), session, speaks),
        None => Ok(()),
    });
    let allowed = allowed.and_then(|()| match &shown.caller.rule {
        Some(_) if of_all => Err(refusal::forbidden(&Message::new("serve.error.restricted"), speaks)),
        _ => Ok(()),
    });
    let (who, address, action) = (shown.caller.name.clone(), address_of(&request), format!("{method} {path}"));
    if let Err(problem) = allowed {
        service.gate.record(who, address, action, Outcome::Refused).await;
        return problem.into_response();
    }
    let own = path.starts_with("/api/session") || is_written_down(&path);
    request.extensions_mut().insert(shown.caller);
    if !changes(&service, &method, &path) {
        return next.run(request).await;
    }
    // What changes something is ended, and written down, whether or not whoever asked still waits.
    let changed = tokio::spawn(async move {
        let response = next.run(request).await;
        let status = response.status();
        if !(own && status.is_success()) {
            let outcome = if status == StatusCode::FORBIDDEN {
                Outcome::Refused
            } else if status.is_success() {
                Outcome::Done
            } else {
                Outcome::Failed
            };
            service.gate.record(who, address, action, outcome).await;
        }
        response
    });
    changed.await.unwrap_or_else(|_| refusal::fault(speaks).into_response())
}

/// Whether a request changes something: a question says so itself, and may be put by `POST` only because it is long.
fn changes(service: &Service, method: &Method, path: &str) -> bool {
    let question = api::ROUTES.iter().find(|route| route.path == path && route.method.name() == method.as_str());
    match question.and_then(|route| service.question(route.question)) {
        Some(question) => question.changes,
        None => !method.is_safe(),
    }
}

/// The address a request came from, for the audit log.
pub(super) fn address_of(request: &Request) -> String {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    address.map(|ConnectInfo(address)| address.ip().to_canonical().to_string()).unwrap_or_default()
}

/// Routes whose changes write their own lines of the audit log, with what they are about.
fn is_written_down(path: &str) -> bool {
    ["/api/users", "/api/tokens", "/api/write-keys", "/api/annotations", "/api/views"]
        .iter()
        .any(|area| path.starts_with(area))
}

/// Whether no route of this path takes the method.
fn method_is_unknown(service: &Service, method: &Method, path: &str) -> bool {
    let taken = |other: &Method| need(service, other, path).is_some();
    !taken(method) && [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE].iter().any(taken)
}

/// A page of another site can have the browser send the cookie; it cannot send this header, and browsers say where a
/// request comes from.
fn from_our_page(method: &Method, headers: &HeaderMap, session: &str, language: Language) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let said = headers.get(CSRF).map(HeaderValue::as_bytes);
    let ours = site.is_none_or(|site| site == b"same-origin") && said == Some(Secret::csrf(session).as_bytes());
    if ours { Ok(()) } else { Err(refusal::forbidden(&Message::new("serve.access.csrf"), language)) }
}

fn challenged(problem: Problem) -> Response {
    let mut response = problem.into_response();
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"tenure\""));
    }
    response
}
