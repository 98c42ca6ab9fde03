//! How long it is from one instant to another, in days, weeks or months of the workspace's calendar.

use jiff::{Span, Timestamp, ToSpan, Zoned};
use model::{Calendar, CalendarError, Micros};
use serde::Serialize;

/// What lifetimes are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LifeUnit {
    Day,
    Week,
    #[default]
    Month,
}

/// Measures in units of a calendar.
pub(super) struct Clock<'a> {
    pub calendar: &'a Calendar,
    pub unit: LifeUnit,
}

/// So many parts make one unit: a duration is a whole number of them.
pub(super) const PARTS: i64 = 1_000_000;

impl LifeUnit {
    fn times(self, count: i64) -> Span {
        match self {
            Self::Day => count.days(),
            Self::Week => count.weeks(),
            Self::Month => count.months(),
        }
    }

    /// Longer than any such unit is, so that nothing is skipped.
    fn longest_us(self) -> Micros {
        const HOUR: Micros = 3_600_000_000;
        match self {
            Self::Day => 25 * HOUR,
            Self::Week => 8 * 24 * HOUR,
            Self::Month => 32 * 24 * HOUR,
        }
    }
}

impl Clock<'_> {
    /// The time from an instant to a later one, in parts of a unit; 0 where it is not later.
    ///
    /// The 15th at noon to the 15th at noon is one month. Where a month has no such day, its last day ends it.
    /// What is over whole units is a share of the unit that has begun.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] where an instant is outside the representable years.
    pub fn parts(&self, from: Micros, to: Micros) -> Result<i64, CalendarError> {
        if to <= from {
            return Ok(0);
        }
        let outside = |at: Micros| CalendarError::OutOfRange(at.to_string());
        let start =
            Timestamp::from_microsecond(from).map_err(|_| outside(from))?.to_zoned(self.calendar.zone().clone());
        let after = |units: i64| -> Result<Micros, CalendarError> {
            let at: Zoned = start.checked_add(self.unit.times(units)).map_err(|_| outside(to))?;
            Ok(at.timestamp().as_microsecond())
        };
        let mut whole = (to - from) / self.unit.longest_us();
        let (mut since, mut next) = (after(whole)?, after(whole + 1)?);
        while next <= to {
            whole += 1;
            (since, next) = (next, after(whole + 1)?);
        }
        let share = i128::from(to - since) * i128::from(PARTS) / i128::from((next - since).max(1));
        // A whole unit is not over before it is, however the share is rounded.
        Ok(whole * PARTS + i64::try_from(share).unwrap_or_default().clamp(0, PARTS - 1))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::*;

    fn at(text: &str) -> Micros {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    fn parts(unit: LifeUnit, zone: &str, from: &str, to: &str) -> i64 {
        let calendar = Calendar::new(zone, Weekday::Monday, 1).unwrap();
        Clock { calendar: &calendar, unit }.parts(at(from), at(to)).unwrap()
    }

    #[test]
    fn whole_months_are_whole_and_the_rest_is_a_share_of_the_month_begun() {
        let months = |from, to| parts(LifeUnit::Month, "UTC", from, to);
        assert_eq!(months("2024-01-15T12:00:00Z", "2024-02-15T12:00:00Z"), PARTS);
        assert_eq!(months("2014-01-01T00:00:00Z", "2020-01-01T00:00:00Z"), 72 * PARTS);
        // 14.5 of the 29 days of a February in a leap year.
        assert_eq!(months("2024-02-01T00:00:00Z", "2024-02-15T12:00:00Z"), PARTS / 2);
        assert_eq!(months("2024-01-31T00:00:00Z", "2024-02-29T00:00:00Z"), PARTS);
        assert_eq!(months("2024-01-31T00:00:00Z", "2024-03-31T00:00:00Z"), 2 * PARTS);
        assert!(months("2024-01-15T12:00:00Z", "2024-02-15T11:59:59Z") < PARTS);
        assert_eq!(months("2024-02-01T00:00:00Z", "2024-01-01T00:00:00Z"), 0);
    }

    #[test]
    fn a_day_is_the_zones_own() {
        // Clocks went back on 2024-10-27 in Berlin: that day had 25 hours.
        let days = |to| parts(LifeUnit::Day, "Europe/Berlin", "2024-10-26T22:00:00Z", to);
        assert!(days("2024-10-27T22:00:00Z") < PARTS);
        assert_eq!(days("2024-10-27T23:00:00Z"), PARTS);
        assert_eq!(parts(LifeUnit::Week, "UTC", "2024-01-01T00:00:00Z", "2024-01-18T12:00:00Z"), 2 * PARTS + PARTS / 2);
    }
}
