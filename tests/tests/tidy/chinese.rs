//! The Chinese that users read: the glossary's words and no others, its rules of writing, and no English left over.

use std::collections::{BTreeMap, BTreeSet};

use model::Language;

use crate::checkout::{self, Source, assert_none};

/// Templates that are the same in both languages because they hold no words.
const WORDLESS: [&str; 23] = [
    "catalog.line",
    "cli.answer.excluded_by",
    "cli.answer.heading",
    "cli.error.file",
    "cli.explain.heading",
    "cli.states.tenure",
    "cli.word.list",
    "catalog.syntax.before",
    "catalog.syntax.close",
    "catalog.syntax.end",
    "catalog.syntax.months",
    "catalog.syntax.open",
    "cli.error.calendar",
    "cli.usage.other",
    "cli.wizard.column",
    "cli.wizard.suggested",
    "cli.word.none",
    "ingest.expected.date",
    "ingest.expected.integer",
    "ingest.expected.number",
    "ingest.sql.why",
    "ingest.workbook.why",
    "model.system.other",
];

#[test]
fn both_languages_have_the_same_keys_and_placeholders() {
    let [english, chinese] = Language::ALL.map(templates);
    let mut found = Vec::new();
    for key in english.keys().chain(chinese.keys()).collect::<BTreeSet<_>>() {
        match (english.get(key), chinese.get(key)) {
            (Some(english), Some(chinese)) if placeholders(english) != placeholders(chinese) => {
                found.push(format!("{key}: {:?} and {:?}", placeholders(english), placeholders(chinese)));
            }
            (Some(_), Some(_)) => {}
            (english, _) => found.push(format!("{key}: only in {}", if english.is_some() { "en" } else { "zh-CN" })),
        }
    }
    assert_none("keys that the languages do not share", &found);
}

#[test]
fn no_english_is_left_in_the_chinese_files() {
    let copied = templates(Language::Chinese).into_iter().filter(|(_, text)| !text.contains(is_chinese));
    let found: Vec<_> = copied
        .filter(|(key, _)| !WORDLESS.contains(&key.as_str()))
        .map(|(key, text)| format!("{key}: {text}"))
        .collect();
    assert_none("templates of zh-CN without Chinese", &found);
}

#[test]
fn the_glossary_is_kept() {
    let refused = refused_words();
    assert!(refused.len() > 50, "the glossary names {} words to avoid", refused.len());
    let mut found = Vec::new();
    for source in chinese_texts() {
        for (number, line) in source.text.lines().enumerate() {
            for (word, instead) in refused.iter().filter(|(word, _)| line.contains(word.as_str())) {
                found.push(format!("{}:{}: {word}; say {instead}", source.path, number + 1));
            }
        }
    }
    assert_none("words that the glossary does not take", &found);
}

#[test]
fn chinese_is_written_by_the_rules_of_the_glossary() {
    let mut found = Vec::new();
    for source in chinese_texts() {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(fault) = fault(&prose(line)) {
                found.push(format!("{}:{}: {fault}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert_none("Chinese against the rules of docs/glossary.md", &found);
}

/// What breaks a rule of writing: a missing space, a half-width sign in a Chinese sentence, 您.
fn fault(line: &str) -> Option<String> {
    let letters: Vec<char> = line.chars().collect();
    for pair in letters.windows(2) {
        let (left, right) = (pair[0], pair[1]);
        let latin = |letter: char| letter.is_ascii_alphanumeric() || letter == '`' || letter == '%';
        if (is_chinese(left) && (latin(right) && right != '%')) || (latin(left) && is_chinese(right)) {
            return Some(format!("no space in `{left}{right}`"));
        }
        if is_chinese(left) && ",;:?!()".contains(right) || (",;:?!()".contains(left) && is_chinese(right)) {
            return Some(format!("half-width sign in `{left}{right}`"));
        }
        if "，。；：（）、".contains(right) && left == ' ' || "，。；：（）、".contains(left) && right == ' '
        {
            return Some(format!("space beside a full-width sign in `{left}{right}`"));
        }
    }
    line.contains('您').then(|| "您".to_owned())
}

/// The line without what is not prose: code becomes `x`, links lose their targets, tables their bars.
fn prose(line: &str) -> String {
    let line = line.trim_start_matches(|sign: char| "#-*|> ".contains(sign) || sign.is_whitespace());
    let line = line.trim_end_matches([' ', '|']);
    let mut text = String::new();
    for (index, part) in line.split('`').enumerate() {
        // What stands within a pair of backticks.
        if index % 2 == 1 {
            text.push_str("`x`");
        } else {
            text.push_str(part);
        }
    }
    text.replace(" | ", "\n").replace("**", "").replace("](", "]\n(").replace("。 [", "。[").replace("\\n", "\n")
}

/// Word to avoid → what the glossary says instead.
fn refused_words() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(checkout::root().join("docs/glossary.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let mut words = BTreeMap::new();
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, chinese, _, refused] = cells[..] else { continue };
        if chinese.contains(is_chinese) && chinese != "中文" {
            words.extend(refused.split('、').map(|word| (word.to_owned(), chinese.to_owned())));
        }
    }
    words
}

/// The Chinese of the language files, of the catalog and of the documents, each under the path of its file; comments,
/// code blocks and English lines left out.
fn chinese_texts() -> Vec<Source> {
    let mut texts = checkout::files("locales/zh-CN", &[".yaml"]);
    for mut source in checkout::files("metrics", &[".yaml"]) {
        source.text = source.text.lines().map(|line| format!("{}\n", chinese_of(line))).collect();
        texts.push(source);
    }
    let mut pages = checkout::files("docs/zh-CN", &[".md"]);
    pages.extend(checkout::files("examples", &["README.zh-CN.md"]));
    let front = std::fs::read_to_string(checkout::root().join("README.zh-CN.md")).unwrap();
    pages.push(Source { path: "README.zh-CN.md".to_owned(), text: front });
    for mut page in pages {
        page.text = without_code(&page.text);
        texts.push(page);
    }
    for source in &mut texts {
        let lines = source.text.lines().map(|line| if line.contains(is_chinese) { value_of(line) } else { "" });
        source.text = lines.map(|line| format!("{line}\n")).collect();
    }
    texts
}

/// Of a line of the catalog, what follows `zh-CN:`.
fn chinese_of(line: &str) -> &str {
    match line.split_once("zh-CN:") {
        Some((_, chinese)) => chinese.trim().trim_end_matches('}').trim().trim_matches('"'),
        None if line.contains("en:") || line.contains('#') => "",
        None => line,
    }
}

/// Of a line of YAML, its value; another line as it is.
fn value_of(line: &str) -> &str {
    let value = match line.split_once(": ") {
        Some((key, value))
            if key
                .trim()
                .trim_matches('"')
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || b"_0123456789".contains(&byte)) =>
        {
            value
        }
        _ => line,
    };
    value.trim().trim_matches('"')
}

/// The page with its code blocks emptied, lines kept.
fn without_code(text: &str) -> String {
    let mut in_block = false;
    let lines = text.lines().map(|line| {
        let fence = line.trim_start().starts_with("```");
        in_block ^= fence;
        if in_block || fence { "" } else { line }
    });
    lines.map(|line| format!("{line}\n")).collect()
}

fn templates(language: Language) -> BTreeMap<String, String> {
    language.keys().into_iter().map(|key| (key.to_owned(), model::Message::new(key).say(language))).collect()
}

/// The names between braces, sorted.
fn placeholders(template: &str) -> Vec<&str> {
    let parts = template.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let mut names: Vec<_> = parts.map(|(name, _)| name).collect();
    names.retain(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    names.sort_unstable();
    names
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}')
}
