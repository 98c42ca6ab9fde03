//! What is hidden in the demo company for its metrics to find.
//!
//! Each truth is a constant the generator lives by. Its comment says which metric shows it and how; a test asks
//! tenure itself. A truth outside the months of a [`super::Plan`] has no effect.
//!
//! The quality of the channels is a truth too: it is the table in `channels.rs`. The season of the shop is the
//! table in `seasons.rs`.

use jiff::civil::{Date, date};

/// Days from `from` to before `to`.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

impl Days {
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }
}

/// The app was down for four days.
///
/// `tickets` of these days are about [`OUTAGE_TICKETS`] times the usual, `dau` about [`OUTAGE_USAGE`] of it,
/// `nps` of September 2024 falls by 20 points or more, and `churn_rate` of October 2024 rises by half or more.
pub const OUTAGE: Days = Days { from: date(2024, 9, 10), to: date(2024, 9, 14) };
/// Tickets on a day of the outage, times the usual.
pub const OUTAGE_TICKETS: f64 = 6.0;
/// Sessions on a day of the outage, times the usual.
pub const OUTAGE_USAGE: f64 = 0.4;
/// Errors in a session of the outage, times the usual.
pub const OUTAGE_ERRORS: f64 = 12.0;
/// How long customers answered surveys in anger.
pub const OUTAGE_ANGER: Days = Days { from: date(2024, 9, 10), to: date(2024, 10, 1) };
/// Points of a score from 0 to 10 that anger costs.
pub const OUTAGE_ANGER_POINTS: f64 = 2.6;
/// When subscriptions were ended because of it.
pub const OUTAGE_CHURN: Days = Days { from: date(2024, 9, 20), to: date(2024, 11, 1) };
/// Cancellations in those weeks, times the usual.
pub const OUTAGE_CHURN_TIMES: f64 = 2.4;

/// Every list price rose.
///
/// Subscriptions billed by the month pay it from this day: `nrr` of March 2025 is well above 1, as in no other month,
/// although hardly anybody changed plan. Those billed by the year pay it from their renewal.
pub const PRICE_RISE: Date = date(2025, 3, 1);
/// List price afterwards, in hundredths of the one before.
pub const PRICE_RISE_PERCENT: i64 = 115;
/// When subscriptions were ended because of it: `churn_rate` of March and April 2025 rises by a third or more.
pub const PRICE_RISE_CHURN: Days = Days { from: date(2025, 3, 1), to: date(2025, 5, 1) };
/// Cancellations in those weeks, times the usual.
pub const PRICE_RISE_CHURN_TIMES: f64 = 1.9;

/// Onboarding was broken for everybody who signed up on these days.
///
/// `cohort_retention_30d` and `cohort_retention_90d` of May 2025 are about half of their neighbours',
/// and fewer than half as many as usual complete the onboarding.
pub const BROKEN_ONBOARDING: Days = Days { from: date(2025, 5, 1), to: date(2025, 6, 1) };
/// Share of new subscriptions that such a customer gives back within the first month.
pub const BROKEN_EARLY_END: f64 = 0.50;
/// Cancellations in the months after, times the usual.
pub const BROKEN_CHURN_TIMES: f64 = 3.5;
/// Share of signups that complete the onboarding, usually and then.
pub const ONBOARDED: f64 = 0.68;
pub const BROKEN_ONBOARDED: f64 = 0.22;

/// Cancellations at a date, times the usual, from all that happened to everybody.
#[must_use]
pub fn churn_times(day: Date) -> f64 {
    let outage = if OUTAGE_CHURN.contains(day) { OUTAGE_CHURN_TIMES } else { 1.0 };
    let price = if PRICE_RISE_CHURN.contains(day) { PRICE_RISE_CHURN_TIMES } else { 1.0 };
    outage * price
}
