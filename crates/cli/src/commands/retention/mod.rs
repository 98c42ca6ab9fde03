//! `tenure retention`: cohorts, and who of them came back when.

mod shown;

use engine::{Basis, CohortBy, Population, RetentionClock, RetentionMode, RetentionOf, RetentionQuery};
use lake::Snapshot;
use model::{Grain, Message, Micros};

use crate::commands::query::{day, recent};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::render::{self, Format};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "WHAT", default_value = "first:active")]
    start: String,
    #[arg(long = "return", value_name = "WHAT")]
    returns: Option<String>,
    #[arg(long, value_parser = ["customers", "revenue", "mrr"], default_value = "customers")]
    of: String,
    #[arg(long, value_parser = ["on", "on_or_after", "bracket", "boundary"], default_value = "on")]
    mode: String,
    #[arg(long, value_name = "OFFSETS", value_delimiter = ',', required_if_eq("mode", "bracket"))]
    brackets: Vec<usize>,
    #[arg(long, value_parser = ["calendar", "rolling"], default_value = "calendar")]
    clock: String,
    #[arg(long, value_name = "DATE", requires = "to")]
    from: Option<String>,
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<String>,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"], default_value = "month")]
    grain: String,
    #[arg(long, value_name = "COUNT", default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=400))]
    offsets: u16,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[arg(long, value_parser = ["subscription", "purchase", "usage"])]
    basis: Option<String>,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let Known { workspace, snapshot, .. } = args.as_of.known(workspace, run).await?;
    let query = question(&args, &workspace, &snapshot, now_us)?;
    let answer = workspace.engine(snapshot, now_us)?.retention(&query).await?;
    drop(working);
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table => render::print_report(&shown::matrices(&answer, run), run)?,
        Format::Csv | Format::Parquet => render::print_report(&shown::cells(&answer, run), run)?,
    }
    Ok(Exit::Done)
}

fn question(
    args: &Args,
    workspace: &Workspace,
    snapshot: &Snapshot,
    now_us: Micros,
) -> Result<RetentionQuery, CliError> {
    let grain = args.grain.parse::<Grain>().unwrap_or(Grain::Month);
    let (from, to, _) = match (&args.from, &args.to) {
        (Some(from), Some(to)) => (day("--from", from)?, day("--to", to)?, None),
        _ => recent(grain, workspace, snapshot, now_us)?,
    };
    if from >= to {
        return Err(CliError::Usage(Message::new("cli.error.range").with("from", from).with("to", to)));
    }
    if !args.brackets.is_empty() && args.mode != "bracket" {
        return Err(CliError::Usage(Message::new("cli.error.brackets_without_mode")));
    }
    if args.returns.is_some() && args.of != "customers" {
        return Err(CliError::Usage(Message::new("cli.error.return_of_money").with("of", &args.of)));
    }
    let (cohort, start) = start(&args.start);
    Ok(RetentionQuery {
        start: start.to_owned(),
        cohort,
        returns: args.returns.clone().unwrap_or_else(|| start.to_owned()),
        of: match args.of.as_str() {
            "revenue" => RetentionOf::Revenue,
            "mrr" => RetentionOf::Mrr,
            _ => RetentionOf::Customers,
        },
        mode: match args.mode.as_str() {
            "on_or_after" => RetentionMode::OnOrAfter,
            "bracket" => RetentionMode::Bracket(args.brackets.clone()),
            "boundary" => RetentionMode::Boundary,
            _ => RetentionMode::On,
        },
        clock: if args.clock == "rolling" { RetentionClock::Rolling } else { RetentionClock::Calendar },
        from,
        to,
        grain,
        offsets: usize::from(args.offsets),
        population: Population {
            by: args.by.clone(),
            filter: args.filter.clone(),
            basis: args.basis.as_deref().and_then(Basis::find),
            subject: args.subject.parse().unwrap_or_default(),
        },
    })
}

/// `first:orders` is the first order of all time, `first-in-range:orders` the first in the range, `orders` every one.
fn start(text: &str) -> (CohortBy, &str) {
    match text.split_once(':') {
        Some(("first", name)) => (CohortBy::First, name),
        Some(("first-in-range", name)) => (CohortBy::FirstInRange, name),
        _ => (CohortBy::Recurring, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_says_which_one_counts() {
        assert_eq!(start("first:orders"), (CohortBy::First, "orders"));
        assert_eq!(start("first-in-range:orders"), (CohortBy::FirstInRange, "orders"));
        assert_eq!(start("orders"), (CohortBy::Recurring, "orders"));
        assert_eq!(start("shop:paid"), (CohortBy::Recurring, "shop:paid"));
    }
}
