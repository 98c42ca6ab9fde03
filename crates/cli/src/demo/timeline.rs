//! The days of the company: local midnights as instants, and instants as text.
//!
//! People live by the clock on the wall, files are written in UTC. Both ways are looked up, not computed, because
//! a million events ask.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use super::{DemoError, Plan};

/// The time zone of the company.
pub const ZONE: &str = "Europe/Berlin";

/// Seconds since 1970-01-01T00:00:00Z.
pub type Seconds = i64;

pub const MINUTE: Seconds = 60;
pub const HOUR: Seconds = 60 * MINUTE;
pub const DAY: Seconds = 24 * HOUR;

/// Months that subscriptions reach back before the company's shop and app are recorded.
pub const MONTHS_BEFORE: u32 = 12;

/// The days from the founding to a year and a month after the end, so that dates ahead have a text.
pub struct Timeline {
    dates: Vec<Date>,
    midnights: Vec<Seconds>,
    /// Text of each UTC day, from the day before the first.
    texts: Vec<String>,
    opening: usize,
    closing: usize,
}

impl Timeline {
    /// # Errors
    /// [`DemoError::Zone`] where the machine has no time zone data.
    pub fn new(plan: &Plan) -> Result<Self, DemoError> {
        let zone = TimeZone::get(ZONE).map_err(|source| DemoError::Zone { zone: ZONE, source })?;
        let founded = plan.start.saturating_sub(months(MONTHS_BEFORE));
        let end = plan.start.saturating_add(months(plan.months));
        let last = end.saturating_add(13.months());
        let dates: Vec<Date> = founded.series(1.day()).take_while(|date| *date < last).collect();
        let midnights = dates
            .iter()
            .map(|date| date.to_zoned(zone.clone()).map(|at| at.timestamp().as_second()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|source| DemoError::Zone { zone: ZONE, source })?;
        let texts = founded.saturating_sub(1.day()).series(1.day()).take(dates.len() + 2);
        Ok(Self {
            texts: texts.map(|date| date.to_string()).collect(),
            opening: days_between(founded, plan.start),
            closing: days_between(founded, end),
            dates,
            midnights,
        })
    }

    /// The first day that is recorded in full.
    #[must_use]
    pub fn opening(&self) -> usize {
        self.opening
    }

    /// The day after the last.
    #[must_use]
    pub fn closing(&self) -> usize {
        self.closing
    }

    /// The first instant that is not recorded any more.
    #[must_use]
    pub fn end(&self) -> Seconds {
        self.midnight(self.closing)
    }

    /// The local midnight a day begins with.
    #[must_use]
    pub fn midnight(&self, day: usize) -> Seconds {
        self.midnights.get(day).or(self.midnights.last()).copied().unwrap_or_default()
    }

    /// The local midnight a date begins with.
    #[must_use]
    pub fn instant(&self, date: Date) -> Seconds {
        self.midnight(self.day(date))
    }

    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        self.dates.get(day).or(self.dates.last()).copied().unwrap_or_default()
    }

    /// The day of a date; dates before the founding fall on day 0.
    #[must_use]
    pub fn day(&self, date: Date) -> usize {
        days_between(self.date(0), date)
    }

    /// The local day an instant falls on.
    #[must_use]
    pub fn day_of(&self, at: Seconds) -> usize {
        let guess = ((at - self.midnight(0)) / DAY).max(0) as usize;
        // Summer time moves midnights by an hour: the guess is off by one day at most.
        if self.midnight(guess) > at {
            guess.saturating_sub(1)
        } else if self.midnight(guess + 1) <= at {
            guess + 1
        } else {
            guess
        }
    }

    /// The local date of an instant.
    #[must_use]
    pub fn date_of(&self, at: Seconds) -> Date {
        self.date(self.day_of(at))
    }

    /// The same wall-clock time, so many months later; the month's last day where it is shorter.
    #[must_use]
    pub fn months_after(&self, at: Seconds, count: u32) -> Seconds {
        let day = self.day_of(at);
        let later = self.date(day).saturating_add(months(count));
        self.instant(later) + (at - self.midnight(day))
    }

    /// Appends an instant as `2024-03-01T09:30:00Z`.
    pub fn push_instant(&self, into: &mut Vec<u8>, at: Seconds) {
        let of_day = at.rem_euclid(DAY);
        into.extend_from_slice(self.utc_day(at).as_bytes());
        into.push(b'T');
        push_two(into, of_day / HOUR);
        into.push(b':');
        push_two(into, of_day / MINUTE % 60);
        into.push(b':');
        push_two(into, of_day % MINUTE);
        into.push(b'Z');
    }

    fn utc_day(&self, at: Seconds) -> &str {
        // The founding midnight is local; the text before it is there because UTC may still be a day behind.
        let first = (self.midnight(0) + DAY / 2).div_euclid(DAY) - 1;
        let index = (at.div_euclid(DAY) - first).max(0) as usize;
        self.texts.get(index).map_or("", String::as_str)
    }
}

fn push_two(into: &mut Vec<u8>, number: i64) {
    into.push(b'0' + (number / 10) as u8);
    into.push(b'0' + (number % 10) as u8);
}

fn months(count: u32) -> Span {
    Span::new().months(i64::from(count))
}

fn days_between(first: Date, date: Date) -> usize {
    (first.duration_until(date).as_hours() / 24).max(0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn text(timeline: &Timeline, at: Seconds) -> String {
        let mut text = Vec::new();
        timeline.push_instant(&mut text, at);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn midnights_are_local_and_texts_are_utc() {
        let timeline = Timeline::new(&Plan::default()).unwrap();
        assert_eq!(text(&timeline, timeline.instant(date(2024, 1, 1))), "2023-12-31T23:00:00Z");
        assert_eq!(text(&timeline, timeline.instant(date(2024, 7, 1))), "2024-06-30T22:00:00Z");
        assert_eq!(text(&timeline, timeline.end() - 1), "2025-12-31T22:59:59Z");
    }

    #[test]
    fn days_are_found_on_either_side_of_summer_time() {
        let timeline = Timeline::new(&Plan::default()).unwrap();
        for day in [date(2024, 3, 31), date(2024, 4, 1), date(2024, 10, 27), date(2024, 10, 28)] {
            let midnight = timeline.instant(day);
            assert_eq!(timeline.date_of(midnight), day);
            assert_eq!(timeline.date_of(midnight - 1), day.yesterday().unwrap());
        }
    }

    #[test]
    fn a_month_later_is_the_same_time_on_the_wall() {
        let timeline = Timeline::new(&Plan::default()).unwrap();
        let noon = timeline.instant(date(2024, 1, 31)) + 12 * HOUR;
        assert_eq!(text(&timeline, timeline.months_after(noon, 1)), "2024-02-29T11:00:00Z");
        assert_eq!(text(&timeline, timeline.months_after(noon, 3)), "2024-04-30T10:00:00Z");
    }
}
