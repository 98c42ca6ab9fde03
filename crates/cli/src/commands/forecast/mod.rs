//! `tenure forecast`: what a metric will be, how well such forecasts did, and what stands out in its past.

mod parts;
mod shown;

use engine::{ForecastQuery, MetricForecast, PartForecasts};
use model::{Grain, Message};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::asked::{Asked, Range, Whom};
use crate::commands::query::params;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=366))]
    periods: u16,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"], default_value = "month")]
    grain: String,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let grain = args.grain.parse::<Grain>().unwrap_or(Grain::Month);
    let (from, to) = args.range.days_or((grain, looked_back(grain)), &asked)?;
    let query = ForecastQuery {
        metric: args.metric,
        from,
        to,
        grain,
        periods: usize::from(args.periods),
        since_first: !args.range.is_given(),
        population: args.whom.population(&args.by),
        params: params(&args.params)?,
    };
    if !args.by.is_empty() {
        let answer = asked.engine()?.forecasts(&query).await?;
        asked.done();
        match run.format {
            Format::Json => render::print_json(&told(&answer, run), run)?,
            Format::Table | Format::Csv | Format::Parquet => {
                render::print_report(&parts::report(&answer, &query.population.by, run), run)?;
            }
        }
        return Ok(Exit::Done);
    }
    let answer = asked.engine()?.forecast(&query).await?;
    let workspace = asked.done();
    match run.format {
        Format::Table => {
            let heading = Message::new("cli.forecast.heading")
                .with("title", workspace.names(run).title(&answer.metric))
                .with("metric", &answer.metric);
            let body = render::text_of(&shown::report(&answer, run), run);
            run.print(format!("{}\n{body}", run.say(&heading)).as_bytes())?;
        }
        Format::Json => render::print_json(&answer, run)?,
        Format::Csv | Format::Parquet => render::print_report(&shown::report(&answer, run), run)?,
    }
    Ok(Exit::Done)
}

/// The forecasts of parts for a program, with what is said of those that have none.
#[derive(Serialize)]
struct Told<'a> {
    forecasts: &'a [MetricForecast],
    without: Vec<Without>,
}

#[derive(Serialize)]
struct Without {
    by: Map<String, Value>,
    why: String,
}

fn told<'a>(answer: &'a PartForecasts, run: &Run) -> Told<'a> {
    let without = answer.without.iter().map(|part| Without {
        by: part.by.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect(),
        why: run.say(&part.why),
    });
    Told { forecasts: &answer.forecasts, without: without.collect() }
}

/// How many periods a forecast is made from unless days are named: what is older tells little of what comes.
fn looked_back(grain: Grain) -> usize {
    match grain {
        Grain::Day => 182,
        Grain::Week => 156,
        Grain::Month => 60,
        Grain::Quarter => 40,
        Grain::Year => 20,
    }
}
