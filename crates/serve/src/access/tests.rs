//! What a test of access needs: a clock moved by hand.

use std::sync::atomic::{AtomicI64, Ordering};

use model::Micros;

use crate::Clock;

/// A clock that stands still until it is moved on.
#[derive(Debug, Default)]
pub(super) struct Hand(AtomicI64);

impl Hand {
    pub(super) fn move_on(&self, by_us: Micros) {
        self.0.fetch_add(by_us, Ordering::Relaxed);
    }
}

impl Clock for Hand {
    fn now_us(&self) -> Micros {
        self.0.load(Ordering::Relaxed)
    }
}
