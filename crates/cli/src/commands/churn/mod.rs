//! `tenure churn`: who is likely to leave, why, and how well such scores foretold it.

mod shown;

use engine::ChurnQuery;

use crate::asked::{Asked, Whom, day};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "NAME", default_value = "churn")]
    score: String,
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=730))]
    horizon: u16,
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let at = match &args.at {
        Some(text) => day("--at", text)?,
        None => asked.last_day()?,
    };
    let mut answer = asked
        .engine()?
        .churn(&ChurnQuery {
            score: args.score.clone(),
            at,
            horizon_days: i64::from(args.horizon),
            population: args.whom.population(&[]),
        })
        .await?;
    let workspace = asked.done();
    let all = answer.scores.len();
    if let Some(limit) = args.limit {
        answer.scores.truncate(limit);
    }
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => {
            let shown = shown::Shown { answer: &answer, catalog: &workspace.catalog, run };
            render::print_report(&shown.report(all), run)?;
        }
    }
    Ok(Exit::Done)
}
