//! Amounts of money: numbers that may wear a currency's sign or code.

use model::{Currency, DecimalSign};

use super::number::{NumberFault, decimal};

/// Signs of currencies and the codes they stand for.
///
/// Source: Unicode CLDR 46, currency symbols of the languages that use them; the yuan also by its words.
const SIGNS: [(&str, &[&str]); 32] = [
    ("$", DOLLARS),
    ("¥", YUAN_OR_YEN),
    ("￥", YUAN_OR_YEN),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("₹", &["INR"]),
    ("₩", &["KRW"]),
    ("₽", &["RUB"]),
    ("₺", &["TRY"]),
    ("₪", &["ILS"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("₴", &["UAH"]),
    ("₦", &["NGN"]),
    ("₱", &["PHP"]),
    ("zł", &["PLN"]),
    ("US$", &["USD"]),
    ("A$", &["AUD"]),
    ("AU$", &["AUD"]),
    ("C$", &["CAD"]),
    ("CA$", &["CAD"]),
    ("HK$", &["HKD"]),
    ("MX$", &["MXN"]),
    ("NT$", &["TWD"]),
    ("NZ$", &["NZD"]),
    ("R$", &["BRL"]),
    ("S$", &["SGD"]),
    ("CN¥", &["CNY"]),
    ("JP¥", &["JPY"]),
    ("RMB", &["CNY"]),
    ("元", &["CNY"]),
    ("人民币", &["CNY"]),
];

/// Currencies that are written with a dollar sign alone where they are at home.
const DOLLARS: &[&str] = &[
    "USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "BBD", "BMD", "BND",
    "BSD", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD",
];
const YUAN_OR_YEN: &[&str] = &["CNY", "JPY"];

/// The currency that an amount wears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worn {
    Is(Currency),
    /// One of several that share a sign.
    OneOf(&'static [&'static str]),
}

impl Worn {
    /// Whether it can be this currency.
    pub fn fits(self, currency: Currency) -> bool {
        match self {
            Self::Is(own) => own == currency,
            Self::OneOf(codes) => codes.contains(&currency.as_str()),
        }
    }
}

/// The amount in units of `10^-scale`, and what it wears. `$1,234.50`, `-€5`, `€ -5`, `(£12.50)`, `12.50 EUR`, `$5 CAD` are read.
pub fn money(text: &str, scale: i32, sign: Option<DecimalSign>) -> Result<(i128, Option<Worn>), NumberFault> {
    match decimal(text, scale, sign) {
        Err(NumberFault::NotANumber) => {}
        read => return Ok((read?, None)),
    }
    let (bare, worn) = undressed(text)?;
    Ok((decimal(&bare, scale, sign)?, Some(worn)))
}

/// The number without what it wears before or behind its digits.
fn undressed(text: &str) -> Result<(String, Worn), NumberFault> {
    let is_digit = |sign: char| sign.is_ascii_digit();
    let first = text.find(is_digit).ok_or(NumberFault::NotANumber)?;
    let last = text.rfind(is_digit).ok_or(NumberFault::NotANumber)?;
    // `.5` begins with its point, and `5.` ends with one.
    let start = text[..first].strip_suffix(['.', ',']).map_or(first, str::len);
    let end = if text[last + 1..].starts_with(['.', ',']) { last + 2 } else { last + 1 };
    let is_own = |sign: char| matches!(sign, '-' | '\u{2212}' | '+' | '(' | ')');
    let part = |text: &str| -> (String, String) {
        text.chars().filter(|sign| !sign.is_whitespace()).partition(|sign| is_own(*sign))
    };
    let ((before, left), (behind, right)) = (part(&text[..start]), part(&text[end..]));
    let worn = match (left.as_str(), right.as_str()) {
        ("", mark) | (mark, "") => worn(mark)?,
        (left, right) => match (worn(left)?, worn(right)?) {
            (Worn::Is(own), other) | (other, Worn::Is(own)) if other.fits(own) => Worn::Is(own),
            _ => return Err(NumberFault::NotANumber),
        },
    };
    Ok((format!("{before}{}{behind}", &text[start..end]), worn))
}

fn worn(mark: &str) -> Result<Worn, NumberFault> {
    let known = SIGNS.iter().find(|(sign, _)| *sign == mark).map(|(_, codes)| *codes);
    let is_code = mark.len() == 3 && mark.bytes().all(|byte| byte.is_ascii_uppercase());
    match known {
        Some([code]) => code.parse().map(Worn::Is).map_err(|_| NumberFault::Currency),
        Some(codes) => Ok(Worn::OneOf(codes)),
        None if is_code => mark.parse().map(Worn::Is).map_err(|_| NumberFault::Currency),
        None => Err(NumberFault::NotANumber),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_any_dress() {
        for (text, expected) in [
            ("11.77", Ok((117_700, ""))),
            ("$1,234.50", Ok((12_345_000, "$"))),
            ("1.234,50 €", Ok((12_345_000, "EUR"))),
            ("-€5", Ok((-50_000, "EUR"))),
            ("-€ 5", Ok((-50_000, "EUR"))),
            ("€ -5", Ok((-50_000, "EUR"))),
            ("(£12.50)", Ok((-125_000, "GBP"))),
            ("12.50 EUR", Ok((125_000, "EUR"))),
            ("12.50EUR", Ok((125_000, "EUR"))),
            ("USD 3", Ok((30_000, "USD"))),
            ("$3 CAD", Ok((30_000, "CAD"))),
            ("US$.5", Ok((5_000, "USD"))),
            ("￥7", Ok((70_000, "¥"))),
            ("7元", Ok((70_000, "CNY"))),
            ("1 234,50 zł", Ok((12_345_000, "PLN"))),
            ("€3 CAD", Err(NumberFault::NotANumber)),
            ("3 ABC", Err(NumberFault::Currency)),
            ("$", Err(NumberFault::NotANumber)),
            ("$$5", Err(NumberFault::NotANumber)),
            ("five", Err(NumberFault::NotANumber)),
            ("12 apples", Err(NumberFault::NotANumber)),
            ("5 EUR 6", Err(NumberFault::NotANumber)),
        ] {
            let read = money(text, 4, None).map(|(amount, worn)| {
                let worn = match worn {
                    None => String::new(),
                    Some(Worn::Is(currency)) => currency.to_string(),
                    Some(Worn::OneOf(codes)) => if codes == DOLLARS { "$" } else { "¥" }.to_owned(),
                };
                (amount, worn)
            });
            assert_eq!(read, expected.map(|(amount, worn)| (amount, worn.to_owned())), "{text}");
        }
    }
}
