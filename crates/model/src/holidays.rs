//! The days on which nobody works.

use std::collections::BTreeSet;

use jiff::civil::Date;

/// One entry of a list of holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holiday {
    Day(Date),
    /// From the first of these days to the last, both of them included.
    Days(Date, Date),
    /// The same month and day of every year; 29 February only in leap years.
    Yearly {
        month: i8,
        day: i8,
    },
}

/// Days that are holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeSet<Holiday>);

impl Holidays {
    #[must_use]
    pub fn has(&self, day: Date) -> bool {
        self.0.iter().any(|holiday| match *holiday {
            Holiday::Day(only) => only == day,
            Holiday::Days(first, last) => (first..=last).contains(&day),
            Holiday::Yearly { month, day: number } => (day.month(), day.day()) == (month, number),
        })
    }
}

impl FromIterator<Holiday> for Holidays {
    fn from_iter<I: IntoIterator<Item = Holiday>>(holidays: I) -> Self {
        Self(holidays.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_ranges_and_yearly_days_are_holidays() {
        let holidays: Holidays = [
            Holiday::Day(date(2024, 5, 9)),
            Holiday::Days(date(2024, 12, 27), date(2025, 1, 2)),
            Holiday::Yearly { month: 2, day: 29 },
        ]
        .into_iter()
        .collect();
        for (day, is_holiday) in [
            (date(2024, 5, 9), true),
            (date(2025, 5, 9), false),
            (date(2024, 12, 26), false),
            (date(2024, 12, 27), true),
            (date(2025, 1, 2), true),
            (date(2025, 1, 3), false),
            (date(2024, 2, 29), true),
            (date(2025, 2, 28), false),
        ] {
            assert_eq!(holidays.has(day), is_holiday, "{day}");
        }
    }
}
