//! `tenure sql`: a read-only question over the canonical tables and derived relations.

use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::render;
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "SQL")]
    sql: String,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let Known { workspace, snapshot, .. } = args.as_of.known(workspace, run).await?;
    let engine = workspace.engine(snapshot, now_us)?;
    let (schema, batches) = engine.sql(&args.sql).await?;
    drop(working);
    render::print_rows(&schema, &batches, run)?;
    Ok(Exit::Done)
}
