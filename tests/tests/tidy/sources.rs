//! How source files look: their size, their names, and what shipped code does not say.

use crate::checkout::{self, assert_none};

const MOST_LINES: usize = 500;

/// Names that say nothing about what is in the file.
const EMPTY_NAMES: [&str; 8] = ["utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff"];

#[test]
fn files_are_short_enough_to_read_in_one_go() {
    let mut found = Vec::new();
    for folder in ["crates", "tests", "metrics", "locales", "benches", "examples", ".ci"] {
        for source in checkout::files(folder, &[".rs", ".yaml", ".sql", ".sh", ".py", "run"]) {
            let lines = source.text.lines().count();
            if lines > MOST_LINES {
                found.push(format!("{} has {lines} lines", source.path));
            }
        }
    }
    assert_none("files to split", &found);
}

#[test]
fn files_are_named_for_the_thing_in_them() {
    let mut found = Vec::new();
    for folder in ["crates", "tests", "metrics", "benches"] {
        for source in checkout::files(folder, &[".rs", ".yaml", ".sql"]) {
            if source.path.split('/').any(|part| EMPTY_NAMES.contains(&part.split('.').next().unwrap())) {
                found.push(source.path);
            }
        }
    }
    assert_none("names that say nothing", &found);
}

#[test]
fn only_cli_prints() {
    let prints = ["println!(", "print!("];
    assert_none("prints outside cli", &shipped(&prints, |name| name != "cli"));
}

#[test]
fn nothing_below_the_doors_reads_the_clock_the_environment_or_chance() {
    let reads =
        ["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "env::var", "rand::rng(", "thread_rng"];
    assert_none("hidden inputs", &shipped(&reads, |name| name != "cli" && name != "serve"));
}

#[test]
fn shipped_code_does_not_give_up() {
    let panics = [".unwrap()", ".expect(\"", "panic!(", "todo!(", "unimplemented!("];
    assert_none("panics outside tests", &shipped(&panics, |_| true));
}

/// Where shipped code of the chosen crates holds one of these texts.
fn shipped(texts: &[&str], of: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in checkout::files("crates", &[".rs"]) {
        if !source.path.contains("/src/") || !source.crate_name().is_some_and(&of) {
            continue;
        }
        for (number, line) in source.shipped_lines() {
            if let Some(text) = texts.iter().find(|text| line.contains(**text)) {
                found.push(format!("{}:{number}: {text}", source.path));
            }
        }
    }
    found
}
