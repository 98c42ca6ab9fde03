//! Every command in Chinese: what it prints, on either stream, holds no English but names that are never translated.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::binary;
use crate::checkout::assert_none;

const NOW: &str = "2024-06-01T08:00:00Z";

/// Words that are the same in every language: what is typed, what files hold, names of things and of standards.
const NAMES: &[&str] = &[
    // Formats, standards and tools.
    "api",
    "bash",
    "csv",
    "delta",
    "elvish",
    "excel",
    "fish",
    "gz",
    "http",
    "iana",
    "id",
    "iso",
    "json",
    "jsonl",
    "lines",
    "office",
    "opendocument",
    "parquet",
    "powershell",
    "shell",
    "sql",
    "tenure",
    "tsv",
    "utf",
    "utc",
    "yaml",
    "zip",
    "zsh",
    "zst",
    "usd",
    "cny",
    "tab",
    // Abbreviations that Chinese analysts use as they are.
    "aov",
    "arpa",
    "arpu",
    "arr",
    "cac",
    "ces",
    "clv",
    "crr",
    "csat",
    "css",
    "dau",
    "grr",
    "api",
    "http",
    "mau",
    "mrr",
    "nps",
    "nrr",
    "roas",
    "saas",
    "sla",
    "wau",
    // Names of statistics.
    "delta",
    "kaplan",
    "meier",
    "student",
    "t",
    "wilson",
];

#[test]
fn no_command_speaks_english_in_chinese() {
    let folder = workspace();
    let cited = cited();
    let mut found = Vec::new();
    for line in LINES {
        let (_, said) = run(line, folder.path());
        let english = english(&said).into_iter().filter(|(word, _)| !cited.contains(word));
        found.extend(english.map(|(word, line_of)| format!("tenure {line}: {word}: {line_of}")));
    }
    assert_none("English in what tenure says in Chinese", &found);
}

#[test]
fn the_workspaces_language_governs_unless_another_is_asked_for() {
    let folder = workspace();
    let settings = folder.path().join("tenure.yaml");
    let spoken = |language: &str, line: &str| {
        std::fs::write(&settings, format!("language: {language}\n")).unwrap();
        let mut command = Command::new(binary::path());
        let command = command.current_dir(folder.path()).args(line.split(' ')).env_remove("TENURE_LANG");
        let output = command.env("TENURE_NOW", NOW).output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    for line in ["status", "query nope", "query mrr --grain moth", "query --help", "nope"] {
        assert!(spoken("zh-CN", line).contains(is_chinese), "{line}");
        assert!(!spoken("en", line).contains(is_chinese), "{line}");
        assert!(!spoken("zh-CN", &format!("--lang en {line}")).contains(is_chinese), "{line}");
        assert!(spoken("en", &format!("{line} --lang=zh-CN")).contains(is_chinese), "{line}");
    }
    // A mistake in the settings is told in the language that they name.
    assert!(spoken("zh-CN\ncurency: USD", "status").contains("未知的键"));
}

#[test]
fn tables_in_chinese_line_up() {
    let folder = workspace();
    for line in ["query mrr nrr --grain month --from 2024-01-01 --to 2024-05-01", "status", "rejects"] {
        let (_, said) = run(line, folder.path());
        // The rule under a header is as wide as the table: no row may be wider, as columns of a terminal.
        let mut widest = usize::MAX;
        for row in said.lines() {
            match row {
                _ if row.starts_with('─') => widest = row.chars().count(),
                "" => widest = usize::MAX,
                _ => assert!(columns(row) <= widest, "{line}: {row}\n{said}"),
            }
        }
    }
}

/// One of each command, and of each kind of refusal that a user meets.
const LINES: &[&str] = &[
    "--help",
    "--version",
    "nope",
    "init --help",
    "init .",
    "init acme",
    "demo --help",
    "import --help",
    "import subscriptions none.csv",
    "import nope subscriptions.csv",
    "import orders bad.csv",
    "import orders subscriptions.csv --max-bad x",
    "import customers empty.csv",
    "import orders ambiguous.csv",
    "import orders subscriptions.csv --map broken.yaml",
    "import orders ok.csv --dry-run",
    "import orders array.json --dry-run",
    "import orders turned.csv --time-zone Europe/Berlin --dry-run",
    "import orders western.csv --max-bad 90% --dry-run",
    "import orders western.csv --sheet x",
    "import orders locked.xls",
    "import orders archive.xlsx",
    "rejects",
    "rejects --help",
    "rejects export -o corrected.csv",
    "rejects --replay corrected.csv",
    "rejects --replay ok.csv",
    "status",
    "status --as-of never",
    "check",
    "check --help",
    "metrics",
    "metrics --help",
    "metrics mrrr",
    "query mrr nrr churn_rate --from 2024-01-01 --to 2024-05-01 --grain month --compare previous",
    "query customer_retention_rate --from 2024-01-01 --to 2024-05-01 --by plan",
    "query first_response_time --from 2024-01-01 --to 2024-05-01",
    "query mrr --from 2024-01-01",
    "query mrr --from 2024-02-01 --to 2024-01-01",
    "query mrr --from 2024-13-01 --to 2024-01-01",
    "query mrr --grain moth",
    "query mrr --by colour",
    "mrr --help",
    "mrr --from 2024-01-01 --to 2024-05-01 --customers",
    "mrr --from 2024-01-01 --to 2024-05-01 --reconcile tenure profitwell --customers",
    "query mrrr",
    "query",
    "query --form x",
    "explain mrr --at 2024-03",
    "explain customer_retention_rate --at 2024-03 --customers",
    "explain mrr --at never",
    "sql --help",
    "completions --help",
    "completions nope",
    "-C nowhere status",
];

/// Words of the books and articles that the catalog cites, which keep their titles.
fn cited() -> BTreeSet<String> {
    let catalog = catalog::Catalog::builtin().unwrap();
    let sources = catalog.metrics.values().map(|metric| metric.source.clone());
    sources
        .flat_map(|source| {
            source.split(|letter: char| !letter.is_ascii_alphabetic()).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// The words of English in a text, each with its line: runs of letters that are not code, names or values.
fn english(said: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in said.lines().filter(|line| !is_command(line.trim_start())) {
        for word in prose(line).split(|letter: char| !letter.is_ascii_alphabetic()) {
            if word.len() > 1 && !NAMES.contains(&word.to_lowercase().as_str()) {
                found.push((word.to_owned(), line.trim().to_owned()));
            }
        }
    }
    found
}

/// Whether a line shows how a command is written.
fn is_command(line: &str) -> bool {
    line.starts_with("用法：") || line.starts_with("tenure ")
}

/// The line without what is typed or stored rather than said: code in backticks, ids and paths with an underscore, a
/// dot, a dash, a colon or a digit in them, formulas, and words in lower case that stand alone between wide gaps, which
/// are cells of a table.
fn prose(line: &str) -> String {
    let outside = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let cells = outside.split("  ").filter(|cell| !is_value(cell.trim()));
    let words = cells.flat_map(|cell| cell.split([' ', '，', '。', '；', '：', '（', '）', '、', '“', '”', ',']));
    let words = words
        .filter(|word| !word.contains(|sign: char| "_.-:/=<>[]()&|*'\"%$".contains(sign) || sign.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a cell holds a value: nothing in it is Chinese, and nothing is a sentence.
fn is_value(cell: &str) -> bool {
    !cell.contains(is_chinese) && cell.split(' ').count() <= 2
}

/// A workspace with subscriptions, a broken order and files of every kind of mistake; the folder goes with the test.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = crate::checkout::root().join("examples/02-subscriptions/subscriptions.csv");
    std::fs::copy(example, folder.path().join("subscriptions.csv")).unwrap();
    for (name, text) in [
        (
            "bad.csv",
            "order_id,customer_id,ordered_at,amount\n1,ada,2024-02-31,5\n2,null,2024-01-02,x\n3,bob,2024-01-02,7\n",
        ),
        ("ok.csv", "order_id,customer_id,ordered_at,amount,note\n1,ada,2024-02-01,5,a\n"),
        ("ambiguous.csv", "order_id,customer_id,ordered_at,amount\n1,ada,03/04/2024,5\n"),
        ("empty.csv", ""),
        ("array.json", "{\"data\":[{\"ordered_at\":\"2024-01-01\",\"amount\":1.00005},\n7]}"),
        ("turned.csv", "ordered_at,amount\n2024-03-31 02:30:00,1\n2023-10-29 02:30:00,2\n"),
        ("archive.xlsx", "PK\u{3}\u{4}...."),
        ("broken.yaml", "table: orders\ncolumns:\n  order_id: nope\n  ordered_at: started_at\n  amount: amount\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let western = b"order_id,customer_id,ordered_at,amount\n1,M\xfcller,2024-01-01,5\n2,Ann,2024-01-02,5\n";
    std::fs::write(folder.path().join("western.csv"), western).unwrap();
    std::fs::write(folder.path().join("locked.xls"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unwrap();
    run("init .", folder.path());
    assert_eq!(run("import subscriptions subscriptions.csv --complete-through 2024-04-30", folder.path()).0, Some(0));
    assert_eq!(run("import orders bad.csv --max-bad 90%", folder.path()).0, Some(0));
    folder
}

/// The exit code and all that was printed.
fn run(line: &str, folder: &Path) -> (Option<i32>, String) {
    let output = Command::new(binary::path())
        .current_dir(folder)
        .args(line.split(' '))
        .env("TENURE_LANG", "zh-CN")
        .env("TENURE_NOW", NOW)
        .env("COLUMNS", "110")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

fn columns(text: &str) -> usize {
    let wide = |letter: char| is_chinese(letter) || matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}');
    text.chars().map(|letter| if wide(letter) { 2 } else { 1 }).sum()
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}')
}
