//! The figures of the live door, its journal and its flushes, as whoever runs the service reads them.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use model::Micros;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Seconds that a flush or an acknowledgement takes, as bounds of buckets.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 20.0, 60.0];

/// What the door has done. Cheap to clone: all clones count together.
#[derive(Clone, Debug)]
pub struct Figures {
    accepted: Counter,
    duplicates: Counter,
    refused: Counter,
    quarantined: Counter,
    acknowledged: Histogram,
    journal_bytes: Gauge,
    journal_events: Gauge,
    flushes: Histogram,
    flush_failures: Counter,
    flushed: Counter,
    last_flush: Gauge<f64, AtomicU64>,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            accepted: Counter::default(),
            duplicates: Counter::default(),
            refused: Counter::default(),
            quarantined: Counter::default(),
            acknowledged: Histogram::new(SECONDS),
            journal_bytes: Gauge::default(),
            journal_events: Gauge::default(),
            flushes: Histogram::new(SECONDS),
            flush_failures: Counter::default(),
            flushed: Counter::default(),
            last_flush: Gauge::default(),
        }
    }
}

impl Figures {
    /// Events that became durable for the first time.
    pub fn accepted(&self, events: u64) {
        self.accepted.inc_by(events);
    }

    /// Events that had come before, known by their `messageId`.
    pub fn duplicates(&self, events: u64) {
        self.duplicates.inc_by(events);
    }

    /// Events that were sent away, to be sent again or never.
    pub fn refused(&self, events: u64) {
        self.refused.inc_by(events);
    }

    /// Events that broke a rule and are kept in quarantine.
    pub fn quarantined(&self, events: u64) {
        self.quarantined.inc_by(events);
    }

    /// How long a call waited until its events were durable.
    pub fn acknowledged(&self, took: Duration) {
        self.acknowledged.observe(took.as_secs_f64());
    }

    /// How large the journal's files are, and how many events in it have not reached the tables.
    pub fn journal(&self, bytes: u64, events: u64) {
        self.journal_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        self.journal_events.set(i64::try_from(events).unwrap_or(i64::MAX));
    }

    /// A flush that moved events to the tables, and when it ended.
    pub fn flushed(&self, took: Duration, events: u64, at_us: Micros) {
        self.flushes.observe(took.as_secs_f64());
        self.flushed.inc_by(events);
        self.last_flush.set(seconds(at_us));
    }

    /// A flush that failed; its events are in the journal still.
    pub fn flush_failed(&self) {
        self.flush_failures.inc();
    }

    /// Puts the figures among those that are scraped.
    pub(super) fn register(&self, registry: &mut Registry) {
        let mut counter = |name: &str, help: &str, of: &Counter| registry.register(name, help, of.clone());
        counter("door_accepted_events", "Events that became durable for the first time", &self.accepted);
        counter("door_duplicate_events", "Events that had come before", &self.duplicates);
        counter("door_refused_events", "Events that were sent away", &self.refused);
        counter("door_quarantined_events", "Events that broke a rule and are kept in quarantine", &self.quarantined);
        counter("flush_failures", "Flushes that failed; their events are in the journal still", &self.flush_failures);
        counter("flushed_events", "Events moved from the journal to the tables", &self.flushed);
        let help = "How long calls waited until their events were durable";
        registry.register("door_acknowledge_seconds", help, self.acknowledged.clone());
        registry.register("journal_bytes", "Bytes of the journal's files", self.journal_bytes.clone());
        let help = "Events in the journal that have not reached the tables";
        registry.register("journal_tail_events", help, self.journal_events.clone());
        registry.register("flush_seconds", "How long flushes took", self.flushes.clone());
        let help = "When a flush last ended, in seconds since 1970";
        registry.register("last_flush_timestamp_seconds", help, self.last_flush.clone());
    }
}

/// Microseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "instants of this century fit to the microsecond")]
pub(super) fn seconds(us: Micros) -> f64 {
    us as f64 / 1e6
}
