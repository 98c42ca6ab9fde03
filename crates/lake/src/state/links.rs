//! The cache of links as readers weigh them.

use model::Micros;
use rusqlite::{Connection, Row, params};

use super::State;
use crate::LakeError;
use crate::identity::{Link, Tie};

impl State {
    /// The links that held at an instant, in the order they were made.
    pub(crate) fn live_links(&self, until: Micros) -> Result<Vec<Link>, LakeError> {
        Ok(live(&self.connection(), until)?)
    }

    /// The two ends of every link that somebody undid or refused by an instant, in the order they were made; not of one that
    /// another took the place of, and not of a sighting: that one is closed where too many share the device, and a person
    /// who undoes one refuses it besides.
    pub(crate) fn refused_links(&self, until: Micros) -> Result<Vec<(u32, u32)>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "select key, with_key from link l where undone_at_us <= ?1 and tie <> ?2 and not exists
                 (select 1 from link o where o.key = l.key and o.with_key = l.with_key and o.undone_at_us is null)
                 order by number",
        )?;
        let rows = query.query_map(params![until, SEEN], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The two ends of every link that holds for ever: key and namespace of each.
    pub(crate) fn lasting_links(&self) -> Result<Vec<[(u32, String); 2]>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "select a.key, a.namespace, b.key, b.namespace from link
             join identity a on a.key = link.key join identity b on b.key = link.with_key
             where tie = 0 and undone_at_us is null order by number",
        )?;
        let rows = query.query_map([], |row| Ok([(row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)]))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The visitors that were seen with more customers than `over`, and with how many.
    pub(crate) fn shared_visitors(&self, over: usize, until: Micros) -> Result<Vec<(String, usize)>, LakeError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "select outside_id, customers from identity join
             (select key, count(distinct with_key) as customers from link where tie = ?1 and at_us <= ?2 group by key)
             using (key) where customers > ?3",
        )?;
        let rows = query.query_map(params![SEEN, until, over as i64], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs() as usize))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(super) fn live(connection: &Connection, until: Micros) -> Result<Vec<Link>, rusqlite::Error> {
    let mut query = connection.prepare(
        "select number, key, with_key, tie, from_us, to_us, named from link
         where at_us <= ?1 and (undone_at_us is null or undone_at_us > ?1) order by number",
    )?;
    let rows = query.query_map([until], link)?;
    rows.collect()
}

fn link(row: &Row<'_>) -> Result<Link, rusqlite::Error> {
    Ok(Link {
        number: row.get(0)?,
        key: row.get(1)?,
        with: row.get(2)?,
        tie: tie(row.get(3)?, row.get(4)?, row.get(5)?),
        named: named(row.get(6)?),
    })
}

/// A tie as the columns `tie`, `from_us` and `to_us` say it.
pub(super) fn tie(tie: i64, from_us: Option<Micros>, to_us: Option<Micros>) -> Tie {
    match tie {
        SEEN => Tie::Seen(from_us.unwrap_or(Micros::MIN)),
        BETWEEN => Tie::Between(from_us, to_us),
        _ => Tie::Always,
    }
}

/// The column `tie` of a tie.
pub(super) const fn tie_column(tie: Tie) -> i64 {
    match tie {
        Tie::Always => 0,
        Tie::Seen(_) => SEEN,
        Tie::Between(..) => BETWEEN,
    }
}

/// The column `named` of a link, by whether each end is a customer that a source has named.
pub(super) fn named_column((key, with): (bool, bool)) -> i64 {
    (if key { KEY_NAMED } else { 0 }) | if with { WITH_NAMED } else { 0 }
}

/// Which ends the column `named` says are customers that a source has named.
pub(super) fn named(column: i64) -> (bool, bool) {
    (column & KEY_NAMED != 0, column & WITH_NAMED != 0)
}

/// Adds a link.
pub(super) const INSERT: &str =
    "insert into link (number, key, with_key, evidence, at_us, undone_at_us, tie, from_us, to_us, named)
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

const SEEN: i64 = 1;
const BETWEEN: i64 = 2;

/// Bits of the column `named`: which end is a customer that a source has named, and no visitor.
const KEY_NAMED: i64 = 1;
const WITH_NAMED: i64 = 2;
