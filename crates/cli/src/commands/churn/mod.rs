//! `tenure churn`: who is likely to leave, why, and how well such scores foretold it.

mod shown;

use engine::{ChurnQuery, RiskModel};

use crate::asked::{Asked, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::scored::Scored;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "NAME", default_value = "churn")]
    score: String,
    #[arg(long, value_parser = ["logistic", "boosted"], default_value = "logistic")]
    model: String,
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
    let mut answer = asked
        .engine()?
        .churn(&ChurnQuery {
            score: args.score.clone(),
            model: if args.model == RiskModel::Boosted.name() { RiskModel::Boosted } else { RiskModel::Logistic },
            at: args.scored.day()?,
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
