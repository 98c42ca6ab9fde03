//! `tenure funnel`: how many customers take one step after another, and where they are lost.

mod shown;

use catalog::{Settings, StepOrder};
use engine::{FunnelCount, FunnelMatch, FunnelQuery, FunnelStep};
use model::{Grain, Message, Micros, nearest};

use crate::asked::{Asked, Range, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::window::window;

/// The window of steps that were given one by one.
const WINDOW: &str = "7d";

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "NAME", required_unless_present = "steps", conflicts_with = "steps")]
    name: Option<String>,
    #[arg(long, value_name = "STEPS", value_delimiter = ',')]
    steps: Vec<String>,
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    window: Option<String>,
    #[arg(long, value_parser = ["ordered", "strict", "any"])]
    order: Option<String>,
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    exclude: Vec<String>,
    #[arg(long, value_parser = ["customers", "attempts"], default_value = "customers")]
    count: String,
    #[arg(long = "match", value_parser = ["best", "first"], default_value = "best")]
    matching: String,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[command(flatten)]
    whom: Whom,
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
    let asked = Asked::open(&args.as_of, run).await?;
    let answer = asked.engine()?.funnel(&question(&args, &asked)?).await?;
    asked.done();
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => render::print_report(&shown::report(&answer, run), run)?,
    }
    Ok(Exit::Done)
}

fn question(args: &Args, asked: &Asked) -> Result<FunnelQuery, CliError> {
    let (from, to) = args.range.days(Grain::Month, asked)?;
    let (steps, declared_us, order) = steps(args, &asked.workspace.settings)?;
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
        population: args.whom.population(&args.by),
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
