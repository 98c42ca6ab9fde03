//! The subscriptions of one customer, as they came to be.

use super::prices::Basket;
use super::timeline::{Seconds, Timeline};

/// All subscriptions of one customer.
pub struct Life {
    /// In the order of time.
    pub changes: Vec<Change>,
    /// The times in which the app was open to them, in order, apart.
    pub spans: Vec<Span>,
}

/// One change of a subscription: its state from then on.
#[derive(Clone)]
pub struct Change {
    pub at: Seconds,
    /// Which subscription of the customer, from 1.
    pub subscription: u64,
    pub status: &'static str,
    pub basket: Basket,
    /// Cents an interval.
    pub amount: i64,
    /// Cents an interval off, and until when.
    pub discount: Option<(i64, Seconds)>,
    pub period_end: Seconds,
    pub cancel_at: Option<Seconds>,
    pub reason: &'static str,
}

/// A stretch of time in one state.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub from: Seconds,
    /// The end of the recording where it still runs.
    pub to: Seconds,
    pub trial: bool,
    /// Whether it ended with a cancellation.
    pub left: bool,
}

impl Life {
    /// What a customer's changes, in the order of time, amount to by the end of the recording.
    #[must_use]
    pub fn new(changes: Vec<Change>, end: Seconds) -> Self {
        let spans = spans(&changes, end);
        Self { changes, spans }
    }

    /// The plan they have, or had last.
    #[must_use]
    pub fn plan(&self) -> Option<usize> {
        self.changes.last().map(|change| change.basket.plan)
    }

    /// When the period that runs at the end of the recording ends; none where they have no subscription then.
    #[must_use]
    pub fn renewal(&self, timeline: &Timeline) -> Option<Seconds> {
        let last = self.changes.last().filter(|change| matches!(change.status, "active" | "past_due"))?;
        let mut next = last.period_end;
        while next < timeline.end() {
            next = timeline.months_after(next, last.basket.months());
        }
        Some(next)
    }

    /// Whether they paid at an instant.
    #[must_use]
    pub fn pays_at(&self, at: Seconds) -> bool {
        self.spans.iter().any(|span| !span.trial && span.from <= at && at < span.to)
    }
}

/// The stretches of trial and of payment that changes make.
fn spans(changes: &[Change], end: Seconds) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open = false;
    for change in changes {
        let trial = change.status == "trialing";
        let opens = trial || matches!(change.status, "active" | "past_due");
        if let Some(last) = spans.last_mut().filter(|last| open && (!opens || last.trial != trial)) {
            last.to = change.at;
            last.left = change.status == "canceled";
            open = false;
        }
        if opens && !open {
            spans.push(Span { from: change.at, to: end, trial, left: false });
            open = true;
        }
    }
    spans
}
