//! Which files a mapping is for that cannot be read as one, as far as its text shows.

use std::path::PathBuf;

use crate::files;

/// Whether a text that is no mapping may be meant for a table and these files. Only a key that can be read says no.
#[must_use]
pub fn may_mean(text: &str, table: &str, files: &[PathBuf]) -> bool {
    let own = value(text, "table").is_none_or(|own| own == table);
    let means = |file: &PathBuf| value(text, "file").is_none_or(|pattern| files::matches(pattern, file));
    own && files.iter().all(means)
}

/// What stands behind the first `key:`, without quotes.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let starts = text.match_indices(key).filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        text[at + key.len()..].starts_with(':') && before.is_none_or(|sign| matches!(sign, ' ' | '\n' | '{' | ','))
    });
    let (at, _) = starts.into_iter().next()?;
    let line = text[at + key.len() + 1..].lines().next().unwrap_or_default();
    let value = line.split([',', '}', '#']).next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    Some(value).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_read_says_no() {
        let files = [PathBuf::from("data/sales-1.csv")];
        for (text, expected) in [
            ("table: orders\nfrom: { file: \"sales-*.csv\" }\ncolums: {}", true),
            ("table: orders\nfrom:\n  file: 'invoices-*.csv' # old\n", false),
            ("table: customers\n", false),
            ("nonsense", true),
            ("table:", true),
        ] {
            assert_eq!(may_mean(text, "orders", &files), expected, "{text}");
        }
    }
}
