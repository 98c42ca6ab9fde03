//! Text of a stranger as it may be put before a person.

use std::borrow::Cow;

/// The text without what would move a terminal's cursor, change its colours or turn the order of its letters around:
/// control characters and overrides of direction are shown escaped, a tab as a space. Line breaks stay.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\t' => shown.push(' '),
            hidden if is_hidden(hidden) => shown.extend(hidden.escape_unicode()),
            other => shown.push(other),
        }
    }
    Cow::Owned(shown)
}

/// Control characters but the line break, and the characters that embed, override or isolate a direction.
fn is_hidden(letter: char) -> bool {
    (letter.is_control() && letter != '\n') || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_shown_and_what_is_writing_stays() {
        for (text, shown) in [
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("gnp\u{202e}.exe", "gnp\\u{202e}.exe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("a\tb\nc", "a b\nc"),
            ("客户 שלום 👩\u{200d}💻", "客户 שלום 👩\u{200d}💻"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }
}
