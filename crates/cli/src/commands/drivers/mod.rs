//! `tenure drivers`: which parts moved a metric between two periods, by growing or by changing themselves.

mod shown;
mod words;

use engine::{DriversQuery, MetricDrivers};
use model::Message;
use serde::Serialize;

use crate::asked::{Asked, Whom};
use crate::commands::query::params;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::span;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(long, value_name = "PERIOD")]
    from: String,
    #[arg(long, value_name = "PERIOD")]
    to: String,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    top: u32,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
}

/// The answer for a program, with its findings in words.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    answer: &'a MetricDrivers,
    said: Said,
}

#[derive(Serialize)]
struct Said {
    strengths: Vec<String>,
    weaknesses: Vec<String>,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let workspace = &asked.workspace;
    let period = |text: &str| span::read(text, &workspace.calendar, workspace.settings.fiscal_year_start);
    let periods = [period(&args.from)?, period(&args.to)?].map(|span| (span.start, span.end));
    if periods[0] == periods[1] {
        return Err(CliError::Usage(Message::new("cli.error.same_period").with("text", &args.to)));
    }
    let query = DriversQuery {
        metric: args.metric,
        periods,
        by: args.by,
        basis: args.whom.basis(),
        subject: args.whom.subject(),
        filter: args.whom.filter,
        params: params(&args.params)?,
        top: args.top as usize,
    };
    let answer = asked.engine()?.drivers(&query).await?;
    let workspace = asked.done();
    match run.format {
        Format::Table => {
            let heading = Message::new("cli.drivers.heading")
                .with("title", workspace.names(run).title(&answer.metric))
                .with("metric", &answer.metric)
                .with("from", &args.from)
                .with("to", &args.to);
            let body = render::text_of(&shown::report(&answer, !query.by.is_empty(), run), run);
            run.print(format!("{}\n{body}", run.say(&heading)).as_bytes())?;
        }
        Format::Json => {
            let said = |found: &[engine::Driver]| found.iter().map(|driver| words::of(driver, &answer, run)).collect();
            let said = Said { strengths: said(&answer.strengths), weaknesses: said(&answer.weaknesses) };
            render::print_json(&Told { answer: &answer, said }, run)?;
        }
        Format::Csv | Format::Parquet => render::print_report(&shown::report(&answer, true, run), run)?,
    }
    Ok(Exit::Done)
}
