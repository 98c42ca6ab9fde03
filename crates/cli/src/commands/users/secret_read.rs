//! Reading a password without showing it.

use std::io::{BufRead, IsTerminal, Read};
use std::process::{Command, Stdio};

use model::Message;

use crate::error::CliError;
use crate::run::Run;

/// Bytes of standard input that are looked at.
const MOST: u64 = 64 * 1024;

/// The password: typed twice by a person at a terminal, else the first line of standard input.
///
/// # Errors
/// [`CliError::Usage`] when the two differ, [`CliError::Machine`] when standard input cannot be read.
pub fn password(run: &Run) -> Result<String, CliError> {
    if !std::io::stdin().is_terminal() {
        return line();
    }
    let quiet = Quiet::begin();
    Run::tell(&run.word("cli.users.password"));
    let first = line()?;
    Run::tell(&run.word("cli.users.password_again"));
    let second = line()?;
    drop(quiet);
    if first == second { Ok(first) } else { Err(CliError::Usage(Message::new("cli.error.passwords_differ"))) }
}

fn line() -> Result<String, CliError> {
    let mut text = String::new();
    std::io::stdin().lock().take(MOST).read_line(&mut text)?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// While it lives, the terminal does not show what is typed; where it cannot be told so, it does.
struct Quiet;

impl Quiet {
    fn begin() -> Self {
        stty("-echo");
        Self
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        stty("echo");
    }
}

fn stty(word: &str) {
    // A system without it shows what is typed: that is no reason not to go on.
    let _ = Command::new("stty").arg(word).stdin(Stdio::inherit()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}
