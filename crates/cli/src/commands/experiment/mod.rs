//! `tenure experiment`: whether a variant changed what customers do, and how large an experiment has to be.

mod shown;

use std::collections::BTreeMap;

use engine::{ExperimentQuery, Planning, plan_experiment};
use model::Message;

use super::query::params;
use crate::asked::{Asked, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::window::window;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "NAME", required_unless_present = "plan", conflicts_with = "plan")]
    name: Option<String>,
    #[arg(long, value_name = "METRIC", required_unless_present = "plan", conflicts_with = "plan")]
    metric: Option<String>,
    #[arg(long, value_name = "TIME", default_value = "28d")]
    window: String,
    #[arg(long, value_name = "TIME")]
    covariate_window: Option<String>,
    #[arg(long, value_name = "VARIANT")]
    control: Option<String>,
    #[arg(long = "share", value_name = "NAME=VALUE")]
    shares: Vec<String>,
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    hoped_effect: Option<String>,
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
    #[arg(long, requires = "baseline", requires = "effect")]
    plan: bool,
    #[arg(long, value_name = "NUMBER", requires = "plan", allow_hyphen_values = true)]
    baseline: Option<String>,
    #[arg(long, value_name = "NUMBER", requires = "plan", allow_hyphen_values = true)]
    effect: Option<String>,
    #[arg(long, value_name = "NUMBER", requires = "plan")]
    deviation: Option<String>,
    #[arg(long, value_name = "COUNT", requires = "plan", default_value_t = 2)]
    variants: u32,
    #[arg(long, value_name = "NUMBER", requires = "plan", default_value = "80%")]
    power: String,
    #[arg(long, value_name = "NUMBER", requires = "plan", default_value = "95%")]
    level: String,
    #[arg(long, value_name = "NUMBER", requires = "plan")]
    per_day: Option<String>,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let (Some(name), Some(metric)) = (&args.name, &args.metric) else { return plan(&args, run) };
    let question = question(&args, name, metric)?;
    let asked = Asked::open(&args.as_of, run).await?;
    let answer = asked.engine()?.experiment(&question).await?;
    let workspace = asked.done();
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => {
            render::print_report(&shown::report(&answer, &workspace.names(run), run), run)?;
        }
    }
    if !answer.sample_ratio.holds {
        run.note(&Message::new("cli.experiment.split"));
    }
    Ok(Exit::Done)
}

fn plan(args: &Args, run: &Run) -> Result<Exit, CliError> {
    let given = |text: &Option<String>| text.as_deref().map(number).transpose();
    let planned = plan_experiment(&Planning {
        baseline: given(&args.baseline)?.unwrap_or_default(),
        effect: given(&args.effect)?.unwrap_or_default(),
        deviation: given(&args.deviation)?,
        variants: args.variants,
        level: number(&args.level)?,
        power: number(&args.power)?,
        arrivals_per_day: given(&args.per_day)?,
    })?;
    match run.format {
        Format::Json => render::print_json(&planned, run)?,
        Format::Table | Format::Csv | Format::Parquet => render::print_report(&shown::planned(&planned, run), run)?,
    }
    Ok(Exit::Done)
}

fn question(args: &Args, name: &str, metric: &str) -> Result<ExperimentQuery, CliError> {
    let share = |pair: &String| -> Result<(String, f64), CliError> {
        let (variant, share) =
            pair.rsplit_once('=').ok_or_else(|| CliError::Usage(Message::new("cli.error.param").with("text", pair)))?;
        Ok((variant.trim().to_owned(), number(share)?))
    };
    Ok(ExperimentQuery {
        name: name.to_owned(),
        metric: metric.to_owned(),
        params: params(&args.params)?,
        window_us: window(&args.window)?,
        covariate_window_us: args.covariate_window.as_deref().map(window).transpose()?,
        control: args.control.clone(),
        shares: args.shares.iter().map(share).collect::<Result<BTreeMap<_, _>, _>>()?,
        hoped_effect: args.hoped_effect.as_deref().map(number).transpose()?,
        population: args.whom.population(&[]),
    })
}

/// `0.02`, or the same as `2%`.
fn number(text: &str) -> Result<f64, CliError> {
    let (digits, unit) = text.trim().strip_suffix('%').map_or((text.trim(), 1.0), |digits| (digits, 100.0));
    let read = digits.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    read.map(|number| number / unit)
        .ok_or_else(|| CliError::Usage(Message::new("cli.error.no_number").with("text", text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_per_cent() {
        assert_eq!(number("2%").unwrap(), 0.02);
        assert_eq!(number(" -0.5 ").unwrap(), -0.5);
        for none in ["", "%", "two", "inf", "1,5"] {
            assert!(number(none).is_err(), "{none}");
        }
    }
}
