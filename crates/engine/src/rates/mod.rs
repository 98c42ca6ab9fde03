//! Money that has no value in the workspace's currency, because no exchange rate of its day is known: which days of which
//! pairs lack one, and which numbers are short of them.
//!
//! A question notes what is missing while it reads ([`crate::functions::Rates`]). Only where something is does it look
//! closer: which rows of which measure have no value ([`unvalued`]), and which stretches of a subscription
//! ([`stretches`]). What a number is short of keeps that number back and no other.

mod short;
mod stretches;
mod unvalued;

use std::collections::BTreeSet;

use jiff::civil::Date;
use model::Message;
use serde::Serialize;

pub use short::{Gap, Gauge, Short};

use crate::EngineError;

/// How many stretches of days a sentence lists.
const MOST_TOLD: usize = 20;

/// Days in a row on which a pair of currencies has no rate, and on which money needs one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct MissingRate {
    /// ISO 4217 code of the money.
    pub from: String,
    /// The workspace's currency.
    pub to: String,
    pub first_day: Date,
    /// The last of them.
    pub last_day: Date,
}

impl MissingRate {
    /// The same for a person, as `EUR/USD 2024-03-01..2024-03-05`.
    #[must_use]
    pub fn told(&self) -> String {
        let Self { from, to, first_day, last_day } = self;
        if first_day == last_day {
            format!("{from}/{to} {first_day}")
        } else {
            format!("{from}/{to} {first_day}..{last_day}")
        }
    }

    /// How many days they are.
    #[must_use]
    pub fn days(&self) -> u64 {
        let days = self.first_day.until(self.last_day).map_or(0, |span| span.get_days());
        u64::from(days.unsigned_abs()) + 1
    }

    /// The same days with none named twice, pair by pair in time order.
    #[must_use]
    pub fn joined(missing: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let sorted: BTreeSet<Self> = missing.into_iter().collect();
        let mut joined: Vec<Self> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match joined.last_mut() {
                Some(last)
                    if last.from == next.from && last.to == next.to && follows(last.last_day, next.first_day) =>
                {
                    last.last_day = last.last_day.max(next.last_day);
                }
                _ => joined.push(next),
            }
        }
        joined
    }

    /// Says which rates are missing, and what to do.
    #[must_use]
    pub fn message(missing: &[Self]) -> Message {
        match missing {
            [Self { from, to, first_day, last_day }] if first_day == last_day => {
                Message::new("engine.rate_missing").with("from", from).with("to", to).with("day", first_day)
            }
            _ => Message::new("engine.rates_missing").with("list", Self::list(missing)),
        }
    }

    /// The first of them in one line; what is left out is counted.
    #[must_use]
    pub fn list(missing: &[Self]) -> String {
        let told = missing.iter().take(MOST_TOLD).map(Self::told).collect::<Vec<_>>().join(", ");
        match missing.len().saturating_sub(MOST_TOLD) {
            0 => told,
            more => format!("{told}, … (+{more})"),
        }
    }

    /// The refusal of a question that cannot do without them.
    pub(crate) fn refusal(missing: impl IntoIterator<Item = Self>) -> EngineError {
        EngineError::RateMissing(Self::message(&Self::joined(missing)))
    }
}

/// Whether a day lies in, or right after, what ends with another.
fn follows(last: Date, next: Date) -> bool {
    last.tomorrow().is_ok_and(|after| next <= after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(from: &str, first_day: &str, last_day: &str) -> MissingRate {
        let (first_day, last_day) = (first_day.parse().unwrap(), last_day.parse().unwrap());
        MissingRate { from: from.to_owned(), to: "USD".to_owned(), first_day, last_day }
    }

    #[test]
    fn days_in_a_row_are_one_stretch_of_their_pair() {
        let days = [
            missing("EUR", "2024-03-02", "2024-03-02"),
            missing("CHF", "2024-03-01", "2024-03-01"),
            missing("EUR", "2024-03-01", "2024-03-01"),
            missing("EUR", "2024-03-04", "2024-03-09"),
            missing("EUR", "2024-03-05", "2024-03-06"),
        ];
        let told: Vec<String> = MissingRate::joined(days).iter().map(MissingRate::told).collect();
        assert_eq!(told, ["CHF/USD 2024-03-01", "EUR/USD 2024-03-01..2024-03-02", "EUR/USD 2024-03-04..2024-03-09"]);
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let all: Vec<MissingRate> = (1..=28)
            .step_by(2)
            .flat_map(|day| {
                ["CHF", "EUR"].map(|from| missing(from, &format!("2024-02-{day:02}"), &format!("2024-02-{day:02}")))
            })
            .collect();
        let told = MissingRate::list(&MissingRate::joined(all));
        assert!(told.ends_with(", … (+8)"), "{told}");
        assert_eq!(told.matches("/USD").count(), 20);
    }
}
