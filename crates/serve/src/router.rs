//! All routes on one screen.

use axum::Router;
use axum::routing::get;

use crate::Service;

/// Every route, with what all of them share around it.
pub fn router(service: Service) -> Router {
    Router::new().route("/healthz", get(healthz)).with_state(service)
}

/// Whether the process answers at all.
async fn healthz() -> &'static str {
    "ok\n"
}
