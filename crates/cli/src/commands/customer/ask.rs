//! Asking a person before something is done.

use std::io::{BufRead, IsTerminal};

use super::effect::{self, Effect};
use crate::error::CliError;
use crate::render::{self, Report};
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
    if yes || !can_answer(run) {
        return Ok(true);
    }
    Run::tell(&render::table_of(&effect::list(effect, workspace, run), run));
    says_yes(question, run)
}

/// Whether to go on with what cannot be taken back: a person at a terminal is shown it and asked. Nobody who can answer
/// is a no.
///
/// # Errors
/// [`CliError::Machine`] when the answer cannot be read.
pub fn agreed_for_good(report: &Report, question: &'static str, run: &Run) -> Result<bool, CliError> {
    if !can_answer(run) {
        return Ok(false);
    }
    Run::tell(&render::text_of(report, run));
    says_yes(question, run)
}

fn can_answer(run: &Run) -> bool {
    run.on_terminal() && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn says_yes(question: &'static str, run: &Run) -> Result<bool, CliError> {
    Run::tell(&run.word(question));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(run.word("cli.customer.yes_words").split_whitespace().any(|word| word == answer))
}
