//! Keeps a spreadsheet from running text, in a way that can be taken back.

use std::borrow::Cow;

/// Signs that make a formula of a cell. Source: OWASP, CSV Injection: `=`, `+`, `-`, `@`, a tab or a line break, and the
/// full-width forms of these signs.
const RUN: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text with one more apostrophe before it where a spreadsheet would take it for a formula, or where it is such a
/// text with apostrophes already. A plain number is left alone, whatever its sign.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if runs(text.trim_start_matches('\'')) && !is_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that was guarded.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if runs(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn runs(text: &str) -> bool {
    text.starts_with(RUN)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or_default();
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_guarded_and_comes_back_as_it_was() {
        for (text, shown) in [
            ("=1+1", "'=1+1"),
            ("'=1+1", "''=1+1"),
            ("''@x", "'''@x"),
            ("-5.20", "-5.20"),
            ("'-5", "''-5"),
            ("+49 30 1234", "'+49 30 1234"),
            ("-2+cmd", "'-2+cmd"),
            ("--5", "'--5"),
            ("-", "'-"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("'quoted'", "'quoted'"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), shown, "{text:?}");
            assert_eq!(unguarded(&guarded(text)), text, "{text:?}");
        }
    }
}
