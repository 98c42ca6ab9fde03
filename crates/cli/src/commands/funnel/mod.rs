//! `tenure funnel`: how many customers take one step after another, and where they are lost.

mod shown;

use catalog::{Settings, StepOrder};
use engine::{Basis, FunnelCount, FunnelMatch, FunnelQuery, FunnelStep, Population};
use jiff::{Span, SpanRelativeTo};
use lake::Snapshot;
use model::{Grain, Message, Micros, nearest};

use crate::commands::query::{day, recent};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::render::{self, Format};
use crate::run::Run;
use crate::workspace::Workspace;

/// The window of steps that were given one by one.
const WINDOW: &str = "7d";

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "NAME", required_unless_present = "steps", conflicts_with = "steps")]
    name: Option<String>,
    #[arg(long, value_name = "STEPS", value_delimiter = ',')]
    steps: Vec<String>,
    #[arg(long, value_name = "TIME")]
    window: Option<String>,
    #[arg(long, value_parser = ["ordered", "strict", "any"])]
    order: Option<String>,
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    exclude: Vec<String>,
    #[arg(long, value_parser = ["customers", "attempts"], default_value = "customers")]
    count: String,
    #[arg(long = "match", value_parser = ["best", "first"], default_value = "best")]
    matching: String,
    #[arg(long, value_name = "DATE", requires = "to")]
    from: Option<String>,
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<String>,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[arg(long, value_parser = ["subscription", "purchase", "usage"])]
    basis: Option<String>,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
    #[arg(long)]
    include_immature: bool,
    #[arg(long)]
    customers: bool,
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
    let answer = workspace.engine(snapshot, now_us)?.funnel(&query).await?;
    drop(working);
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => render::print_report(&shown::report(&answer, run), run)?,
    }
    Ok(Exit::Done)
}

fn question(args: &Args, workspace: &Workspace, snapshot: &Snapshot, now_us: Micros) -> Result<FunnelQuery, CliError> {
    let (from, to) = match (&args.from, &args.to) {
        (Some(from), Some(to)) => (day("--from", from)?, day("--to", to)?),
        _ => recent(Grain::Month, workspace, snapshot, now_us).map(|(from, to, _)| (from, to))?,
    };
    if from >= to {
        return Err(CliError::Usage(Message::new("cli.error.range").with("from", from).with("to", to)));
    }
    let (steps, declared_us, order) = steps(args, &workspace.settings)?;
    let window_us = match &args.window {
        Some(text) => window(text)?,
        None => declared_us,
    };
    Ok(FunnelQuery {
        steps,
        exclude: args.exclude.clone(),
        window_us,
        order: match args.order.as_deref() {
            Some("strict") => StepOrder::Strict,
            Some("any") => StepOrder::Any,
            Some(_) => StepOrder::Ordered,
            None => order,
        },
        count: if args.count == "attempts" { FunnelCount::Attempts } else { FunnelCount::Customers },
        matching: if args.matching == "first" { FunnelMatch::First } else { FunnelMatch::Best },
        from,
        to,
        population: Population {
            by: args.by.clone(),
            filter: args.filter.clone(),
            basis: args.basis.as_deref().and_then(Basis::find),
            subject: args.subject.parse().unwrap_or_default(),
        },
        include_immature: args.include_immature,
        customers: args.customers,
    })
}

/// The steps given one by one, or those of a funnel in tenure.yaml, with its window and order.
fn steps(args: &Args, settings: &Settings) -> Result<(Vec<FunnelStep>, Micros, StepOrder), CliError> {
    let Some(name) = &args.name else {
        let step = |name: &String| FunnelStep { name: name.clone(), events: Vec::new(), filter: None };
        return Ok((args.steps.iter().map(step).collect(), window(WINDOW)?, StepOrder::default()));
    };
    let Some(funnel) = settings.funnels.get(name) else {
        let message = match nearest(name, settings.funnels.keys().map(String::as_str)) {
            Some(near) => Message::new("cli.error.unknown_funnel_near").with("nearest", near),
            None => Message::new("cli.error.unknown_funnel"),
        };
        return Err(CliError::Usage(message.with("name", name)));
    };
    let steps = funnel.steps.iter().map(|step| FunnelStep {
        name: step.name.clone(),
        events: step.events.clone(),
        filter: step.filter.clone(),
    });
    Ok((steps.collect(), window(&format!("{}d", funnel.window_days))?, funnel.order))
}

/// A length of time such as `30m`, `24h`, `7d` or `2w` in microseconds; a day is 24 hours.
fn window(text: &str) -> Result<Micros, CliError> {
    let read = text.parse::<Span>().ok().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    read.and_then(|length| Micros::try_from(length.as_micros()).ok())
        .filter(|length| *length > 0)
        .ok_or_else(|| CliError::Usage(Message::new("cli.error.window").with("text", text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_length_of_time() {
        assert_eq!(window("90s").unwrap(), 90_000_000);
        assert_eq!(window("7d").unwrap(), 7 * window("24h").unwrap());
        assert_eq!(window("2w").unwrap(), window("14d").unwrap());
        for none in ["", "7", "0d", "-1d", "soon"] {
            assert!(window(none).is_err(), "{none}");
        }
    }
}
