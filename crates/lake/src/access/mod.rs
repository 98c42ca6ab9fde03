//! Who may ask and who may write: users, tokens, write keys, browser sessions, and the log of what was done.
//!
//! All of it lies in `tenure.db`, and every change writes its line of the audit log in the same transaction. Secrets are
//! made of bytes that the caller draws, handed out once, and kept as digests. Passwords arrive here hashed.
//!
//! The connections are this part's own: finding out who asks does not wait for an import that is being published.

mod audit;
mod secret;
mod sessions;
mod tokens;
mod users;
mod write_keys;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::{Micros, Role};
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub(crate) use audit::write as write_audit;
pub use audit::{AuditEntry, Outcome};
pub use secret::{Secret, SecretKind};
pub use sessions::Session;
pub use tokens::{NewToken, Standing, Token};
pub use users::{NewUser, User, UserChange};
pub use write_keys::{NewWriteKey, WriteKey};

use crate::{Lake, LakeError};

/// How long a change waits for another writer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a note of a use holds before the next one is written.
const NOTED_FOR_US: Micros = 60_000_000;

/// The longest name of a user, a token, a write key or a namespace, in characters.
const LONGEST_NAME: usize = 100;

/// The users, tokens, write keys, sessions and audit log of one workspace. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Access {
    reading: Arc<Mutex<Connection>>,
    writing: Arc<Mutex<Connection>>,
}

/// Who does something, from where, and when: what the audit log keeps beside what was done.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    pub at_us: Micros,
    /// `cli`, `user:ann`, `token:3`, `write-key:2`; `nobody` before anybody is known.
    pub who: &'a str,
    /// The address that the request came from; none for the command line.
    pub address: Option<&'a str>,
}

/// What was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Used {
    /// The token of this number.
    Token(i64),
    /// The write key of this number.
    WriteKey(i64),
}

impl Lake {
    /// Who may do what in this workspace.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be opened for writing.
    pub fn access(&self) -> Result<Access, LakeError> {
        Access::open(&self.workspace().join("tenure.db"))
    }
}

impl Access {
    pub(crate) fn open(path: &Path) -> Result<Self, LakeError> {
        let connect = || -> Result<_, rusqlite::Error> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(PATIENCE)?;
            connection.pragma_update(None, "synchronous", "full")?;
            Ok(Arc::new(Mutex::new(connection)))
        };
        Ok(Self { reading: connect()?, writing: connect()? })
    }

    /// Writes down that something was used, at most once a minute, and not at all while another writes: it is a help for
    /// whoever looks for tokens that nobody needs.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be written.
    pub fn note_use(&self, used: Used, now_us: Micros) -> Result<(), LakeError> {
        let Ok(connection) = self.writing.try_lock() else { return Ok(()) };
        let (table, number) = match used {
            Used::Token(number) => ("token", number),
            Used::WriteKey(number) => ("write_key", number),
        };
        let sql = format!("update {table} set used_at_us = ?1 where number = ?2 and coalesce(used_at_us, ?3) <= ?3");
        connection.busy_timeout(Duration::ZERO)?;
        let noted = connection.execute(&sql, [now_us, number, now_us.saturating_sub(NOTED_FOR_US)]);
        connection.busy_timeout(PATIENCE)?;
        match noted.map_err(LakeError::State) {
            Err(LakeError::State(why)) if is_busy(&why) => Ok(()),
            noted => noted.map(|_| ()),
        }
    }

    pub(crate) fn reading(&self) -> MutexGuard<'_, Connection> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something, durably and whole or not at all.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, LakeError>,
    ) -> Result<T, LakeError> {
        let mut connection = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let changed = change(&transaction)?;
        transaction.commit()?;
        Ok(changed)
    }
}

fn is_busy(why: &rusqlite::Error) -> bool {
    matches!(why.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
}

/// A name that can stand in a list, a log and an address.
fn checked(name: &str) -> Result<&str, LakeError> {
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    let plain = name.trim() == name && !name.contains('\n') && model::printable(name) == name;
    if fits && plain { Ok(name) } else { Err(LakeError::AccessName { name: model::printable(name).into_owned() }) }
}

/// An admin decides who may see what, so a rule would bind them only for as long as they like.
fn may_have_rule(role: Role, rule: Option<&str>) -> Result<(), LakeError> {
    if role == Role::Admin && rule.is_some() { Err(LakeError::AdminRule) } else { Ok(()) }
}

/// A role as the state holds it. One that this program does not know may do the least.
fn role(column: &str) -> Role {
    column.parse().unwrap_or(Role::Viewer)
}

/// Whether a write broke a column's uniqueness.
fn is_taken(why: &rusqlite::Error) -> bool {
    why.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
}

#[cfg(test)]
mod tests;
