//! Entries of the timeline as sentences.

use model::{Language, Message};
use rust_decimal::Decimal;

use crate::records::Record;

/// Products that an order names before it only counts them.
const MOST_NAMED: usize = 3;

/// What a row of the relation `timeline` says. A kind that has no words, as a workspace's own relation may have, is
/// said by itself.
#[must_use]
pub fn of(row: &Record) -> Message {
    let kind = row.text("kind").unwrap_or_default();
    let topic = row.said("topic").map(|topic| if kind == "order" { few(&topic) } else { topic });
    let detail = row.text("detail").map(|detail| if kind == "answer" { digits(detail) } else { detail.to_owned() });
    let name = match (kind, &topic, &detail) {
        ("order" | "reply" | "social", _, Some(detail)) => format!("{kind}_{detail}"),
        ("answer", Some(survey), _) => format!("{kind}_{survey}"),
        ("change", _, None) => "change_cleared".to_owned(),
        ("change", _, Some(_)) if row.text("previous").is_none() => "change_set".to_owned(),
        _ => kind.to_owned(),
    };
    let fuller = format!("{name}_of");
    let known =
        |name: &str| Language::English.keys().binary_search(&format!("engine.timeline.{name}").as_str()).is_ok();
    let name = match topic {
        Some(_) if known(&fuller) => fuller,
        _ if known(&name) => name,
        _ => "other".to_owned(),
    };
    let message = Message::new(format!("engine.timeline.{name}"))
        .with("kind", kind)
        .with("id", row.text("id").unwrap_or("-"))
        .with("topic", topic.as_deref().unwrap_or("-"))
        .with("detail", detail.as_deref().unwrap_or("-"))
        .with("previous", row.text("previous").unwrap_or("-"));
    match row.text("note") {
        Some(note) => message.with("note", note),
        None => message,
    }
}

/// A decimal without the zeros behind it that say nothing.
#[must_use]
pub fn digits(text: &str) -> String {
    text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |number| number.normalize().to_string())
}

/// The first of the names, and how many there are where there are more.
fn few(names: &str) -> String {
    let all: Vec<&str> = names.split(", ").collect();
    match all.get(..MOST_NAMED) {
        Some(first) if all.len() > MOST_NAMED => format!("{} (+{})", first.join(", "), all.len() - MOST_NAMED),
        _ => names.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_zeros_and_lists_are_cut_short() {
        assert_eq!(digits("9.0000"), "9");
        assert_eq!(digits("4.5000"), "4.5");
        assert_eq!(few("a, b, c"), "a, b, c");
        assert_eq!(few("a, b, c, d, e"), "a, b, c (+2)");
    }
}
