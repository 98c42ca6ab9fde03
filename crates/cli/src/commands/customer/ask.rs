//! Asking a person before something is done.

use std::io::{BufRead, IsTerminal};

use model::Message;

use super::effect::{self, Effect};
use crate::error::CliError;
use crate::render;
use crate::run::Run;
use crate::workspace::Workspace;

/// Whether to go on: a person at a terminal is shown the effect and asked, unless they said yes before.
/// Nobody is asked where nobody can answer.
///
/// # Errors
/// [`CliError::Machine`] when the answer cannot be read.
pub fn agreed(
    yes: bool,
    effect: &Effect,
    question: &'static str,
    workspace: &Workspace,
    run: &Run,
) -> Result<bool, CliError> {
    let (stdin, stderr) = (std::io::stdin(), std::io::stderr());
    if yes || !stdin.is_terminal() || !stderr.is_terminal() {
        return Ok(true);
    }
    Run::tell(&render::table_of(&effect::list(effect, workspace, run), run));
    Run::tell(&run.say(&Message::new(question)));
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(run.word("cli.customer.yes_words").split_whitespace().any(|word| word == answer))
}
