//! Ids: kept as they are written, leading zeros and case included; words that stand for nobody are refused.

use model::{Message, Rule};
use serde::de::IgnoredAny;

use crate::failure::Failure;

const MOST_BYTES: usize = 512;

/// Words that exports write where there is no id.
const NOTHING: [&str; 8] = ["null", "nil", "none", "undefined", "n/a", "nan", "-", "\\n"];

/// Words that stand for nobody in particular, besides those.
const NOBODY: [&str; 5] = ["0", "anonymous", "unknown", "guest", "00000000-0000-0000-0000-000000000000"];

/// An id of a thing; `identity` says that rows are told apart by it, so that a placeholder cannot stand.
pub fn id<'a>(column: &str, text: &'a str, identity: bool) -> Result<&'a str, Failure> {
    if identity && is_one_of(text, &NOTHING) {
        return Err(Failure::of(Rule::Placeholder, column, text));
    }
    well_formed(column, text)
}

/// The outside id of a customer or visitor.
pub fn customer_id<'a>(column: &str, text: &'a str) -> Result<&'a str, Failure> {
    if is_one_of(text, &NOTHING) || is_one_of(text, &NOBODY) {
        return Err(Failure::of(Rule::Placeholder, column, text));
    }
    well_formed(column, text)
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn well_formed<'a>(column: &str, text: &'a str) -> Result<&'a str, Failure> {
    let why = if text.len() > MOST_BYTES {
        Message::new("ingest.id.long").with("limit", MOST_BYTES)
    } else if text.bytes().any(|byte| byte.is_ascii_control()) {
        Message::new("ingest.id.control")
    } else if text.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok() {
        Message::new("ingest.id.json")
    } else {
        return Ok(text);
    };
    let mut failure = Failure::of(Rule::MalformedIdentity, column, text);
    failure.message = failure.message.with_message("why", why);
    Err(failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_stand_for_nobody() {
        for (text, expected) in [
            ("00001", None),
            ("0", Some(Rule::Placeholder)),
            ("NULL", Some(Rule::Placeholder)),
            ("Anonymous", Some(Rule::Placeholder)),
            ("n/a", Some(Rule::Placeholder)),
            ("-", Some(Rule::Placeholder)),
            ("a\u{7}b", Some(Rule::MalformedIdentity)),
            ("Ünïcode-客户", None),
            ("{\"id\":1}", Some(Rule::MalformedIdentity)),
            ("[1]", Some(Rule::MalformedIdentity)),
            ("[draft] 7", None),
        ] {
            assert_eq!(customer_id("customer_id", text).err().map(|failure| failure.rule), expected, "{text}");
        }
        assert!(id("order_id", "0", true).is_ok());
        assert!(id("order_id", "null", true).is_err());
        assert!(id("session_id", "null", false).is_ok());
    }
}
