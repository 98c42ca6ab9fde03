//! The routes by which people log in and admins decide who may do what.

mod audit;
mod sessions;
mod tokens;
mod users;
mod write_keys;

use std::net::SocketAddr;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{delete, get, patch, post};
use lake::{Access, Actor, LakeError};
use model::{Language, Micros};

use super::{Caller, check_rule, refusal};
use crate::{Problem, Service};

/// All of them. What each takes stands in [`super::needs`].
pub(crate) fn routes() -> Router<Service> {
    Router::new()
        .route("/api/session", post(sessions::open).get(sessions::who).delete(sessions::end))
        .route("/api/users", get(users::list).post(users::add))
        .route("/api/users/{name}", patch(users::change))
        .route("/api/tokens", get(tokens::list).post(tokens::add))
        .route("/api/tokens/{number}", delete(tokens::revoke))
        .route("/api/write-keys", get(write_keys::list).post(write_keys::add))
        .route("/api/write-keys/{number}", delete(write_keys::revoke))
        .route("/api/audit", get(audit::list))
}

/// Who does something, from where, and when.
pub(crate) struct By {
    who: String,
    address: String,
    at_us: Micros,
}

impl By {
    pub(crate) fn new(caller: &Caller, ConnectInfo(address): ConnectInfo<SocketAddr>, service: &Service) -> Self {
        Self {
            who: caller.name.clone(),
            address: address.ip().to_canonical().to_string(),
            at_us: service.gate.now_us(),
        }
    }

    pub(crate) fn actor(&self) -> Actor<'_> {
        Actor { at_us: self.at_us, who: &self.who, address: Some(&self.address) }
    }
}

/// A rule as it came in, if it is one.
fn ruled(rule: Option<String>, language: Language) -> Result<Option<String>, Problem> {
    if let Some(rule) = &rule {
        check_rule(rule).map_err(|why| refusal::bad(&why, language))?;
    }
    Ok(rule)
}

/// Does something with what is kept of access, away from the threads that serve requests.
async fn with<T: Send + 'static>(
    service: &Service,
    language: Language,
    work: impl FnOnce(&Access) -> Result<T, LakeError> + Send + 'static,
) -> Result<T, Problem> {
    let access = service.gate.access().clone();
    let done = tokio::task::spawn_blocking(move || work(&access)).await.map_err(|_| LakeError::Stopped);
    done.and_then(|done| done).map_err(|error| refusal::of_lake(&error, language))
}
