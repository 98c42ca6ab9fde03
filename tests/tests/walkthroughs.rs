//! The walk-throughs under `examples/` and the README are run: every `console` block of their Markdown, from an
//! empty folder, command by command, and what each prints is what the page shows.
//!
//! In a block, a line that begins with `$ ` is a command for bash; the lines below it up to the next command are
//! all it prints, on either stream. `$EXAMPLE` in a command is the page's own folder. A page in Chinese is played with
//! `TENURE_LANG=zh-CN`, and plays the same commands as the English page beside it.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use crate::binary;
use crate::checkout::{self, Source};

const OPENING: &str = "```console";
const CLOSING: &str = "```";

/// The moment at which every page is played, unless a command says otherwise with `--now`.
const NOW: &str = "2026-01-15T12:00:00Z";

#[test]
fn the_front_page_shows_what_tenure_prints() {
    front().iter().for_each(check);
}

#[test]
fn the_examples_show_what_tenure_prints() {
    let pages = examples();
    assert!(!pages.is_empty(), "no page under examples/ has a console block");
    pages.iter().for_each(check);
}

#[test]
fn every_page_is_there_in_chinese_with_the_same_commands() {
    let pages: Vec<Source> = examples().into_iter().chain(front()).collect();
    let mut found = Vec::new();
    for english in pages.iter().filter(|page| !is_chinese(page)) {
        let path = english.path.replace("README.md", "README.zh-CN.md");
        match pages.iter().find(|page| page.path == path) {
            None => found.push(format!("{path} is missing")),
            Some(chinese) if commands(chinese).len() != commands(english).len() => {
                found.push(format!("{path} does not play the commands of {}", english.path));
            }
            Some(_) => {}
        }
    }
    checkout::assert_none("pages that Chinese readers do not have", &found);
}

/// Not a test of anything: writes what the commands print now into the pages. `make docs` runs it.
#[test]
#[ignore = "writes the pages"]
fn write_walkthroughs() {
    for page in examples().into_iter().chain(front()) {
        std::fs::write(checkout::root().join(&page.path), play(&page)).unwrap();
    }
}

fn front() -> [Source; 2] {
    ["README.md", "README.zh-CN.md"].map(|path| Source {
        path: path.to_owned(),
        text: std::fs::read_to_string(checkout::root().join(path)).unwrap(),
    })
}

fn examples() -> Vec<Source> {
    let mut pages = checkout::files("examples", &["README.md", "README.zh-CN.md"]);
    pages.retain(|page| page.text.contains(OPENING));
    pages
}

#[track_caller]
fn check(page: &Source) {
    let played = play(page);
    if played != page.text {
        let shown = first_difference(&page.text, &played);
        panic!("{} shows something else than tenure prints; `make docs` writes it anew\n{shown}", page.path);
    }
}

/// The page with the output of every command as it is now.
fn play(page: &Source) -> String {
    let workspace = tempfile::tempdir().unwrap();
    let example = checkout::root().join(&page.path).parent().unwrap().to_owned();
    let mut played = String::new();
    let mut in_block = false;
    for line in page.text.lines() {
        if line == OPENING || (in_block && line == CLOSING) {
            in_block = !in_block;
            writeln!(played, "{line}").unwrap();
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| in_block) {
            writeln!(played, "{line}").unwrap();
            played.push_str(&run(command, workspace.path(), &example, language(page)));
        } else if !in_block {
            writeln!(played, "{line}").unwrap();
        }
    }
    played
}

fn run(command: &str, workspace: &Path, example: &Path, language: &str) -> String {
    let binaries = binary::path().parent().unwrap().to_owned();
    let output = Command::new("bash")
        .args(["-c", &format!("exec 2>&1; PATH=$BINARIES:$PATH; {command}")])
        .current_dir(workspace)
        .env("BINARIES", binaries)
        .env("EXAMPLE", example)
        .env("TENURE_NOW", NOW)
        .env("TENURE_LANG", language)
        .env("COLUMNS", "110")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.replace(example.to_str().unwrap(), "$EXAMPLE");
    lines.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

fn is_chinese(page: &Source) -> bool {
    page.name() == "README.zh-CN.md"
}

fn language(page: &Source) -> &'static str {
    if is_chinese(page) { "zh-CN" } else { "en" }
}

fn commands(page: &Source) -> Vec<&str> {
    page.text.lines().filter(|line| line.starts_with("$ ")).collect()
}

fn first_difference(shown: &str, played: &str) -> String {
    let (mut shown, mut played) = (shown.lines(), played.lines());
    loop {
        match (shown.next(), played.next()) {
            (Some(a), Some(b)) if a == b => {}
            (a, b) => return format!("page:   {}\ntenure: {}", a.unwrap_or("(end)"), b.unwrap_or("(end)")),
        }
    }
}
