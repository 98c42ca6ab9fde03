//! Amounts of money: numbers that may wear a currency's sign or code.

use super::number::{NumberFault, decimal};

const SIGNS: [char; 10] = ['$', '€', '£', '¥', '₹', '₩', '₽', '₺', '₪', '฿'];

/// The amount in units of `10^-scale`. `$1,234.50`, `-€5`, `€ -5`, `(£12.50)`, `12.50 EUR` are read.
pub fn money(text: &str, scale: i32) -> Result<i128, NumberFault> {
    match decimal(text, scale) {
        Err(NumberFault::NotANumber) => {}
        read => return read,
    }
    let Some(bare) = undressed(text) else { return Err(NumberFault::NotANumber) };
    decimal(&bare, scale)
}

fn undressed(text: &str) -> Option<String> {
    let signs = text.chars().filter(|c| SIGNS.contains(c)).count();
    if signs == 1 {
        let bare: String = text.chars().filter(|c| !SIGNS.contains(c)).collect();
        let bare = bare.trim();
        // `- 5` is what is left of `-€ 5`.
        return Some(bare.strip_prefix("- ").map_or_else(|| bare.to_owned(), |rest| format!("-{}", rest.trim())));
    }
    let is_code = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    match text.split_once(' ') {
        Some((code, amount)) if signs == 0 && is_code(code) => Some(amount.trim().to_owned()),
        _ => match text.rsplit_once(' ') {
            Some((amount, code)) if signs == 0 && is_code(code) => Some(amount.trim().to_owned()),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_any_dress() {
        for (text, expected) in [
            ("11.77", Ok(117_700)),
            ("$1,234.50", Ok(12_345_000)),
            ("1.234,50 €", Ok(12_345_000)),
            ("-€5", Ok(-50_000)),
            ("-€ 5", Ok(-50_000)),
            ("€ -5", Ok(-50_000)),
            ("(£12.50)", Ok(-125_000)),
            ("12.50 EUR", Ok(125_000)),
            ("USD 3", Ok(30_000)),
            ("$", Err(NumberFault::NotANumber)),
            ("$$5", Err(NumberFault::NotANumber)),
            ("five", Err(NumberFault::NotANumber)),
            ("12 apples", Err(NumberFault::NotANumber)),
        ] {
            assert_eq!(money(text, 4), expected, "{text}");
        }
    }
}
