//! The log of what was done, by whom and from where. It is only added to; triggers of the database refuse the rest.
//!
//! It names no secrets, and no customers: what is forgotten of a customer need not be searched for here.

use std::fmt;

use model::Micros;
use rusqlite::{Connection, params};

use super::{Access, Actor};
use crate::LakeError;

/// The longest text that the log takes, in characters; the rest of a longer one is left out.
const LONGEST: usize = 200;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Grows with every line.
    pub number: i64,
    pub at_us: Micros,
    /// `cli`, `user:ann`, `token:3`, `write-key:2` or `nobody`.
    pub who: String,
    /// `user.add`, `token.revoke`, `session.open`, …
    pub action: String,
    /// Whom or what it was done to; none where that is the workspace.
    pub about: Option<String>,
    pub address: Option<String>,
    pub outcome: Outcome,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Whoever asked may not.
    Refused,
    /// It was allowed and did not work.
    Failed,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Access {
    /// Writes down something that changed nothing here: a refused login, an import, a request that was not allowed.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be written.
    pub fn record(
        &self,
        actor: &Actor<'_>,
        action: &str,
        about: Option<&str>,
        outcome: Outcome,
    ) -> Result<(), LakeError> {
        self.change(|transaction| Ok(write_ended(transaction, actor, (action, about), outcome)?))
    }

    /// The newest lines before a number, newest first; the newest of all where it is none.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn audit(&self, before: Option<i64>, most: u32) -> Result<Vec<AuditEntry>, LakeError> {
        let connection = self.reading();
        let mut query = connection.prepare_cached(
            "select number, at_us, who, action, about, address, outcome from audit where number < ?1
             order by number desc limit ?2",
        )?;
        let entries = query.query_map(params![before.unwrap_or(i64::MAX), most], |row| {
            let outcome: String = row.get(6)?;
            Ok(AuditEntry {
                number: row.get(0)?,
                at_us: row.get(1)?,
                who: row.get(2)?,
                action: row.get(3)?,
                about: row.get(4)?,
                address: row.get(5)?,
                outcome: Outcome::ALL.into_iter().find(|one| one.as_str() == outcome).unwrap_or(Outcome::Failed),
            })
        })?;
        Ok(entries.collect::<Result<_, _>>()?)
    }
}

/// Writes down what a transaction does.
pub(crate) fn write(
    connection: &Connection,
    actor: &Actor<'_>,
    action: &str,
    about: &str,
) -> Result<(), rusqlite::Error> {
    write_ended(connection, actor, (action, Some(about)), Outcome::Done)
}

fn write_ended(
    connection: &Connection,
    actor: &Actor<'_>,
    (action, about): (&str, Option<&str>),
    outcome: Outcome,
) -> Result<(), rusqlite::Error> {
    let sql = "insert into audit (at_us, who, action, about, address, outcome) values (?1, ?2, ?3, ?4, ?5, ?6)";
    let about = about.map(shown);
    let columns = params![actor.at_us, shown(actor.who), shown(action), about, actor.address, outcome.as_str()];
    connection.execute(sql, columns).map(|_| ())
}

fn shown(text: &str) -> String {
    model::printable(text).replace('\n', " ").chars().take(LONGEST).collect()
}
