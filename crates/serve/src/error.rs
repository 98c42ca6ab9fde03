//! What keeps the service from running.

use std::io;
use std::net::SocketAddr;

use lake::LakeError;
use model::Message;

use crate::TlsError;

/// Why the service did not start, or ended before it was told to. Displays as its message in English.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened at.
    #[error("{}", self.message())]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        source: io::Error,
    },
    /// The connection machinery gave up.
    #[error("{}", self.message())]
    Server(#[source] io::Error),
    /// Events could not be moved from the journal into the tables.
    #[error("{}", self.message())]
    Flush {
        /// What kept them.
        why: Message,
    },
    /// The address is beyond this machine, and what is said there could be read by others.
    #[error("{}", self.message())]
    Insecure {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The certificate or its key is of no use.
    #[error("{}", self.message())]
    Tls(#[from] TlsError),
    /// The system has no random bytes to make a secret of.
    #[error("{}", self.message())]
    Random(#[source] io::Error),
    /// The workspace's lake or state cannot be read or written.
    #[error("{}", self.message())]
    Lake(#[from] LakeError),
}

impl ServeError {
    /// What went wrong, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Listen { address, source } => {
                Message::new("serve.error.listen").with("address", address).with("why", source)
            }
            Self::Server(source) => Message::new("serve.error.server").with("why", source),
            Self::Flush { why } => Message::new("serve.error.flush").with_message("why", why.clone()),
            Self::Insecure { address } => Message::new("serve.error.insecure").with("address", address),
            Self::Tls(error) => error.message(),
            Self::Random(source) => Message::new("serve.error.random").with("why", source),
            Self::Lake(error) => error.message(),
        }
    }

    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Listen { .. } => "serve::listen".to_owned(),
            Self::Server(_) => "serve::server".to_owned(),
            Self::Flush { .. } => "serve::flush".to_owned(),
            Self::Insecure { .. } => "serve::insecure".to_owned(),
            Self::Tls(_) => "serve::tls".to_owned(),
            Self::Random(_) => "serve::random".to_owned(),
            Self::Lake(error) => error.code(),
        }
    }
}
