//! Scalars that mean something: numbers, counts of days, booleans, times.

use super::Reader;
use crate::error::{Problem, Wanted};
use crate::formula::Count;
use crate::metric::ParamValue;
use crate::yaml::{Style, Value, Yaml};

impl Reader {
    /// A decimal number as its digits: `0.75`, `-3`, `"12.00"`.
    pub(crate) fn number(&mut self, yaml: &Yaml) -> Option<String> {
        let text = self.text(yaml)?;
        if is_number(text) {
            return Some(text.to_owned());
        }
        self.wanted(yaml, text, Wanted::Number)
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&mut self, yaml: &Yaml, low: i64, high: i64, wanted: Wanted) -> Option<i64> {
        let text = self.text(yaml)?;
        match text.parse::<i64>() {
            Ok(number) if (low..=high).contains(&number) => Some(number),
            _ => self.wanted(yaml, text, wanted),
        }
    }

    /// A decimal number from 0 to 1.
    pub(crate) fn share(&mut self, yaml: &Yaml) -> Option<String> {
        let digits = self.number(yaml)?;
        match digits.parse::<f64>() {
            Ok(share) if (0.0..=1.0).contains(&share) => Some(digits),
            _ => self.wanted(yaml, &digits, Wanted::Share),
        }
    }

    /// A decimal number above zero.
    pub(crate) fn positive(&mut self, yaml: &Yaml) -> Option<String> {
        let digits = self.number(yaml)?;
        match digits.parse::<f64>() {
            Ok(number) if number > 0.0 => Some(digits),
            _ => self.wanted(yaml, &digits, Wanted::Number),
        }
    }

    pub(crate) fn boolean(&mut self, yaml: &Yaml) -> Option<bool> {
        let text = self.text(yaml)?;
        match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => self.wanted(yaml, text, Wanted::Boolean),
        }
    }

    /// `30 days`, `$window_days days`; the word may be left out.
    pub(crate) fn days(&mut self, yaml: &Yaml) -> Option<Count> {
        let text = self.text(yaml)?;
        let mut words = text.split_whitespace();
        let count = words.next().and_then(count);
        let unit = words.next();
        match count {
            Some(count) if matches!(unit, None | Some("day" | "days")) && words.next().is_none() => Some(count),
            _ => self.wanted(yaml, text, Wanted::Duration),
        }
    }

    /// The value of a parameter: a plain number, or text.
    pub(crate) fn param_value(&mut self, yaml: &Yaml) -> Option<ParamValue> {
        let text = self.text(yaml)?.to_owned();
        let plain = matches!(yaml.value, Value::Scalar { style: Style::Plain, .. });
        Some(if plain && is_number(&text) { ParamValue::Number(text) } else { ParamValue::Text(text) })
    }

    /// A key that names something: lower case letters, digits and underscores, a letter first.
    pub(crate) fn named(&mut self, yaml: &Yaml) -> Option<String> {
        let word = self.text(yaml)?.to_owned();
        if is_name(&word) { Some(word) } else { self.wanted(yaml, &word, Wanted::Name) }
    }

    /// A list of texts, or one text.
    pub(crate) fn texts(&mut self, yaml: &Yaml) -> Vec<String> {
        match &yaml.value {
            Value::List(items) => items.iter().filter_map(|item| self.text(item).map(str::to_owned)).collect(),
            _ => self.text(yaml).map(str::to_owned).into_iter().collect(),
        }
    }

    /// Says what a value should have been.
    pub(crate) fn wanted<T>(&mut self, yaml: &Yaml, value: &str, expected: Wanted) -> Option<T> {
        self.report(Problem::Value { value: value.to_owned(), expected }, yaml.span);
        None
    }
}

/// A number of days: digits, or `$param`.
pub(crate) fn count(word: &str) -> Option<Count> {
    if let Some(name) = word.strip_prefix('$') {
        return is_name(name).then(|| Count::Param(name.to_owned()));
    }
    word.parse::<i64>().ok().filter(|days| (0..=36_600).contains(days)).map(Count::Literal)
}

/// Whether a word can name something: lower case letters, digits and underscores, a letter first.
pub(crate) fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}
