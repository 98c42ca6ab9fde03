//! One transaction of the journal: the calls that have not arrived before, and the digests by which they will be known.

use std::collections::HashSet;

use jiff::{Timestamp, tz::TimeZone};
use model::Micros;
use model::digest::{digest, put};
use rusqlite::{Connection, params};

use super::known::Known;
use super::{Appended, Delivery};

/// What one transaction did.
pub(super) struct Group {
    /// The position of the next call.
    pub next: u64,
    /// Bytes of calls that it added.
    pub bytes: u64,
    pub answers: Vec<Appended>,
    /// The digests of its calls, by month of arrival.
    pub arrived: Vec<(i64, Vec<u128>)>,
}

/// Writes deliveries; all of them are durable when this returns, or none is kept.
pub(super) fn group<'a>(
    connection: &mut Connection,
    known: &Known,
    mut next: u64,
    deliveries: impl Iterator<Item = &'a Delivery>,
) -> Result<Group, rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let (mut answers, mut arrived, mut added) = (Vec::new(), Vec::new(), 0);
    let mut met: HashSet<u128> = HashSet::new();
    let first = next;
    for delivery in deliveries {
        let mut answer = Appended::default();
        let (mut payload, mut digests, mut own) = (Vec::new(), Vec::new(), Vec::new());
        for call in &delivery.calls {
            let digest = digest_of(delivery.write_key, &call.message_id);
            if !met.insert(digest) || known.has(&transaction, digest)? {
                answer.repeated += 1;
                continue;
            }
            answer.accepted += 1;
            let length = u32::try_from(call.payload.len()).unwrap_or(u32::MAX);
            payload.extend_from_slice(&length.to_le_bytes());
            payload.extend_from_slice(call.payload.as_bytes());
            digests.extend_from_slice(&digest.to_be_bytes());
            own.push(digest);
        }
        answers.push(answer);
        if own.is_empty() {
            continue;
        }
        let month = month(delivery.received_us);
        let mut insert = transaction.prepare_cached("insert into entry values (?1, ?2, ?3, ?4, ?5, ?6)")?;
        insert.execute(params![
            next.cast_signed(),
            own.len() as i64,
            delivery.write_key,
            delivery.namespace,
            delivery.received_us,
            payload
        ])?;
        let mut insert = transaction.prepare_cached("insert into recent (month, digests) values (?1, ?2)")?;
        insert.execute(params![month, digests])?;
        next += own.len() as u64;
        added += payload.len() as u64;
        arrived.push((month, own));
    }
    if next > first {
        let mut update = transaction.prepare_cached("update counter set value = ?1 where name = 'next_position'")?;
        update.execute([next.cast_signed()])?;
    }
    transaction.commit()?;
    Ok(Group { next, bytes: added, answers, arrived })
}

/// What a delivery takes up in memory, about.
pub(super) fn bytes(delivery: &Delivery) -> u64 {
    delivery.calls.iter().map(|call| (call.payload.len() + call.message_id.len() + 64) as u64).sum()
}

/// By what a message of a write key is known.
fn digest_of(write_key: i64, message_id: &str) -> u128 {
    let mut bytes = Vec::with_capacity(message_id.len() + 16);
    bytes.extend_from_slice(&write_key.to_le_bytes());
    put(message_id.as_bytes(), &mut bytes);
    digest(&bytes)
}

/// The month of an instant in UTC, as 202601.
fn month(at: Micros) -> i64 {
    Timestamp::from_microsecond(at).map_or(0, |at| {
        let date = at.to_zoned(TimeZone::UTC).date();
        i64::from(date.year()) * 100 + i64::from(date.month())
    })
}
