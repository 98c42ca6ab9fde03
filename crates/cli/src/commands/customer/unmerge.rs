//! `tenure customer unmerge A B`: two ids are two customers, after a look at what that does to the numbers.

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
/// [`CliError`] when one of the ids names nobody or several, when they are two customers already, or it cannot be kept.
pub async fn run(args: Pair, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let lake = workspace.lake(run).await?;
    let snapshot = lake.snapshot(None).await?;
    let (a, b) = (named::one(&snapshot, &args.a)?, named::one(&snapshot, &args.b)?);
    let links = snapshot.links_between(&a, &b)?;
    if links.is_empty() {
        return Err(lake::LakeError::NotMerged { a: a.to_string(), b: b.to_string() }.into());
    }
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let supposed = snapshot.supposing(&[], &links)?;
    let effect = Effect::between(&workspace, &snapshot, &supposed, now_us).await?;
    drop(working);
    let agreed = !args.preview && ask::agreed(args.yes, &effect, "cli.customer.ask_unmerge", &workspace, run)?;
    let undone = if agreed { lake.unmerge(&a, &b, now_us).await? } else { links };
    let numbers = undone.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut report = Report::default();
    let of =
        |id| Ok::<_, CliError>(supposed.ids_of(id)?.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    report.fact("customer", Cell::text(of(&a)?), run.language);
    report.fact("other", Cell::text(of(&b)?), run.language);
    report.fact("links", Cell::text(numbers.join(", ")), run.language);
    report.fact("undone", Cell::Flag(agreed), run.language);
    report.lists = vec![effect::list(&effect, &workspace, run)];
    render::print_report(&report, run)?;
    effect::notes(&effect, agreed, run);
    Ok(Exit::Done)
}
