//! JSON in a column of its own.

use serde::de::IgnoredAny;

/// The text if it is JSON; else the words between commas, semicolons or bars, as a JSON array.
pub fn json(text: &str) -> String {
    let looks = text.starts_with(['[', '{', '"']);
    if looks && serde_json::from_str::<IgnoredAny>(text).is_ok() {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split([',', ';', '|']).map(str::trim).filter(|word| !word.is_empty()).collect();
    serde_json::Value::from(words).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_words_become_arrays() {
        for (text, expected) in
            [("[\"sso\"]", "[\"sso\"]"), ("sso; audit", "[\"sso\",\"audit\"]"), ("sso", "[\"sso\"]"), ("[", "[\"[\"]")]
        {
            assert_eq!(json(text), expected, "{text}");
        }
    }
}
