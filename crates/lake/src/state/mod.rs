//! The workspace's state in SQLite: which import is the last, which version of each table counts, and a cache
//! of who has which key.
//!
//! One transaction of [`publish`] is the commit point of everything the lake does.

mod ids;
mod publish;
mod read;
mod schema;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::LakeError;

pub(crate) use publish::{FileCount, ImportRecord, Publication, Published};
pub(crate) use read::{Heads, PublishedTable, Reading};

/// The open database, shared by the threads of one process.
#[derive(Debug)]
pub(crate) struct State(Mutex<Connection>);

impl State {
    /// Opens the database, making it when it is absent.
    ///
    /// # Errors
    /// [`LakeError::NewerSchema`] when a newer tenure wrote it.
    pub(crate) fn open(path: &Path) -> Result<Self, LakeError> {
        let connection = Connection::open(path)?;
        schema::prepare(&connection)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
