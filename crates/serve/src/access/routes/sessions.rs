//! Logging in, logging out, and who one is.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lake::{Actor, Outcome, Secret, SecretKind, Session};
use model::{Message, Micros};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::given::Body;
use super::super::instant::told;
use super::super::password::is_password;
use super::super::{CallerKind, cookie, drawn, refusal};
use super::{By, Caller, with};
use crate::{Problem, Service, api};

/// How long a session lasts, used or not: a week.
const LASTS_S: i64 = 7 * 24 * 3_600;

/// What logging in takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    name: String,
    password: String,
}

/// `POST /api/session`: opens a session for whoever knows the password.
pub(super) async fn open(
    State(service): State<Service>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(login): Body<Login>,
) -> Result<Response, Problem> {
    let speaks = api::language(&headers);
    // A page of another site could log the browser in as somebody of its choice.
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
        return Err(refusal::forbidden(&Message::new("serve.access.csrf"), speaks));
    }
    let gate = &service.gate;
    gate.attempts().from(address.ip()).map_err(|seconds| refusal::too_many(seconds, speaks))?;
    let name = login.name.clone();
    let user = with(&service, speaks, move |access| access.user(&name)).await?;
    if let Some(user) = &user {
        gate.attempts().of(user.number).map_err(|seconds| refusal::too_many(seconds, speaks))?;
    }
    let hash = user.as_ref().filter(|user| user.disabled_at_us.is_none()).and_then(|user| user.password.clone());
    let known = is_known(&service, login.password, hash).await;
    let address = address.ip().to_canonical().to_string();
    let Some(user) = user.filter(|_| known) else {
        // What is no user's name may be a password in the wrong field: it is not written down.
        service.gate.record("nobody".to_owned(), address, "session.open".to_owned(), Outcome::Refused).await;
        return Err(refusal::unauthorized(&Message::new("serve.access.login"), speaks));
    };
    let secret = drawn(SecretKind::Session).map_err(|error| refusal::no_chance(&error, speaks))?;
    let at_us = gate.now_us();
    let (kept, expires_at_us) = (secret.clone(), at_us + LASTS_S * 1_000_000);
    let session = with(&service, speaks, move |access| {
        let who = format!("user:{}", user.name);
        access.open_session(&user.name, &kept, expires_at_us, &Actor { at_us, who: &who, address: Some(&address) })
    })
    .await?;
    let mut response = (StatusCode::CREATED, Json(opened(&session, secret.text()))).into_response();
    give(&mut response, secret.text(), LASTS_S, gate.is_secure());
    Ok(response)
}

/// `GET /api/session`: who one is, and under a cookie what a change takes besides.
pub(super) async fn who(State(service): State<Service>, headers: HeaderMap, caller: Caller) -> Json<Value> {
    let (kind, csrf) = match caller.kind {
        CallerKind::Token(_) => ("token", None),
        CallerKind::Session(_) => ("session", cookie::secret(&headers, service.gate.is_secure())),
    };
    Json(json!({
        "name": caller.name,
        "kind": kind,
        "role": caller.role,
        "rule": caller.rule,
        "language": caller.language.map(model::Language::tag),
        "csrf": csrf.map(|secret| Secret::csrf(&secret)),
    }))
}

/// `DELETE /api/session`: ends the session of the cookie. A token is revoked instead.
pub(super) async fn end(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
) -> Result<Response, Problem> {
    let speaks = caller.language.unwrap_or(api::language(&headers));
    let by = By::new(&caller, connection, &service);
    let secret = cookie::secret(&headers, service.gate.is_secure());
    let (CallerKind::Session(_), Some(secret)) = (caller.kind, secret) else {
        return Err(refusal::bad(&Message::new("serve.access.no_session"), speaks));
    };
    with(&service, speaks, move |access| access.end_session(&secret, &by.actor())).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    give(&mut response, "", 0, service.gate.is_secure());
    Ok(response)
}

/// Whether the password is right, found out where nobody else waits for it.
async fn is_known(service: &Service, password: String, hash: Option<String>) -> bool {
    let turn = service.gate.hashing().acquire_owned().await;
    let known = tokio::task::spawn_blocking(move || {
        let known = is_password(&password, hash.as_deref());
        drop(turn);
        known
    });
    known.await.unwrap_or(false)
}

fn opened(session: &Session, secret: &str) -> Value {
    let user = &session.user;
    json!({
        "name": format!("user:{}", user.name),
        "kind": "session",
        "role": user.role,
        "rule": user.rule,
        "language": user.language,
        "csrf": Secret::csrf(secret),
        "expires_at": told(Some(session.expires_at_us)),
    })
}

fn give(response: &mut Response, secret: &str, lasts_s: Micros, secure: bool) {
    if let Some(cookie) = cookie::header(secret, lasts_s, secure) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}
