//! One request of the door, from its body to its acknowledgement.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::body::{self, Body};
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use ingest::{CallKind, read_body};
use lake::{Arrival, Delivery, LakeError};
use model::{Language, Message, Micros};

use super::paths::{self, Taken};
use super::unpack::{Refused, unpack};
use super::{AcceptedKey, Door, cors, keys};
use crate::ops::{Figures, Whose};
use crate::{Problem, Service, api};

/// What stock libraries take for a success: some of them exactly this.
const ACKNOWLEDGED: &str = r#"{"success":true}"#;
/// Seconds after which to come again, where too much waits and where there is no room.
const RETRY_S: u32 = 1;
const RETRY_FULL_S: u32 = 10;

/// `POST /v1/{call}`.
pub(super) async fn receive(
    State(service): State<Service>,
    Path(call): Path<String>,
    whose: Option<Extension<Whose>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let language = api::language(&headers);
    let answered = match service.door.as_ref().zip(paths::find(&call)) {
        Some((door, taken)) => {
            let figures = &service.telemetry.figures;
            let Extension(whose) = whose.unwrap_or_default();
            let at_us = service.clock.now_us();
            let request = Request { door, taken, headers: &headers, language, at_us, figures, whose };
            request.answer(body).await
        }
        None => Err(Problem::new(StatusCode::NOT_FOUND, &Message::new("serve.error.no_route"), language)),
    };
    cors::open(answered.unwrap_or_else(Problem::into_response))
}

struct Request<'a> {
    door: &'a Door,
    taken: Taken,
    headers: &'a HeaderMap,
    language: Language,
    at_us: Micros,
    figures: &'a Figures,
    whose: Whose,
}

impl Request<'_> {
    async fn answer(&self, body: Body) -> Result<Response, Problem> {
        // A key in a header is looked at before anything is read.
        let key = match keys::of_headers(self.headers) {
            Some(secret) => Some(self.known(&secret).await?),
            None => None,
        };
        let most = self.door.limits.request_bytes;
        let told = self.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if told.is_some_and(|told: usize| told > most) {
            return Err(self.too_large());
        }
        // Packed bodies take up what they unpack to.
        let packed = self.headers.contains_key(header::CONTENT_ENCODING);
        let takes = if packed { most } else { told.unwrap_or(most) };
        let takes = u32::try_from((takes >> 10) + 1).unwrap_or(u32::MAX);
        let busy = || self.refuse(StatusCode::TOO_MANY_REQUESTS, "serve.door.busy").retry_after(RETRY_S);
        let room = if key.is_some() { &self.door.room } else { &self.door.unknown_room };
        let room = room.try_acquire_many(takes).map_err(|_| busy())?;
        let bytes = self.read(body).await?;
        let delivery = self.delivery(&bytes, key).await?;
        drop(bytes);
        let (calls, began) = (delivery.calls.len() as u64, Instant::now());
        let appended = self.door.journal.append(delivery).await;
        drop(room);
        let appended = appended.map_err(|error| {
            self.figures.refused(calls);
            self.not_kept(&error)
        })?;
        self.figures.acknowledged(began.elapsed());
        self.figures.accepted(appended.accepted);
        self.figures.duplicates(appended.repeated);
        Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], ACKNOWLEDGED).into_response())
    }

    async fn read(&self, body: Body) -> Result<Bytes, Problem> {
        let limits = &self.door.limits;
        let read = body::to_bytes(body, limits.request_bytes);
        let read = tokio::time::timeout(Duration::from_secs(limits.body_s), read).await;
        let read = read.map_err(|_| self.refuse(StatusCode::REQUEST_TIMEOUT, "serve.door.slow"))?;
        let bytes = read.map_err(|error| {
            // A body that broke off is no matter of its size.
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            if cause.contains("length limit") {
                self.too_large()
            } else {
                self.refuse(StatusCode::BAD_REQUEST, "serve.door.broke_off")
            }
        })?;
        unpack(self.headers, bytes, limits.request_bytes).map_err(|refused| match refused {
            Refused::TooLarge => self.too_large(),
            Refused::Damaged => self.refuse(StatusCode::BAD_REQUEST, "serve.door.damaged"),
            Refused::Unknown => self.refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "serve.door.encoding"),
        })
    }

    async fn delivery(&self, bytes: &[u8], key: Option<AcceptedKey>) -> Result<Delivery, Problem> {
        let text = std::str::from_utf8(bytes).map_err(|_| self.refuse(StatusCode::BAD_REQUEST, "serve.door.utf8"))?;
        let kind: Option<CallKind> = match self.taken {
            Taken::One(kind) => Some(kind),
            Taken::Batch => None,
        };
        let digest = blake3::hash(bytes);
        let mut new_id = || self.new_id(&digest);
        let read = read_body(text, (kind, self.at_us), &mut new_id);
        let read = read.map_err(|why| {
            let message = Message::new("serve.door.body").with_message("why", why);
            Problem::new(StatusCode::BAD_REQUEST, &message, self.language)
        })?;
        let key = match (key, &read.write_key) {
            (Some(key), _) => key,
            (None, Some(secret)) => self.known(secret).await?,
            (None, None) => return Err(self.unknown_key()),
        };
        let calls = read.calls.into_iter().map(|call| Arrival {
            message_id: call.message_id.unwrap_or_else(|| self.new_id(&digest)),
            payload: call.payload,
        });
        Ok(Delivery {
            write_key: key.number,
            namespace: key.namespace,
            received_us: self.at_us,
            calls: calls.collect(),
        })
    }

    /// The id of a call that came without one: no other call has it.
    fn new_id(&self, body: &blake3::Hash) -> String {
        let number = self.door.unnamed.fetch_add(1, Ordering::Relaxed);
        let mut hasher = blake3::Hasher::new();
        hasher.update(body.as_bytes()).update(&self.at_us.to_le_bytes()).update(&number.to_le_bytes());
        format!("tenure-{}", &hasher.finalize().to_hex()[..32])
    }

    async fn known(&self, secret: &str) -> Result<AcceptedKey, Problem> {
        let found = self.door.keys.find(secret).await.map_err(|error| self.failed(&error))?;
        let key = found.ok_or_else(|| self.unknown_key())?;
        self.whose.say(&format!("write-key:{}", key.number));
        Ok(key)
    }

    fn unknown_key(&self) -> Problem {
        self.refuse(StatusCode::UNAUTHORIZED, "serve.door.write_key")
    }

    fn too_large(&self) -> Problem {
        let message = Message::new("serve.door.size").with("most", self.door.limits.request_bytes);
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, &message, self.language)
    }

    /// Nothing of the request was kept: it may be sent again, later where that helps.
    fn not_kept(&self, error: &LakeError) -> Problem {
        match error {
            LakeError::JournalBusy { .. } => {
                self.refuse(StatusCode::TOO_MANY_REQUESTS, "serve.door.busy").retry_after(RETRY_S)
            }
            error if error.is_passing() => {
                tracing::error!(why = %error, "journal_full");
                self.refuse(StatusCode::TOO_MANY_REQUESTS, "serve.door.full").retry_after(RETRY_FULL_S)
            }
            error => self.failed(error),
        }
    }

    fn failed(&self, error: &LakeError) -> Problem {
        tracing::error!(why = %error, "request_failed");
        self.refuse(StatusCode::INTERNAL_SERVER_ERROR, "serve.door.failed")
    }

    fn refuse(&self, status: StatusCode, key: &'static str) -> Problem {
        Problem::new(status, &Message::new(key), self.language)
    }
}
