//! `tenure customer`: one customer from every side, and what can be done with one.

mod ask;
mod candidates;
mod clock;
mod effect;
mod forget;
mod merge;
mod named;
mod pair;
mod show;
mod unmerge;

use crate::error::CliError;
use crate::exit::Exit;
use crate::run::Run;

/// `tenure customer ID` shows; a word of its own does something else.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    show: show::Show,
}

#[derive(clap::Subcommand)]
enum Command {
    Show(show::Show),
    Merge(pair::Pair),
    Unmerge(pair::Pair),
    Candidates(candidates::Args),
    Forget(forget::Args),
}

/// # Errors
/// [`CliError`] with what kept it from being done.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    match args.command.unwrap_or(Command::Show(args.show)) {
        Command::Show(args) => show::run(args, run).await,
        Command::Merge(args) => merge::run(args, run).await,
        Command::Unmerge(args) => unmerge::run(args, run).await,
        Command::Candidates(args) => candidates::run(args, run).await,
        Command::Forget(args) => forget::run(args, run).await,
    }
}
