//! The running service: what every request may use, and the life of the listener from its first connection to its last.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use lake::Lake;
use tokio::net::TcpListener;

use crate::{Clock, Questions, ServeError, router};

/// What every request may use. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub lake: Lake,
    pub questions: Arc<dyn Questions>,
    pub clock: Arc<dyn Clock>,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("lake", &self.lake).finish_non_exhaustive()
    }
}

/// Listens until `stop` is over, then answers what it has begun to answer. `ready` is told the address once connections
/// are taken: port 0 is any free one.
///
/// # Errors
/// [`ServeError::Listen`] when the address is taken or not ours, [`ServeError::Server`] when the listener fails.
pub async fn serve(
    service: Service,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    ready(listener.local_addr().map_err(ServeError::Server)?);
    let app = router::router(service).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(stop).await.map_err(ServeError::Server)
}
