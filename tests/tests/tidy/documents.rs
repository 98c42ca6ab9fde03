//! The documents that people read first: their links lead somewhere, and decisions are numbered without a gap.

use crate::checkout::{self, Source, assert_none};

#[test]
fn links_between_documents_lead_to_files() {
    let mut found = Vec::new();
    for source in documents() {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in links(&source.text) {
            let path = target.split('#').next().unwrap();
            if !path.is_empty() && !checkout::root().join(folder).join(path).exists() {
                found.push(format!("{}: {target}", source.path));
            }
        }
    }
    assert_none("links that lead nowhere", &found);
}

#[test]
fn decisions_are_numbered_without_a_gap_and_fit_a_screen() {
    let mut found = Vec::new();
    for (index, source) in checkout::files("docs/decisions", &[".md"]).iter().enumerate() {
        let number = format!("{:04}-", index + 1);
        if !source.name().starts_with(&number) {
            found.push(format!("{}: expected a name that starts with {number}", source.path));
        }
        let lines = source.text.lines().count();
        if lines > 60 {
            found.push(format!("{} has {lines} lines; 60 are enough for a decision", source.path));
        }
        for heading in ["## Context", "## Choice", "## What would change it"] {
            if !source.text.contains(heading) {
                found.push(format!("{} has no `{heading}`", source.path));
            }
        }
    }
    assert_none("decisions out of form", &found);
}

fn documents() -> Vec<Source> {
    let root = ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    let mut documents = Vec::new();
    for folder in ["docs", "examples", "benches", "metrics"] {
        documents.extend(checkout::files(folder, &[".md"]));
    }
    for name in root {
        let text = std::fs::read_to_string(checkout::root().join(name)).unwrap();
        documents.push(Source { path: name.to_owned(), text });
    }
    documents
}

/// Targets of Markdown links within the repository.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| {
            !target.contains("://") && !target.starts_with("mailto:") && !target.contains(char::is_whitespace)
        })
        .collect()
}
