//! What can go wrong while the demo company is made.

use std::io;
use std::path::{Path, PathBuf};

use model::Message;

/// Why the demo company could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file or the folder could not be written.
    #[error("{}", self.message())]
    Write { path: PathBuf, source: io::Error },
    /// The time zone of the company is not known to this machine.
    #[error("{}", self.message())]
    Zone { zone: &'static str, source: jiff::Error },
}

impl DemoError {
    /// The error in words.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Write { path, source } => {
                Message::new("cli.demo.write").with("path", path.display()).with("why", source)
            }
            Self::Zone { zone, source } => Message::new("cli.demo.zone").with("zone", zone).with("why", source),
        }
    }

    /// Names the file that an input or output error is about.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Write { path: path.to_owned(), source }
    }
}
