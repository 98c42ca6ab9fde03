//! The live door: events as Segment's tracking API sends them, under `/v1`.
//!
//! A request is acknowledged when its calls are durable in the journal, and refused whole otherwise. What is in the journal
//! becomes rows a little later ([`Flusher`]): at the latest before a question is answered, if that is a second after the
//! last time.

mod cors;
mod flush;
mod halves;
mod keys;
mod paths;
mod receive;
mod unpack;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::routing::post;
use lake::{IdentityRules, Journal, Lake};
use tokio::sync::Semaphore;

use crate::{Clock, Service};

pub use flush::Flusher;
pub use keys::{AcceptedKey, OwnKeys, WriteKeys};
pub(crate) use paths::CALLS;

/// By which rules customers are taken for one, as the workspace's settings say now.
pub type Rules = Arc<dyn Fn() -> IdentityRules + Send + Sync>;

/// What the door takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoorLimits {
    /// Bytes of one request, packed or not.
    pub request_bytes: usize,
    /// Bytes of all requests that are being read.
    pub reading_bytes: usize,
    /// Seconds within which the body of a request has to arrive.
    pub body_s: u64,
}

impl Default for DoorLimits {
    fn default() -> Self {
        Self { request_bytes: 4 << 20, reading_bytes: 128 << 20, body_s: 30 }
    }
}

/// What the door is made of.
pub struct DoorParts {
    pub lake: Lake,
    pub journal: Journal,
    pub keys: Arc<dyn WriteKeys>,
    pub rules: Rules,
    pub clock: Arc<dyn Clock>,
    pub limits: DoorLimits,
}

/// The open door. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    journal: Journal,
    flusher: Arc<Flusher>,
    keys: Arc<dyn WriteKeys>,
    limits: DoorLimits,
    /// Kibibytes that requests may still be read into.
    room: Arc<Semaphore>,
    /// The part of it for requests that have shown no write key yet: whoever has none cannot take the room of those who have.
    unknown_room: Arc<Semaphore>,
    /// Calls that came without an id of their own.
    unnamed: Arc<AtomicU64>,
}

impl Door {
    /// Opens the door over a journal.
    #[must_use]
    pub fn new(parts: DoorParts) -> Self {
        let DoorParts { lake, journal, keys, rules, clock, limits } = parts;
        Self {
            flusher: Arc::new(Flusher::new(lake, journal.clone(), rules, clock)),
            journal,
            keys,
            limits,
            room: Arc::new(Semaphore::new((limits.reading_bytes >> 10) * 3 / 4)),
            unknown_room: Arc::new(Semaphore::new((limits.reading_bytes >> 10) / 4)),
            unnamed: Arc::default(),
        }
    }

    /// What moves calls from the journal into the tables.
    #[must_use]
    pub fn flusher(&self) -> &Arc<Flusher> {
        &self.flusher
    }

    /// What was acknowledged and is not in the tables yet.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// Every path of the door.
pub fn routes() -> Router<Service> {
    Router::new().route("/v1/{call}", post(receive::receive).options(cors::preflight))
}
