//! Which of the two small numbers of a date such as `03/04/2024` is the day: what the values of its column say together.

use super::{Verdict, Written};
use crate::DayOrder;

/// What the values of one column say about the order of their numbers.
#[derive(Clone, Debug, Default)]
pub struct DayEvidence {
    /// The first value that can only begin with the day, with the month, or with either.
    pub day_first: Option<Written>,
    pub month_first: Option<Written>,
    pub either: Option<Written>,
}

impl DayEvidence {
    /// Looks at a value; a number above 12 is a day, and two equal numbers read alike in both orders.
    pub fn note(&mut self, line: u64, value: &str) {
        let Some((first, second)) = two_numbers(value.trim().as_bytes()) else { return };
        let slot = match (first > 12, second > 12) {
            (true, false) => &mut self.day_first,
            (false, true) => &mut self.month_first,
            (false, false) if first != second => &mut self.either,
            _ => return,
        };
        slot.get_or_insert_with(|| Written::new(line, value));
    }

    /// What follows. Dates in both orders contradict each other, for either may be a slip of the other.
    pub fn verdict(&self) -> Verdict<DayOrder> {
        match (&self.day_first, &self.month_first, &self.either) {
            (Some(_), Some(_), _) => Verdict::Contradictory,
            (Some(_), None, _) => Verdict::Is(DayOrder::DayFirst),
            (None, Some(_), _) => Verdict::Is(DayOrder::MonthFirst),
            (None, None, Some(_)) => Verdict::Open,
            (None, None, None) => Verdict::Unneeded,
        }
    }
}

/// The first two numbers of a date of the form `1/2/2024` or `01-02-2024`. Dates with dots are always day first.
fn two_numbers(text: &[u8]) -> Option<(u8, u8)> {
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
    fn a_number_above_twelve_decides_and_both_orders_contradict() {
        use DayOrder::{DayFirst, MonthFirst};
        for (values, expected) in [
            (&["2024-01-02", "x", ""] as &[&str], Verdict::Unneeded),
            (&["01/02/2024", "13/02/2024"], Verdict::Is(DayFirst)),
            (&["1/2/2024 8:26", "12/31/2024 8:26"], Verdict::Is(MonthFirst)),
            (&["01/02/2024", "03/04/2024"], Verdict::Open),
            (&["13/02/2024", "02/13/2024"], Verdict::Contradictory),
            (&["01.02.2024", "05/05/2024", "13/14/2024"], Verdict::Unneeded),
        ] {
            let mut evidence = DayEvidence::default();
            (1..).zip(values).for_each(|(line, value)| evidence.note(line, value));
            assert_eq!(evidence.verdict(), expected, "{values:?}");
        }
    }
}
