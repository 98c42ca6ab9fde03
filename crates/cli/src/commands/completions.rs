//! `tenure completions`: what a shell needs to complete tenure's commands and flags.

use clap_complete::Shell;

use crate::error::CliError;
use crate::exit::Exit;
use crate::help;
use crate::run::Run;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_enum)]
    shell: Shell,
}

/// # Errors
/// [`CliError::Stdout`] when stdout cannot be written.
pub fn run(args: &Args, run: &Run) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(run.language), "tenure", &mut script);
    run.print(&script)?;
    Ok(Exit::Done)
}
