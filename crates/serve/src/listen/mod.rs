//! Where the service listens, and how connections are taken.

mod tls;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hyper_util::rt::TokioTimer;

pub use tls::{TlsError, TlsFiles};

use crate::{Hosts, ServeError};

/// Fields that the head of a request may have.
const FIELDS: usize = 64;

/// Bytes that the head of a request may have.
const HEAD_BYTES: usize = 64 * 1024;

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    pub address: SocketAddr,
    /// None to speak HTTP without TLS.
    pub tls: Option<TlsFiles>,
    /// Whether to listen beyond this machine without TLS.
    pub insecure: bool,
    /// Names by which the service is asked, beside those of this machine.
    pub hosts: BTreeSet<String>,
    /// How long the head of a request may take to come in, and a connection may be idle between two.
    pub head: Duration,
}

impl Listening {
    /// How long a client may take that nobody says otherwise of.
    pub const HEAD: Duration = Duration::from_secs(30);

    /// Checks that nothing secret would cross a network as it is.
    ///
    /// # Errors
    /// [`ServeError::Insecure`] for an address beyond this machine without TLS and without leave.
    pub fn checked(&self) -> Result<(), ServeError> {
        if self.tls.is_some() || self.insecure || self.address.ip().to_canonical().is_loopback() {
            Ok(())
        } else {
            Err(ServeError::Insecure { address: self.address })
        }
    }

    /// By which names requests are answered: on this machine by its own and those told; elsewhere by those told, and by any
    /// where none is told.
    #[must_use]
    pub fn names(&self) -> Hosts {
        let only = self.address.ip().to_canonical().is_loopback() || !self.hosts.is_empty();
        Hosts { only, told: self.hosts.iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    /// Takes connections until the handle is told to stop; `ready` is told the address once they are taken.
    ///
    /// # Errors
    /// [`ServeError::Listen`] when the address is taken or not ours, [`ServeError::Tls`] when the certificate is of no use,
    /// [`ServeError::Server`] when the listener fails.
    pub(crate) async fn run(
        self,
        app: Router,
        handle: Handle<SocketAddr>,
        ready: impl FnOnce(SocketAddr),
    ) -> Result<(), ServeError> {
        self.checked()?;
        let address = self.address;
        let listen = |source| ServeError::Listen { address, source };
        let listener = std::net::TcpListener::bind(address).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let bound = listener.local_addr().map_err(listen)?;
        let mut server = axum_server::from_tcp(listener).map_err(listen)?.handle(handle);
        let mut http = server.http_builder().http1();
        http.timer(TokioTimer::new()).header_read_timeout(self.head).max_headers(FIELDS).max_buf_size(HEAD_BYTES);
        let service = app.into_make_service_with_connect_info::<SocketAddr>();
        match self.tls {
            None => {
                ready(bound);
                server.http1_only().serve(service).await.map_err(ServeError::Server)
            }
            Some(files) => {
                let config = RustlsConfig::from_config(files.read()?);
                let following = tokio::spawn(files.follow(config.clone()));
                ready(bound);
                let served = server.acceptor(RustlsAcceptor::new(config)).http1_only().serve(service).await;
                following.abort();
                served.map_err(ServeError::Server)
            }
        }
    }
}

#[cfg(test)]
mod tests;
