//! The journal of the live door: what was acknowledged and is not in the tables yet.
//!
//! `journal.db` lies beside `tenure.db` and is one process's alone. A thread of its own writes: everything that waits goes
//! into one transaction, which SQLite syncs to the disk before anybody is answered. An import moves what is here into the
//! tables and says in the very transaction that publishes it how far it has taken; what lies below that is deleted
//! afterwards. So a crash at any moment neither loses nor doubles a call.

mod append;
mod filter;
mod known;
mod read;
mod schema;
mod tail;
mod writer;

#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use model::Micros;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::LakeError;
use tail::Shared;
use writer::{Order, Orders, Writer};

pub use tail::Tail;

/// The files it is kept in, within the workspace.
pub(crate) const FILES: [&str; 2] = ["journal.db", "journal.db-wal"];

/// What the journal may take up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalLimits {
    /// Bytes of calls that wait to be written, which are in memory.
    pub most_waiting_bytes: u64,
    /// Bytes of calls that are written and not in the tables yet.
    pub most_unflushed_bytes: u64,
    /// Pages of 4 KiB that the file may have, SQLite's `max_page_count`; as many as the disk holds when none.
    pub most_pages: Option<u32>,
}

impl Default for JournalLimits {
    fn default() -> Self {
        Self { most_waiting_bytes: 64 << 20, most_unflushed_bytes: 4 << 30, most_pages: None }
    }
}

/// The calls of one request, which are kept whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The number of the write key it came with: within one key a message comes once.
    pub write_key: i64,
    /// Whose outside ids the calls hold.
    pub namespace: String,
    pub received_us: Micros,
    pub calls: Vec<Arrival>,
}

/// One call as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// By which the same call is known when it is sent again.
    pub message_id: String,
    /// The call in the form it is imported in.
    pub payload: String,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Calls that are durable now and were not known before.
    pub accepted: u64,
    /// Calls that had arrived before.
    pub repeated: u64,
}

/// One call in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1, in the order of arrival; never given twice.
    pub position: u64,
    pub namespace: String,
    pub received_us: Micros,
    pub payload: String,
}

/// The open journal. Cheap to clone; it is closed with the last clone.
#[derive(Clone, Debug)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    shared: Arc<Shared>,
    /// None once the journal is being closed.
    orders: Mutex<Option<Orders>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    reader: Mutex<Connection>,
    #[expect(dead_code, reason = "the open file keeps other processes out")]
    lock: File,
}

impl Journal {
    /// Opens a workspace's journal, or makes it. Of what it holds, `flushed` says what is in the tables already: calls
    /// below this position.
    ///
    /// # Errors
    /// [`LakeError::JournalHeld`] when another process has it open, [`LakeError::NewerSchema`] when a newer tenure wrote it,
    /// [`LakeError::Folder`] and [`LakeError::Journal`] when the files cannot be read or made.
    pub(crate) fn open(workspace: &Path, flushed: u64, limits: JournalLimits) -> Result<Self, LakeError> {
        let lock = lock(workspace)?;
        let path = workspace.join(FILES[0]);
        let connection = schema::open(&path, limits.most_pages)?;
        let reader = schema::reader(&path)?;
        let shared = Arc::new(Shared::new(limits));
        let (writer, orders) = Writer::open(connection, Arc::clone(&shared), flushed)?;
        let thread = std::thread::Builder::new().name("journal".to_owned()).spawn(move || writer.run());
        let thread = thread.map_err(|source| LakeError::Folder { path, source })?;
        Ok(Self(Arc::new(Inner {
            shared,
            orders: Mutex::new(Some(orders)),
            thread: Mutex::new(Some(thread)),
            reader: Mutex::new(reader),
            lock,
        })))
    }

    /// Keeps a delivery. It is durable when this returns, and would be there after a crash; calls that arrived before are
    /// not kept again.
    ///
    /// # Errors
    /// [`LakeError::JournalBusy`] when too much waits already, [`LakeError::JournalFull`] when there is no room for it:
    /// nothing is kept then, and the same delivery may be sent again later. [`LakeError::Journal`] when SQLite refused.
    pub async fn append(&self, delivery: Delivery) -> Result<Appended, LakeError> {
        if delivery.calls.is_empty() {
            return Ok(Appended::default());
        }
        let waiting = self.0.shared.admit(append::bytes(&delivery))?;
        let (reply, answer) = oneshot::channel();
        self.order(Order::Append { delivery, waiting, reply })?;
        answer.await.map_err(|_| LakeError::Stopped)?
    }

    /// Calls from this position on, in order, at most so many of them or so many bytes; one at least where there is one.
    ///
    /// # Errors
    /// [`LakeError::Journal`] when the file cannot be read.
    pub async fn read(&self, from: u64, most: Most) -> Result<Vec<Entry>, LakeError> {
        let inner = Arc::clone(&self.0);
        let read = move || {
            let reader = inner.reader.lock().unwrap_or_else(PoisonError::into_inner);
            read::entries(&reader, from, most)
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| LakeError::Stopped)?
    }

    /// Notes that calls below this position are in the tables, so that they can be deleted here. Returns before they are:
    /// that is done between deliveries.
    ///
    /// # Errors
    /// [`LakeError::Stopped`] when the journal is closed.
    pub fn flushed(&self, below: u64) -> Result<(), LakeError> {
        self.0.shared.flushed.fetch_max(below, Ordering::AcqRel);
        self.order(Order::Delete)
    }

    /// Waits until what was noted as flushed is deleted, and nothing of it is left in the bytes of the files.
    ///
    /// # Errors
    /// [`LakeError::Journal`] and [`LakeError::JournalFull`] when it cannot be deleted now.
    pub async fn settle(&self) -> Result<(), LakeError> {
        let (reply, answer) = oneshot::channel();
        self.order(Order::Settle { reply })?;
        answer.await.map_err(|_| LakeError::Stopped)?
    }

    /// What is in the journal and not in the tables.
    #[must_use]
    pub fn tail(&self) -> Tail {
        self.0.shared.tail()
    }

    /// Writes a whole copy of the journal to a new file, while it goes on. A copy of `tenure.db` must be made after it, not
    /// before: calls that move into the tables in between are then in both, and are known to be.
    ///
    /// # Errors
    /// [`LakeError::Journal`] when the copy cannot be written.
    pub async fn copy_to(&self, path: &Path) -> Result<(), LakeError> {
        let (inner, path) = (Arc::clone(&self.0), path.to_path_buf());
        let copy = move || {
            let reader = inner.reader.lock().unwrap_or_else(PoisonError::into_inner);
            reader
                .execute("vacuum into ?1", [path.to_string_lossy()])
                .map(|_| ())
                .map_err(|why| LakeError::journal(&why))
        };
        tokio::task::spawn_blocking(copy).await.map_err(|_| LakeError::Stopped)?
    }

    fn order(&self, order: Order) -> Result<(), LakeError> {
        let orders = self.0.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.as_ref().and_then(|orders| orders.send(order).ok()).ok_or(LakeError::Stopped)
    }
}

/// How much is read at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    pub calls: usize,
    pub bytes: usize,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The writer ends when nobody can order anything any more, and what was ordered is done.
        drop(self.orders.get_mut().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

/// The right to be the journal's one process, held until dropped.
fn lock(workspace: &Path) -> Result<File, LakeError> {
    let path = workspace.join("journal.lock");
    let failed = |source| LakeError::Folder { path: path.clone(), source };
    let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(LakeError::JournalHeld),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
