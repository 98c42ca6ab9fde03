//! What whoever runs the service sees of it: whether it is well, its figures, and a line for each request.

mod business;
mod figures;
mod health;
mod observe;
mod process;
mod readiness;
mod telemetry;
mod upkeep;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::get;

use crate::Service;

pub use business::Business;
pub use figures::Figures;
pub use readiness::Readiness;
pub use telemetry::Telemetry;
pub use upkeep::{Rhythm, keep_up};

pub use observe::Whose;

pub(crate) use observe::observe;

/// Whether the service is well, and its figures.
pub(crate) fn routes() -> Router<Service> {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(telemetry::scraped))
}
