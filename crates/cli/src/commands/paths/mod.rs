//! `tenure paths`: what customers do after an event, or before it, as a tree.

mod shown;

use engine::{PathDirection, PathsQuery};
use model::Grain;

use crate::asked::{Asked, Range, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::window::window;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "EVENT", required_unless_present = "end", conflicts_with = "end")]
    start: Option<String>,
    #[arg(long, value_name = "EVENT")]
    end: Option<String>,
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    depth: u32,
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    top: u32,
    #[arg(long, value_name = "TIME", default_value = "7d")]
    within: String,
    #[arg(long, value_name = "EVENT", value_delimiter = ',')]
    exclude: Vec<String>,
    #[arg(long)]
    collapse: bool,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let (from, to) = args.range.days(Grain::Month, &asked)?;
    let direction = if args.start.is_some() { PathDirection::After } else { PathDirection::Before };
    let query = PathsQuery {
        event: args.start.or(args.end).unwrap_or_default(),
        direction,
        depth: args.depth as usize,
        top: args.top as usize,
        within_us: window(&args.within)?,
        exclude: args.exclude,
        collapse: args.collapse,
        from,
        to,
        population: args.whom.population(&args.by),
    };
    let answer = asked.engine()?.paths(&query).await?;
    asked.done();
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => render::print_report(&shown::report(&answer, run), run)?,
    }
    Ok(Exit::Done)
}
