//! `tenure value`: who will buy again, how often, and what that is worth.

mod cohorts;
mod shown;

use engine::{CohortValueQuery, LifeUnit, Subject, ValueModel, ValueQuery, YEAR_DAYS};
use jiff::Span;
use model::{Grain, Message};

use crate::asked::{Asked, Range, day};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_parser = ["bg_nbd", "pareto_nbd"], default_value = "bg_nbd")]
    model: String,
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    #[arg(long, value_name = "DATE")]
    holdout: Option<String>,
    #[arg(long, value_parser = ["day", "week", "month"], default_value = "week")]
    unit: String,
    #[arg(long, value_name = "COUNT", default_value = "36")]
    periods: String,
    #[arg(long, value_name = "DAYS")]
    period_days: Option<f64>,
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', num_args = 1)]
    parameters: Vec<f64>,
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', num_args = 1)]
    spend_parameters: Vec<f64>,
    #[arg(long, conflicts_with = "cohorts")]
    customers: bool,
    #[arg(long, conflicts_with = "holdout")]
    cohorts: bool,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["month", "quarter", "year"], default_value = "month", requires = "cohorts")]
    grain: String,
    #[arg(long, value_name = "COUNT", default_value_t = 24, requires = "cohorts")]
    months: u32,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    if args.range.is_given() && !args.cohorts {
        return Err(CliError::Usage(Message::new("cli.error.range_without_cohorts")));
    }
    let asked = Asked::open(&args.as_of, run).await?;
    if args.cohorts {
        return by_cohort(&args, asked, run).await;
    }
    let answer = asked.engine()?.value(&question(&args, &asked)?).await?;
    asked.done();
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table => render::print_report(&shown::report(&answer, run), run)?,
        Format::Csv | Format::Parquet => render::print_report(&shown::rows(&answer, run), run)?,
    }
    Ok(Exit::Done)
}

async fn by_cohort(args: &Args, asked: Asked, run: &Run) -> Result<Exit, CliError> {
    let grain = args.grain.parse::<Grain>().unwrap_or(Grain::Month);
    let (from, to) = args.range.days(grain, &asked)?;
    let query = CohortValueQuery { value: question(args, &asked)?, from, to, grain, months: args.months };
    let answer = asked.engine()?.cohort_values(&query).await?;
    asked.done();
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table => render::print_report(&cohorts::report(&answer, run), run)?,
        Format::Csv | Format::Parquet => render::print_report(&cohorts::months(&answer, run), run)?,
    }
    Ok(Exit::Done)
}

fn question(args: &Args, asked: &Asked) -> Result<ValueQuery, CliError> {
    let until = match (&args.until, &args.holdout) {
        (Some(text), _) => day("--until", text)?,
        (None, Some(_)) => return Err(CliError::Usage(Message::new("cli.error.holdout_without_until"))),
        (None, None) => match asked.engine()?.purchases_known_through()? {
            Some(day) => day,
            None => asked.last_day()?.saturating_sub(Span::new().days(1)),
        },
    };
    Ok(ValueQuery {
        model: if args.model == ValueModel::ParetoNbd.name() { ValueModel::ParetoNbd } else { ValueModel::BgNbd },
        until,
        holdout: args.holdout.as_deref().map(|text| day("--holdout", text)).transpose()?,
        unit: match args.unit.as_str() {
            "day" => LifeUnit::Day,
            "month" => LifeUnit::Month,
            _ => LifeUnit::Week,
        },
        periods: periods(&args.periods)?,
        period_days: args.period_days.unwrap_or(YEAR_DAYS / 12.0),
        parameters: numbers("--parameters", &args.parameters)?,
        spend_parameters: numbers("--spend-parameters", &args.spend_parameters)?,
        customers: args.customers,
        population: engine::Population {
            filter: args.filter.clone(),
            subject: args.subject.parse::<Subject>().unwrap_or_default(),
            ..engine::Population::default()
        },
    })
}

/// A number of periods, or `forever`.
fn periods(text: &str) -> Result<Option<u32>, CliError> {
    if text == "forever" {
        return Ok(None);
    }
    let wrong = |_| CliError::Usage(Message::new("cli.error.value_periods").with("text", text));
    text.parse().map(Some).map_err(wrong)
}

/// As many numbers as a model has parameters, where any are given.
fn numbers<const N: usize>(flag: &'static str, given: &[f64]) -> Result<Option<[f64; N]>, CliError> {
    if given.is_empty() {
        return Ok(None);
    }
    let wrong = |_| CliError::Usage(Message::new("cli.error.value_numbers").with("flag", flag).with("count", N));
    given.try_into().map(Some).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_horizon_is_a_number_of_periods_or_for_ever() {
        assert_eq!(periods("12").unwrap(), Some(12));
        assert_eq!(periods("forever").unwrap(), None);
        assert!(periods("-1").is_err() && periods("a year").is_err());
    }

    #[test]
    fn a_model_takes_as_many_parameters_as_it_has() {
        assert_eq!(numbers::<3>("--spend-parameters", &[]).unwrap(), None);
        assert_eq!(numbers("--spend-parameters", &[1.0, 2.0, 3.0]).unwrap(), Some([1.0, 2.0, 3.0]));
        assert!(numbers::<4>("--parameters", &[1.0]).is_err());
    }
}
