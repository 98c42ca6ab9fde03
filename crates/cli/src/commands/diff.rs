//! `tenure diff`: what changed in reported numbers between two states of knowledge, and why.

use catalog::Definitions;
use engine::{Basis, DiffQuery, Query};
use lake::Lake;
use model::{Grain, Message, Micros};

use crate::asked::{day, recent};
use crate::commands::demo::HEADLINES;
use crate::commands::diff_report;
use crate::commands::query::params;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known;
use crate::progress::Spinner;
use crate::run::Run;
use crate::workspace::Workspace;

/// Where the names of the definitions that tenure ships begin.
const BUILTIN: &str = "builtin/";

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "METRIC")]
    metrics: Vec<String>,
    #[arg(long, value_name = "STATE")]
    from: String,
    #[arg(long, value_name = "STATE", default_value = "now")]
    to: String,
    #[arg(long, value_name = "DATE", requires = "period_to")]
    period_from: Option<String>,
    #[arg(long, value_name = "DATE", requires = "period_from")]
    period_to: Option<String>,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"])]
    grain: Option<String>,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[arg(long, value_parser = ["subscription", "purchase", "usage"])]
    basis: Option<String>,
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    #[arg(long)]
    all: bool,
    #[arg(long, value_name = "COUNT", num_args = 0..=1, default_missing_value = "20")]
    rows: Option<usize>,
}

/// The workspace in the two states.
struct Sides {
    before: Workspace,
    after: Workspace,
    from_us: Option<Micros>,
    to_us: Option<Micros>,
}

/// # Errors
/// [`CliError`] when one of the states is none, or cannot answer.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let lake = workspace.lake(run).await?;
    let sides = Sides::new(&args, &workspace, &lake).await?;
    if sides.from_us.unwrap_or(Micros::MAX) > sides.to_us.unwrap_or(Micros::MAX) {
        let message = Message::new("cli.error.diff_backwards").with("from", &args.from).with("to", &args.to);
        return Err(CliError::Usage(message));
    }
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let (earlier, later) = (lake.snapshot(sides.from_us).await?, lake.snapshot(sides.to_us).await?);
    let ask = DiffQuery {
        query: question(&args, &sides, &later, now_us)?,
        every: args.all,
        rows: args.rows.unwrap_or_default(),
        redefined: redefined(&sides.before.definitions, &sides.after.definitions),
    };
    let before = sides.before.engine(earlier, now_us)?;
    let after = sides.after.engine(later, now_us)?;
    let difference = engine::diff(&before, &after, &ask).await?;
    drop(working);
    diff_report::print(&difference, &sides.after.names(run), run)?;
    Ok(Exit::Done)
}

impl Sides {
    async fn new(args: &Args, workspace: &Workspace, lake: &Lake) -> Result<Self, CliError> {
        let from_us = known::state("--from", &args.from, workspace, lake).await?;
        let to_us = known::state("--to", &args.to, workspace, lake).await?;
        let (before, after) = (known::at(workspace, lake, from_us).await?, known::at(workspace, lake, to_us).await?);
        Ok(Self { before: before.0, after: after.0, from_us, to_us })
    }
}

fn question(args: &Args, sides: &Sides, later: &lake::Snapshot, now_us: Micros) -> Result<Query, CliError> {
    let grain = args.grain.as_deref().and_then(|grain| grain.parse::<Grain>().ok());
    let (from, to, grain) = match (&args.period_from, &args.period_to) {
        (Some(from), Some(to)) => (day("--period-from", from)?, day("--period-to", to)?, grain),
        _ => {
            let grain = grain.unwrap_or(Grain::Month);
            let (from, to) = recent(grain, &sides.after, later, now_us)?;
            (from, to, Some(grain))
        }
    };
    if from >= to {
        return Err(CliError::Usage(Message::new("cli.error.period_range").with("from", from).with("to", to)));
    }
    let metrics = if args.metrics.is_empty() {
        let known = |id: &&str| [&sides.before, &sides.after].iter().any(|side| side.catalog.metrics.contains_key(*id));
        HEADLINES.into_iter().filter(known).map(ToOwned::to_owned).collect()
    } else {
        args.metrics.clone()
    };
    Ok(Query {
        metrics,
        by: args.by.clone(),
        filter: args.filter.clone(),
        basis: args.basis.as_deref().and_then(Basis::find),
        params: params(&args.params)?,
        ..Query::new("", from, to, grain)
    })
}

/// The files that differ, those that tenure ships told as one.
fn redefined(before: &Definitions, after: &Definitions) -> Vec<String> {
    let mut names = before.differing(after);
    let all = names.len();
    names.retain(|name| !name.starts_with(BUILTIN));
    if names.len() < all {
        names.push("tenure".to_owned());
    }
    names
}
