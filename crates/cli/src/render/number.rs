//! Numbers as a person reads them: shares as per cent, thousands grouped, durations in the two largest units.
//!
//! Machines get the exact figure from the JSON, CSV and Parquet renderings; nothing here is read back.

use model::{Language, Message, Money};

/// A share of 0 to 1 as per cent with one decimal: `0.7532` is `75.3%`.
pub fn share(share: f64) -> String {
    format!("{}%", decimals(share * 100.0, 1))
}

/// A whole number with its thousands grouped.
pub fn count(count: i64) -> String {
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&count.unsigned_abs().to_string()))
}

/// A number with as many decimals as matter at its size, at most four.
pub fn number(number: f64) -> String {
    let magnitude = number.abs();
    let places = match magnitude {
        m if m >= 1000.0 => 0,
        m if m >= 100.0 => 1,
        m if m >= 1.0 => 2,
        _ => 4,
    };
    let text = decimals(number, places);
    match text.split_once('.') {
        Some((whole, part)) => {
            let part = part.trim_end_matches('0');
            if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
        }
        None => text,
    }
}

/// An amount rounded half away from zero to hundredths, with its currency: `1,234.50 USD`.
pub fn money(money: Money) -> String {
    let hundredths = (money.ten_thousandths.unsigned_abs() + 50) / 100;
    let sign = if money.ten_thousandths < 0 && hundredths > 0 { "-" } else { "" };
    format!("{sign}{}.{:02} {}", grouped(&(hundredths / 100).to_string()), hundredths % 100, money.currency)
}

/// Milliseconds in the two largest units that are not zero: `2 d 4 h`, `45 s`, `320 ms`.
pub fn duration(ms: i64, language: Language) -> String {
    let units = [
        ("cli.unit.days", 86_400_000),
        ("cli.unit.hours", 3_600_000),
        ("cli.unit.minutes", 60_000),
        ("cli.unit.seconds", 1_000),
        ("cli.unit.milliseconds", 1),
    ];
    if ms == 0 {
        return Message::new("cli.unit.seconds").with("n", 0).say(language);
    }
    let magnitude = ms.unsigned_abs();
    let first = units.iter().position(|(_, size)| magnitude >= *size).unwrap_or(units.len() - 1);
    let mut rest = magnitude;
    let mut parts = Vec::new();
    for (index, (key, size)) in units.iter().enumerate().skip(first).take(2) {
        let amount = rest / size;
        rest %= size;
        // Beside seconds, milliseconds are noise; beside nothing, they are all there is.
        let noise = index > first && (amount == 0 || *size == 1);
        if !noise {
            parts.push(Message::new(*key).with("n", count(i64::try_from(amount).unwrap_or(i64::MAX))).say(language));
        }
    }
    let sign = if ms < 0 { "-" } else { "" };
    format!("{sign}{}", parts.join(" "))
}

/// A number with exactly this many decimals, grouped; a negative number that rounds to zero is zero.
pub fn decimals(number: f64, places: usize) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let text = format!("{:.*}", places, number.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let negative = number < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let sign = if negative { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{part}", grouped(whole))
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_per_cent() {
        for (value, text) in [(0.75, "75.0%"), (1.0, "100.0%"), (0.0, "0.0%"), (-0.0001, "0.0%"), (12.5, "1,250.0%")] {
            assert_eq!(share(value), text);
        }
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(count(-1_234_567), "-1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(count(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn numbers_keep_the_decimals_that_matter() {
        for (value, text) in
            [(12_345.678, "12,346"), (4.12345, "4.12"), (0.01234, "0.0123"), (2.0, "2"), (-0.00001, "0")]
        {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn money_is_rounded_to_hundredths() {
        let currency = "USD".parse().unwrap();
        for (ten_thousandths, text) in
            [(12_345_000, "1,234.50 USD"), (-5, "0.00 USD"), (-50, "-0.01 USD"), (49, "0.00 USD"), (50, "0.01 USD")]
        {
            assert_eq!(money(Money { ten_thousandths, currency }), text);
        }
    }

    #[test]
    fn durations_show_their_two_largest_units() {
        let english = Language::English;
        for (ms, text) in [
            (187_200_000, "2 d 4 h"),
            (45_320, "45 s"),
            (320, "320 ms"),
            (0, "0 s"),
            (3_600_000, "1 h"),
            (-61_000, "-1 min 1 s"),
        ] {
            assert_eq!(duration(ms, english), text);
        }
    }
}
