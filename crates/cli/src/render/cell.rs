//! One value of a report, and how it is shown to a person, to a program and to a spreadsheet.

use jiff::Timestamp;
use jiff::civil::Date;
use model::{Language, Message, Micros, Money, printable};
use serde_json::{Value, json};

use super::number;

/// A value with its unit, so that every rendering can do it justice.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// There is no value.
    Null,
    Text(String),
    Flag(bool),
    Count(i64),
    /// A number as SQL gave it, digit for digit.
    Digits(String),
    /// A plain number: a ratio, points, months.
    Number(f64),
    /// A score or span, shown with one decimal.
    Tenths(f64),
    /// 0 to 1, shown as per cent.
    Share(f64),
    /// One share less another, shown in percentage points.
    SharePoints(f64),
    Money(Money),
    Instant(Micros),
    Day(Date),
    /// Milliseconds.
    Duration(i64),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A count that is never negative.
    pub fn count(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    pub fn instant(at: Option<Micros>) -> Self {
        at.map_or(Self::Null, Self::Instant)
    }

    pub fn is_number(&self) -> bool {
        !matches!(self, Self::Null | Self::Text(_) | Self::Flag(_) | Self::Instant(_) | Self::Day(_))
    }

    /// The value for a person.
    pub fn human(&self, language: Language) -> String {
        match self {
            Self::Null => Message::new("cli.word.none").say(language),
            Self::Text(text) => printable(text).into_owned(),
            Self::Flag(true) => Message::new("cli.word.yes").say(language),
            Self::Flag(false) => Message::new("cli.word.no").say(language),
            Self::Count(count) => number::count(*count),
            Self::Digits(digits) => digits.clone(),
            Self::Number(value) => number::number(*value),
            Self::Tenths(value) => number::decimals(*value, 1),
            Self::Share(share) => number::share(*share),
            Self::SharePoints(points) => {
                Message::new("cli.unit.points").with("n", number::decimals(points * 100.0, 2)).say(language)
            }
            Self::Money(money) => number::money(*money),
            Self::Instant(at) => instant(*at).replace('T', " ").replace('Z', " UTC"),
            Self::Day(day) => day.to_string(),
            Self::Duration(ms) => number::duration(*ms, language),
        }
    }

    /// The value for a program: exact, units as in the answer.
    pub fn json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) | Self::Digits(text) => json!(text),
            Self::Flag(flag) => json!(flag),
            Self::Count(count) => json!(count),
            Self::Number(value) | Self::Tenths(value) | Self::Share(value) | Self::SharePoints(value) => json!(value),
            Self::Money(money) => json!({ "amount": money.amount(), "currency": money.currency.as_str() }),
            Self::Instant(at) => json!(instant(*at)),
            Self::Day(day) => json!(day.to_string()),
            Self::Duration(ms) => json!(ms),
        }
    }

    /// The value as a field of a CSV file, exact; money without its currency, which has a column of its own.
    ///
    /// Text that a spreadsheet would run is neutralised; numbers, which it only reads, are not touched.
    pub fn field(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => neutralised(text),
            Self::Digits(digits) => digits.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Number(value) | Self::Tenths(value) | Self::Share(value) | Self::SharePoints(value) => {
                value.to_string()
            }
            Self::Money(money) => money.amount(),
            Self::Instant(at) => instant(*at),
            Self::Day(day) => day.to_string(),
            Self::Duration(ms) => ms.to_string(),
        }
    }
}

/// An instant in RFC 3339, UTC. One outside the years tenure knows is given as its microseconds.
pub fn instant(at: Micros) -> String {
    Timestamp::from_microsecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

/// The text as a spreadsheet does not run it.
pub fn neutralised(text: &str) -> String {
    ingest::correct::guarded(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_a_spreadsheet_would_run_are_neutralised() {
        for text in ["=1+1", "+1x", "-cmd", "@sum", "\tx", "\rx", "\nx", "＝1"] {
            assert_eq!(Cell::text(text).field(), format!("'{text}"));
        }
        assert_eq!(Cell::text("a=b").field(), "a=b");
        assert_eq!(Cell::Number(-1.5).field(), "-1.5");
    }

    #[test]
    fn money_is_exact_for_programs_and_rounded_for_people() {
        let money = Cell::Money(Money { ten_thousandths: 123_456, currency: "USD".parse().unwrap() });
        assert_eq!(money.json(), json!({ "amount": "12.3456", "currency": "USD" }));
        assert_eq!(money.field(), "12.3456");
        assert_eq!(money.human(Language::English), "12.35 USD");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(Cell::text("a\u{1b}[31mb").human(Language::English), "a\\u{1b}[31mb");
    }

    #[test]
    fn numbers_that_are_none_are_null() {
        assert_eq!(Cell::Number(f64::NAN).json(), Value::Null);
    }
}
