//! One of a few words.

/// The word that a text means: in any case, with spaces or dashes for underscores, `canceled` with one l or two.
pub fn choice(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().copied().find(|word| is(text, word))
}

fn is(text: &str, word: &str) -> bool {
    let same = |text: &str, word: &str| {
        text.len() == word.len()
            && text
                .bytes()
                .zip(word.bytes())
                .all(|(a, b)| a.eq_ignore_ascii_case(&b) || (b == b'_' && matches!(a, b' ' | b'-')))
    };
    match word {
        "canceled" => same(text, word) || same(text, "cancelled"),
        "cancelled" => same(text, word) || same(text, "canceled"),
        _ => same(text, word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_dress() {
        let words = ["active", "past_due", "canceled"];
        for (text, expected) in [
            ("Active", Some("active")),
            ("Past-Due", Some("past_due")),
            ("past due", Some("past_due")),
            ("cancelled", Some("canceled")),
            ("ended", None),
            ("", None),
        ] {
            assert_eq!(choice(text, &words), expected, "{text}");
        }
    }
}
