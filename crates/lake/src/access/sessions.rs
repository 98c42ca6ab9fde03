//! Sessions: a browser that somebody logged in with.

use model::Micros;
use rusqlite::{OptionalExtension, params};

use super::{Access, Actor, Secret, User, audit, secret, users};
use crate::LakeError;

/// A session, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub user: User,
    pub expires_at_us: Micros,
}

impl Access {
    /// Opens a session for somebody who proved who they are; clears away those that are over.
    ///
    /// # Errors
    /// [`LakeError::UnknownUser`] when nobody has this name or they are disabled by now, [`LakeError::State`] when the
    /// state cannot be written.
    pub fn open_session(
        &self,
        name: &str,
        secret: &Secret,
        expires_at_us: Micros,
        actor: &Actor<'_>,
    ) -> Result<Session, LakeError> {
        self.change(|transaction| {
            let user = users::known(transaction, name)?;
            if user.disabled_at_us.is_some() {
                return Err(LakeError::UnknownUser { name: user.name });
            }
            transaction.execute("delete from browser_session where expires_at_us <= ?1", [actor.at_us])?;
            let digest = secret.digest();
            let columns = params![digest.as_slice(), user.number, actor.at_us, expires_at_us];
            transaction.execute("insert into browser_session values (?1, ?2, ?3, ?4)", columns)?;
            audit::write(transaction, actor, "session.open", name)?;
            Ok(Session { user, expires_at_us })
        })
    }

    /// The session of this secret, while it lasts and whoever opened it may do something.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn session_of(&self, text: &str, now_us: Micros) -> Result<Option<Session>, LakeError> {
        let connection = self.reading();
        let mut query = connection.prepare_cached(
            "select expires_at_us, user.number, name, password, role, rule, language, user.made_at_us, disabled_at_us
             from browser_session join user on user.number = browser_session.user
             where digest = ?1 and expires_at_us > ?2 and disabled_at_us is null",
        )?;
        let session = query.query_row(params![secret::digest(text).as_slice(), now_us], |row| {
            Ok(Session { expires_at_us: row.get(0)?, user: users::read(row, 1)? })
        });
        Ok(session.optional()?)
    }

    /// Ends the session of this secret, if there is one.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be written.
    pub fn end_session(&self, text: &str, actor: &Actor<'_>) -> Result<(), LakeError> {
        self.change(|transaction| {
            let sql = "delete from browser_session where digest = ?1 returning
                       (select name from user where number = browser_session.user)";
            let digest = secret::digest(text);
            let ended =
                transaction.query_row(sql, [digest.as_slice()], |row| row.get::<_, Option<String>>(0)).optional()?;
            match ended.flatten() {
                Some(name) => Ok(audit::write(transaction, actor, "session.end", &name)?),
                None => Ok(()),
            }
        })
    }
}
