//! The stretch of time that a rule takes points from, for each period.

use std::ops::RangeInclusive;

use catalog::{Edge, TimeRule};
use model::{Calendar, Grain, Message, Micros, Period};

use super::Reader;
use crate::EngineError;
use crate::frame::Frame;

/// `[from, to)`; a side that is `None` is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: Option<Micros>,
    pub to: Option<Micros>,
}

/// The instants at which any stretch begins or ends, sorted, and the buckets between them that each stretch covers.
pub struct Buckets {
    pub instants: Vec<Micros>,
    pub of: Vec<RangeInclusive<usize>>,
}

impl Reader<'_> {
    /// The stretch of points that counts for each period of the frame.
    pub fn stretches(&self, rule: &TimeRule, frame: &Frame) -> Result<Vec<Stretch>, EngineError> {
        frame.periods.iter().map(|period| self.stretch(rule, frame, period)).collect()
    }

    pub(super) fn stretch(&self, rule: &TimeRule, frame: &Frame, period: &Period) -> Result<Stretch, EngineError> {
        let end_us = frame.rows_end(period);
        let edge = |edge: &Edge| match edge {
            Edge::Start => (period.start, period.start_us),
            Edge::End => (period.end, end_us),
        };
        Ok(match rule {
            TimeRule::During | TimeRule::FirstDuring | TimeRule::StartsDuring | TimeRule::FirstStartsDuring => {
                Stretch { from: Some(period.start_us), to: Some(end_us) }
            }
            TimeRule::DuringPrevious => {
                let previous = previous(self.calendar, period)?;
                Stretch { from: Some(previous.start_us), to: Some(period.start_us) }
            }
            TimeRule::Ever | TimeRule::WithinDaysAfter { .. } => Stretch { from: None, to: None },
            TimeRule::Before(side) => Stretch { from: None, to: Some(edge(side).1) },
            TimeRule::LastDays { days, edge: side } => {
                let (day, at) = edge(side);
                let first = self.calendar.shift(day, -self.days(days)?)?;
                Stretch { from: Some(self.calendar.start_of_day(first)?), to: Some(at) }
            }
            TimeRule::At(_) | TimeRule::DaysBefore { .. } | TimeRule::DaysAfter { .. } | TimeRule::EndsDuring => {
                return Err(EngineError::Definition(Message::new("engine.rule_needs_interval")));
            }
        })
    }
}

impl Buckets {
    pub fn new(stretches: &[Stretch]) -> Self {
        let mut instants: Vec<Micros> =
            stretches.iter().flat_map(|stretch| [stretch.from, stretch.to]).flatten().collect();
        instants.sort_unstable();
        instants.dedup();
        let position = |at: Micros| instants.partition_point(|instant| *instant <= at);
        let of = stretches
            .iter()
            .map(|stretch| {
                let first = stretch.from.map_or(0, position);
                // A stretch that ends at an instant ends with the bucket before it.
                let after = stretch.to.map_or(instants.len() + 1, position);
                if after <= first { RangeInclusive::new(1, 0) } else { first..=after - 1 }
            })
            .collect();
        Self { instants, of }
    }

    /// The scan's own bounds: nothing outside them is in any stretch.
    pub fn bounds(stretches: &[Stretch]) -> Stretch {
        Stretch {
            from: stretches.iter().map(|stretch| stretch.from).min().flatten(),
            to: stretches.iter().map(|stretch| stretch.to.unwrap_or(Micros::MAX)).max().filter(|to| *to < Micros::MAX),
        }
    }
}

/// Days as exact elapsed time, for windows that start at a customer's own instant.
pub fn elapsed(days: i64) -> Micros {
    days.saturating_mul(86_400_000_000)
}

/// The period before: of the same grain where the period is a whole one, else of as many days.
fn previous(calendar: &Calendar, period: &Period) -> Result<Period, EngineError> {
    for grain in Grain::ALL.into_iter().rev() {
        if calendar.floor(period.start, grain) == period.start && calendar.next(period.start, grain)? == period.end {
            let start = calendar.floor(calendar.shift(period.start, -1)?, grain);
            return Ok(calendar.period(start, period.start)?);
        }
    }
    let days = period.start.until(period.end).map_or(0, |span| i64::from(span.get_days()));
    Ok(calendar.period(calendar.shift(period.start, -days)?, period.start)?)
}

/// The instant `days` civil days before the edge of a period, or, where the period is not over, as much elapsed
/// time before the last instant known.
pub fn days_before(
    calendar: &Calendar,
    frame: &Frame,
    period: &Period,
    side: Edge,
    days: i64,
) -> Result<Micros, EngineError> {
    let day = match side {
        Edge::Start => period.start,
        Edge::End if frame.complete(period) => period.end,
        Edge::End => return Ok(frame.end_read(period) - elapsed(days)),
    };
    Ok(calendar.start_of_day(calendar.shift(day, -days)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_stretches_cover_runs_of_buckets() {
        let stretches = [(Some(0), Some(10)), (Some(5), Some(15)), (None, Some(10)), (None, None), (Some(7), Some(7))]
            .map(|(from, to)| Stretch { from, to });
        let buckets = Buckets::new(&stretches);
        assert_eq!(buckets.instants, [0, 5, 7, 10, 15]);
        assert_eq!(buckets.of[0], 1..=3);
        assert_eq!(buckets.of[1], 2..=4);
        assert_eq!(buckets.of[2], 0..=3);
        assert_eq!(buckets.of[3], 0..=5);
        assert!(buckets.of[4].is_empty());
    }

    #[test]
    fn the_period_before_is_of_the_same_grain_or_length() {
        let calendar = Calendar::utc();
        let before = |start: &str, end: &str| {
            let period = calendar.period(start.parse().unwrap(), end.parse().unwrap()).unwrap();
            previous(&calendar, &period).unwrap().start.to_string()
        };
        assert_eq!(before("2024-03-01", "2024-04-01"), "2024-02-01");
        assert_eq!(before("2024-04-01", "2024-07-01"), "2024-01-01");
        assert_eq!(before("2024-01-01", "2025-01-01"), "2023-01-01");
        assert_eq!(before("2024-03-04", "2024-03-11"), "2024-02-26");
        assert_eq!(before("2024-03-05", "2024-03-08"), "2024-03-02");
    }

    #[test]
    fn bounds_are_open_where_any_stretch_is() {
        let closed = Stretch { from: Some(3), to: Some(9) };
        let open = Stretch { from: None, to: Some(4) };
        assert_eq!(Buckets::bounds(&[closed, open]), Stretch { from: None, to: Some(9) });
        assert_eq!(
            Buckets::bounds(&[closed, Stretch { from: Some(1), to: None }]),
            Stretch { from: Some(1), to: None }
        );
    }
}
