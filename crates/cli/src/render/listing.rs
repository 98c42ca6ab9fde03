//! Several things named one after the other, with the sign that a language puts between them.

use model::{Language, Message};

/// The texts as one: `a, b`, or `a、b`.
pub fn listed(texts: impl IntoIterator<Item = String>, language: Language) -> String {
    let join = |left: String, right: String| {
        Message::new("cli.word.list").with("left", left).with("right", right).say(language)
    };
    texts.into_iter().reduce(join).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_sign() {
        let texts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(texts.clone(), Language::English), "a, b, c");
        assert_eq!(listed(texts, Language::Chinese), "a、b、c");
        assert_eq!(listed([], Language::English), "");
    }
}
