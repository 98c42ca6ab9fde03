//! Lists of holidays: days, ranges and yearly days, and files of days beside `tenure.yaml`.

use jiff::civil::Date;
use model::Holiday;

use crate::error::{Problem, Wanted};
use crate::formula::Span;
use crate::read::Reader;
use crate::source::Place;
use crate::yaml::{Value, Yaml};

/// The days of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolidayList {
    /// Sorted, each once; those of the files too once they have been read.
    pub days: Vec<Holiday>,
    /// The files whose days belong here, added by [`super::Settings::with_files`].
    pub files: Vec<HolidayFile>,
}

/// A file of holidays that the settings name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayFile {
    /// As it is written, relative to the workspace.
    pub path: String,
    /// Where the settings name it.
    pub(super) place: Place,
}

/// A list of days, ranges (`2026-12-27..2026-12-31`, the last day included), yearly days (`12-25`) and `{ file: … }`.
pub(super) fn read(reader: &mut Reader, yaml: &Yaml) -> HolidayList {
    let mut list = HolidayList::default();
    let mut days = Vec::new();
    for item in reader.list(yaml).unwrap_or_default() {
        if matches!(item.value, Value::Map(_)) {
            let Some(mut fields) = reader.map(item) else { continue };
            if let Some(path) = reader.needed_text(&mut fields, "file") {
                list.files.push(HolidayFile { path, place: reader.place(item.span) });
            }
            fields.finish(reader);
        } else if let Some(text) = reader.text(item) {
            match holiday(text) {
                Some(holiday) => days.push(holiday),
                None => drop(reader.wanted::<()>(item, text, Wanted::Holiday)),
            }
        }
    }
    list.add(days);
    list
}

/// The days that a file of holidays says: an iCalendar file by its events, any other by the first column of its lines.
///
/// # Errors
/// Where in the text something is no holiday, and what it was.
pub(super) fn days_of_file(text: &str) -> Result<Vec<Holiday>, (Span, Problem)> {
    if text.trim_start_matches('\u{feff}').trim_start().starts_with("BEGIN:VCALENDAR") {
        calendar(text)
    } else {
        lines(text)
    }
}

fn holiday(text: &str) -> Option<Holiday> {
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        return (first <= last).then_some(Holiday::Days(first, last));
    }
    if let Ok(day) = text.parse::<Date>() {
        return Some(Holiday::Day(day));
    }
    let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // 2024 had every day that a year can have.
    Date::new(2024, month, day).ok().map(|_| Holiday::Yearly { month, day })
}

/// One holiday a line, before the first comma, semicolon or tab. Empty lines, comments and a line of headers are none.
fn lines(text: &str) -> Result<Vec<Holiday>, (Span, Problem)> {
    let mut days = Vec::new();
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let cell = line.split([',', ';', '\t']).next().unwrap_or_default();
        let cell = cell.trim_start_matches('\u{feff}').trim().trim_matches('"');
        match holiday(cell) {
            Some(holiday) => days.push(holiday),
            None if cell.is_empty() || cell.starts_with('#') => {}
            None if number == 0 && !cell.starts_with(|first: char| first.is_ascii_digit()) => {}
            None => return Err(misread(start, line, cell)),
        }
        start += line.len();
    }
    Ok(days)
}

/// The events of an iCalendar file, whose end is the day after the last. An event that comes again by any rule but "every
/// year" is refused: its days are to be listed.
///
/// Source: RFC 5545, sections 3.6.1 and 3.8.2.2 (for values of type DATE the end is not part of the event).
fn calendar(text: &str) -> Result<Vec<Holiday>, (Span, Problem)> {
    let mut days = Vec::new();
    let mut event: Option<Event> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let (name, value) = line.trim_end().split_once(':').unwrap_or_default();
        let refused = || misread(start, line, value);
        match (name.split(';').next().unwrap_or_default(), &mut event) {
            ("BEGIN", _) if value == "VEVENT" => event = Some(Event::default()),
            ("DTSTART", Some(event)) => event.first = Some(basic_date(value).ok_or_else(refused)?),
            ("DTEND", Some(event)) => event.end = Some(basic_date(value).ok_or_else(refused)?),
            ("RRULE", Some(event)) if ["FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=1"].contains(&value) => event.yearly = true,
            ("RRULE" | "RDATE", Some(_)) => return Err(refused()),
            ("END", Some(_)) if value == "VEVENT" => days.extend(event.take().and_then(Event::holiday)),
            _ => {}
        }
        start += line.len();
    }
    Ok(days)
}

/// What an event of an iCalendar file has said so far.
#[derive(Default)]
struct Event {
    first: Option<Date>,
    end: Option<Date>,
    yearly: bool,
}

impl Event {
    fn holiday(self) -> Option<Holiday> {
        let first = self.first?;
        let last = self.end.and_then(|end| end.yesterday().ok()).filter(|last| *last > first);
        Some(match last {
            _ if self.yearly => Holiday::Yearly { month: first.month(), day: first.day() },
            Some(last) => Holiday::Days(first, last),
            None => Holiday::Day(first),
        })
    }
}

/// `20261225`, alone or before the time of day.
fn basic_date(text: &str) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    Date::new(part(0..4)?, part(4..6)?.try_into().ok()?, part(6..8)?.try_into().ok()?).ok()
}

fn misread(start: usize, line: &str, value: &str) -> (Span, Problem) {
    let span = Span::new(start, start + line.trim_end().len());
    (span, Problem::Value { value: value.to_owned(), expected: Wanted::Holiday })
}
