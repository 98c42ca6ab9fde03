//! Reading calls back out of the journal.

use rusqlite::{Connection, params};

use super::{Entry, Most};
use crate::LakeError;

/// Calls from a position on.
pub(super) fn entries(connection: &Connection, from: u64, most: Most) -> Result<Vec<Entry>, LakeError> {
    read(connection, from, most).map_err(|why| LakeError::journal(&why))
}

fn read(connection: &Connection, from: u64, most: Most) -> Result<Vec<Entry>, rusqlite::Error> {
    let mut query = connection.prepare_cached(
        "select position, namespace, received_us, payload from entry
         where position >= (select coalesce(max(position), 0) from entry where position <= ?1) order by position",
    )?;
    let mut rows = query.query(params![from.cast_signed()])?;
    let (mut entries, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let first = row.get::<_, i64>(0)?.cast_unsigned();
        let (namespace, received_us): (String, i64) = (row.get(1)?, row.get(2)?);
        let payload = row.get_ref(3)?.as_blob()?;
        for (position, call) in (first..).zip(Calls(payload)).filter(|(position, _)| *position >= from) {
            if entries.len() >= most.calls || (bytes + call.len() > most.bytes && !entries.is_empty()) {
                return Ok(entries);
            }
            bytes += call.len();
            let payload = String::from_utf8_lossy(call).into_owned();
            entries.push(Entry { position, namespace: namespace.clone(), received_us, payload });
        }
    }
    Ok(entries)
}

/// The calls of one entry.
struct Calls<'a>(&'a [u8]);

impl<'a> Iterator for Calls<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (call, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(call)
    }
}
