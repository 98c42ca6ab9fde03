//! The commands that the pages on analyses show work as they stand there, on the demo company.

use std::process::Command;

use crate::checkout::{self, Source};
use crate::{binary, demo};

/// The pages whose commands are questions to a workspace with customers.
const PAGES: [&str; 9] =
    ["affinity", "drivers", "experiments", "forecast", "paths", "scores", "segments", "survival", "value"];

/// A moment after the last day of the company.
const NOW: &str = "2026-01-15T12:00:00Z";

#[test]
fn commands_on_pages_are_answered() {
    let mut wrong = Vec::new();
    for name in PAGES {
        let page = page(&format!("docs/{name}.md"));
        let commands = commands(&page);
        assert!(!commands.is_empty(), "{} shows no command", page.path);
        for command in commands {
            let output = run(command);
            let said = String::from_utf8_lossy(&output.stderr);
            if !output.status.success() || output.stdout.is_empty() || !said.is_empty() {
                wrong.push(format!("{}: {command}: {said}", page.path));
            }
        }
    }
    checkout::assert_none("commands that are not answered", &wrong);
}

#[test]
fn pages_in_chinese_show_the_same_commands() {
    for name in PAGES {
        let (english, chinese) = (page(&format!("docs/{name}.md")), page(&format!("docs/zh-CN/{name}.md")));
        assert_eq!(commands(&english), commands(&chinese), "{name}");
    }
}

/// By bash, as a reader would; `tenure` is the one of this build.
fn run(command: &str) -> std::process::Output {
    Command::new("bash")
        .args(["-c", &format!("PATH=$BINARIES:$PATH; {command}")])
        .current_dir(demo::workspace())
        .env("BINARIES", binary::path().parent().unwrap())
        .env("TENURE_NOW", NOW)
        .output()
        .unwrap()
}

fn page(path: &str) -> Source {
    let text = std::fs::read_to_string(checkout::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Source { path: path.to_owned(), text }
}

/// The lines of its blocks that call tenure.
fn commands(page: &Source) -> Vec<&str> {
    let mut in_block = false;
    let mut found = Vec::new();
    for line in page.text.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        } else if in_block && line.starts_with("tenure ") {
            found.push(line);
        }
    }
    found
}
