//! `tenure survival`: how long customers last, what shortens it, and how many will still be there later.

mod shown;

use engine::{Covariate, Leaving, LifeOf, LifeUnit, SurvivalInterval, SurvivalQuery};
use model::Grain;

use crate::asked::{Asked, Range, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "WHAT", default_value = "first:active")]
    start: String,
    #[arg(long, value_name = "WHAT")]
    end: Option<String>,
    #[arg(long, value_parser = ["for_good", "first"], default_value = "for_good", conflicts_with = "end")]
    leaving: String,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["day", "week", "month"], default_value = "month")]
    unit: String,
    #[arg(long, value_name = "UNITS")]
    until: Option<u32>,
    #[arg(long, value_name = "UNITS")]
    project: Option<u32>,
    #[arg(long, value_parser = ["log_log", "greenwood"], default_value = "log_log")]
    interval: String,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    covariates: Vec<String>,
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
    let answer = asked.engine()?.survival(&question(&args, &asked)?).await?;
    asked.done();
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table => render::print_report(&shown::report(&answer, run), run)?,
        Format::Csv | Format::Parquet => render::print_report(&shown::points(&answer, run), run)?,
    }
    Ok(Exit::Done)
}

fn question(args: &Args, asked: &Asked) -> Result<SurvivalQuery, CliError> {
    let (each, start) = match args.start.strip_prefix("first:") {
        Some(start) => (LifeOf::First, start),
        None => (LifeOf::Every, args.start.as_str()),
    };
    Ok(SurvivalQuery {
        start: start.to_owned(),
        each,
        end: args.end.as_deref().map(|end| end.strip_prefix("first:").unwrap_or(end).to_owned()),
        leaving: if args.leaving == "first" { Leaving::First } else { Leaving::ForGood },
        began: if args.range.is_given() { Some(args.range.days(Grain::Day, asked)?) } else { None },
        unit: match args.unit.as_str() {
            "day" => LifeUnit::Day,
            "week" => LifeUnit::Week,
            _ => LifeUnit::Month,
        },
        until: args.until,
        project: args.project,
        interval: if args.interval == "greenwood" { SurvivalInterval::Greenwood } else { SurvivalInterval::LogLog },
        covariates: args.covariates.iter().map(|text| covariate(text)).collect(),
        population: args.whom.population(&args.by),
    })
}

/// `plan`, or `plan=basic` to compare every other plan with the basic one.
fn covariate(text: &str) -> Covariate {
    match text.split_once('=') {
        Some((name, reference)) => Covariate { name: name.to_owned(), reference: Some(reference.to_owned()) },
        None => Covariate { name: text.to_owned(), reference: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_covariate_may_name_what_it_is_compared_with() {
        assert_eq!(covariate("plan"), Covariate { name: "plan".to_owned(), reference: None });
        assert_eq!(covariate("plan=a=b").reference.as_deref(), Some("a=b"));
    }
}
