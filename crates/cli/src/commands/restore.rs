//! `tenure restore`: a backup becomes a workspace again.

use std::path::PathBuf;

use model::Message;

use super::backup;
use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render;
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    #[arg(value_name = "FOLDER")]
    to: PathBuf,
}

/// # Errors
/// [`CliError`] when the backup is none or is damaged, or when the folder cannot be written.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let working = Spinner::new(&Message::new("cli.progress.copying"), run);
    let (from, to) = (args.from.clone(), args.to.clone());
    let restored = tokio::task::spawn_blocking(move || lake::restore(&from, &to)).await;
    let contents = restored.map_err(|_| CliError::Stopped)??;
    // What was brought back can be asked.
    Workspace::open(&args.to)?.snapshot(None).await?;
    drop(working);
    render::print_report(&backup::report(&args.from, &contents, run), run)?;
    run.note(&Message::new("cli.backup.restored").with("folder", args.to.display()));
    Ok(Exit::Done)
}
