//! What tenure says to a person: a key and its values, put into words from `locales/<language>/*.yaml`.
//!
//! Code never holds a sentence that a user reads. It makes a [`Message`]; the language files hold the words,
//! so a language is added by adding files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::printable;

/// A language that tenure speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese as it is written on the mainland.
    #[serde(rename = "zh-CN")]
    Chinese,
}

/// A tag that names no language tenure speaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tenure speaks; expected one of: en, zh-CN")]
pub struct UnknownLanguage(pub String);

/// One sentence to a person: the key of its template and the values that fill it.
///
/// # Example
/// ```
/// use model::{Language, Message};
///
/// let message = Message::new("model.rule.missing").with("column", "order_id");
/// assert_eq!(message.say(Language::English), "`order_id` is empty, and every row needs one");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    key: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Value)>,
}

/// What fills a placeholder: text as it is, or words themselves, said in the language of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    Said(Message),
    /// Messages said one a line.
    Lines(Vec<Message>),
}

impl Message {
    /// A message of a key: a literal, or one that is made of names, as `tables.<table>.<column>` is.
    #[must_use]
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), values: Vec::new() }
    }

    /// Adds the value for the placeholder `{name}`.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl fmt::Display) -> Self {
        self.with_value(name, Value::Text(value.to_string()))
    }

    /// Adds what fills the placeholder `{name}`: words themselves, said in the language of the whole.
    #[must_use]
    pub fn with_message(self, name: &'static str, part: Self) -> Self {
        self.with_value(name, Value::Said(part))
    }

    /// Adds what fills the placeholder `{name}`: messages said one a line, in the language of the whole.
    #[must_use]
    pub fn with_lines(self, name: &'static str, lines: Vec<Self>) -> Self {
        self.with_value(name, Value::Lines(lines))
    }

    fn with_value(mut self, name: &'static str, value: Value) -> Self {
        self.values.push((Cow::Borrowed(name), value));
        self
    }

    /// A message that was taken apart into its key and values, to be said again; none for a key that has no words here,
    /// as one of a newer tenure has not.
    #[must_use]
    pub fn again(key: &str, values: BTreeMap<String, Value>) -> Option<Self> {
        let (key, _) = templates(Language::English).get_key_value(key)?;
        let values = values.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect();
        Some(Self { key: Cow::Borrowed(key), values })
    }

    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The values by placeholder name.
    #[must_use]
    pub fn values(&self) -> BTreeMap<&str, &Value> {
        self.values.iter().map(|(name, value)| (name.as_ref(), value)).collect()
    }

    /// The sentence in a language. A key without a template, which a test forbids, is said as the key itself. Characters
    /// of a value that would turn the text around or move a terminal's cursor are shown escaped.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let Some(template) = templates(language).get(self.key()) else {
            return self.key.clone().into_owned();
        };
        let mut said = String::with_capacity(template.len());
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                said.push('{');
                rest = after;
                continue;
            };
            match self.filler(name, language) {
                Some(filler) => said.push_str(&filler),
                None => said.extend(["{", name, "}"]),
            }
            rest = tail;
        }
        said.push_str(rest);
        said
    }

    fn filler(&self, name: &str, language: Language) -> Option<Cow<'_, str>> {
        let (_, value) = self.values.iter().find(|(known, _)| known == name)?;
        Some(match value {
            Value::Text(text) => printable(text),
            Value::Said(message) => Cow::Owned(message.say(language)),
            Value::Lines(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| line.say(language)).collect();
                Cow::Owned(lines.join("\n"))
            }
        })
    }

    /// Whether a language has a template for this key.
    #[must_use]
    pub fn exists(&self, language: Language) -> bool {
        templates(language).contains_key(self.key())
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::English))
    }
}

/// As `{ "key": …, "values": { … } }`.
impl Serialize for Message {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Parts<'a> {
            key: &'a str,
            values: BTreeMap<&'a str, &'a Value>,
        }
        Parts { key: &self.key, values: self.values() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            key: String,
            #[serde(default)]
            values: BTreeMap<String, Value>,
        }
        let Parts { key, values } = Parts::deserialize(deserializer)?;
        Self::again(&key, values).ok_or_else(|| serde::de::Error::custom(key))
    }
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// As it is written in settings and headers.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Every key this language has words for, sorted.
    #[must_use]
    pub fn keys(self) -> Vec<&'static str> {
        templates(self).keys().map(String::as_str).collect()
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// # Errors
    /// [`UnknownLanguage`] for a tag without language files.
    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.tag() == tag).ok_or_else(|| UnknownLanguage(tag.to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Node {
    Template(String),
    Branch(BTreeMap<String, Node>),
}

/// The files of one language, each under the area its keys begin with.
macro_rules! files {
    ($language:literal) => {
        files!($language: "model" "ingest" "lake" "catalog" "engine" "stats" "serve" "cli" "init" "tables")
    };
    ($language:literal: $($area:literal)*) => {
        &[
            $(($area, include_str!(concat!("../../../locales/", $language, "/", $area, ".yaml"))),)*
            // What has many words has a file of its own beside those of the other commands.
            ("cli", include_str!(concat!("../../../locales/", $language, "/access.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/affinity.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/benchmark.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/check.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/drivers.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/explain.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/customer.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/experiment.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/forecast.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/funnel.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/import.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/mrr.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/paths.yaml"))),
            ("serve", include_str!(concat!("../../../locales/", $language, "/operations.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/retention.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/scores.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/segments.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/serving.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/survival.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/upkeep.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/value.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/demo.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/report.yaml"))),
            ("cli", include_str!(concat!("../../../locales/", $language, "/wizard.yaml"))),
        ]
    };
}

fn templates(language: Language) -> &'static BTreeMap<String, String> {
    static ENGLISH: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| read(files!("en")));
    static CHINESE: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| read(files!("zh-CN")));
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

fn read(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut templates = BTreeMap::new();
    for (area, text) in files {
        // A language file that does not parse leaves its keys bare; the test below names it.
        if let Ok(node) = serde_saphyr::from_str::<Node>(text) {
            flatten(area, node, &mut templates);
        }
    }
    templates
}

fn flatten(path: &str, node: Node, into: &mut BTreeMap<String, String>) {
    match node {
        Node::Template(text) => {
            into.insert(path.to_owned(), text.trim_end().to_owned());
        }
        Node::Branch(children) => {
            for (name, child) in children {
                flatten(&format!("{path}.{name}"), child, into);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rule;

    #[test]
    fn every_language_file_parses_and_no_two_have_a_key() {
        for (language, files) in [("en", files_of(Language::English)), ("zh-CN", files_of(Language::Chinese))] {
            let mut known = BTreeMap::new();
            for (area, text) in files {
                let node =
                    serde_saphyr::from_str::<Node>(text).unwrap_or_else(|why| panic!("{area} in {language}: {why}"));
                let mut keys = BTreeMap::new();
                flatten(area, node, &mut keys);
                let twice: Vec<_> = keys.keys().filter(|key| known.contains_key(*key)).collect();
                assert!(twice.is_empty(), "in two files of {language}, one of which hides the other: {twice:?}");
                known.extend(keys);
            }
        }
    }

    fn files_of(language: Language) -> &'static [(&'static str, &'static str)] {
        match language {
            Language::English => files!("en"),
            Language::Chinese => files!("zh-CN"),
        }
    }

    #[test]
    fn a_message_within_a_message_is_said_in_the_same_language() {
        let why = Message::new("ingest.id.control");
        let whole = Message::new("model.rule.malformed_identity").with("value", "a").with("column", "id");
        let whole = whole.with_message("why", why.clone());
        for language in Language::ALL {
            assert!(whole.say(language).ends_with(&why.say(language)), "{whole}");
        }
    }

    #[test]
    fn an_unfilled_placeholder_stays_visible() {
        assert_eq!(Message::new("model.rule.missing").to_string(), "`{column}` is empty, and every row needs one");
    }

    #[test]
    fn a_message_that_was_taken_apart_is_said_again() {
        let message = Rule::Time.message().with("column", "ordered_at").with("value", "x\u{202e}y\u{1b}");
        let message = message.with_message("expected", Message::new("ingest.expected.date"));
        let values = message.values().into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        let again = Message::again(message.key(), values).unwrap();
        for language in Language::ALL {
            let said = again.say(language);
            assert_eq!(said, message.say(language));
            assert!(said.contains("`x\\u{202e}y\\u{1b}`"), "{said}");
        }
        assert_eq!(Message::again("model.rule.of_tomorrow", BTreeMap::new()), None);
    }
}
