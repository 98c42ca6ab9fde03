//! What sources of events write with.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lake::{NewWriteKey, SecretKind, WriteKey};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::given::{Body, Named};
use super::super::instant::told;
use super::super::{drawn, refusal};
use super::{By, Caller, with};
use crate::{Problem, Service, api};

/// A write key to make.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Made {
    name: String,
    /// Whose ids the events name.
    namespace: String,
}

/// `GET /api/write-keys`
pub(super) async fn list(State(service): State<Service>, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let keys = with(&service, api::language(&headers), lake::Access::write_keys).await?;
    Ok(Json(json!({ "write_keys": keys.iter().map(shown).collect::<Vec<_>>() })))
}

/// `POST /api/write-keys`: the answer is the only place where the secret ever stands.
pub(super) async fn add(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Body(made): Body<Made>,
) -> Result<Response, Problem> {
    let speaks = caller.language.unwrap_or(api::language(&headers));
    let by = By::new(&caller, connection, &service);
    let secret = drawn(SecretKind::WriteKey).map_err(|error| refusal::no_chance(&error, speaks))?;
    let kept = secret.clone();
    let key = with(&service, speaks, move |access| {
        access.add_write_key(&NewWriteKey { name: &made.name, namespace: &made.namespace }, &kept, &by.actor())
    })
    .await?;
    let mut shown = shown(&key);
    shown["secret"] = json!(secret.text());
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

/// `DELETE /api/write-keys/{number}`
pub(super) async fn revoke(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Named(number): Named<i64>,
) -> Result<StatusCode, Problem> {
    let speaks = caller.language.unwrap_or(api::language(&headers));
    let by = By::new(&caller, connection, &service);
    with(&service, speaks, move |access| access.revoke_write_key(number, &by.actor())).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(key: &WriteKey) -> Value {
    json!({
        "number": key.number,
        "name": key.name,
        "namespace": key.namespace,
        "prefix": key.prefix,
        "made_at": told(Some(key.made_at_us)),
        "used_at": told(key.used_at_us),
        "revoked_at": told(key.revoked_at_us),
    })
}
