//! Which of the two small numbers of a date such as `03/04/2024` is the day: what the other values of the column say.

use crate::DayOrder;

/// What the values of a column say about the order of their numbers.
#[derive(Debug, PartialEq, Eq)]
pub enum Evidence<'a> {
    /// No value needs to know.
    Unneeded,
    Decided(DayOrder),
    /// Some value needs to know and none decides, or values contradict each other.
    Open(&'a str),
}

/// Looks at every value; a number above 12 is a day.
pub fn day_order<'a>(values: impl Iterator<Item = &'a str>) -> Evidence<'a> {
    let mut evidence = Evidence::Unneeded;
    for value in values {
        let Some((first, second)) = is_ordered(value.trim().as_bytes()) else { continue };
        let says = match (first > 12, second > 12) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        };
        evidence = match (evidence, says) {
            (Evidence::Decided(before), Some(now)) if before != now => return Evidence::Open(value),
            (_, Some(now)) => Evidence::Decided(now),
            (Evidence::Unneeded, None) => Evidence::Open(value),
            (before, None) => before,
        };
    }
    evidence
}

/// The first two numbers of a date of the form `1/2/2024` or `01-02-2024`. Dates with dots are always day first.
fn is_ordered(text: &[u8]) -> Option<(u8, u8)> {
    let (first, rest) = small_number(text)?;
    let (second, rest) = small_number(rest)?;
    (rest.len() >= 4 && rest[..4].iter().all(u8::is_ascii_digit) && !rest.get(4).is_some_and(u8::is_ascii_digit))
        .then_some((first, second))
}

fn small_number(text: &[u8]) -> Option<(u8, &[u8])> {
    let digits = text.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let value = match &text[..digits] {
        [one] => one - b'0',
        [ten, one] => (ten - b'0') * 10 + (one - b'0'),
        _ => return None,
    };
    matches!(text.get(digits), Some(b'/' | b'-')).then(|| (value, &text[digits + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_above_twelve_decides() {
        use DayOrder::{DayFirst, MonthFirst};
        for (values, expected) in [
            (&["2024-01-02", "x", ""] as &[&str], Evidence::Unneeded),
            (&["01/02/2024", "13/02/2024"], Evidence::Decided(DayFirst)),
            (&["1/2/2024 8:26", "12/31/2024 8:26"], Evidence::Decided(MonthFirst)),
            (&["01/02/2024", "03/04/2024"], Evidence::Open("01/02/2024")),
            (&["13/02/2024", "02/13/2024"], Evidence::Open("02/13/2024")),
            (&["01.02.2024"], Evidence::Unneeded),
        ] {
            assert_eq!(day_order(values.iter().copied()), expected, "{values:?}");
        }
    }
}
