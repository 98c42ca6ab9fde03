//! What a cell holds, as text that the rest of the crate reads: numbers without the noise of floating point, days and times
//! in ISO 8601, spans of time as hours, minutes and seconds, errors as a spreadsheet shows them.

use calamine::{Data, ExcelDateTime};

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub kind: CellKind,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    Text,
    Number,
    Boolean,
    /// A day, a time or a span of time.
    Time,
}

impl Value {
    /// The value of a cell, none for an empty one. `zeros` is how many digits the cell's format shows at least.
    pub fn of(data: Data, zeros: Option<usize>) -> Option<Self> {
        let (text, kind) = match data {
            Data::Empty => return None,
            Data::String(text) if text.is_empty() => return None,
            Data::String(text) => (text, CellKind::Text),
            Data::Int(number) => (number.to_string(), CellKind::Number),
            Data::Float(number) if !number.is_finite() => return None,
            Data::Float(number) => (decimal(number), CellKind::Number),
            Data::Bool(flag) => (flag.to_string(), CellKind::Boolean),
            Data::DateTime(time) => (moment(&time), CellKind::Time),
            Data::DateTimeIso(text) => (text, CellKind::Time),
            Data::DurationIso(text) => (text, CellKind::Time),
            Data::Error(error) => (error.to_string(), CellKind::Text),
        };
        match zeros.filter(|digits| kind == CellKind::Number && text.len() < *digits && is_whole(&text)) {
            Some(digits) => Some(Self { text: format!("{text:0>digits$}"), kind: CellKind::Text }),
            None => Some(Self { text, kind }),
        }
    }

    /// Leaves the first bytes of the text, up to a whole letter.
    pub fn cut(&mut self, most: usize) {
        if self.text.len() > most {
            self.text.truncate(self.text.floor_char_boundary(most));
            self.text.shrink_to_fit();
        }
    }
}

/// How many digits a number format of nothing but zeros shows: `00000` is what keeps the zeros of a code.
pub fn zeros(format: &str) -> Option<usize> {
    (format.len() > 1 && format.bytes().all(|byte| byte == b'0')).then_some(format.len())
}

/// The number with the fifteen digits that a spreadsheet has, in plain writing.
fn decimal(number: f64) -> String {
    let fifteen: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Minus zero is zero.
    (fifteen + 0.0).to_string()
}

fn moment(time: &ExcelDateTime) -> String {
    const DAY_MS: f64 = 86_400_000.0;
    if time.is_duration() {
        return span((time.as_f64() * DAY_MS).round());
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    if (0.0..1.0).contains(&time.as_f64()) {
        return format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        return date;
    }
    format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}")
}

/// Milliseconds as hours, minutes and seconds.
#[expect(clippy::cast_possible_truncation, reason = "a span beyond all numbers is written as the greatest")]
fn span(ms: f64) -> String {
    let (sign, ms) = if ms < 0.0 { ("-", -ms as i64) } else { ("", ms as i64) };
    let (hours, minutes, seconds, milli) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

fn is_whole(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    #[test]
    fn cells_are_text_without_noise() {
        use ExcelDateTimeType::{DateTime, TimeDelta};
        let time = |value, kind, is_1904| Data::DateTime(ExcelDateTime::new(value, kind, is_1904));
        for (data, zeros, expected) in [
            (Data::Float(17.0), None, Some("17")),
            (Data::Float(0.1 + 0.2), None, Some("0.3")),
            (Data::Float(1234.5), None, Some("1234.5")),
            (Data::Float(-0.0), None, Some("0")),
            (Data::Float(1e15), None, Some("1000000000000000")),
            (Data::Float(1e-7), None, Some("0.0000001")),
            (Data::Float(f64::NAN), None, None),
            (Data::Float(17.0), Some(5), Some("00017")),
            (Data::Float(-17.0), Some(5), Some("-17")),
            (Data::Float(123_456.0), Some(5), Some("123456")),
            (Data::String("00017".to_owned()), None, Some("00017")),
            (Data::String(String::new()), None, None),
            (Data::Bool(true), None, Some("true")),
            (Data::Error(CellErrorType::Ref), None, Some("#REF!")),
            (Data::Empty, None, None),
            (time(45322.0, DateTime, false), None, Some("2024-01-31")),
            (time(45322.5, DateTime, false), None, Some("2024-01-31T12:00:00")),
            (time(43860.0, DateTime, true), None, Some("2024-01-31")),
            (time(0.25, DateTime, false), None, Some("06:00:00")),
            (time(3.75, TimeDelta, false), None, Some("90:00:00")),
            (time(1.5 / 86_400.0, TimeDelta, false), None, Some("00:00:01.500")),
        ] {
            let label = format!("{data:?}");
            assert_eq!(Value::of(data, zeros).map(|value| value.text).as_deref(), expected, "{label}");
        }
    }

    #[test]
    fn only_zeros_keep_zeros() {
        assert_eq!(["00000", "0", "0.00", "General", "0000-00"].map(zeros), [Some(5), None, None, None, None]);
    }
}
