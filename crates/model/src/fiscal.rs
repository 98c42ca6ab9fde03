//! Fiscal years made of whole weeks: 4-4-5 and its relatives, as retailers and manufacturers close their books.
//!
//! A year of 52 or 53 weeks is four quarters of thirteen weeks, a quarter three periods. Years end on the last day of a
//! week near the end of a month, so that every year begins with a week.
//!
//! Source: National Retail Federation, 4-5-4 Calendar (weeks from Sunday, the year ends on the Saturday nearest the end
//! of January, the 53rd week belongs to the last period).

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::Grain;

/// How the weeks of a fiscal year make up its periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FiscalWeeks {
    /// Weeks in the three periods of a quarter, thirteen together.
    pub pattern: [i8; 3],
    pub year_end: YearEnd,
    /// The period, 1 to 12, that has one week more in a year of 53.
    pub week_53: i8,
    pub year_name: YearName,
}

/// Which last day of a week ends the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum YearEnd {
    /// The last one in the month.
    Last,
    /// The one nearest the last day of the month; it may lie up to three days after it.
    Nearest,
}

/// Which civil year a fiscal year is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum YearName {
    /// The one in which its first month begins.
    Start,
    /// The one in which its last month ends.
    End,
}

/// A fiscal calendar of weeks with the first day of its weeks and the month its years begin with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FiscalCalendar {
    pub(crate) weeks: FiscalWeeks,
    pub(crate) first_day_of_week: Weekday,
    pub(crate) first_month: i8,
}

impl FiscalWeeks {
    pub const FOUR_FOUR_FIVE: [i8; 3] = [4, 4, 5];
    pub const FOUR_FIVE_FOUR: [i8; 3] = [4, 5, 4];
    pub const FIVE_FOUR_FOUR: [i8; 3] = [5, 4, 4];
}

impl FiscalCalendar {
    /// The first day of the period of this grain that holds a day.
    pub(crate) fn floor(&self, day: Date, grain: Grain) -> Date {
        let year = self.year_of(day);
        let start = self.start(year);
        let week = days(start, day) / 7;
        shift(start, 7 * self.weeks_before(year, self.part(year, week, grain), grain))
    }

    /// The first day after the period of this grain that holds a day.
    pub(crate) fn next(&self, day: Date, grain: Grain) -> Date {
        let year = self.year_of(day);
        let start = self.start(year);
        let part = self.part(year, days(start, day) / 7, grain);
        shift(start, 7 * self.weeks_before(year, part + 1, grain))
    }

    /// The year a day belongs to as it is named, and which week, period or quarter of it this is, from 1.
    pub(crate) fn number(&self, day: Date, grain: Grain) -> (i16, i32) {
        let year = self.year_of(day);
        let part = self.part(year, days(self.start(year), day) / 7, grain);
        (year - self.shift_of_name(), part + 1)
    }

    /// The first day of a week, period or quarter, counted from 1, of the year of this name; `None` when that year
    /// has no such part.
    pub(crate) fn find(&self, name: i16, grain: Grain, number: i32) -> Option<Date> {
        let year = name.checked_add(self.shift_of_name()).filter(|year| (1899..=9998).contains(year))?;
        let parts = match grain {
            Grain::Day => return None,
            Grain::Week => self.weeks_in(year),
            Grain::Month => 12,
            Grain::Quarter => 4,
            Grain::Year => 1,
        };
        let known = (1..=parts).contains(&number);
        known.then(|| shift(self.start(year), 7 * self.weeks_before(year, number - 1, grain)))
    }

    /// Fiscal years are counted here by the civil year in which their last month ends.
    fn year_of(&self, day: Date) -> i16 {
        let mut year = day.year() + 1;
        while self.start(year) > day {
            year -= 1;
        }
        year
    }

    fn shift_of_name(&self) -> i16 {
        i16::from(self.weeks.year_name == YearName::Start && self.first_month != 1)
    }

    fn start(&self, year: i16) -> Date {
        shift(self.end(year - 1), 1)
    }

    /// The last day of a year.
    fn end(&self, year: i16) -> Date {
        let month = if self.first_month == 1 { 12 } else { self.first_month - 1 };
        let last = Date::new(year, month, 1).map_or(Date::MAX, Date::last_of_month);
        // Days back to the last day of a week, that is to the day before one begins.
        let back = i32::from(self.first_day_of_week.previous().until(last.weekday()));
        let back = if self.weeks.year_end == YearEnd::Nearest && back > 3 { back - 7 } else { back };
        shift(last, -back)
    }

    fn weeks_in(&self, year: i16) -> i32 {
        days(self.start(year), shift(self.end(year), 1)) / 7
    }

    /// Which part of the year, from 0, a week of it lies in, itself from 0.
    fn part(&self, year: i16, week: i32, grain: Grain) -> i32 {
        match grain {
            Grain::Day | Grain::Week => week,
            Grain::Year => 0,
            Grain::Month | Grain::Quarter => {
                let parts = if grain == Grain::Month { 12 } else { 4 };
                (1..parts).find(|part| self.weeks_before(year, *part, grain) > week).unwrap_or(parts) - 1
            }
        }
    }

    /// Weeks of a year before one of its parts, counted from 0; the part after the last gives the weeks of the year.
    fn weeks_before(&self, year: i16, part: i32, grain: Grain) -> i32 {
        let periods = match grain {
            Grain::Day | Grain::Week => return part,
            Grain::Month => part,
            Grain::Quarter => part * 3,
            Grain::Year => part * 12,
        };
        let long = self.weeks_in(year) == 53 && periods >= i32::from(self.weeks.week_53);
        let whole: i32 = periods / 3 * 13;
        let rest = self.weeks.pattern.iter().take(usize::try_from(periods % 3).unwrap_or_default());
        whole + rest.map(|weeks| i32::from(*weeks)).sum::<i32>() + i32::from(long)
    }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn shift(day: Date, days: i32) -> Date {
    day.saturating_add(i64::from(days).days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const RETAIL: FiscalCalendar = FiscalCalendar {
        weeks: FiscalWeeks {
            pattern: FiscalWeeks::FOUR_FIVE_FOUR,
            year_end: YearEnd::Nearest,
            week_53: 12,
            year_name: YearName::Start,
        },
        first_day_of_week: Weekday::Sunday,
        first_month: 2,
    };

    #[test]
    fn retail_years_begin_where_the_national_retail_federation_publishes() {
        // Source: National Retail Federation, 4-5-4 Calendar, the years' calendars and "An explanation of the 53-week
        // year": years of 53 weeks were 2000, 2006, 2012, 2017 and 2023.
        let starts = [
            (2006, date(2006, 1, 29)),
            (2007, date(2007, 2, 4)),
            (2012, date(2012, 1, 29)),
            (2013, date(2013, 2, 3)),
            (2017, date(2017, 1, 29)),
            (2018, date(2018, 2, 4)),
            (2019, date(2019, 2, 3)),
            (2020, date(2020, 2, 2)),
            (2021, date(2021, 1, 31)),
            (2022, date(2022, 1, 30)),
            (2023, date(2023, 1, 29)),
            (2024, date(2024, 2, 4)),
            (2025, date(2025, 2, 2)),
        ];
        for (year, start) in starts {
            assert_eq!(RETAIL.find(year, Grain::Year, 1), Some(start), "{year}");
            assert_eq!(RETAIL.number(start, Grain::Year), (year, 1));
            assert_eq!(RETAIL.number(start.yesterday().unwrap(), Grain::Year), (year - 1, 1));
        }
        let long: Vec<i16> = (2000..=2027).filter(|year| RETAIL.find(*year, Grain::Week, 53).is_some()).collect();
        assert_eq!(long, [2000, 2006, 2012, 2017, 2023]);
    }

    #[test]
    fn the_53rd_week_is_the_last_of_its_period() {
        // Source: as above, the calendar of 2023: January runs from 2023-12-31 to 2024-02-03, five weeks.
        let january = RETAIL.find(2023, Grain::Month, 12).unwrap();
        assert_eq!((january, RETAIL.next(january, Grain::Month)), (date(2023, 12, 31), date(2024, 2, 4)));
        assert_eq!(RETAIL.number(date(2024, 2, 3), Grain::Week), (2023, 53));
        let early = FiscalCalendar { weeks: FiscalWeeks { week_53: 1, ..RETAIL.weeks }, ..RETAIL };
        assert_eq!(early.next(date(2023, 1, 29), Grain::Month), date(2023, 3, 5));
        assert_eq!(early.find(2023, Grain::Month, 12), Some(date(2024, 1, 7)));
    }

    #[test]
    fn a_year_of_weeks_reads_as_it_is_drawn() {
        // By hand: 4-4-5 from the Monday after the last Sunday of December, named for the year in which it ends.
        let calendar = FiscalCalendar {
            weeks: FiscalWeeks {
                pattern: FiscalWeeks::FOUR_FOUR_FIVE,
                year_end: YearEnd::Last,
                week_53: 12,
                year_name: YearName::End,
            },
            first_day_of_week: Weekday::Monday,
            first_month: 1,
        };
        // December 2023 ends with a Sunday, so 2024 begins with January; its last Sunday of December is the 29th.
        assert_eq!(calendar.find(2024, Grain::Year, 1), Some(date(2024, 1, 1)));
        assert_eq!(calendar.find(2025, Grain::Year, 1), Some(date(2024, 12, 30)));
        for (period, start) in
            [(1, date(2024, 1, 1)), (2, date(2024, 1, 29)), (3, date(2024, 2, 26)), (4, date(2024, 4, 1))]
        {
            assert_eq!(calendar.find(2024, Grain::Month, period), Some(start), "{period}");
            assert_eq!(calendar.floor(shift(start, 20), Grain::Month), start);
        }
        assert_eq!(calendar.find(2024, Grain::Quarter, 2), Some(date(2024, 4, 1)));
        assert_eq!(calendar.floor(date(2024, 12, 29), Grain::Quarter), date(2024, 9, 30));
        assert_eq!(calendar.number(date(2024, 12, 30), Grain::Week), (2025, 1));
        assert_eq!(calendar.find(2024, Grain::Week, 53), None);
        assert_eq!(calendar.find(2024, Grain::Month, 13), None);
    }

    #[test]
    fn parts_cover_every_day_once_and_begin_with_a_week() {
        for pattern in [FiscalWeeks::FOUR_FOUR_FIVE, FiscalWeeks::FOUR_FIVE_FOUR, FiscalWeeks::FIVE_FOUR_FOUR] {
            for (first_month, week_53) in [(1, 1), (2, 12), (7, 6), (10, 12)] {
                for year_end in [YearEnd::Last, YearEnd::Nearest] {
                    let weeks = FiscalWeeks { pattern, year_end, week_53, year_name: YearName::End };
                    let calendar = FiscalCalendar { weeks, first_day_of_week: Weekday::Sunday, first_month };
                    for grain in [Grain::Month, Grain::Quarter, Grain::Year] {
                        let mut start = calendar.floor(date(2001, 5, 5), grain);
                        while start < date(2030, 1, 1) {
                            let next = calendar.next(start, grain);
                            assert_eq!(start.weekday(), Weekday::Sunday);
                            assert_eq!(calendar.floor(next.yesterday().unwrap(), grain), start);
                            assert_eq!(calendar.floor(next, grain), next);
                            let (year, number) = calendar.number(start, grain);
                            assert_eq!(calendar.find(year, grain, number), Some(start));
                            start = next;
                        }
                    }
                }
            }
        }
    }
}
