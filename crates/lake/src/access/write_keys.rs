//! Write keys: what a source of events sends to the live door. They open nothing else.

use model::Micros;
use rusqlite::{OptionalExtension, Row, params};

use super::{Access, Actor, Secret, audit, checked, secret};
use crate::LakeError;
use crate::identity::ANONYMOUS;

/// One write key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteKey {
    pub number: i64,
    pub name: String,
    /// Whose ids its events name.
    pub namespace: String,
    /// The first characters of its secret.
    pub prefix: String,
    pub made_at_us: Micros,
    /// To the minute; none when nobody has used it yet.
    pub used_at_us: Option<Micros>,
    pub revoked_at_us: Option<Micros>,
}

/// A write key to make.
#[derive(Clone, Copy, Debug)]
pub struct NewWriteKey<'a> {
    pub name: &'a str,
    pub namespace: &'a str,
}

impl Access {
    /// Makes a write key of a secret.
    ///
    /// # Errors
    /// [`LakeError::AccessName`] when its name or its namespace is none, [`LakeError::State`] when the state cannot be
    /// written.
    pub fn add_write_key(
        &self,
        key: &NewWriteKey<'_>,
        secret: &Secret,
        actor: &Actor<'_>,
    ) -> Result<WriteKey, LakeError> {
        let (name, namespace) = (checked(key.name)?, checked(key.namespace)?);
        if namespace == ANONYMOUS {
            return Err(LakeError::AccessName { name: namespace.to_owned() });
        }
        self.change(|transaction| {
            let sql = "insert into write_key (name, namespace, prefix, digest, made_at_us)
                       values (?1, ?2, ?3, ?4, ?5) returning number, name, namespace, prefix, made_at_us, used_at_us, revoked_at_us";
            let digest = secret.digest();
            let columns = params![name, namespace, secret.prefix(), digest.as_slice(), actor.at_us];
            let made = transaction.query_row(sql, columns, read)?;
            audit::write(transaction, actor, "write_key.add", &made.number.to_string())?;
            Ok(made)
        })
    }

    /// Every write key, in the order they were made, those that were revoked among them.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn write_keys(&self) -> Result<Vec<WriteKey>, LakeError> {
        let connection = self.reading();
        let mut query = connection.prepare_cached(&format!("{SELECT} order by number"))?;
        let keys = query.query_map([], read)?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// The write key of this secret; none when there is none, or when it was revoked.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn write_key_of(&self, text: &str) -> Result<Option<WriteKey>, LakeError> {
        let connection = self.reading();
        let mut query = connection.prepare_cached(&format!("{SELECT} where digest = ?1 and revoked_at_us is null"))?;
        Ok(query.query_row([secret::digest(text).as_slice()], read).optional()?)
    }

    /// Refuses a write key from now on. One that was revoked before stays as it is.
    ///
    /// # Errors
    /// [`LakeError::UnknownWriteKey`] when there is none of this number, [`LakeError::State`] when the state cannot be
    /// written.
    pub fn revoke_write_key(&self, number: i64, actor: &Actor<'_>) -> Result<(), LakeError> {
        self.change(|transaction| {
            let sql = "update write_key set revoked_at_us = coalesce(revoked_at_us, ?1) where number = ?2";
            if transaction.execute(sql, [actor.at_us, number])? == 0 {
                return Err(LakeError::UnknownWriteKey { number });
            }
            Ok(audit::write(transaction, actor, "write_key.revoke", &number.to_string())?)
        })
    }
}

const SELECT: &str = "select number, name, namespace, prefix, made_at_us, used_at_us, revoked_at_us from write_key";

fn read(row: &Row<'_>) -> Result<WriteKey, rusqlite::Error> {
    Ok(WriteKey {
        number: row.get(0)?,
        name: row.get(1)?,
        namespace: row.get(2)?,
        prefix: row.get(3)?,
        made_at_us: row.get(4)?,
        used_at_us: row.get(5)?,
        revoked_at_us: row.get(6)?,
    })
}
