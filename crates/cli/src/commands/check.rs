//! `tenure check`: the conservation laws and the lake's own consistency. Exit code 3 when one is broken.

use engine::Engine;
use lake::Snapshot;
use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {}

/// # Errors
/// [`CliError`] when the checks cannot be made.
pub async fn run(_args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.checking"), run);
    let snapshot = workspace.snapshot(None).await?;
    let engine = workspace.engine(snapshot.clone(), now_us)?;
    let laws = laws(&engine, run).await?;
    let tables = tables(&workspace, &snapshot, &engine, run).await?;
    drop(working);
    let broken =
        [&laws, &tables].into_iter().flat_map(|list| &list.rows).filter(|row| row.contains(&Cell::Flag(false)));
    let broken = broken.count();
    let mut report = Report::default();
    report.fact("holds", Cell::Flag(broken == 0), run.language);
    report.lists = vec![laws, tables];
    render::print_report(&report, run)?;
    if broken > 0 {
        run.warn(&Message::new("cli.check.broken").with("count", broken));
        return Ok(Exit::BelowBar);
    }
    run.note(&Message::new("cli.check.holds"));
    Ok(Exit::Done)
}
