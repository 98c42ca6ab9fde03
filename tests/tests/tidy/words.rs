//! Sentences that users read: each key in code has words in every language, and no words lie unused.

use std::collections::BTreeSet;

use model::Language;

use crate::checkout::{self, Source, assert_none};

#[test]
fn every_message_has_words() {
    let mut found = Vec::new();
    for language in Language::ALL {
        let known: BTreeSet<&str> = language.keys().into_iter().collect();
        for source in crates() {
            for key in keys_made(&source) {
                if !known.contains(key.as_str()) {
                    found.push(format!("{}: `{key}` has no words in {language:?}", source.path));
                }
            }
        }
    }
    assert_none("messages without words", &found);
}

#[test]
fn no_words_lie_unused() {
    let sources = crates();
    let mut found = Vec::new();
    for language in Language::ALL {
        for key in language.keys() {
            if !sources.iter().any(|source| says(source, key)) {
                found.push(format!("{language:?}: {key}"));
            }
        }
    }
    assert_none("words that no code says", &found);
}

/// Whether a file holds the key as a literal, or makes keys below one of its branches, as in `"cli.help.{command}"`.
fn says(source: &Source, key: &str) -> bool {
    let branches = key.match_indices('.').map(|(end, _)| format!("\"{}.{{", &key[..end]));
    branches.chain([format!("\"{key}\"")]).any(|literal| source.text.contains(&literal))
}

/// Keys that stand as a literal in `Message::new("…")`, tests left out.
fn keys_made(source: &Source) -> Vec<String> {
    let shipped: Vec<&str> = source.shipped_lines().into_iter().map(|(_, line)| line).collect();
    let shipped = shipped.join("\n");
    let calls = shipped.split("Message::new(").skip(1);
    let keys = calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    keys.filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

fn crates() -> Vec<Source> {
    checkout::files("crates", &[".rs"])
}
