//! The cache of identities: outside id to key and back, and the links a key has.

use model::Micros;
use rusqlite::{OptionalExtension, params};

use super::{State, links};
use crate::identity::Tie;
use crate::{LakeError, LinkId, OutsideId};

/// The other end of a link, and whether it still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KnownLink {
    pub number: i64,
    pub with: u32,
    pub tie: Tie,
    pub live: bool,
}

/// A link that was made or undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkChange {
    pub link: LinkId,
    /// When.
    pub at_us: Micros,
    /// False when it was made.
    pub undone: bool,
    /// What the link rests on.
    pub evidence: String,
    /// Two ids of one customer.
    pub ids: [OutsideId; 2],
}

impl State {
    /// The links that were made or undone after one instant and by another, oldest first; of a link that was made and
    /// undone both. A refusal is neither: it never held.
    pub(crate) fn link_changes(&self, after_us: Micros, until_us: Micros) -> Result<Vec<LinkChange>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "select number, change.at_us, undone, evidence, a.namespace, a.outside_id, b.namespace, b.outside_id
             from (select number, key, with_key, evidence, at_us, 0 as undone from link
                   where undone_at_us is null or undone_at_us > at_us
                   union all
                   select number, key, with_key, evidence, undone_at_us, 1 from link where undone_at_us > at_us) change
             join identity a on a.key = change.key join identity b on b.key = change.with_key
             where change.at_us > ?1 and change.at_us <= ?2 order by change.at_us, number, undone",
        )?;
        let rows = query.query_map([after_us, until_us], |row| {
            Ok(LinkChange {
                link: LinkId(row.get(0)?),
                at_us: row.get(1)?,
                undone: row.get(2)?,
                evidence: row.get(3)?,
                ids: [
                    OutsideId { namespace: row.get(4)?, id: row.get(5)? },
                    OutsideId { namespace: row.get(6)?, id: row.get(7)? },
                ],
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The key of an outside id, if it has been seen.
    pub(crate) fn key_of(&self, namespace: &str, id: &str) -> Result<Option<u32>, LakeError> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("select key from identity where namespace = ?1 and outside_id = ?2")?;
        Ok(query.query_row([namespace, id], |row| row.get(0)).optional()?)
    }

    /// The links that start at a key, oldest first.
    pub(crate) fn links_of(&self, key: u32) -> Result<Vec<KnownLink>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "select number, with_key, tie, from_us, to_us, undone_at_us is null from link where key = ?1 order by number",
        )?;
        let rows = query.query_map([key], |row| {
            Ok(KnownLink {
                number: row.get(0)?,
                with: row.get(1)?,
                tie: links::tie(row.get(2)?, row.get(3)?, row.get(4)?),
                live: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether two keys are linked to each other, or were before somebody undid it.
    pub(crate) fn were_linked(&self, a: u32, b: u32) -> Result<bool, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "select exists (select 1 from link where key = ?1 and with_key = ?2 or key = ?2 and with_key = ?1)",
        )?;
        Ok(query.query_row([a, b], |row| row.get(0))?)
    }

    /// Whether a link holds; none when there is no such link.
    pub(crate) fn link_is_live(&self, number: i64) -> Result<Option<bool>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached("select undone_at_us is null from link where number = ?1")?;
        Ok(query.query_row([number], |row| row.get(0)).optional()?)
    }

    /// The outside ids of these keys that were first seen before key `bound` was given out, in order of key.
    pub(crate) fn outside_ids(&self, keys: &[u32], bound: u32) -> Result<Vec<OutsideId>, LakeError> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("select namespace, outside_id from identity where key = ?1 and key < ?2")?;
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            let outside = query
                .query_row(params![key, bound], |row| Ok(OutsideId { namespace: row.get(0)?, id: row.get(1)? }))
                .optional()?;
            found.extend(outside);
        }
        Ok(found)
    }

    /// The keys below `bound` that are known by this id in any namespace, smallest first.
    pub(crate) fn keys_named(&self, id: &str, bound: u32) -> Result<Vec<u32>, LakeError> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("select key from identity where outside_id = ?1 and key < ?2 order by key")?;
        let rows = query.query_map(params![id, bound], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
