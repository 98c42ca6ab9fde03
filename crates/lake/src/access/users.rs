//! People who may log in or own tokens.

use model::{Micros, Role};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Access, Actor, audit, checked, is_taken, may_have_rule, role};
use crate::LakeError;

/// One person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub number: i64,
    pub name: String,
    /// As argon2 writes it; none for somebody who cannot log in with a password.
    pub password: Option<String>,
    pub role: Role,
    /// A condition that holds for every customer they may see; none for all.
    pub rule: Option<String>,
    /// The tag of the language they read; none for the workspace's.
    pub language: Option<String>,
    pub made_at_us: Micros,
    /// Since when they may do nothing.
    pub disabled_at_us: Option<Micros>,
}

/// Somebody to add.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    pub name: &'a str,
    /// Hashed by argon2.
    pub password: Option<&'a str>,
    pub role: Role,
    pub rule: Option<&'a str>,
    pub language: Option<&'a str>,
}

/// What is to be different about somebody; what is none stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserChange<'a> {
    /// Hashed by argon2. Sessions end with the password they were opened with.
    pub password: Option<&'a str>,
    pub role: Option<Role>,
    /// The rule, or no rule any more.
    pub rule: Option<Option<&'a str>>,
    pub language: Option<&'a str>,
    /// Whether they may do nothing any more. Their sessions end; their tokens are refused for as long as it holds.
    pub disabled: Option<bool>,
}

impl Access {
    /// Adds somebody.
    ///
    /// # Errors
    /// [`LakeError::UserTaken`] when there is somebody of that name, [`LakeError::AccessName`] when it is no name,
    /// [`LakeError::AdminRule`] when it is an admin with a rule, [`LakeError::State`] when the state cannot be written.
    pub fn add_user(&self, user: &NewUser<'_>, actor: &Actor<'_>) -> Result<User, LakeError> {
        let name = checked(user.name)?;
        may_have_rule(user.role, user.rule)?;
        self.change(|transaction| {
            let sql = "insert into user (name, password, role, rule, language, made_at_us)
                       values (?1, ?2, ?3, ?4, ?5, ?6)";
            let columns = params![name, user.password, user.role.as_str(), user.rule, user.language, actor.at_us];
            match transaction.execute(sql, columns) {
                Err(why) if is_taken(&why) => return Err(LakeError::UserTaken { name: name.to_owned() }),
                added => added?,
            };
            audit::write(transaction, actor, "user.add", name)?;
            known(transaction, name)
        })
    }

    /// Everybody, in the order they were added, those who are disabled among them.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn users(&self) -> Result<Vec<User>, LakeError> {
        let connection = self.reading();
        let mut query = connection.prepare_cached(&format!("{SELECT} order by number"))?;
        let users = query.query_map([], |row| read(row, 0))?;
        Ok(users.collect::<Result<_, _>>()?)
    }

    /// Whoever has this name, disabled or not.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn user(&self, name: &str) -> Result<Option<User>, LakeError> {
        Ok(find(&self.reading(), name)?)
    }

    /// Changes what somebody may do.
    ///
    /// # Errors
    /// [`LakeError::UnknownUser`] when nobody has this name, [`LakeError::LastAdmin`] when nobody else could undo it,
    /// [`LakeError::AdminRule`] when it would be an admin with a rule, [`LakeError::State`] when the state cannot be written.
    pub fn change_user(&self, name: &str, change: &UserChange<'_>, actor: &Actor<'_>) -> Result<User, LakeError> {
        self.change(|transaction| {
            let before = known(transaction, name)?;
            if let Some(password) = change.password {
                transaction
                    .execute("update user set password = ?1 where number = ?2", params![password, before.number])?;
                end_sessions(transaction, before.number)?;
                audit::write(transaction, actor, "user.password", name)?;
            }
            if let Some(role) = change.role.filter(|role| *role != before.role) {
                keep_an_admin(transaction, &before)?;
                transaction
                    .execute("update user set role = ?1 where number = ?2", params![role.as_str(), before.number])?;
                audit::write(transaction, actor, &format!("user.role.{role}"), name)?;
            }
            if let Some(rule) = change.rule.filter(|rule| *rule != before.rule.as_deref()) {
                transaction.execute("update user set rule = ?1 where number = ?2", params![rule, before.number])?;
                audit::write(transaction, actor, "user.rule", name)?;
            }
            if let Some(language) = change.language {
                let sql = "update user set language = ?1 where number = ?2";
                transaction.execute(sql, params![language, before.number])?;
            }
            match change.disabled.filter(|disabled| *disabled != before.disabled_at_us.is_some()) {
                Some(true) => {
                    keep_an_admin(transaction, &before)?;
                    let sql = "update user set disabled_at_us = ?1 where number = ?2";
                    transaction.execute(sql, params![actor.at_us, before.number])?;
                    end_sessions(transaction, before.number)?;
                    audit::write(transaction, actor, "user.disable", name)?;
                }
                Some(false) => {
                    transaction.execute("update user set disabled_at_us = null where number = ?1", [before.number])?;
                    audit::write(transaction, actor, "user.enable", name)?;
                }
                None => {}
            }
            let after = known(transaction, name)?;
            may_have_rule(after.role, after.rule.as_deref())?;
            Ok(after)
        })
    }
}

/// The columns that [`read`] takes.
const SELECT: &str = "select number, name, password, role, rule, language, made_at_us, disabled_at_us from user";

/// Reads a user from so many columns on.
pub(super) fn read(row: &Row<'_>, from: usize) -> Result<User, rusqlite::Error> {
    Ok(User {
        number: row.get(from)?,
        name: row.get(from + 1)?,
        password: row.get(from + 2)?,
        role: role(&row.get::<_, String>(from + 3)?),
        rule: row.get(from + 4)?,
        language: row.get(from + 5)?,
        made_at_us: row.get(from + 6)?,
        disabled_at_us: row.get(from + 7)?,
    })
}

/// Whoever has this name.
///
/// # Errors
/// [`LakeError::UnknownUser`] when nobody has it.
pub(super) fn known(connection: &Connection, name: &str) -> Result<User, LakeError> {
    let unknown = || LakeError::UnknownUser { name: model::printable(name).into_owned() };
    find(connection, name)?.ok_or_else(unknown)
}

fn find(connection: &Connection, name: &str) -> Result<Option<User>, rusqlite::Error> {
    let mut query = connection.prepare_cached(&format!("{SELECT} where name = ?1"))?;
    query.query_row([name], |row| read(row, 0)).optional()
}

fn end_sessions(connection: &Connection, user: i64) -> Result<(), rusqlite::Error> {
    connection.execute("delete from browser_session where user = ?1", [user]).map(|_| ())
}

/// Refuses to take the last admin's rights where no admin's token is left either.
fn keep_an_admin(connection: &Connection, user: &User) -> Result<(), LakeError> {
    if user.role != Role::Admin || user.disabled_at_us.is_some() {
        return Ok(());
    }
    let sql = "select exists (select 1 from user where role = 'admin' and disabled_at_us is null and number <> ?1)
               or exists (select 1 from token where role = 'admin' and revoked_at_us is null
                          and expires_at_us is null and owner is null)";
    if connection.query_row(sql, [user.number], |row| row.get(0))? {
        Ok(())
    } else {
        Err(LakeError::LastAdmin { name: user.name.clone() })
    }
}
