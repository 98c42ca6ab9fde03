//! Who may log in.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lake::{NewUser, User, UserChange};
use model::{Language, Role};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::super::given::{Body, Named};
use super::super::instant::told;
use super::super::{hash_password, refusal};
use super::{By, Caller, ruled, with};
use crate::{Problem, Service, api};

/// Somebody to add.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Added {
    name: String,
    role: Role,
    password: Option<String>,
    rule: Option<String>,
    language: Option<Language>,
}

/// What is to be different about somebody; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    role: Option<Role>,
    password: Option<String>,
    /// `null` takes the rule away.
    #[serde(default, deserialize_with = "given")]
    rule: Option<Option<String>>,
    language: Option<Language>,
    disabled: Option<bool>,
}

/// `GET /api/users`
pub(super) async fn list(State(service): State<Service>, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let users = with(&service, api::language(&headers), lake::Access::users).await?;
    Ok(Json(json!({ "users": users.iter().map(shown).collect::<Vec<_>>() })))
}

/// `POST /api/users`
pub(super) async fn add(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Body(added): Body<Added>,
) -> Result<Response, Problem> {
    let speaks = caller.language.unwrap_or(api::language(&headers));
    let by = By::new(&caller, connection, &service);
    let rule = ruled(added.rule, speaks)?;
    let password = hashed(&service, added.password, speaks).await?;
    let user = with(&service, speaks, move |access| {
        let user = NewUser {
            name: &added.name,
            password: password.as_deref(),
            role: added.role,
            rule: rule.as_deref(),
            language: added.language.map(Language::tag),
        };
        access.add_user(&user, &by.actor())
    })
    .await?;
    Ok((StatusCode::CREATED, Json(shown(&user))).into_response())
}

/// `PATCH /api/users/{name}`
pub(super) async fn change(
    State(service): State<Service>,
    connection: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Caller,
    Named(name): Named<String>,
    Body(changed): Body<Changed>,
) -> Result<Json<Value>, Problem> {
    let speaks = caller.language.unwrap_or(api::language(&headers));
    let by = By::new(&caller, connection, &service);
    let rule = changed.rule.map(|rule| ruled(rule, speaks)).transpose()?;
    let password = hashed(&service, changed.password, speaks).await?;
    let user = with(&service, speaks, move |access| {
        let change = UserChange {
            password: password.as_deref(),
            role: changed.role,
            rule: rule.as_ref().map(Option::as_deref),
            language: changed.language.map(Language::tag),
            disabled: changed.disabled,
        };
        access.change_user(&name, &change, &by.actor())
    })
    .await?;
    Ok(Json(shown(&user)))
}

async fn hashed(service: &Service, password: Option<String>, language: Language) -> Result<Option<String>, Problem> {
    let Some(password) = password else { return Ok(None) };
    let turn = service.gate.hashing().acquire_owned().await;
    let hash = tokio::task::spawn_blocking(move || {
        let hash = hash_password(&password);
        drop(turn);
        hash
    });
    match hash.await {
        Ok(Ok(hash)) => Ok(Some(hash)),
        Ok(Err(error)) => Err(refusal::bad(&error.message(), language)),
        Err(error) => Err(refusal::no_chance(&std::io::Error::other(error), language)),
    }
}

fn shown(user: &User) -> Value {
    json!({
        "name": user.name,
        "role": user.role,
        "rule": user.rule,
        "language": user.language,
        "has_password": user.password.is_some(),
        "made_at": told(Some(user.made_at_us)),
        "disabled_at": told(user.disabled_at_us),
    })
}

/// What was given, `null` included.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}
