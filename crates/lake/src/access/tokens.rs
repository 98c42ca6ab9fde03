//! Tokens: what a program sends instead of a password.

use model::{Micros, Role};
use rusqlite::{OptionalExtension, Row, params};

use super::{Access, Actor, Secret, User, audit, checked, may_have_rule, role, secret, users};
use crate::LakeError;

/// One token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub number: i64,
    pub name: String,
    /// Whose it is; none for one that stands for itself. It may do no more than its owner may.
    pub owner: Option<User>,
    /// The first characters of its secret.
    pub prefix: String,
    pub role: Role,
    /// A condition that holds for every customer it may see, beside its owner's; none for all.
    pub rule: Option<String>,
    pub made_at_us: Micros,
    /// From when it is refused; none for never.
    pub expires_at_us: Option<Micros>,
    /// To the minute; none when nobody has used it yet.
    pub used_at_us: Option<Micros>,
    pub revoked_at_us: Option<Micros>,
}

/// A token to make.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    pub name: &'a str,
    /// The name of the user whose it is.
    pub owner: Option<&'a str>,
    pub role: Role,
    pub rule: Option<&'a str>,
    pub expires_at_us: Option<Micros>,
}

/// Whether a token is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Good,
    Expired,
    Revoked,
    /// Its owner may do nothing any more.
    Disabled,
}

impl Token {
    /// Whether it is taken at an instant.
    #[must_use]
    pub fn standing(&self, now_us: Micros) -> Standing {
        if self.revoked_at_us.is_some() {
            Standing::Revoked
        } else if self.owner.as_ref().is_some_and(|owner| owner.disabled_at_us.is_some()) {
            Standing::Disabled
        } else if self.expires_at_us.is_some_and(|expires| expires <= now_us) {
            Standing::Expired
        } else {
            Standing::Good
        }
    }

    /// What it may do now: no more than its owner.
    #[must_use]
    pub fn effective_role(&self) -> Role {
        self.owner.as_ref().map_or(self.role, |owner| owner.role.min(self.role))
    }

    /// The conditions that hold for every customer it may see: its owner's and its own.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        let owners = self.owner.as_ref().and_then(|owner| owner.rule.as_deref());
        owners.into_iter().chain(self.rule.as_deref())
    }
}

impl Access {
    /// Makes a token of a secret.
    ///
    /// # Errors
    /// [`LakeError::AboveOwner`] when it should do more than its owner may, [`LakeError::UnknownUser`] when nobody has its
    /// owner's name, [`LakeError::AccessName`] when it is no name, [`LakeError::AdminRule`] when it is an admin's with a rule, [`LakeError::State`] when the state cannot be written.
    pub fn add_token(&self, token: &NewToken<'_>, secret: &Secret, actor: &Actor<'_>) -> Result<Token, LakeError> {
        let name = checked(token.name)?;
        may_have_rule(token.role, token.rule)?;
        self.change(|transaction| {
            let owner = token.owner.map(|owner| users::known(transaction, owner)).transpose()?;
            if let Some(owner) = owner.as_ref().filter(|owner| owner.role < token.role) {
                return Err(LakeError::AboveOwner { name: owner.name.clone(), role: owner.role });
            }
            let sql = "insert into token (name, owner, prefix, digest, role, rule, made_at_us, expires_at_us)
                       values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) returning number";
            let digest = secret.digest();
            let columns = params![
                name,
                owner.as_ref().map(|owner| owner.number),
                secret.prefix(),
                digest.as_slice(),
                token.role.as_str(),
                token.rule,
                actor.at_us,
                token.expires_at_us
            ];
            let number = transaction.query_row(sql, columns, |row| row.get::<_, i64>(0))?;
            audit::write(transaction, actor, "token.add", &number.to_string())?;
            let sql = format!("{SELECT} where token.number = ?1");
            Ok(transaction.query_row(&sql, [number], read)?)
        })
    }

    /// Every token, in the order they were made, those that are no longer taken among them.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn tokens(&self) -> Result<Vec<Token>, LakeError> {
        let connection = self.reading();
        let mut query = connection.prepare_cached(&format!("{SELECT} order by token.number"))?;
        let tokens = query.query_map([], read)?;
        Ok(tokens.collect::<Result<_, _>>()?)
    }

    /// The token of this secret, whether it is still taken or not.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn token_of(&self, text: &str) -> Result<Option<Token>, LakeError> {
        let connection = self.reading();
        let mut query = connection.prepare_cached(&format!("{SELECT} where token.digest = ?1"))?;
        Ok(query.query_row([secret::digest(text).as_slice()], read).optional()?)
    }

    /// Whether nobody can ask: there is no user who is not disabled, and no token that is taken now. Then a first token has to be
    /// made.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn is_unclaimed(&self, now_us: Micros) -> Result<bool, LakeError> {
        let sql = "select not exists (select 1 from user where disabled_at_us is null) and not exists
                   (select 1 from token where revoked_at_us is null and coalesce(expires_at_us > ?1, true))";
        Ok(self.reading().query_row(sql, [now_us], |row| row.get(0))?)
    }

    /// Refuses a token from now on. One that was revoked before stays as it is.
    ///
    /// # Errors
    /// [`LakeError::UnknownToken`] when there is none of this number, [`LakeError::State`] when the state cannot be written.
    pub fn revoke_token(&self, number: i64, actor: &Actor<'_>) -> Result<(), LakeError> {
        self.change(|transaction| {
            let sql = "update token set revoked_at_us = coalesce(revoked_at_us, ?1) where number = ?2";
            if transaction.execute(sql, [actor.at_us, number])? == 0 {
                return Err(LakeError::UnknownToken { number });
            }
            Ok(audit::write(transaction, actor, "token.revoke", &number.to_string())?)
        })
    }
}

const SELECT: &str = "select token.number, token.name, token.prefix, token.role, token.rule, token.made_at_us,
    token.expires_at_us, token.used_at_us, token.revoked_at_us, user.number, user.name, user.password, user.role,
    user.rule, user.language, user.made_at_us, user.disabled_at_us
    from token left join user on user.number = token.owner";

fn read(row: &Row<'_>) -> Result<Token, rusqlite::Error> {
    let owned = row.get::<_, Option<i64>>(9)?.is_some();
    Ok(Token {
        number: row.get(0)?,
        name: row.get(1)?,
        prefix: row.get(2)?,
        role: role(&row.get::<_, String>(3)?),
        rule: row.get(4)?,
        made_at_us: row.get(5)?,
        expires_at_us: row.get(6)?,
        used_at_us: row.get(7)?,
        revoked_at_us: row.get(8)?,
        owner: owned.then(|| users::read(row, 9)).transpose()?,
    })
}
