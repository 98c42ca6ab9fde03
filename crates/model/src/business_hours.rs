//! The hours in which a help desk works, and how much of them lies between two instants.
//!
//! A moment is business time when the clock on the wall of the desk's zone shows open hours of a day that is no
//! holiday. So an hour that a zone skips in spring is no business time, and one that it repeats in autumn counts twice.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::{CalendarError, Holidays, Micros};

/// When a help desk works.
#[derive(Clone, Debug)]
pub struct BusinessHours {
    zone: TimeZone,
    /// By weekday from Monday; sorted, without overlap.
    open: [Vec<OpenHours>; 7],
    holidays: Holidays,
}

/// A stretch of one day, in minutes since midnight by the clock on the wall: `[from, to)`, `to` at most 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenHours {
    pub from_minute: u16,
    pub to_minute: u16,
}

/// The business time of a range of instants, ready to be asked often.
#[derive(Clone, Debug, Default)]
pub struct Timetable {
    /// Open stretches in time order, each with the business time before it.
    stretches: Vec<Stretch>,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    from_us: Micros,
    to_us: Micros,
    before_us: i64,
}

const DAY_MINUTES: u16 = 1440;
const MINUTE_US: i64 = 60_000_000;

impl BusinessHours {
    /// The hours of each weekday from Monday in an IANA zone. Stretches of a day that touch or overlap become one.
    ///
    /// # Errors
    /// [`CalendarError::Zone`] for an unknown zone.
    pub fn new(zone: &str, open: [Vec<OpenHours>; 7], holidays: Holidays) -> Result<Self, CalendarError> {
        let zone = TimeZone::get(zone).map_err(|_| CalendarError::Zone(zone.to_owned()))?;
        Ok(Self { zone, open: open.map(joined), holidays })
    }

    /// Business time between two instants, in milliseconds, parts of one dropped; below zero where `to` is before
    /// `from`.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] when one of them lies outside the representable years.
    ///
    /// # Example
    /// ```
    /// use model::{BusinessHours, Holidays, OpenHours};
    ///
    /// let nine_to_five = vec![OpenHours { from_minute: 9 * 60, to_minute: 17 * 60 }];
    /// let week = std::array::from_fn(|day| if day < 5 { nine_to_five.clone() } else { Vec::new() });
    /// let hours = BusinessHours::new("UTC", week, Holidays::default()).unwrap();
    /// // From Friday 2024-03-01 16:00 to Monday 10:00: one hour on each of the two days.
    /// let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    /// let ms = hours.ms_between(at("2024-03-01T16:00:00Z"), at("2024-03-04T10:00:00Z")).unwrap();
    /// assert_eq!(ms, 2 * 3_600_000);
    /// ```
    pub fn ms_between(&self, from: Micros, to: Micros) -> Result<i64, CalendarError> {
        Ok(self.timetable(from.min(to), from.max(to))?.ms_between(from, to))
    }

    /// The business time of every instant from one to another, the first not after the second.
    ///
    /// # Errors
    /// As [`BusinessHours::ms_between`].
    pub fn timetable(&self, from: Micros, to: Micros) -> Result<Timetable, CalendarError> {
        let mut stretches = Vec::new();
        let mut before_us = 0;
        let mut segment = from;
        // Between two changes of its clock a zone is a fixed offset, in which a wall clock and time run alike.
        while segment < to {
            let at = timestamp(segment)?;
            let change = self.zone.following(at).next().map_or(Micros::MAX, |next| next.timestamp().as_microsecond());
            let end = change.min(to);
            let offset_us = i64::from(self.zone.to_offset(at).seconds()) * 1_000_000;
            self.open_within(segment + offset_us, end + offset_us, |from_us, to_us| {
                stretches.push(Stretch { from_us: from_us - offset_us, to_us: to_us - offset_us, before_us });
                before_us += to_us - from_us;
            })?;
            segment = end;
        }
        Ok(Timetable { stretches })
    }

    /// Tells the open stretches between two wall-clock times, which are given as if the wall were in UTC.
    fn open_within(&self, from: Micros, to: Micros, mut tell: impl FnMut(Micros, Micros)) -> Result<(), CalendarError> {
        let mut day = TimeZone::UTC.to_datetime(timestamp(from)?).date();
        loop {
            let midnight = day.to_datetime(Time::midnight()).to_zoned(TimeZone::UTC);
            let midnight =
                midnight.map_err(|_| CalendarError::OutOfRange(day.to_string()))?.timestamp().as_microsecond();
            if midnight >= to {
                return Ok(());
            }
            for hours in self.open_on(day) {
                let opens = (midnight + i64::from(hours.from_minute) * MINUTE_US).max(from);
                let closes = (midnight + i64::from(hours.to_minute) * MINUTE_US).min(to);
                if opens < closes {
                    tell(opens, closes);
                }
            }
            day = day.checked_add(1.day()).map_err(|_| CalendarError::OutOfRange(day.to_string()))?;
        }
    }

    fn open_on(&self, day: Date) -> &[OpenHours] {
        if self.holidays.has(day) {
            return &[];
        }
        let weekday = usize::try_from(day.weekday().since(Weekday::Monday)).unwrap_or_default();
        self.open.get(weekday).map_or(&[], Vec::as_slice)
    }
}

impl Timetable {
    /// Business time between two instants of the timetable's range, in milliseconds, parts of one dropped; below zero
    /// where `to` is before `from`.
    #[must_use]
    pub fn ms_between(&self, from: Micros, to: Micros) -> i64 {
        (self.until(to) - self.until(from)) / 1_000
    }

    /// Business microseconds before an instant.
    fn until(&self, at: Micros) -> i64 {
        let begun = self.stretches.partition_point(|stretch| stretch.from_us < at);
        let last = begun.checked_sub(1).and_then(|last| self.stretches.get(last));
        last.map_or(0, |stretch| stretch.before_us + at.min(stretch.to_us) - stretch.from_us)
    }
}

fn timestamp(at: Micros) -> Result<Timestamp, CalendarError> {
    Timestamp::from_microsecond(at).map_err(|_| CalendarError::OutOfRange(at.to_string()))
}

fn joined(mut hours: Vec<OpenHours>) -> Vec<OpenHours> {
    hours.retain(|hours| hours.from_minute < hours.to_minute.min(DAY_MINUTES));
    hours.sort();
    let mut joined: Vec<OpenHours> = Vec::new();
    for next in hours {
        let next = OpenHours { to_minute: next.to_minute.min(DAY_MINUTES), ..next };
        match joined.last_mut() {
            Some(last) if next.from_minute <= last.to_minute => last.to_minute = last.to_minute.max(next.to_minute),
            _ => joined.push(next),
        }
    }
    joined
}
