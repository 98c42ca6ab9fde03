//! Tokens and users of a served workspace, made as a person makes them: with `tenure users`.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::binary;

/// Runs `tenure users …` in a workspace and reads its JSON.
pub fn users(folder: &Path, words: &[&str]) -> Value {
    let output = command(folder).args(["--format", "json", "users"]).args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A new token of a role, with more flags.
pub fn token(folder: &Path, role: &str, flags: &[&str]) -> String {
    secret(&users(folder, &[&["token", "add", role, "--role", role], flags].concat()))
}

/// A token that expired long ago.
pub fn expired_token(folder: &Path) -> String {
    let words = ["--now", "2020-01-01T00:00:00Z", "--format", "json", "users", "token", "add", "old"];
    let output = command(folder).args(words).args(["--role", "admin", "--days", "1"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    secret(&serde_json::from_slice(&output.stdout).unwrap())
}

/// A token that was revoked.
pub fn revoked_token(folder: &Path) -> String {
    let made = users(folder, &["token", "add", "gone", "--role", "admin"]);
    users(folder, &["token", "revoke", &made["tokens"][0]["number"].to_string()]);
    secret(&made)
}

/// A token of a user who was disabled.
pub fn disabled_token(folder: &Path) -> String {
    users(folder, &["add", "eve", "--role", "admin"]);
    let token = token(folder, "admin", &["--user", "eve"]);
    users(folder, &["disable", "eve"]);
    token
}

/// A write key.
pub fn write_key(folder: &Path) -> String {
    secret(&users(folder, &["write-key", "add", "web", "--namespace", "shop"]))
}

/// Adds a user with a password, read from standard input.
pub fn user(folder: &Path, name: &str, role: &str, password: &str) {
    use std::io::Write as _;

    let words = ["users", "add", name, "--role", role, "--password"];
    let mut process = command(folder).args(words).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
    assert!(process.wait().unwrap().success());
}

fn secret(made: &Value) -> String {
    made["secret"].as_str().unwrap().to_owned()
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(binary::path());
    command.arg("-C").arg(folder);
    command
}
