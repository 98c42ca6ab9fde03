//! True and false.

/// `true`, `t`, `yes`, `y`, `1`, `是` and their opposites, in any case.
pub fn boolean(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "t", "yes", "y", "1", "1.0", "是"]) {
        Some(true)
    } else if is(&["false", "f", "no", "n", "0", "0.0", "否"]) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_true_and_false() {
        for (text, expected) in [
            ("True", Some(true)),
            ("FALSE", Some(false)),
            ("yes", Some(true)),
            ("是", Some(true)),
            ("否", Some(false)),
            ("n", Some(false)),
            ("1", Some(true)),
            ("0", Some(false)),
            ("maybe", None),
            ("2", None),
        ] {
            assert_eq!(boolean(text), expected, "{text}");
        }
    }
}
