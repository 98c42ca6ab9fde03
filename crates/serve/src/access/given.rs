//! What a request gives in its body or its address, with refusals as every other.

use std::error::Error;

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use model::{Language, Message};
use serde::de::DeserializeOwned;
use tower_http::timeout::TimeoutError;

use crate::{Problem, Service, api};

/// A body of JSON, read whole.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Service> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, service: &Service) -> Result<Self, Problem> {
        let speaks = api::language(request.headers());
        match Json::<T>::from_request(request, service).await {
            Ok(Json(given)) => Ok(Self(given)),
            Err(rejection) => Err(unread(&rejection, speaks)),
        }
    }
}

fn unread(rejection: &JsonRejection, language: Language) -> Problem {
    let status = if is_late(rejection) { StatusCode::REQUEST_TIMEOUT } else { rejection.status() };
    let message = match status {
        StatusCode::REQUEST_TIMEOUT => Message::new("serve.given.slow"),
        StatusCode::PAYLOAD_TOO_LARGE => Message::new("serve.given.too_large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Message::new("serve.given.json_wanted"),
        _ => Message::new("serve.given.body").with("why", model::printable(&rejection.body_text())),
    };
    // What breaks off while it is read is the sender's, too.
    let status = if status.is_server_error() { StatusCode::BAD_REQUEST } else { status };
    Problem::new(status, &message, language)
}

/// Whether the body was silent for too long.
pub(crate) fn is_late(error: &(dyn Error + 'static)) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<TimeoutError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The parameters of the address; one that is not known, or given twice, is refused.
pub(crate) struct Asked<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Service> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let speaks = api::language(&parts.headers);
        match Query::<T>::from_request_parts(parts, service).await {
            Ok(Query(given)) => Ok(Self(given)),
            Err(rejection) => {
                let message = Message::new("serve.given.query").with("why", model::printable(&rejection.body_text()));
                Err(Problem::new(StatusCode::BAD_REQUEST, &message, speaks))
            }
        }
    }
}

/// The part of the path that names something.
pub(crate) struct Named<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Service> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let speaks = api::language(&parts.headers);
        match Path::<T>::from_request_parts(parts, service).await {
            Ok(Path(given)) => Ok(Self(given)),
            Err(_) => Err(Problem::new(StatusCode::NOT_FOUND, &Message::new("serve.given.path"), speaks)),
        }
    }
}
