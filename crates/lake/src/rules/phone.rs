//! Telephone numbers as they are compared: digits with the country's code, without the plus sign.
//!
//! A number whose country nobody can tell is not compared: two people in two countries may have the same local number.

use super::calling_codes;

/// Digits of an international number, country code included, fewest and most. Source: ITU-T E.164 (2010), 6.2.1.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A number as it is compared; none for a text that is none, has an extension, or does not tell its country.
pub(super) fn normal(text: &str, country: Option<&str>) -> Option<String> {
    let text = text.trim();
    let text = text.get(..4).filter(|start| start.eq_ignore_ascii_case("tel:")).map_or(text, |_| &text[4..]);
    let strange =
        |c: char| !c.is_ascii_digit() && !c.is_whitespace() && !matches!(c, '+' | '-' | '–' | '.' | '/' | '(' | ')');
    if text.contains(strange) || text.matches('+').count() > 1 {
        return None;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let plus = text.find('+');
    let plain = digits(text);
    let number = if let Some(at) = plus {
        if text[..at].chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        digits(&text.replacen("(0)", "", 1))
    } else if let Some(rest) = plain.strip_prefix("00") {
        rest.to_owned()
    } else {
        national(&plain, country?)?
    };
    let same = number.chars().skip(1).all(|c| number.starts_with(c));
    (DIGITS.contains(&number.len()) && !number.starts_with('0') && !same && !is_filler(&number)).then_some(number)
}

fn national(digits: &str, country: &str) -> Option<String> {
    let numbering = calling_codes::of(country)?;
    let (least, most) = numbering.digits;
    let bare = digits.strip_prefix(numbering.trunk).filter(|bare| bare.len() >= least);
    // Without the trunk prefix it may be a local number, unless it is as long as national ones get.
    let bare = bare.or_else(|| (digits.len() == most).then_some(digits))?;
    ((least..=most).contains(&bare.len())).then(|| format!("{}{bare}", numbering.code))
}

/// Whether the last seven digits are one digit over and over, or count up: nobody's number.
fn is_filler(number: &str) -> bool {
    let tail = &number.as_bytes()[number.len().saturating_sub(7)..];
    let steps = |step: i16| tail.windows(2).all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == step);
    steps(0) || steps(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_their_countrys_code() {
        for (text, country, expected) in [
            ("+49 30 901820-0", None, Some("49309018200")),
            ("0049 (30) 901820 0", None, Some("49309018200")),
            ("030 / 90 18 20 0", Some("DE"), Some("49309018200")),
            ("030 9018200", None, None),
            ("tel:+44-20-7946-0958", None, Some("442079460958")),
            ("+44 (0)20 7946 0958", None, Some("442079460958")),
            ("020 7946 0958", Some("United Kingdom"), Some("442079460958")),
            ("(212) 555-0143", Some("us"), Some("12125550143")),
            ("1-212-555-0143", Some("US"), Some("12125550143")),
            ("212 555 014", Some("US"), None),
            ("138 1234 5670", Some("中国"), Some("8613812345670")),
            ("06 1234 9876", Some("Italy"), Some("390612349876")),
            ("020 7946 0958", Some("Atlantis"), None),
            ("+49 30 901820 ext. 5", None, None),
            ("+1 000 000 0000", None, None),
            ("+49 30 1234567", None, None),
            ("0000000000", Some("DE"), None),
            ("+1 2", None, None),
            ("+12345678901234567", None, None),
            ("12+345678901", None, None),
            ("n/a", Some("DE"), None),
            ("", Some("DE"), None),
        ] {
            assert_eq!(normal(text, country).as_deref(), expected, "{text} {country:?}");
        }
    }
}
