//! What the threads of the journal know together: how much waits, how much is not flushed yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::JournalLimits;
use crate::LakeError;

/// What is in the journal and not in the tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// The first position that is not in the tables.
    pub from: u64,
    /// The position that the next call gets.
    pub next: u64,
    /// Bytes of calls in the file; those that are flushed count until they are deleted.
    pub bytes: u64,
    /// Bytes of calls in memory that wait to be written.
    pub waiting_bytes: u64,
}

impl Tail {
    /// How many calls there are.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.next.saturating_sub(self.from)
    }
}

#[derive(Debug)]
pub(super) struct Shared {
    limits: JournalLimits,
    waiting_bytes: AtomicU64,
    pub unflushed_bytes: AtomicU64,
    pub next: AtomicU64,
    /// Calls below this position are in the tables.
    pub flushed: AtomicU64,
}

/// Bytes that a delivery takes up in memory until it is answered.
#[derive(Debug)]
pub(super) struct Waiting {
    bytes: u64,
    shared: Arc<Shared>,
}

impl Shared {
    pub(super) fn new(limits: JournalLimits) -> Self {
        Self {
            limits,
            waiting_bytes: AtomicU64::new(0),
            unflushed_bytes: AtomicU64::new(0),
            next: AtomicU64::new(1),
            flushed: AtomicU64::new(0),
        }
    }

    /// Makes room for a delivery in memory and on the disk, or refuses it before either runs out.
    pub(super) fn admit(self: &Arc<Self>, bytes: u64) -> Result<Waiting, LakeError> {
        let before = self.waiting_bytes.fetch_add(bytes, Ordering::AcqRel);
        let waiting = Waiting { bytes, shared: Arc::clone(self) };
        // A delivery that is larger than the bound by itself still comes in alone.
        let too_much = before > 0 && before + bytes > self.limits.most_waiting_bytes;
        let unflushed = self.unflushed_bytes.load(Ordering::Acquire);
        if too_much || unflushed + before + bytes > self.limits.most_unflushed_bytes {
            return Err(LakeError::JournalBusy { waiting_bytes: before, unflushed_bytes: unflushed });
        }
        Ok(waiting)
    }

    pub(super) fn tail(&self) -> Tail {
        // In this order: what is flushed was there before.
        let from = self.flushed.load(Ordering::Acquire);
        Tail {
            from,
            next: self.next.load(Ordering::Acquire).max(from),
            bytes: self.unflushed_bytes.load(Ordering::Acquire),
            waiting_bytes: self.waiting_bytes.load(Ordering::Acquire),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.shared.waiting_bytes.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}
