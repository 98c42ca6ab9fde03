//! What keeps the service from running.

use std::io;
use std::net::SocketAddr;

use lake::LakeError;
use model::Message;

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
            Self::Lake(error) => error.code(),
        }
    }
}
