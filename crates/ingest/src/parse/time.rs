//! Times and days, in the forms that exports write them.
//!
//! | form | reads as |
//! |---|---|
//! | `2024-01-03T10:20:30.5+02:00`, `… Z`, `… UTC` | that instant |
//! | `2024-01-03 10:20:30`, `2024-01-03T10:20` | local time |
//! | `2024-01-03`, `2024/01/03`, `20240103`, `03.01.2024`, `2024年1月3日` | that day |
//! | `3 Jan 2024`, `Jan 3, 2024`, `03-Jan-2024` | that day |
//! | `3/1/2024`, `03-01-2024 8:26 PM`, `下午8:26`, `20时26分` | day or month first, as the column decides |
//! | 10 and 13 digits | seconds and milliseconds since 1970 |
//!
//! A local time that a clock change skipped is read as if the clock had not yet changed, so it falls after the gap; one that
//! came twice is the first. Digits beyond microseconds are cut; second 60 is read as 59.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use model::Micros;

use super::day;
use crate::DayOrder;

const SECOND: i64 = 1_000_000;

/// What a text says about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instant {
    At(Micros),
    /// A day and a time of day somewhere.
    Local(DateTime),
    Day(Date),
}

/// Reads a text; `order` says how `3/1/2024` reads, and without it no such date is read but one whose numbers are equal.
pub fn read(text: &str, order: Option<DayOrder>) -> Option<Instant> {
    let bytes = text.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        return digits(bytes);
    }
    let (day, rest) = day::begins(text, order)?;
    let rest = match rest.as_bytes() {
        [] => return Some(Instant::Day(day)),
        [b'T' | b't' | b' ', rest @ ..] => rest.trim_ascii_start(),
        // A day in Chinese ends with a word, and the time may follow it at once.
        rest if text[..text.len() - rest.len()].ends_with(['日', '号']) => rest,
        _ => return None,
    };
    let (time, rest) = time(rest)?;
    let local = day.to_datetime(time);
    match offset_seconds(rest.trim_ascii_start())? {
        None => Some(Instant::Local(local)),
        Some(offset) => {
            let utc = TimeZone::UTC.to_timestamp(local).ok()?.as_microsecond();
            Some(Instant::At(utc.checked_sub(offset * SECOND)?))
        }
    }
}

/// What a change of the clock does to a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The clock skipped it.
    Gap,
    /// It came twice.
    Fold,
}

impl Turn {
    /// The key of what is to be said of a time that was read so.
    pub fn note(self) -> &'static str {
        match self {
            Self::Gap => "ingest.note.gap",
            Self::Fold => "ingest.note.fold",
        }
    }
}

/// The instant, in a zone where the text named none, with what a change of the clock did to a time of day; a day is its
/// first instant.
pub fn placed(read: Instant, zone: &TimeZone) -> Option<(Micros, Option<Turn>)> {
    let local = match read {
        Instant::At(at) => return Some((at, None)),
        Instant::Local(local) => local,
        Instant::Day(day) => day.at(0, 0, 0, 0),
    };
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let turn = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some(Turn::Gap),
        AmbiguousOffset::Fold { .. } => Some(Turn::Fold),
    };
    let turn = turn.filter(|_| matches!(read, Instant::Local(_)));
    Some((ambiguous.compatible().ok()?.as_microsecond(), turn))
}

fn digits(bytes: &[u8]) -> Option<Instant> {
    let number = |bytes: &[u8]| bytes.iter().fold(0i64, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    match bytes.len() {
        8 => date(number(&bytes[..4]), number(&bytes[4..6]), number(&bytes[6..])).map(Instant::Day),
        10 => Some(Instant::At(number(bytes) * SECOND)),
        13 => Some(Instant::At(number(bytes) * 1000)),
        _ => None,
    }
}

/// A time of day; `下午` stands before it, `PM` behind.
fn time(bytes: &[u8]) -> Option<(Time, &[u8])> {
    let [morning, afternoon] = ["上午", "下午"].map(|half| bytes.strip_prefix(half.as_bytes()));
    let (hour, hour_digits, rest) = number(morning.or(afternoon).unwrap_or(bytes).trim_ascii_start(), 2)?;
    let rest = unit(rest, &[":", "时", "点"])?;
    let (minute, minute_digits, mut rest) = number(rest, 2)?;
    let in_words = unit(rest, &["分"]);
    if minute_digits != 2 && in_words.is_none() {
        return None;
    }
    let (mut second, mut nanosecond) = (0, 0);
    if let Some(after) = in_words {
        rest = after;
        if let Some((found, _, after)) = number(after, 2) {
            second = found;
            rest = unit(after, &["秒"])?;
        }
    } else if let Some(after) = rest.strip_prefix(b":") {
        let (found, 2, after) = number(after, 2)? else { return None };
        second = found;
        rest = after;
        if let Some(after) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) {
            let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let kept = after[..digits.min(6)].iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
            nanosecond = kept * 10i64.pow(9 - u32::try_from(digits.min(6)).ok()?);
            rest = &after[digits..];
            if digits == 0 {
                return None;
            }
        }
    }
    if second == 60 {
        (second, nanosecond) = (59, 0);
    }
    let half = rest.trim_ascii_start();
    let hour = match half {
        _ if morning.is_some() && (1..=12).contains(&hour) => hour % 12,
        _ if afternoon.is_some() && (1..=12).contains(&hour) => hour % 12 + 12,
        [b'A' | b'a', b'M' | b'm', after @ ..] if (1..=12).contains(&hour) => {
            rest = after;
            hour % 12
        }
        [b'P' | b'p', b'M' | b'm', after @ ..] if (1..=12).contains(&hour) => {
            rest = after;
            hour % 12 + 12
        }
        _ => hour,
    };
    let narrow = |value: i64| i8::try_from(value).ok();
    let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, i32::try_from(nanosecond).ok()?).ok()?;
    (hour_digits <= 2).then_some((time, rest))
}

/// What follows one of these words.
fn unit<'a>(bytes: &'a [u8], words: &[&str]) -> Option<&'a [u8]> {
    words.iter().find_map(|word| bytes.strip_prefix(word.as_bytes()))
}

/// In hours: no place was ever further from UTC.
const LARGEST_OFFSET: i64 = 15;

/// The offset in seconds, `None` inside where there is none; nothing where the rest is no offset.
#[expect(clippy::option_option, reason = "the outer says whether the text can be read, the inner whether it has one")]
fn offset_seconds(bytes: &[u8]) -> Option<Option<i64>> {
    let sign = match bytes {
        [] => return Some(None),
        [b'Z' | b'z'] => return Some(Some(0)),
        zone if zone.eq_ignore_ascii_case(b"UTC") || zone.eq_ignore_ascii_case(b"GMT") => return Some(Some(0)),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let (hours, 2, rest) = number(&bytes[1..], 2)? else { return None };
    let rest = rest.strip_prefix(b":").unwrap_or(rest);
    let minutes = match rest {
        [] => 0,
        _ => match number(rest, 2)? {
            (minutes, 2, []) => minutes,
            _ => return None,
        },
    };
    (hours <= LARGEST_OFFSET && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

/// The number that begins here, of so many digits at most, how many it has, and what follows.
pub fn number(bytes: &[u8], most: usize) -> Option<(i64, usize, &[u8])> {
    let digits = bytes.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || bytes.get(digits).is_some_and(u8::is_ascii_digit) {
        return (digits == most && most == 2).then(|| {
            let value = bytes[..digits].iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
            (value, digits, &bytes[digits..])
        });
    }
    let value = bytes[..digits].iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    Some((value, digits, &bytes[digits..]))
}

/// The day of the calendar; none for what is no day.
pub fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn at(text: &str, zone: &str, order: Option<DayOrder>) -> Option<String> {
        let zone = TimeZone::get(zone).unwrap();
        let (at, _) = placed(read(text, order)?, &zone)?;
        Some(Timestamp::from_microsecond(at).unwrap().to_string())
    }

    #[test]
    fn times_in_every_form() {
        use DayOrder::{DayFirst, MonthFirst};
        for (text, zone, order, expected) in [
            ("2024-01-03T10:20:30Z", "UTC", None, Some("2024-01-03T10:20:30Z")),
            ("2024-01-03T10:20:30.123456789+02:00", "UTC", None, Some("2024-01-03T08:20:30.123456Z")),
            ("2024-01-03 10:20:30 UTC", "Asia/Tokyo", None, Some("2024-01-03T10:20:30Z")),
            ("2024-01-03 10:20:30-0330", "UTC", None, Some("2024-01-03T13:50:30Z")),
            ("2024-01-03 10:20:30+02", "UTC", None, Some("2024-01-03T08:20:30Z")),
            ("2024-01-03 10:20:30", "Europe/Berlin", None, Some("2024-01-03T09:20:30Z")),
            ("2024-01-03T10:20", "UTC", None, Some("2024-01-03T10:20:00Z")),
            ("2024-01-03", "Europe/Berlin", None, Some("2024-01-02T23:00:00Z")),
            ("20240103", "UTC", None, Some("2024-01-03T00:00:00Z")),
            ("19970101", "UTC", None, Some("1997-01-01T00:00:00Z")),
            ("2024/1/3", "UTC", None, Some("2024-01-03T00:00:00Z")),
            ("03.01.2024", "UTC", None, Some("2024-01-03T00:00:00Z")),
            ("03/01/2024", "UTC", Some(DayFirst), Some("2024-01-03T00:00:00Z")),
            ("03/01/2024", "UTC", Some(MonthFirst), Some("2024-03-01T00:00:00Z")),
            ("12/1/2010 8:26", "UTC", Some(MonthFirst), Some("2010-12-01T08:26:00Z")),
            ("12/1/2010 8:26 PM", "UTC", Some(MonthFirst), Some("2010-12-01T20:26:00Z")),
            ("12/1/2010 12:05 am", "UTC", Some(MonthFirst), Some("2010-12-01T00:05:00Z")),
            ("31-12-2010", "UTC", None, None),
            ("05/05/2024", "UTC", None, Some("2024-05-05T00:00:00Z")),
            ("31-12-2010", "UTC", Some(DayFirst), Some("2010-12-31T00:00:00Z")),
            ("31-12-2010", "UTC", Some(MonthFirst), None),
            ("2024年3月5日", "UTC", None, Some("2024-03-05T00:00:00Z")),
            ("2024 年 03 月 05 日", "UTC", None, Some("2024-03-05T00:00:00Z")),
            ("2024年3月5号 10:20", "UTC", None, Some("2024-03-05T10:20:00Z")),
            ("2024年3月5日10时20分30秒", "Asia/Shanghai", None, Some("2024-03-05T02:20:30Z")),
            ("2024年3月5日 下午3点5分", "UTC", None, Some("2024-03-05T15:05:00Z")),
            ("2024/3/5 上午12:20:30", "UTC", None, Some("2024-03-05T00:20:30Z")),
            ("5 Mar 2024", "UTC", None, Some("2024-03-05T00:00:00Z")),
            ("05-MAR-2024 10:20", "UTC", None, Some("2024-03-05T10:20:00Z")),
            ("March 5, 2024 1:20 PM", "UTC", None, Some("2024-03-05T13:20:00Z")),
            ("2024年3月", "UTC", None, None),
            ("2024年13月5日", "UTC", None, None),
            ("5 Mai 2024", "UTC", None, None),
            ("1704277230", "UTC", None, Some("2024-01-03T10:20:30Z")),
            ("1704277230500", "UTC", None, Some("2024-01-03T10:20:30.5Z")),
            ("2016-12-31T23:59:60Z", "UTC", None, Some("2016-12-31T23:59:59Z")),
            // Skipped on 2024-03-31 in Berlin: read with the offset before the change.
            ("2024-03-31 02:30:00", "Europe/Berlin", None, Some("2024-03-31T01:30:00Z")),
            // Came twice on 2024-10-27 in Berlin: the first.
            ("2024-10-27 02:30:00", "Europe/Berlin", None, Some("2024-10-27T00:30:00Z")),
            ("03/01/2024", "UTC", None, None),
            ("2024-02-30", "UTC", None, None),
            ("2024-01-03 25:00:00", "UTC", None, None),
            ("2024-01-03 10:20:30 CET", "UTC", None, None),
            ("2024-01-03T", "UTC", None, None),
            ("1/2/24", "UTC", Some(DayFirst), None),
            ("12345", "UTC", None, None),
            ("yesterday", "UTC", None, None),
            ("", "UTC", None, None),
        ] {
            assert_eq!(at(text, zone, order).as_deref(), expected, "{text}");
        }
    }
}
