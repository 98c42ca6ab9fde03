//! `tenure health`: how customers are, why, and whether such scores foretold who left.

mod shown;

use engine::HealthQuery;
use model::Grain;

use crate::asked::{Asked, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::scored::Scored;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "NAME", default_value = "health")]
    score: String,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"])]
    grain: Option<String>,
    #[arg(long, value_name = "COUNT", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120), requires = "grain")]
    periods: u32,
    #[command(flatten)]
    scored: Scored,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let grain = args.grain.as_deref().and_then(|grain| grain.parse::<Grain>().ok());
    let mut answer = asked
        .engine()?
        .health(&HealthQuery {
            score: args.score.clone(),
            at: args.scored.day()?,
            history: grain.map(|grain| (grain, args.periods)),
            horizon_days: args.scored.horizon_days(),
            population: args.whom.population(&[]),
        })
        .await?;
    let workspace = asked.done();
    let all = answer.scores.len();
    args.scored.keep(&mut answer.scores, run);
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => {
            let shown = shown::Shown { answer: &answer, catalog: &workspace.catalog, run };
            render::print_report(&shown.report(all), run)?;
        }
    }
    Ok(Exit::Done)
}
