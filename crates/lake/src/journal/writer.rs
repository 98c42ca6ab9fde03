//! The one thread that writes the journal: all that waits goes into one transaction, and is answered after its commit.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use rusqlite::{Connection, params};
use tokio::sync::oneshot;

use super::append::{self, Group};
use super::known::Known;
use super::tail::{Shared, Waiting};
use super::{Appended, Delivery};
use crate::LakeError;

/// Calls in one transaction: enough that a sync of the disk is shared, few enough that nobody waits for long.
const MOST_CALLS: usize = 20_000;
/// Deliveries deleted in one transaction, between those of callers who wait.
const DELETED_AT_ONCE: i64 = 64;

/// What the writer is asked to do.
#[derive(Debug)]
pub(super) enum Order {
    Append {
        delivery: Delivery,
        waiting: Waiting,
        reply: oneshot::Sender<Result<Appended, LakeError>>,
    },
    /// Something was flushed and can be deleted.
    Delete,
    /// Everything that can wait is to be done now.
    Settle {
        reply: oneshot::Sender<Result<(), LakeError>>,
    },
}

pub(super) type Orders = Sender<Order>;

/// The writing end of the journal.
pub(super) struct Writer {
    connection: Connection,
    shared: Arc<Shared>,
    orders: Receiver<Order>,
    known: Known,
    /// Of the calls that are flushed, those below this position are deleted.
    deleted: u64,
    /// Whether the last chore failed, as on a full disk: then it waits for the next order.
    stuck: bool,
}

/// A delivery that waits for its answer.
struct Asked {
    delivery: Delivery,
    #[expect(dead_code, reason = "gives its bytes back when it is dropped")]
    waiting: Waiting,
    reply: oneshot::Sender<Result<Appended, LakeError>>,
}

impl Writer {
    /// Reads where writing goes on. Calls below `flushed` are in the tables.
    ///
    /// # Errors
    /// [`LakeError::Journal`] when the file cannot be read.
    pub(super) fn open(connection: Connection, shared: Arc<Shared>, flushed: u64) -> Result<(Self, Orders), LakeError> {
        let failed = |why: rusqlite::Error| LakeError::journal(&why);
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
        // A journal that was lost begins behind what the tables took of it.
        let next = number("select value from counter where name = 'next_position'").map_err(failed)?.max(flushed);
        let first = number("select coalesce(min(position), 0) from entry").map_err(failed)?;
        let from = if first > 0 { flushed.max(first) } else { next };
        let bytes = number("select coalesce(sum(length(payload)), 0) from entry").map_err(failed)?;
        shared.next.store(next, Ordering::Release);
        shared.flushed.store(from, Ordering::Release);
        shared.unflushed_bytes.store(bytes, Ordering::Release);
        let known = Known::open(&connection).map_err(failed)?;
        let (sender, orders) = channel();
        Ok((Self { connection, shared, orders, known, deleted: 0, stuck: false }, sender))
    }

    /// Works until nobody can order anything any more.
    pub(super) fn run(mut self) {
        loop {
            let next = if self.has_chores() && !self.stuck { self.orders.try_recv() } else { self.wait() };
            match next {
                Ok(order) => self.take(order),
                Err(TryRecvError::Empty) => self.stuck = self.chore().is_err(),
                Err(TryRecvError::Disconnected) => break,
            }
        }
        // The next process finds a file without a log beside it.
        let _ = self.connection.execute_batch("pragma wal_checkpoint(truncate)");
    }

    fn wait(&self) -> Result<Order, TryRecvError> {
        self.orders.recv().map_err(|_| TryRecvError::Disconnected)
    }

    /// Does what was ordered, with all that waits behind it.
    fn take(&mut self, first: Order) {
        self.stuck = false;
        let (mut asked, mut calls, mut next) = (Vec::new(), 0, Some(first));
        while let Some(order) = next {
            match order {
                Order::Append { delivery, waiting, reply } => {
                    calls += delivery.calls.len();
                    asked.push(Asked { delivery, waiting, reply });
                }
                Order::Settle { reply } => {
                    let _ = reply.send(self.settle().map_err(|why| LakeError::journal(&why)));
                }
                Order::Delete => {}
            }
            next = if calls < MOST_CALLS { self.orders.try_recv().ok() } else { None };
        }
        if !asked.is_empty() {
            self.append(asked);
        }
    }

    /// One transaction for all who wait.
    fn append(&mut self, asked: Vec<Asked>) {
        let next = self.shared.next.load(Ordering::Acquire);
        let deliveries = asked.iter().map(|asked| &asked.delivery);
        match append::group(&mut self.connection, &self.known, next, deliveries) {
            Ok(Group { next, bytes, answers, arrived }) => {
                self.known.note(arrived);
                self.shared.unflushed_bytes.fetch_add(bytes, Ordering::AcqRel);
                self.shared.next.store(next, Ordering::Release);
                for (asked, answer) in asked.into_iter().zip(answers) {
                    // Who hung up gets no answer; the delivery is kept all the same.
                    let _ = asked.reply.send(Ok(answer));
                }
            }
            Err(why) => {
                for asked in asked {
                    let _ = asked.reply.send(Err(LakeError::journal(&why)));
                }
            }
        }
    }

    fn has_chores(&self) -> bool {
        self.deleted < self.shared.flushed.load(Ordering::Acquire) || self.known.has_chores()
    }

    /// Does a small part of what can wait.
    fn chore(&mut self) -> Result<(), rusqlite::Error> {
        if self.deleted < self.shared.flushed.load(Ordering::Acquire) {
            return self.delete();
        }
        self.known.settle(&mut self.connection)
    }

    /// Deletes some of the entries whose calls are all in the tables.
    fn delete(&mut self) -> Result<(), rusqlite::Error> {
        let flushed = self.shared.flushed.load(Ordering::Acquire);
        let transaction = self.connection.transaction()?;
        let last: Option<i64> = transaction.query_row(
            "select max(position) from (select position from entry where position + calls <= ?1 order by position limit ?2)",
            params![flushed.cast_signed(), DELETED_AT_ONCE],
            |row| row.get(0),
        )?;
        let Some(last) = last else {
            drop(transaction);
            // What was deleted also stands in the log until that is begun anew.
            self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
            self.deleted = flushed;
            return Ok(());
        };
        let bytes: i64 = transaction.query_row(
            "select coalesce(sum(length(payload)), 0) from entry where position <= ?1",
            [last],
            |row| row.get(0),
        )?;
        transaction.execute("delete from entry where position <= ?1", [last])?;
        transaction.commit()?;
        self.shared.unflushed_bytes.fetch_sub(bytes.cast_unsigned(), Ordering::AcqRel);
        Ok(())
    }

    /// Does all that can wait.
    fn settle(&mut self) -> Result<(), rusqlite::Error> {
        // Once more in any case: the log may hold what was deleted before it was last begun anew.
        self.deleted = 0;
        while self.has_chores() {
            self.chore()?;
        }
        Ok(())
    }
}
