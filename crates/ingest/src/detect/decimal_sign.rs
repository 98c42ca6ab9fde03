//! Whether a point or a comma stands before decimals: what the values of a column say together, for `1.000` alone may be one
//! or a thousand.

use model::DecimalSign;

use super::{Verdict, Written};
use crate::parse::is_grouped;

/// What the values of one column say about the sign before their decimals.
#[derive(Clone, Debug, Default)]
pub struct SignEvidence {
    /// The first value that can only have a point, or a comma, before its decimals.
    pub point: Option<Written>,
    pub comma: Option<Written>,
    /// The first value that may have decimals or thousands behind its point, or behind its comma.
    pub open_point: Option<Written>,
    pub open_comma: Option<Written>,
    /// How many values have a comma before their decimals, and how many leave open what their point is.
    pub commas: u64,
    pub open_points: u64,
}

impl SignEvidence {
    /// Looks at a value, whatever it wears besides its digits.
    pub fn note(&mut self, line: u64, value: &str) {
        let slot = match says(value) {
            Some(Says::Is(DecimalSign::Point)) => &mut self.point,
            Some(Says::Is(DecimalSign::Comma)) => {
                self.commas += 1;
                &mut self.comma
            }
            Some(Says::Open('.')) => {
                self.open_points += 1;
                &mut self.open_point
            }
            Some(Says::Open(_)) => &mut self.open_comma,
            None => return,
        };
        slot.get_or_insert_with(|| Written::new(line, value));
    }

    /// A value that can be read in two ways.
    pub fn open(&self) -> Option<&Written> {
        self.open_comma.as_ref().or(self.open_point.as_ref())
    }

    /// What follows. Both signs contradict each other only where some value depends on which it is: all others are read
    /// by their own form.
    pub fn verdict(&self) -> Verdict<DecimalSign> {
        match (&self.point, &self.comma, self.open()) {
            (_, _, None) => Verdict::Unneeded,
            (Some(_), Some(_), Some(_)) => Verdict::Contradictory,
            (Some(_), None, Some(_)) => Verdict::Is(DecimalSign::Point),
            (None, Some(_), Some(_)) => Verdict::Is(DecimalSign::Comma),
            (None, None, Some(_)) => Verdict::Open,
        }
    }
}

/// What one value says.
#[derive(Debug, PartialEq, Eq)]
enum Says {
    Is(DecimalSign),
    /// This sign stands where both decimals and thousands could follow.
    Open(char),
}

/// Whether a number can be read in two ways.
pub fn is_open(value: &str) -> bool {
    matches!(says(value), Some(Says::Open(_)))
}

fn says(value: &str) -> Option<Says> {
    if !value.contains(['.', ',']) {
        return None;
    }
    let is_part = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',');
    let number = value.trim_matches(|sign| !is_part(sign));
    let plain = number.chars().all(|sign| is_part(sign) || sign.is_whitespace() || sign == '\'');
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    match (points, commas) {
        // A sign behind the last digit says nothing.
        _ if !plain || number.ends_with(['.', ',']) => None,
        (1, 0) if is_grouped(number, '.') => Some(Says::Open('.')),
        (0, 1) if is_grouped(number, ',') => Some(Says::Open(',')),
        (1, 0) => Some(Says::Is(DecimalSign::Point)),
        (0, 1) => Some(Says::Is(DecimalSign::Comma)),
        (0, _) => is_grouped(number, ',').then_some(Says::Is(DecimalSign::Point)),
        (_, 0) => is_grouped(number, '.').then_some(Says::Is(DecimalSign::Comma)),
        _ if number.rfind(',') > number.rfind('.') => Some(Says::Is(DecimalSign::Comma)),
        _ => Some(Says::Is(DecimalSign::Point)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_say_what_they_can() {
        for (value, expected) in [
            ("1000", None),
            ("1.000", Some(Says::Open('.'))),
            ("12,500 EUR", Some(Says::Open(','))),
            ("(€1.000)", Some(Says::Open('.'))),
            ("0.125", Some(Says::Is(DecimalSign::Point))),
            ("1000.125", Some(Says::Is(DecimalSign::Point))),
            ("1 000.125", Some(Says::Is(DecimalSign::Point))),
            ("12,5", Some(Says::Is(DecimalSign::Comma))),
            ("1.234,50", Some(Says::Is(DecimalSign::Comma))),
            ("1,234.50", Some(Says::Is(DecimalSign::Point))),
            ("1.234.567", Some(Says::Is(DecimalSign::Comma))),
            ("1,234,567", Some(Says::Is(DecimalSign::Point))),
            ("1.2.3", None),
            ("1.5e3", None),
            ("No. 7, please", None),
        ] {
            assert_eq!(says(value), expected, "{value}");
        }
    }

    #[test]
    fn a_column_is_judged_by_all_of_its_values() {
        for (values, expected) in [
            (&["5", "12.50", "12,5"] as &[&str], Verdict::Unneeded),
            (&["1.000", "1.234,50"], Verdict::Is(DecimalSign::Comma)),
            (&["0.5", "1,000"], Verdict::Is(DecimalSign::Point)),
            (&["1.000", "2"], Verdict::Open),
            (&["1.000", "0.5", "0,5"], Verdict::Contradictory),
        ] {
            let mut evidence = SignEvidence::default();
            (1..).zip(values).for_each(|(line, value)| evidence.note(line, value));
            assert_eq!(evidence.verdict(), expected, "{values:?}");
        }
    }
}
