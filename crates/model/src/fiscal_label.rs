//! What fiscal periods of weeks are called: `FY2025`, `FY2025-Q1`, `FY2025-P03`, `FY2025-W05`.

use jiff::civil::Date;

use crate::{Calendar, Grain};

const YEAR: &str = "FY";
const PARTS: [(Grain, char, usize); 3] = [(Grain::Quarter, 'Q', 1), (Grain::Month, 'P', 2), (Grain::Week, 'W', 2)];

impl Calendar {
    /// What the period of this grain that begins on a day is called; `None` where months are civil months, and for days.
    ///
    /// # Example
    /// ```
    /// use jiff::civil::{Weekday, date};
    /// use model::{Calendar, FiscalWeeks, Grain, YearEnd, YearName};
    ///
    /// let weeks = FiscalWeeks {
    ///     pattern: FiscalWeeks::FOUR_FIVE_FOUR,
    ///     year_end: YearEnd::Nearest,
    ///     week_53: 12,
    ///     year_name: YearName::Start,
    /// };
    /// let retail = Calendar::new("UTC", Weekday::Sunday, 2).unwrap().with_fiscal_weeks(weeks);
    /// assert_eq!(retail.fiscal_label(date(2024, 3, 3), Grain::Month).unwrap(), "FY2024-P02");
    /// assert_eq!(retail.fiscal_period("FY2024-P02"), Some((date(2024, 3, 3), Grain::Month)));
    /// ```
    #[must_use]
    pub fn fiscal_label(&self, start: Date, grain: Grain) -> Option<String> {
        let (year, number) = self.fiscal_number(start, grain)?;
        Some(match PARTS.into_iter().find(|(known, ..)| *known == grain) {
            Some((_, letter, digits)) => format!("{YEAR}{year:04}-{letter}{number:0digits$}"),
            None => format!("{YEAR}{year:04}"),
        })
    }

    /// The first day and the grain of the period of this name; `None` where months are civil months, and for a name that
    /// is none or that the year does not have.
    #[must_use]
    pub fn fiscal_period(&self, name: &str) -> Option<(Date, Grain)> {
        let rest = name.get(..2).filter(|prefix| prefix.eq_ignore_ascii_case(YEAR)).and_then(|_| name.get(2..))?;
        let (year, part) = rest.split_once('-').map_or((rest, None), |(year, part)| (year, Some(part)));
        let year = Some(year).filter(|year| year.len() == 4)?.parse().ok()?;
        let (grain, number) = match part {
            None => (Grain::Year, 1),
            Some(part) => {
                let letter = part.chars().next()?.to_ascii_uppercase();
                let (grain, ..) = PARTS.into_iter().find(|(_, known, _)| *known == letter)?;
                let digits = part.get(1..).filter(|digits| digits.chars().all(|digit| digit.is_ascii_digit()))?;
                (grain, digits.parse().ok()?)
            }
        };
        Some((self.fiscal_start(year, grain, number)?, grain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FiscalWeeks, YearEnd, YearName};
    use jiff::civil::{Weekday, date};

    #[test]
    fn every_period_is_found_by_its_name() {
        let weeks = FiscalWeeks {
            pattern: FiscalWeeks::FOUR_FOUR_FIVE,
            year_end: YearEnd::Last,
            week_53: 12,
            year_name: YearName::End,
        };
        let calendar = Calendar::new("UTC", Weekday::Monday, 10).unwrap().with_fiscal_weeks(weeks);
        for grain in [Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
            for period in calendar.periods(date(2022, 1, 1), date(2026, 1, 1), grain).unwrap() {
                let name = calendar.fiscal_label(period.start, grain).unwrap();
                assert_eq!(calendar.fiscal_period(&name), Some((period.start, grain)), "{name}");
            }
        }
        // By hand: the last Sunday of September 2024 is the 29th, so FY2025 begins on the 30th.
        assert_eq!(calendar.fiscal_label(date(2024, 9, 30), Grain::Year).unwrap(), "FY2025");
        assert_eq!(calendar.fiscal_label(date(2024, 11, 25), Grain::Month).unwrap(), "FY2025-P03");
        for nonsense in
            ["FY25", "FY2025-P13", "FY2025-W54", "FY2025-", "FY2025-X1", "2025", "FY2025-P+1", "年度", "FY2025-P"]
        {
            assert_eq!(calendar.fiscal_period(nonsense), None, "{nonsense}");
        }
        assert_eq!(calendar.fiscal_label(date(2024, 9, 30), Grain::Day), None);
        assert_eq!(Calendar::utc().fiscal_period("FY2025"), None);
    }
}
