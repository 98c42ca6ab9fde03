//! A workspace of its own and the commands that a user runs in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary;

/// A workspace and the commands that are run in it.
pub struct Desk {
    folder: PathBuf,
    /// The folder, where it is gone with the desk.
    _own: Option<TempDir>,
}

/// What a command printed and how it ended.
pub struct Done {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl Desk {
    pub fn new() -> Self {
        let own = tempfile::tempdir().unwrap();
        let desk = Self { folder: own.path().to_owned(), _own: Some(own) };
        desk.run(&["init", "."]);
        desk
    }

    /// The workspace that lies, or will lie, in a folder.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), _own: None }
    }

    pub fn run(&self, words: &[&str]) -> Done {
        self.answering("", words)
    }

    /// Runs a command to which answers are typed.
    pub fn answering(&self, answers: &str, words: &[&str]) -> Done {
        let mut child = Command::new(binary::path())
            .current_dir(&self.folder)
            .env("TENURE_NOW", "2026-01-15T12:00:00Z")
            .env("COLUMNS", "200")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that ends before it has read every answer closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Done { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
    }

    /// Runs a command and reads what it prints as JSON.
    #[track_caller]
    pub fn json(&self, words: &[&str]) -> Value {
        let done = self.run(&[words, &["--format", "json"]].concat());
        assert_eq!(done.code, 0, "{words:?}: {}", done.err);
        serde_json::from_str(&done.out).unwrap()
    }

    /// The rows of a query, cells apart by commas.
    #[track_caller]
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let done = self.run(&["sql", sql, "--format", "csv"]);
        assert_eq!(done.code, 0, "{sql}: {}", done.err);
        done.out.lines().skip(1).map(str::to_owned).collect()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Every file of the workspace and its bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let (mut folders, mut files) = (vec![self.folder.clone()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), std::fs::read(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    /// How many rows wait in quarantine by their rule.
    pub fn waiting(&self) -> Vec<(String, i64)> {
        let listed = self.json(&["rejects"]);
        let rules = listed["rules"].as_array().unwrap();
        rules.iter().map(|row| (row["rule"].as_str().unwrap().to_owned(), row["rows"].as_i64().unwrap())).collect()
    }
}
