//! The workspace's calendar: where its days begin, which weekday starts a week, what a month and a year are.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use crate::fiscal::FiscalCalendar;
use crate::{FiscalWeeks, Grain, Micros, Period};

/// Cuts time into periods in one IANA time zone.
///
/// A day begins at its first instant in the zone, so a day may have 23, 24 or 25 hours, and a day that a
/// zone skipped altogether is empty.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    first_day_of_week: Weekday,
    fiscal_year_start: i8,
    /// How weeks make months, quarters and years; `None` where those are civil months.
    weeks: Option<FiscalWeeks>,
}

/// Why a calendar or its periods cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("`{0}` is not an IANA time zone")]
    Zone(String),
    #[error("the fiscal year starts in month `{0}`, expected 1 to 12")]
    Month(i8),
    #[error("`{0}` is outside the years 1900 to 9998")]
    OutOfRange(String),
    #[error("the range ends at `{end}`, not after its start `{start}`")]
    Empty { start: Date, end: Date },
    #[error("the range holds `{0}` periods, more than the 100000 one answer may have")]
    TooMany(i64),
}

const MOST_PERIODS: i64 = 100_000;

impl Calendar {
    /// # Errors
    /// [`CalendarError::Zone`] for an unknown zone, [`CalendarError::Month`] for a month outside 1 to 12.
    pub fn new(zone: &str, first_day_of_week: Weekday, fiscal_year_start: i8) -> Result<Self, CalendarError> {
        if !(1..=12).contains(&fiscal_year_start) {
            return Err(CalendarError::Month(fiscal_year_start));
        }
        let zone = TimeZone::get(zone).map_err(|_| CalendarError::Zone(zone.to_owned()))?;
        Ok(Self { zone, first_day_of_week, fiscal_year_start, weeks: None })
    }

    /// UTC, weeks from Monday, years from January.
    #[must_use]
    pub fn utc() -> Self {
        Self { zone: TimeZone::UTC, first_day_of_week: Weekday::Monday, fiscal_year_start: 1, weeks: None }
    }

    /// The same with months, quarters and years made of whole weeks.
    #[must_use]
    pub fn with_fiscal_weeks(self, weeks: FiscalWeeks) -> Self {
        Self { weeks: Some(weeks), ..self }
    }

    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The periods that cover `[from, to)`, whole: the first begins at or before `from`, the last ends at or after `to`.
    ///
    /// # Errors
    /// [`CalendarError`] for an empty range, one outside the years 1900 to 9998, or one of too many periods.
    ///
    /// # Example
    /// ```
    /// use jiff::civil::date;
    /// use model::{Calendar, Grain};
    ///
    /// let months = Calendar::utc().periods(date(2024, 1, 15), date(2024, 3, 1), Grain::Month).unwrap();
    /// assert_eq!(months.len(), 2);
    /// assert_eq!(months[0].start, date(2024, 1, 1));
    /// ```
    pub fn periods(&self, from: Date, to: Date, grain: Grain) -> Result<Vec<Period>, CalendarError> {
        for date in [from, to] {
            if !(1900..=9998).contains(&date.year()) {
                return Err(CalendarError::OutOfRange(date.to_string()));
            }
        }
        if to <= from {
            return Err(CalendarError::Empty { start: from, end: to });
        }
        let days = i64::from(from.until(to).map_or(0, |span| span.get_days()));
        if grain == Grain::Day && days > MOST_PERIODS {
            return Err(CalendarError::TooMany(days));
        }
        let mut start = self.floor(from, grain);
        let mut periods = Vec::new();
        while start < to {
            let end = self.next(start, grain)?;
            periods.push(self.period(start, end)?);
            start = end;
        }
        Ok(periods)
    }

    /// The period from one civil day to another.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] when a boundary cannot be an instant.
    pub fn period(&self, start: Date, end: Date) -> Result<Period, CalendarError> {
        Ok(Period { start, end, start_us: self.start_of_day(start)?, end_us: self.start_of_day(end)? })
    }

    /// The first instant of a civil day in this zone.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] when it lies outside the representable years.
    pub fn start_of_day(&self, day: Date) -> Result<Micros, CalendarError> {
        let out_of_range = |_| CalendarError::OutOfRange(day.to_string());
        let zoned = day.to_zoned(self.zone.clone()).map_err(out_of_range)?;
        Ok(zoned.start_of_day().map_err(out_of_range)?.timestamp().as_microsecond())
    }

    /// The civil day that an instant falls on in this zone.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] when the instant is outside the representable years.
    pub fn day_of(&self, at: Micros) -> Result<Date, CalendarError> {
        let at = Timestamp::from_microsecond(at).map_err(|_| CalendarError::OutOfRange(at.to_string()))?;
        Ok(at.to_zoned(self.zone.clone()).date())
    }

    /// The day `days` later (earlier when negative).
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] past the representable years.
    pub fn shift(&self, day: Date, days: i64) -> Result<Date, CalendarError> {
        day.checked_add(Span::new().try_days(days).map_err(|_| CalendarError::OutOfRange(day.to_string()))?)
            .map_err(|_| CalendarError::OutOfRange(day.to_string()))
    }

    /// Whole months from one instant to a later one, by the civil times of this zone: the 15th at noon to the 15th at
    /// noon is one. Where a month has no such day, the month ends with its last. Below zero for an earlier one.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] when an instant is outside the representable years.
    pub fn months_between(&self, from: Micros, to: Micros) -> Result<i64, CalendarError> {
        let civil = |at: Micros| {
            let instant = Timestamp::from_microsecond(at).map_err(|_| CalendarError::OutOfRange(at.to_string()))?;
            Ok(instant.to_zoned(self.zone.clone()).datetime())
        };
        let (from, to) = (civil(from)?, civil(to)?);
        let months = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month() - from.month());
        let is_short = (to.day(), to.time()) < (from.day(), from.time());
        Ok(months - i64::from(is_short))
    }

    /// The first day of the period of this grain that holds `day`.
    #[must_use]
    pub fn floor(&self, day: Date, grain: Grain) -> Date {
        if let Some(fiscal) = self.fiscal().filter(|_| grain > Grain::Week) {
            return fiscal.floor(day, grain);
        }
        match grain {
            Grain::Day => day,
            Grain::Week => {
                let back = self.first_day_of_week.until(day.weekday());
                day.saturating_sub(i64::from(back).days())
            }
            Grain::Month => day.first_of_month(),
            Grain::Quarter | Grain::Year => {
                let span = if grain == Grain::Year { 12 } else { 3 };
                let back = (day.month() - self.fiscal_year_start).rem_euclid(span);
                day.first_of_month().saturating_sub(i64::from(back).months())
            }
        }
    }

    /// The first day of the period after the one that starts on `start`.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] past the representable years.
    pub fn next(&self, start: Date, grain: Grain) -> Result<Date, CalendarError> {
        if let Some(fiscal) = self.fiscal().filter(|_| grain > Grain::Week) {
            return Ok(fiscal.next(start, grain));
        }
        let span = match grain {
            Grain::Day => 1.day(),
            Grain::Week => 7.days(),
            Grain::Month => 1.month(),
            Grain::Quarter => 3.months(),
            Grain::Year => 1.year(),
        };
        start.checked_add(span).map_err(|_| CalendarError::OutOfRange(start.to_string()))
    }

    /// The period with the same place in the year before: a civil year earlier, or in a year of weeks the period of
    /// the same number. The 53rd week has none, and stands beside the last week of the year before.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] past the representable years.
    pub fn year_before(&self, period: &Period, grain: Option<Grain>) -> Result<Period, CalendarError> {
        let year = Span::new().years(1);
        let Some((fiscal, grain)) = self.fiscal().zip(grain.filter(|grain| *grain != Grain::Day)) else {
            return self.period(period.start.saturating_sub(year), period.end.saturating_sub(year));
        };
        let (name, number) = fiscal.number(period.start, grain);
        let before = name
            .checked_sub(1)
            .and_then(|name| fiscal.find(name, grain, number).or_else(|| fiscal.find(name, grain, number - 1)));
        let start = before.ok_or_else(|| CalendarError::OutOfRange(period.start.to_string()))?;
        self.period(start, self.next(start, grain)?)
    }

    /// Whether months, quarters and years are made of whole weeks.
    #[must_use]
    pub fn is_fiscal(&self) -> bool {
        self.weeks.is_some()
    }

    /// The fiscal year that a period of weeks belongs to, as it is named, and the period's number in it, from 1.
    /// `None` where months are civil months, and for days.
    #[must_use]
    pub(crate) fn fiscal_number(&self, start: Date, grain: Grain) -> Option<(i16, i32)> {
        self.fiscal().filter(|_| grain != Grain::Day).map(|fiscal| fiscal.number(start, grain))
    }

    /// The first day of a period by the name of its fiscal year and its number in it, from 1. `None` where months are
    /// civil months, and for a number the year does not have.
    #[must_use]
    pub(crate) fn fiscal_start(&self, year: i16, grain: Grain, number: i32) -> Option<Date> {
        self.fiscal()?.find(year, grain, number)
    }

    fn fiscal(&self) -> Option<FiscalCalendar> {
        let weeks = self.weeks?;
        Some(FiscalCalendar { weeks, first_day_of_week: self.first_day_of_week, first_month: self.fiscal_year_start })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const HOUR: i64 = 3_600_000_000;

    #[test]
    fn days_of_a_clock_change_have_23_and_25_hours() {
        let berlin = Calendar::new("Europe/Berlin", Weekday::Monday, 1).unwrap();
        for (day, hours) in [(date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 6, 1), 24)] {
            let period = berlin.period(day, day.tomorrow().unwrap()).unwrap();
            assert_eq!(period.end_us - period.start_us, hours * HOUR, "{day}");
        }
    }

    #[test]
    fn months_are_whole_by_the_civil_time_of_the_zone() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_microsecond();
        let months = |from: &str, to: &str| Calendar::utc().months_between(at(from), at(to)).unwrap();
        assert_eq!(months("2024-01-15T12:00:00Z", "2024-02-15T11:59:59Z"), 0);
        assert_eq!(months("2024-01-15T12:00:00Z", "2024-02-15T12:00:00Z"), 1);
        assert_eq!(months("2023-11-30T00:00:00Z", "2025-01-01T00:00:00Z"), 13);
        assert_eq!(months("2024-01-31T00:00:00Z", "2024-02-29T23:00:00Z"), 0);
        assert_eq!(months("2024-01-31T00:00:00Z", "2024-03-01T00:00:00Z"), 1);
        assert_eq!(months("2024-02-15T00:00:00Z", "2024-02-14T00:00:00Z"), -1);
        let berlin = Calendar::new("Europe/Berlin", Weekday::Monday, 1).unwrap();
        assert_eq!(berlin.months_between(at("2024-03-15T11:00:00Z"), at("2024-04-15T10:00:00Z")).unwrap(), 1);
    }

    #[test]
    fn a_day_that_begins_in_a_gap_begins_at_the_gaps_end() {
        // Source: IANA tzdb, America/Sao_Paulo: clocks went from 2018-11-04 00:00 to 01:00 (UTC-2).
        let zone = Calendar::new("America/Sao_Paulo", Weekday::Monday, 1).unwrap();
        let start = zone.start_of_day(date(2018, 11, 4)).unwrap();
        assert_eq!(Timestamp::from_microsecond(start).unwrap().to_string(), "2018-11-04T03:00:00Z");
    }

    #[test]
    fn the_far_east_and_the_far_west_begin_their_days_a_day_apart() {
        let east = Calendar::new("Pacific/Kiritimati", Weekday::Monday, 1).unwrap();
        let west = Calendar::new("Pacific/Pago_Pago", Weekday::Monday, 1).unwrap();
        let day = date(2024, 1, 1);
        assert_eq!(west.start_of_day(day).unwrap() - east.start_of_day(day).unwrap(), 25 * HOUR);
    }

    #[test]
    fn weeks_and_fiscal_years_start_where_the_workspace_says() {
        let calendar = Calendar::new("UTC", Weekday::Sunday, 4).unwrap();
        assert_eq!(calendar.floor(date(2024, 1, 3), Grain::Week), date(2023, 12, 31));
        assert_eq!(calendar.floor(date(2024, 1, 3), Grain::Year), date(2023, 4, 1));
        assert_eq!(calendar.floor(date(2024, 2, 29), Grain::Quarter), date(2024, 1, 1));
    }

    #[test]
    fn a_calendar_of_weeks_compares_with_the_same_period_of_the_year_before() {
        let weeks = FiscalWeeks {
            pattern: FiscalWeeks::FOUR_FIVE_FOUR,
            year_end: crate::YearEnd::Nearest,
            week_53: 12,
            year_name: crate::YearName::Start,
        };
        let retail = Calendar::new("UTC", Weekday::Sunday, 2).unwrap().with_fiscal_weeks(weeks);
        let march = retail.periods(date(2024, 3, 10), date(2024, 3, 11), Grain::Month).unwrap()[0];
        assert_eq!((march.start, march.end), (date(2024, 3, 3), date(2024, 4, 7)));
        assert_eq!(retail.fiscal_number(march.start, Grain::Month), Some((2024, 2)));
        let before = retail.year_before(&march, Some(Grain::Month)).unwrap();
        assert_eq!((before.start, before.end), (date(2023, 2, 26), date(2023, 4, 2)));
        let week_53 = retail.period(date(2024, 1, 28), date(2024, 2, 4)).unwrap();
        assert_eq!(retail.fiscal_number(week_53.start, Grain::Week), Some((2023, 53)));
        assert_eq!(retail.year_before(&week_53, Some(Grain::Week)).unwrap().start, date(2023, 1, 22));
        assert_eq!(retail.fiscal_start(2023, Grain::Quarter, 4), Some(date(2023, 10, 29)));
        assert_eq!(Calendar::utc().fiscal_number(march.start, Grain::Month), None);
    }

    #[test]
    fn impossible_ranges_are_refused() {
        let calendar = Calendar::utc();
        let day = date(2024, 1, 1);
        assert_eq!(calendar.periods(day, day, Grain::Day), Err(CalendarError::Empty { start: day, end: day }));
        assert!(matches!(calendar.periods(date(1899, 1, 1), day, Grain::Day), Err(CalendarError::OutOfRange(_))));
        assert!(matches!(
            calendar.periods(date(1900, 1, 1), date(9998, 1, 1), Grain::Day),
            Err(CalendarError::TooMany(_))
        ));
    }
}
