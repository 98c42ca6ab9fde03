//! Which messages have arrived, for good.
//!
//! Digests are in no order: put into a sorted table one by one, each would touch a page of its own. So they are first kept
//! as they come, in rows one after the other and in memory, and later moved into the table of their month, many at a time
//! and sorted. A filter for each month says which of them are certainly not in its table.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, params};

use super::filter::Filter;

/// Digests in memory before they are moved, at least and at most: the more a month holds, the more are moved at once.
const LEAST_RECENT: usize = if cfg!(test) { 100 } else { 1 << 17 };
const MOST_RECENT: usize = 1 << 20;
/// Digests moved in one transaction, between those of callers who wait.
const MOVED_AT_ONCE: usize = if cfg!(test) { 30 } else { 4096 };

/// The digests of all messages that arrived.
pub(super) struct Known {
    /// Those that are not in a month's table yet, and the month of each.
    recent: HashMap<u128, i64>,
    /// By month, the present one among them.
    months: BTreeMap<i64, Month>,
    moving: Option<Moving>,
}

struct Month {
    digests: usize,
    filter: Filter,
}

/// Digests on their way into the tables of their months.
struct Moving {
    sorted: Vec<(i64, u128)>,
    /// How many of them are there.
    moved: usize,
    /// The last row of `recent` they come from.
    last: i64,
}

impl Known {
    /// Reads the digests that are in memory, and makes the filters of all months anew.
    pub(super) fn open(connection: &Connection) -> Result<Self, rusqlite::Error> {
        let mut known = Self { recent: HashMap::new(), months: BTreeMap::new(), moving: None };
        let mut query = connection.prepare("select month, digests from recent")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let month = row.get(0)?;
            known.recent.extend(digests(row.get_ref(1)?.as_blob()?).map(|digest| (digest, month)));
        }
        let mut query = connection.prepare("select month, digests from month")?;
        let months = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        for month in months.collect::<Result<Vec<_>, _>>()? {
            known.months.insert(month.0, Month::read(connection, month)?);
        }
        Ok(known)
    }

    /// Whether a message of this digest has arrived before.
    pub(super) fn has(&self, connection: &Connection, digest: u128) -> Result<bool, rusqlite::Error> {
        if self.recent.contains_key(&digest) {
            return Ok(true);
        }
        for (month, _) in self.months.iter().filter(|(_, month)| month.filter.may_have(digest)) {
            let sql = format!("select 1 from digest_{month} where digest = ?1");
            let found = connection.prepare_cached(&sql)?.query_row([digest.to_be_bytes()], |_| Ok(())).optional()?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Notes the messages of a transaction that was committed.
    pub(super) fn note(&mut self, arrived: Vec<(i64, Vec<u128>)>) {
        for (month, digests) in arrived {
            self.recent.extend(digests.into_iter().map(|digest| (digest, month)));
        }
    }

    /// Whether there is something to move.
    pub(super) fn has_chores(&self) -> bool {
        let largest = self.months.values().map(|month| month.digests).max().unwrap_or_default();
        self.moving.is_some() || self.recent.len() > (largest / 16).clamp(LEAST_RECENT, MOST_RECENT)
    }

    /// Moves some digests into the tables of their months.
    pub(super) fn settle(&mut self, connection: &mut Connection) -> Result<(), rusqlite::Error> {
        let mut moving = match self.moving.take() {
            Some(moving) => moving,
            None => self.begin(connection)?,
        };
        let end = (moving.moved + MOVED_AT_ONCE).min(moving.sorted.len());
        let moved = self.put(connection, &moving.sorted[moving.moved..end]);
        if moved.is_ok() {
            moving.moved = end;
        }
        let ended = moved.is_ok() && moving.moved == moving.sorted.len();
        if !ended {
            self.moving = Some(moving);
            return moved;
        }
        let deleted = connection.execute("delete from recent where number <= ?1", [moving.last]);
        if let Err(why) = deleted {
            self.moving = Some(moving);
            return Err(why);
        }
        for (_, digest) in &moving.sorted {
            self.recent.remove(digest);
        }
        Ok(())
    }

    /// All that is in memory now, sorted; what comes from now on waits for the next time.
    fn begin(&self, connection: &Connection) -> Result<Moving, rusqlite::Error> {
        let last = connection.query_row("select coalesce(max(number), 0) from recent", [], |row| row.get(0))?;
        let mut sorted: Vec<_> = self.recent.iter().map(|(digest, month)| (*month, *digest)).collect();
        sorted.sort_unstable();
        Ok(Moving { sorted, moved: 0, last })
    }

    /// Puts sorted digests into their tables. Those of an earlier try are there already.
    fn put(&mut self, connection: &mut Connection, sorted: &[(i64, u128)]) -> Result<(), rusqlite::Error> {
        let transaction = connection.transaction()?;
        let mut added: BTreeMap<i64, usize> = BTreeMap::new();
        for of_month in sorted.chunk_by(|a, b| a.0 == b.0) {
            let month = of_month[0].0;
            if !self.months.contains_key(&month) {
                transaction.execute_batch(&format!(
                    "create table if not exists digest_{month} (digest blob primary key) without rowid"
                ))?;
                transaction.execute("insert or ignore into month values (?1, 0)", [month])?;
            }
            let mut insert =
                transaction.prepare_cached(&format!("insert or ignore into digest_{month} values (?1)"))?;
            let mut new = 0;
            for (_, digest) in of_month {
                new += insert.execute([digest.to_be_bytes()])?;
            }
            transaction
                .execute("update month set digests = digests + ?1 where month = ?2", params![new as i64, month])?;
            added.insert(month, new);
        }
        transaction.commit()?;
        for (month, new) in added {
            let of = self.months.entry(month).or_insert_with(|| Month { digests: 0, filter: Filter::with_room_for(0) });
            of.digests += new;
        }
        for (month, digest) in sorted {
            if let Some(of) = self.months.get_mut(month) {
                of.filter.insert(*digest);
            }
        }
        let full: Vec<_> = self.months.iter().filter(|(_, of)| of.filter.is_full()).map(|(month, _)| *month).collect();
        for month in full {
            let held = self.months.get(&month).map_or(0, |of| of.digests);
            self.months.insert(month, Month::read(connection, (month, held as i64))?);
        }
        Ok(())
    }
}

impl Month {
    /// Makes the filter of a month from its table.
    fn read(connection: &Connection, (month, digests): (i64, i64)) -> Result<Self, rusqlite::Error> {
        let digests = usize::try_from(digests).unwrap_or_default();
        let mut filter = Filter::with_room_for(digests);
        let mut query = connection.prepare(&format!("select digest from digest_{month}"))?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            self::digests(row.get_ref(0)?.as_blob()?).for_each(|digest| filter.insert(digest));
        }
        Ok(Self { digests, filter })
    }
}

/// The digests in a blob, one after the other.
fn digests(blob: &[u8]) -> impl Iterator<Item = u128> {
    blob.chunks_exact(16).filter_map(|bytes| bytes.try_into().ok().map(u128::from_be_bytes))
}
