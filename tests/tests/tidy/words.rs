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

/// Files whose texts look like sentences and are none that a user reads as ours, with what they are.
const NOT_SENTENCES: [(&str, &str); 13] = [
    ("crates/catalog/src/measure.rs", "the language of time rules"),
    ("crates/cli/src/demo/", "what customers of the invented company say"),
    ("crates/engine/src/error/said.rs", "what the query engine says, to be told in other words"),
    ("crates/ingest/src/mapping/expressions.rs", "what the query engine says, to be told in other words"),
    ("crates/engine/src/functions/to_base.rs", "a fault that the ranges of money and rates rule out"),
    ("crates/engine/src/condition.rs", "a part of what the parser of SQL says"),
    ("crates/serve/src/openapi/", "the document of the API, for those who write programs"),
    ("crates/lake/src/access/secret.rs", "what a key is derived for"),
    ("crates/lake/src/access/users.rs", "the columns of a table"),
    ("crates/ingest/src/shapes/", "the columns of shapes, for the reader of the code"),
    ("crates/model/src/tables/", "the columns of tables, which docs/tables.md shows"),
    (
        "crates/serve/src/ops/",
        "what Prometheus shows beside a figure, and events of the log, for whoever runs the service",
    ),
    ("crates/ingest/src/mapping/yaml.rs", "a part of what the parser of YAML says"),
];

/// What marks a literal as no words to a user: SQL, and texts for whoever maintains tenure.
const SQL: [&str; 18] = [
    "select ",
    "insert ",
    "update ",
    "delete ",
    "create ",
    "alter ",
    "drop ",
    "pragma ",
    "cast(",
    " is null",
    " is not null",
    "order by ",
    " join ",
    "coalesce(",
    " as ",
    "last_value(",
    " like ",
    "partition by ",
];
const INTERNAL: [&str; 11] = [
    "#[error",
    "error!",
    "reason = ",
    "debug!",
    "info!",
    "warn!",
    "exec_err!",
    "plan_err!",
    "Internal(",
    "unreachable!",
    "assert",
];

#[test]
fn no_sentence_stands_in_code() {
    let mut found = Vec::new();
    for source in crates() {
        if NOT_SENTENCES.iter().any(|(path, _)| source.path.starts_with(path)) || !source.path.contains("/src/") {
            continue;
        }
        for (number, line) in source.shipped_lines() {
            if INTERNAL.iter().any(|mark| line.contains(mark)) {
                continue;
            }
            let sentences = literals(line).filter(|text| is_sentence(text));
            found.extend(sentences.map(|text| format!("{}:{number}: {text}", source.path)));
        }
    }
    assert_none("sentences in code; their place is locales/", &found);
}

#[test]
fn what_is_excused_from_the_language_files_is_still_there() {
    let files = crates();
    let gone = NOT_SENTENCES.iter().filter(|(path, _)| !files.iter().any(|file| file.path.starts_with(path)));
    assert_none("excuses for files that are gone", &gone.map(|(path, _)| (*path).to_owned()).collect::<Vec<_>>());
}

/// The texts between quotes of a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// Whether a text reads as words to a person: three or more of them in a row, and no SQL.
fn is_sentence(text: &str) -> bool {
    let lower = text.to_lowercase();
    if SQL.iter().any(|mark| lower.contains(mark)) {
        return false;
    }
    let is_word = |word: &&str| {
        let word = word.trim_matches(|sign: char| ",.;:!?`'".contains(sign));
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let words: Vec<&str> = text.split(' ').collect();
    let is_said = |three: &[&str]| three.iter().any(|word| word.bytes().any(|byte| byte.is_ascii_lowercase()));
    words.windows(3).any(|three| three.iter().all(&is_word) && is_said(three))
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
