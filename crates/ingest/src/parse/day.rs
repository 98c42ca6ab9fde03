//! The day that a text begins with, in each form that exports write days in.

use jiff::civil::Date;

use super::time::{date, number};
use crate::DayOrder;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The day and the text behind it; `order` says how `3/1/2024` reads.
pub fn begins(text: &str, order: Option<DayOrder>) -> Option<(Date, &str)> {
    let in_numbers = in_numbers(text.as_bytes(), order);
    let found = in_numbers.or_else(|| in_chinese(text)).or_else(|| in_english(text));
    found.and_then(|(day, rest)| Some((day, std::str::from_utf8(rest).ok()?)))
}

fn in_numbers(bytes: &[u8], order: Option<DayOrder>) -> Option<(Date, &[u8])> {
    let (first, first_digits, rest) = number(bytes, 4)?;
    let (separator, rest) = rest.split_first()?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let (second, second_digits, rest) = number(rest, 2)?;
    let (again, rest) = rest.split_first()?;
    if again != separator || second_digits > 2 {
        return None;
    }
    let (third, third_digits, rest) = number(rest, 4)?;
    let date = match (first_digits, third_digits) {
        (4, 1 | 2) => date(first, second, third),
        (1 | 2, 4) if *separator == b'.' || first == second => date(third, second, first),
        (1 | 2, 4) => match order? {
            DayOrder::DayFirst => date(third, second, first),
            DayOrder::MonthFirst => date(third, first, second),
        },
        _ => None,
    };
    Some((date?, rest))
}

/// `2024年3月5日`, with spaces or without.
fn in_chinese(text: &str) -> Option<(Date, &[u8])> {
    let part = |bytes, most| number(<[u8]>::trim_ascii_start(bytes), most);
    let behind = |bytes, words: [&str; 2]| {
        let bytes = <[u8]>::trim_ascii_start(bytes);
        words.iter().find_map(|word| bytes.strip_prefix(word.as_bytes()))
    };
    let (year, 4, rest) = part(text.as_bytes(), 4)? else { return None };
    let (month, _, rest) = part(behind(rest, ["年"; 2])?, 2)?;
    let (day, _, rest) = part(behind(rest, ["月"; 2])?, 2)?;
    Some((date(year, month, day)?, behind(rest, ["日", "号"])?))
}

/// `5 Mar 2024`, `05-March-2024` and `Mar 5, 2024`.
fn in_english(text: &str) -> Option<(Date, &[u8])> {
    let bytes = text.as_bytes();
    if bytes.first()?.is_ascii_digit() {
        let (day, _, rest) = number(bytes, 2)?;
        let (separator, rest) = rest.split_first().filter(|(sign, _)| matches!(sign, b' ' | b'-'))?;
        let (month, rest) = month(rest)?;
        let (year, 4, rest) = number(rest.strip_prefix(&[*separator])?, 4)? else { return None };
        return Some((date(year, month, day)?, rest));
    }
    let (month, rest) = month(bytes)?;
    let (day, _, rest) = number(rest.strip_prefix(b" ")?, 2)?;
    let rest = rest.strip_prefix(b",").unwrap_or(rest);
    let (year, 4, rest) = number(rest.strip_prefix(b" ")?, 4)? else { return None };
    Some((date(year, month, day)?, rest))
}

/// The month whose name begins the text, whole or by its first three letters.
fn month(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (name, rest) = bytes.split_at(letters);
    let is = |month: &&str| {
        let month = month.as_bytes();
        name.eq_ignore_ascii_case(month) || name.eq_ignore_ascii_case(&month[..3])
    };
    let position = MONTHS.iter().position(is)?;
    Some((i64::try_from(position).ok()? + 1, rest))
}
