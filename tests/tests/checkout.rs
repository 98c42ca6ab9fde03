//! The files of the repository, for tests that read them.

use std::path::{Path, PathBuf};

/// The folder that holds `Cargo.toml` of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// One text file of the repository.
pub struct Source {
    /// Path from the root, with `/`.
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    pub fn stem(&self) -> &str {
        self.name().split('.').next().unwrap()
    }

    /// The crate that a file under `crates/` belongs to.
    pub fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// The lines that ship, with their numbers from 1: no comment, and no item under `#[cfg(test)]`.
    pub fn shipped_lines(&self) -> Vec<(usize, &str)> {
        if self.path.contains("/tests/") || self.name() == "tests.rs" {
            return Vec::new();
        }
        let mut shipped = Vec::new();
        let mut lines = self.text.lines().enumerate();
        while let Some((index, line)) = lines.next() {
            let text = line.trim_start();
            if text == "#[cfg(test)]" {
                let end = format!("{}}}", &line[..line.len() - text.len()]);
                lines.find(|(_, line)| line.ends_with(';') && !line.starts_with(' ') || **line == *end);
            } else if !text.starts_with("//") {
                shipped.push((index + 1, line));
            }
        }
        shipped
    }
}

/// The files under a folder of the repository that end in one of these, by path. A folder that is not there has none.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    walk(&root.join(folder), &mut |path| {
        if endings.iter().any(|ending| path.to_str().unwrap().ends_with(ending)) {
            let text = std::fs::read_to_string(path).unwrap();
            let path = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(Source { path, text });
        }
    });
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !matches!(name, ".git" | "target" | "node_modules" | "demo-company" | ".venv") {
                walk(&path, visit);
            }
        } else {
            visit(&path);
        }
    }
}

/// Fails with every finding on a line of its own.
#[track_caller]
pub fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}
