//! Sentences that users read: each key in code has words in every language, and no words lie unused.

use std::collections::BTreeSet;

use model::Language;

use crate::checkout::{self, Source, assert_none};

const LANGUAGES: [Language; 1] = [Language::English];

#[test]
fn every_message_has_words() {
    let mut found = Vec::new();
    for language in LANGUAGES {
        let known: BTreeSet<&str> = language.keys().into_iter().collect();
        for source in crates() {
            for key in keys_made(&source) {
                if !known.contains(key) {
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
    for language in LANGUAGES {
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
fn keys_made(source: &Source) -> Vec<&str> {
    let shipped = source.shipped_lines().last().map_or(0, |(number, _)| *number);
    let end = source.text.lines().take(shipped).map(|line| line.len() + 1).sum::<usize>().min(source.text.len());
    source.text[..end]
        .split("Message::new(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .filter(|key| !key.is_empty())
        .collect()
}

fn crates() -> Vec<Source> {
    checkout::files("crates", &[".rs"])
}
