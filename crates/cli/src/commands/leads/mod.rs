//! `tenure leads`: how promising leads are, by which rules, and whether such scores foretold who became a customer.

mod shown;

use engine::LeadsQuery;

use crate::asked::Asked;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::scored::Scored;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "NAME", default_value = "leads")]
    score: String,
    #[command(flatten)]
    scored: Scored,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let at = args.scored.day()?;
    let question = LeadsQuery { score: args.score.clone(), at, horizon_days: args.scored.horizon_days() };
    let mut answer = asked.engine()?.leads(&question).await?;
    let workspace = asked.done();
    let all = answer.scores.len();
    let unqualified = answer.scores.iter().filter(|one| one.unqualified.is_some()).count();
    args.scored.keep(&mut answer.scores, run);
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => {
            let shown = shown::Shown { answer: &answer, catalog: &workspace.catalog, run };
            render::print_report(&shown.report(all, unqualified), run)?;
        }
    }
    Ok(Exit::Done)
}
