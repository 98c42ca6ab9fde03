//! Runs the built `tenure`, in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The binary of the same build as this test: `make test` builds it first.
pub fn path() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let binary = profile.join("tenure");
    assert!(binary.exists(), "{} is not built; run: cargo build --workspace --bins", binary.display());
    binary
}

/// Runs tenure in `folder` and returns what it said, whatever became of it.
pub fn tenure(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(path()).current_dir(folder).args(arguments).output().unwrap()
}

/// Runs tenure in `folder` and returns what it printed.
///
/// # Panics
/// When it does not exit with 0; the message holds what it said.
#[track_caller]
pub fn stdout(folder: &Path, arguments: &[&str]) -> String {
    let output = tenure(folder, arguments);
    assert!(
        output.status.success(),
        "tenure {} exited with {:?}\n{}{}",
        arguments.join(" "),
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Runs tenure in `folder` and reads the JSON it printed.
#[track_caller]
pub fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let arguments: Vec<&str> = ["--format", "json"].into_iter().chain(arguments.iter().copied()).collect();
    serde_json::from_str(&stdout(folder, &arguments)).unwrap()
}
