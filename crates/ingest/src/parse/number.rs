//! Decimal numbers, exactly: text to an integer of ten-thousandths, without floating point in between.
//!
//! More decimals than the scale holds are rounded half to even. `1,234,567`, `1,234.56`, `1.234,56` and `12,5` can each
//! mean one number only; what `1.234` and `1,234` mean is decided by the sign that stands before decimals in their column.
//! Without one a point stands before decimals, and `1,234` is no number.

use std::borrow::Cow;

use model::DecimalSign;

/// Why a text gives no number of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    NotANumber,
    OutOfRange,
    /// A number that wears the code of no currency.
    Currency,
}

/// The number in units of `10^-scale`; `sign` is what stands before the decimals of a number that leaves it open.
pub fn decimal(text: &str, scale: i32, sign: Option<DecimalSign>) -> Result<i128, NumberFault> {
    let (text, negative) = unsign(text).ok_or(NumberFault::NotANumber)?;
    let text = unseparated(text, sign).ok_or(NumberFault::NotANumber)?;
    let magnitude = read(text.as_bytes(), scale)?;
    Ok(if negative { -magnitude } else { magnitude })
}

/// How many decimals a number is written with at most, for knowing whether it is worth a second look.
pub fn decimals(text: &str) -> usize {
    if text.contains(['e', 'E']) {
        return text.len();
    }
    text.rfind(['.', ',']).map_or(0, |point| text[point + 1..].bytes().filter(u8::is_ascii_digit).count())
}

/// Takes off a sign, or the parentheses that accountants write for one.
fn unsign(text: &str) -> Option<(&str, bool)> {
    if let Some(inner) = text.strip_prefix('(') {
        return Some((inner.strip_suffix(')')?.trim(), true));
    }
    for (sign, negative) in [("-", true), ("\u{2212}", true), ("+", false)] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Some((rest.trim_start(), negative));
        }
    }
    match text.strip_suffix('-') {
        Some(rest) => Some((rest, true)),
        None => Some((text, false)),
    }
}

/// The text with a point for decimals and nothing between thousands; none if it could mean two numbers, or none.
fn unseparated(text: &str, sign: Option<DecimalSign>) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| matches!(byte, b',' | b' ' | b'\'' | 0x80..)) && text.matches('.').count() <= 1 {
        let thousands = sign == Some(DecimalSign::Comma) && text.contains('.') && is_grouped(text, '.');
        return Some(if thousands { Cow::Owned(text.replace('.', "")) } else { Cow::Borrowed(text) });
    }
    let text: String = text.chars().map(|c| if is_space(c) { ' ' } else { c }).collect();
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    let (thousands, decimal) = match (commas, points) {
        (0, 0) => (if text.contains('\'') { '\'' } else { ' ' }, '.'),
        (0, 1) | (1, 0) if text.contains([' ', '\'']) => {
            (if text.contains('\'') { '\'' } else { ' ' }, if points == 1 { '.' } else { ',' })
        }
        (0, _) => ('.', ','),
        (1, 0) if !is_grouped(&text, ',') || sign == Some(DecimalSign::Comma) => ('.', ','),
        (1, 0) if sign.is_none() => return None,
        (1, 0) => (',', '.'),
        (_, 0) => (',', '.'),
        _ if text.rfind(',') > text.rfind('.') => ('.', ','),
        _ => (',', '.'),
    };
    let (whole, fraction) = match text.rsplit_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    if whole.contains(thousands) && !is_grouped(whole, thousands) {
        return None;
    }
    let mut plain: String = whole.chars().filter(|c| *c != thousands).collect();
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(Cow::Owned(plain))
}

/// Whether the separator stands where thousands are cut: one to three digits not led by zero, then threes.
pub fn is_grouped(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit() || char::from(byte) == separator)
        && groups.all(|group| group.len() == 3)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Digits with at most one point, and an exponent if there is one.
fn read(text: &[u8], scale: i32) -> Result<i128, NumberFault> {
    let (digits, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], exponent(&text[at + 1..])?),
        None => (text, 0),
    };
    let mut value: i128 = 0;
    let mut places = 0i32;
    let mut point = false;
    let mut some = false;
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                some = true;
                if point {
                    places += 1;
                }
                // Trailing zeros of an outsized fraction are still digits; 38 of them is more than any column holds.
                value = value
                    .checked_mul(10)
                    .and_then(|value| value.checked_add(i128::from(byte - b'0')))
                    .ok_or(NumberFault::OutOfRange)?;
            }
            b'.' if !point => point = true,
            _ => return Err(NumberFault::NotANumber),
        }
    }
    if !some {
        return Err(NumberFault::NotANumber);
    }
    shift(value, scale - places + exponent)
}

fn exponent(text: &[u8]) -> Result<i32, NumberFault> {
    let value: i32 = std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.strip_prefix('+').unwrap_or(text).parse().ok())
        .ok_or(NumberFault::NotANumber)?;
    if (-400..=400).contains(&value) { Ok(value) } else { Err(NumberFault::OutOfRange) }
}

/// `value * 10^by`, rounded half to even.
fn shift(value: i128, by: i32) -> Result<i128, NumberFault> {
    if value == 0 {
        return Ok(0);
    }
    if by >= 0 {
        let power = 10i128.checked_pow(by.unsigned_abs()).ok_or(NumberFault::OutOfRange)?;
        return value.checked_mul(power).ok_or(NumberFault::OutOfRange);
    }
    let Some(power) = 10i128.checked_pow(by.unsigned_abs()) else { return Ok(0) };
    let (whole, rest) = (value / power, value % power);
    let half = rest.cmp(&(power / 2));
    let up = half.is_gt() || (half.is_eq() && whole % 2 == 1);
    Ok(whole + i128::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        for (text, expected) in [
            ("0", Ok(0)),
            ("11.77", Ok(117_700)),
            (".5", Ok(5_000)),
            ("5.", Ok(50_000)),
            ("-12.34", Ok(-123_400)),
            ("+1", Ok(10_000)),
            ("(12.50)", Ok(-125_000)),
            ("12.50-", Ok(-125_000)),
            ("1,234.56", Ok(12_345_600)),
            ("1.234,56", Ok(12_345_600)),
            ("1,234,567", Ok(12_345_670_000)),
            ("1.234.567", Ok(12_345_670_000)),
            ("12,5", Ok(125_000)),
            ("0,123", Ok(1_230)),
            ("1\u{a0}234,5", Ok(12_345_000)),
            ("1'234.5", Ok(12_345_000)),
            ("1 234 567", Ok(12_345_670_000)),
            ("1e3", Ok(10_000_000)),
            ("1.5E-2", Ok(150)),
            ("0.00005", Ok(0)),
            ("0.00015", Ok(2)),
            ("0.000150001", Ok(2)),
            ("0.00025", Ok(2)),
            ("99999999999999.9999", Ok(999_999_999_999_999_999)),
            ("1,234", Err(NumberFault::NotANumber)),
            ("1,23,456", Err(NumberFault::NotANumber)),
            ("1.2.3", Err(NumberFault::NotANumber)),
            ("", Err(NumberFault::NotANumber)),
            ("-", Err(NumberFault::NotANumber)),
            ("abc", Err(NumberFault::NotANumber)),
            ("NaN", Err(NumberFault::NotANumber)),
            ("1e999", Err(NumberFault::OutOfRange)),
            ("99999999999999999999999999999999999999999", Err(NumberFault::OutOfRange)),
        ] {
            assert_eq!(decimal(text, 4, None), expected, "{text}");
        }
    }

    #[test]
    fn the_sign_before_decimals_decides_what_is_open_and_nothing_else() {
        use DecimalSign::{Comma, Point};
        for (text, sign, expected) in [
            ("1.234", None, Ok(12_340)),
            ("1.234", Some(Point), Ok(12_340)),
            ("1.234", Some(Comma), Ok(12_340_000)),
            ("-1,234", Some(Point), Ok(-12_340_000)),
            ("1,234", Some(Comma), Ok(12_340)),
            ("12,5", Some(Point), Ok(125_000)),
            ("12.5", Some(Comma), Ok(125_000)),
            ("1,234.5", Some(Comma), Ok(12_345_000)),
            ("0.125", Some(Comma), Ok(1_250)),
        ] {
            assert_eq!(decimal(text, 4, sign), expected, "{text}");
        }
    }
}
