//! A period as a user writes it (`2024-01`, `2024-Q1`, `2024-W03`), and as tenure writes it back.

use engine::Row;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use model::{Calendar, Grain, Message};

use crate::error::CliError;

/// A stretch of civil days, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: Date,
    pub end: Date,
}

/// Reads a day, week, month, quarter or year, or two days with `..` between them, the second outside.
///
/// Quarters and years begin where the workspace's fiscal year does and are named for the civil year in which
/// they begin; a week is the workspace's week that holds the Thursday of the ISO week. Where periods are made of weeks,
/// `FY2025`, `FY2025-Q1`, `FY2025-P03` and `FY2025-W05` name them, and only days are named otherwise.
///
/// # Errors
/// A usage error that shows the forms when the text is none of them.
pub fn read(text: &str, calendar: &Calendar, fiscal_year_start: i8) -> Result<Span, CliError> {
    let unknown = || CliError::Usage(Message::new("cli.error.period").with("text", text));
    if let Some((start, end)) = text.split_once("..") {
        let (start, end) = (start.parse().map_err(|_| unknown())?, end.parse().map_err(|_| unknown())?);
        return if start < end { Ok(Span { start, end }) } else { Err(unknown()) };
    }
    let (start, grain) = if calendar.is_fiscal() {
        let fiscal = calendar.fiscal_period(text);
        fiscal.or_else(|| Some((text.parse().ok()?, Grain::Day))).ok_or_else(|| fiscal_unknown(text, calendar))?
    } else {
        let (day, grain) = first_day(text, fiscal_year_start).ok_or_else(unknown)?;
        (calendar.floor(day, grain), grain)
    };
    let end = calendar.next(start, grain).map_err(|_| unknown())?;
    Ok(Span { start, end })
}

/// What the period of a row is called.
pub fn of(row: &Row, grain: Option<Grain>) -> String {
    row.period.clone().unwrap_or_else(|| label(&row.start, &row.end, grain))
}

/// The error of a text that names no period of weeks: names of months and quarters mean others.
fn fiscal_unknown(text: &str, calendar: &Calendar) -> CliError {
    let civil = first_day(text, 1).and_then(|(day, grain)| calendar.fiscal_label(day, grain));
    let near = civil.unwrap_or_else(|| "FY2025-P03".to_owned());
    CliError::Usage(Message::new("cli.error.fiscal_period").with("text", text).with("near", near))
}

/// The name of a period of this grain; the two days where the grain has no name for it.
pub fn label(start: &str, end: &str, grain: Option<Grain>) -> String {
    let days = || format!("{start}..{end}");
    let (Some(grain), Ok(day)) = (grain, start.parse::<Date>()) else { return days() };
    match grain {
        Grain::Day => start.to_owned(),
        Grain::Week if day.weekday() == Weekday::Monday => {
            let week = day.iso_week_date();
            format!("{}-W{:02}", week.year(), week.week())
        }
        Grain::Month => format!("{:04}-{:02}", day.year(), day.month()),
        Grain::Quarter if day.month() % 3 == 1 => format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3),
        Grain::Year if day.month() == 1 => format!("{:04}", day.year()),
        Grain::Week | Grain::Quarter | Grain::Year => days(),
    }
}

fn first_day(text: &str, fiscal_year_start: i8) -> Option<(Date, Grain)> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse::<i16>().ok()?;
    let (middle, last) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    match (middle, last) {
        (None, None) => Some((Date::new(year, fiscal_year_start, 1).ok()?, Grain::Year)),
        (Some(_), Some(_)) => Some((text.parse().ok()?, Grain::Day)),
        (Some(part), None) => {
            if let Some(week) = part.strip_prefix(['W', 'w']) {
                let thursday = ISOWeekDate::new(year, week.parse().ok()?, Weekday::Thursday).ok()?;
                return Some((thursday.date(), Grain::Week));
            }
            if let Some(quarter) = part.strip_prefix(['Q', 'q']) {
                let quarter = quarter.parse::<i8>().ok().filter(|quarter| (1..=4).contains(quarter))?;
                let months = (fiscal_year_start - 1) + (quarter - 1) * 3;
                let year = year + i16::from(months / 12);
                return Some((Date::new(year, months % 12 + 1, 1).ok()?, Grain::Quarter));
            }
            Some((Date::new(year, part.parse().ok()?, 1).ok()?, Grain::Month))
        }
        (None, Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::{FiscalWeeks, YearEnd, YearName};

    #[test]
    fn periods_are_read_in_the_workspaces_calendar() {
        let utc = Calendar::utc();
        for (text, start, end) in [
            ("2024", date(2024, 1, 1), date(2025, 1, 1)),
            ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
            ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
            ("2024-Q4", date(2024, 10, 1), date(2025, 1, 1)),
            ("2024-W01", date(2024, 1, 1), date(2024, 1, 8)),
            ("2024-01-05..2024-02-01", date(2024, 1, 5), date(2024, 2, 1)),
        ] {
            assert_eq!(read(text, &utc, 1).unwrap(), Span { start, end }, "{text}");
        }
        let fiscal = Calendar::new("UTC", Weekday::Sunday, 4).unwrap();
        for (text, start, end) in [
            ("2024", date(2024, 4, 1), date(2025, 4, 1)),
            ("2024-Q4", date(2025, 1, 1), date(2025, 4, 1)),
            ("2024-W02", date(2024, 1, 7), date(2024, 1, 14)),
        ] {
            assert_eq!(read(text, &fiscal, 4).unwrap(), Span { start, end }, "{text}");
        }
    }

    #[test]
    fn periods_of_weeks_are_read_by_their_fiscal_names() {
        let weeks = FiscalWeeks {
            pattern: FiscalWeeks::FOUR_FIVE_FOUR,
            year_end: YearEnd::Nearest,
            week_53: 12,
            year_name: YearName::Start,
        };
        let retail = Calendar::new("UTC", Weekday::Sunday, 2).unwrap().with_fiscal_weeks(weeks);
        for (text, start, end) in [
            ("FY2023", date(2023, 1, 29), date(2024, 2, 4)),
            ("fy2023-q4", date(2023, 10, 29), date(2024, 2, 4)),
            ("FY2024-P02", date(2024, 3, 3), date(2024, 4, 7)),
            ("FY2023-W53", date(2024, 1, 28), date(2024, 2, 4)),
            ("2024-03-05", date(2024, 3, 5), date(2024, 3, 6)),
            ("2024-03-05..2024-03-07", date(2024, 3, 5), date(2024, 3, 7)),
        ] {
            assert_eq!(read(text, &retail, 2).unwrap(), Span { start, end }, "{text}");
        }
        let refused = read("2024-03", &retail, 2).unwrap_err().to_string();
        assert!(refused.contains("FY2024-P01"), "{refused}");
        assert!(read("FY2024-P13", &retail, 2).is_err());
        assert!(read("FY2024", &Calendar::utc(), 1).is_err());
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in ["", "24", "2024-13", "2024-Q5", "2024-W54", "2024-02-30", "2024-02-01..2024-02-01", "last month"] {
            assert!(read(text, &Calendar::utc(), 1).is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_is_written_as_it_is_read() {
        for (start, end, grain, text) in [
            ("2024-01-01", "2024-02-01", Some(Grain::Month), "2024-01"),
            ("2024-07-01", "2024-10-01", Some(Grain::Quarter), "2024-Q3"),
            ("2024-01-15", "2024-01-22", Some(Grain::Week), "2024-W03"),
            ("2024-04-01", "2025-04-01", Some(Grain::Year), "2024-04-01..2025-04-01"),
            ("2024-01-01", "2024-03-01", None, "2024-01-01..2024-03-01"),
        ] {
            assert_eq!(label(start, end, grain), text);
        }
    }
}
