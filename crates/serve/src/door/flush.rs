//! Moving calls from the journal into the tables.
//!
//! One import takes a range of the journal, and says so where it is published. If what a range holds keeps it from being
//! imported, its halves are tried; a call that fails alone goes to the quarantine, so that no call ever stands in the way
//! of those behind it. If it is the workspace that cannot be written, everything stays where it is until it can be.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ingest::{IngestError, LiveCall, LiveImport, import_calls, refuse_call};
use lake::{Entry, Journal, Lake, LakeError, Most};
use model::{Message, Micros, SinkError};
use tokio::sync::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Rules;
use super::halves::{self, Failed, Takes};
use crate::ops::Figures;
use crate::{Clock, ServeError};

/// Calls and bytes of one import.
const AT_ONCE: Most = Most { calls: 100_000, bytes: 64 << 20 };
/// How often it is looked whether there is something to flush.
const LOOK: Duration = Duration::from_secs(1);
/// How long calls wait at most while nobody asks anything.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How old the last flush is at least before a question causes another.
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(1);
/// How long a question waits for a flush, which may wait for an import.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is told how far the door is complete while nothing arrives.
const IDLE: Duration = Duration::from_secs(3600);
/// How late events may arrive: what happened before this much ago is taken to be complete. Libraries try again for so long.
const LATE_US: Micros = 15 * 60 * 1_000_000;

/// Moves calls into the tables, one range at a time.
pub struct Flusher {
    lake: Lake,
    journal: Journal,
    rules: Rules,
    clock: Arc<dyn Clock>,
    /// When the last flush ended, held while one is at work.
    last: Mutex<Option<Instant>>,
    flushed: AtomicU64,
    failures: AtomicU64,
    /// Where flushes are counted for whoever runs the service.
    figures: OnceLock<Figures>,
}

impl fmt::Debug for Flusher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flusher").field("journal", &self.journal).finish_non_exhaustive()
    }
}

impl Flusher {
    pub(super) fn new(lake: Lake, journal: Journal, rules: Rules, clock: Arc<dyn Clock>) -> Self {
        let (flushed, failures) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { lake, journal, rules, clock, last: Mutex::new(None), flushed, failures, figures: OnceLock::new() }
    }

    /// Counts flushes among a service's figures.
    pub(crate) fn count_in(&self, figures: Figures) {
        let _ = self.figures.set(figures);
    }

    /// Flushes now and then until `stop` is over, and then once more.
    pub async fn run(&self, stop: impl Future<Output = ()> + Send) {
        tokio::pin!(stop);
        let mut ticks = interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tried = Instant::now();
        loop {
            tokio::select! {
                // A flush that was begun is never broken off.
                () = &mut stop => break,
                _ = ticks.tick() => {}
            }
            let calls = self.journal.tail().calls();
            let waited = tried.elapsed();
            let is_due = calls >= AT_ONCE.calls as u64 || (calls > 0 && waited >= LONGEST_WAIT) || waited >= IDLE;
            if is_due {
                // What failed was told and is tried again the next time.
                let _ = self.flush().await;
                tried = Instant::now();
            }
        }
        if self.journal.tail().calls() > 0 {
            let _ = self.flush().await;
        }
    }

    /// Flushes everything that is in the journal now; how many calls that were.
    ///
    /// # Errors
    /// [`ServeError::Lake`] when the workspace cannot be read or written: what is not in the tables is in the journal still.
    pub async fn flush(&self) -> Result<u64, ServeError> {
        let mut last = self.last.lock().await;
        let began = Instant::now();
        let flushed = self.flush_all().await;
        *last = Some(Instant::now());
        if let Some(figures) = self.figures.get() {
            match &flushed {
                Ok(0) => {}
                Ok(calls) => figures.flushed(began.elapsed(), *calls, self.clock.now_us()),
                Err(_) => figures.flush_failed(),
            }
        }
        if let Err(error) = &flushed {
            self.failures.fetch_add(1, Ordering::Relaxed);
            tracing::error!(why = %error, "flush_failed");
        }
        flushed
    }

    /// Flushes before a question is answered, unless there is nothing to flush or that was done within the last second.
    /// A question does not wait long: if an import of files is at work, it is answered from what was there before.
    pub async fn flush_before_question(self: &Arc<Self>) {
        if self.journal.tail().calls() == 0 {
            return;
        }
        let flusher = Arc::clone(self);
        // A task of its own: a question that is given up does not break a flush off.
        let flush = tokio::spawn(async move {
            let is_fresh = flusher.last.lock().await.is_some_and(|last| last.elapsed() < BETWEEN_QUESTIONS);
            if !is_fresh {
                let _ = flusher.flush().await;
            }
        });
        let _ = tokio::time::timeout(PATIENCE, flush).await;
    }

    /// Calls moved into the tables, and flushes that failed, since the service began.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        (self.flushed.load(Ordering::Relaxed), self.failures.load(Ordering::Relaxed))
    }

    async fn flush_all(&self) -> Result<u64, ServeError> {
        let until = self.journal.tail().next;
        let mut flushed = 0;
        loop {
            let tail = self.journal.tail();
            let entries = if tail.from < until { self.journal.read(tail.from, AT_ONCE).await? } else { Vec::new() };
            if entries.is_empty() {
                // A door that was never used says nothing of what is complete.
                if flushed == 0 && tail.from > 1 {
                    self.import(Arc::new([]), tail.from).await.map_err(Failed::error)?;
                }
                return Ok(flushed);
            }
            flushed += entries.len() as u64;
            halves::take(self, entries.into_iter().map(call).collect()).await?;
        }
    }
}

impl Takes for Flusher {
    /// Imports calls as one. In a task of its own: whatever calls make it do, the flusher goes on.
    async fn import(&self, calls: Arc<[LiveCall]>, below: u64) -> Result<(), Failed> {
        let now_us = self.clock.now_us();
        let sink = self.lake.import(now_us).await.map_err(storage)?.under((self.rules)()).flushing(below);
        let import = LiveImport { now_us, complete_through_us: Some(now_us - LATE_US) };
        let task = tokio::spawn(async move { import_calls(&calls, import, Box::new(sink)).await });
        failed(task.await)
    }

    async fn refuse(&self, call: &LiveCall, why: Message) -> Result<(), Failed> {
        tracing::warn!(position = call.position, why = %why, "call_refused");
        if let Some(figures) = self.figures.get() {
            figures.quarantined(1);
        }
        let now_us = self.clock.now_us();
        let sink = self.lake.import(now_us).await.map_err(storage)?.flushing(call.position + 1);
        let call = call.clone();
        let task = tokio::spawn(async move { refuse_call(&call, why, now_us, Box::new(sink)).await });
        failed(task.await)
    }

    fn taken(&self, calls: u64, below: u64) -> Result<(), ServeError> {
        self.flushed.fetch_add(calls, Ordering::Relaxed);
        Ok(self.journal.flushed(below)?)
    }
}

fn call(entry: Entry) -> LiveCall {
    LiveCall { position: entry.position, namespace: entry.namespace, payload: entry.payload }
}

fn storage(error: LakeError) -> Failed {
    Failed::Storage(ServeError::Lake(error))
}

/// Whose fault it is that an import did not come about.
fn failed<T>(ended: Result<Result<T, IngestError>, tokio::task::JoinError>) -> Result<(), Failed> {
    match ended {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(IngestError::Sink(SinkError::Failed { message, source }))) => match source.downcast::<LakeError>() {
            Ok(error) if error.is_of_storage() => Err(storage(*error)),
            _ => Err(Failed::Range(message)),
        },
        Ok(Err(error)) => Err(Failed::Range(error.message())),
        Err(fault) => Err(Failed::Range(Message::new("serve.door.fault").with("why", fault))),
    }
}
