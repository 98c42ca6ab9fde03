//! What programs ask with.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lake::{NewToken, SecretKind, Token};
use model::{Micros, Role};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::given::{Body, Named};
use super::super::instant::told;
use super::super::{drawn, refusal};
use super::{By, Caller, ruled, with};
use crate::{Problem, Service, api};

const DAY_US: Micros = 24 * 3_600 * 1_000_000;

/// A token to make.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Made {
    name: String,
    role: Role,
    rule: Option<String>,
    /// Whose it is.
    user: Option<String>,
    /// Days for which it is taken; for ever when left out.
    days: Option<u16>,
}

/// `GET /api/tokens`
pub(super) async fn list(State(service): State<Service>, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let tokens = with(&service, api::language(&headers), lake::Access::tokens).await?;
    Ok(Json(json!({ "tokens": tokens.iter().map(shown).collect::<Vec<_>>() })))
}

/// `POST /api/tokens`: the answer is the only place where the secret ever stands.
pub(super) async fn add(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Body(made): Body<Made>,
) -> Result<Response, Problem> {
    let speaks = caller.language.unwrap_or(api::language(&headers));
    caller.require(made.role, speaks)?;
    let by = By::new(&caller, connection, &service);
    let rule = ruled(made.rule, speaks)?;
    let secret = drawn(SecretKind::Token).map_err(|error| refusal::no_chance(&error, speaks))?;
    let kept = secret.clone();
    let token = with(&service, speaks, move |access| {
        let token = NewToken {
            name: &made.name,
            owner: made.user.as_deref(),
            role: made.role,
            rule: rule.as_deref(),
            expires_at_us: made.days.map(|days| by.at_us + i64::from(days) * DAY_US),
        };
        access.add_token(&token, &kept, &by.actor())
    })
    .await?;
    let mut shown = shown(&token);
    shown["secret"] = json!(secret.text());
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

/// `DELETE /api/tokens/{number}`
pub(super) async fn revoke(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Named(number): Named<i64>,
) -> Result<StatusCode, Problem> {
    let speaks = caller.language.unwrap_or(api::language(&headers));
    let by = By::new(&caller, connection, &service);
    with(&service, speaks, move |access| access.revoke_token(number, &by.actor())).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(token: &Token) -> Value {
    json!({
        "number": token.number,
        "name": token.name,
        "prefix": token.prefix,
        "role": token.role,
        "rule": token.rule,
        "user": token.owner.as_ref().map(|owner| &owner.name),
        "made_at": told(Some(token.made_at_us)),
        "expires_at": told(token.expires_at_us),
        "used_at": told(token.used_at_us),
        "revoked_at": told(token.revoked_at_us),
    })
}
