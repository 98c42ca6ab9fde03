//! `tenure customer merge A B`: two customers are one, after a look at what that does to the numbers.

use lake::Snapshot;
use model::Message;

use super::effect::{self, Effect};
use super::pair::Pair;
use super::{ask, named};
use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, Report};
use crate::run::Run;
use crate::workspace::Workspace;

/// # Errors
/// [`CliError`] when one of the ids names nobody or several, or the merge cannot be kept.
pub async fn run(args: Pair, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let lake = workspace.lake(run).await?;
    let snapshot = lake.snapshot(None).await?;
    let (a, b) = (named::one(&snapshot, &args.a)?, named::one(&snapshot, &args.b)?);
    if named::are_one(&snapshot, &a, &b)? {
        let message = Message::new("cli.customer.already_one").with("a", &a).with("b", &b);
        run.note(&message);
        return Ok(Exit::Done);
    }
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let supposed = snapshot.supposing(&[(a.clone(), b.clone())], &[])?;
    let effect = Effect::between(&workspace, &snapshot, &supposed, now_us).await?;
    drop(working);
    let agreed = !args.preview && ask::agreed(args.yes, &effect, "cli.customer.ask_merge", &workspace, run)?;
    let link = if agreed { Some(lake.merge(&a, &b, now_us).await?) } else { None };
    let mut report = Report::default();
    report.fact("customer", ids(&snapshot, &a)?, run.language);
    report.fact("other", ids(&snapshot, &b)?, run.language);
    report.fact("merged", Cell::Flag(agreed), run.language);
    if let Some(link) = link {
        report.fact("link", Cell::Count(link.0), run.language);
    }
    report.lists = vec![effect::list(&effect, &workspace, run)];
    render::print_report(&report, run)?;
    effect::notes(&effect, agreed, run);
    Ok(Exit::Done)
}

/// All ids of the customer that an id belongs to.
fn ids(snapshot: &Snapshot, id: &lake::OutsideId) -> Result<Cell, CliError> {
    let ids = snapshot.ids_of(id)?.iter().map(ToString::to_string).collect::<Vec<_>>();
    Ok(Cell::text(ids.join(", ")))
}
