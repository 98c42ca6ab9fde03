//! The HTTP door: questions to the metrics, and the live door for events.
//!
//! Everything a request needs is in [`Service`]; all routes are on one screen in `router`. A question is not understood
//! here but passed on to [`Questions`], which the command line implements: what can be asked in a terminal can be asked
//! over HTTP, in the same words, and gives the same bytes.
//!
//! With `cli` this is the only crate that reads the clock. It is the only one that knows axum.

mod access;
mod api;
mod clock;
mod dashboard;
mod door;
mod error;
mod headers;
mod import;
mod limits;
mod listen;
mod live;
mod notebook;
pub mod openapi;
pub mod ops;
mod problem;
mod questions;
mod router;
mod service;
mod stopping;

pub use access::{
    Caller, CallerKind, Gate, GateOptions, Hosts, PasswordError, check_rule, day_token, drawn, first_token,
    hash_password, mask, may_ask,
};
pub use clock::{Clock, SystemClock};
pub use dashboard::report_page;
pub use door::{AcceptedKey, Door, DoorLimits, DoorParts, Flusher, OwnKeys, Rules, WriteKeys};
pub use error::ServeError;
pub use listen::{Listening, TlsError, TlsFiles};
pub use problem::Problem;
pub use questions::{
    Ask, Delivered, Delivery, Format, Param, Progress, Question, Questions, Refusal, RefusalKind, Told,
};
pub use service::{Limits, Service, serve};
pub use stopping::Stopping;
