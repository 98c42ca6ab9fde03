//! `tenure users`: who may ask over HTTP, who may write events, and what they did.

mod audit;
mod people;
mod secret_read;
mod tokens;
mod write_keys;

use lake::{Access, Actor};
use model::{Micros, Role};
use serve::check_rule;

use crate::error::CliError;
use crate::exit::Exit;
use crate::run::Run;
use crate::workspace::Workspace;

/// `tenure users` lists; a word of its own does something else.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    List,
    Add(people::Add),
    Change(people::Change),
    Disable(people::Named),
    Enable(people::Named),
    Token(tokens::Args),
    WriteKey(write_keys::Args),
    Audit(audit::Args),
}

/// The access of the workspace, and who changes it.
struct Desk {
    access: Access,
    now_us: Micros,
}

/// # Errors
/// [`CliError`] with what kept it from being done.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let desk = Desk { access: workspace.lake(run).await?.access()?, now_us };
    match args.command.unwrap_or(Command::List) {
        Command::List => people::list(&desk, run),
        Command::Add(args) => people::add(&args, &desk, run),
        Command::Change(args) => people::change(&args, &desk, run),
        Command::Disable(args) => people::disable(&args, true, &desk, run),
        Command::Enable(args) => people::disable(&args, false, &desk, run),
        Command::Token(args) => tokens::run(args, &desk, run),
        Command::WriteKey(args) => write_keys::run(args, &desk, run),
        Command::Audit(args) => audit::run(&args, &desk, run),
    }
}

impl Desk {
    fn actor(&self) -> Actor<'_> {
        Actor { at_us: self.now_us, who: "cli", address: None }
    }
}

/// A rule that stands by itself.
fn rule(text: &str) -> Result<&str, CliError> {
    check_rule(text).map_err(CliError::Usage)?;
    Ok(text)
}

/// A role as the command line's parser has checked it.
fn role(text: &str) -> Role {
    text.parse().unwrap_or(Role::Viewer)
}
