//! `tenure query`: metrics over periods and segments.

use std::collections::{BTreeMap, BTreeSet};

use catalog::ParamValue;
use engine::{Answer, Compare, MissingRate, Query};
use model::{Grain, Message};

use crate::asked::{Asked, Range, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render;
use crate::run::Run;

#[derive(clap::Args)]
pub struct Args {
    #[arg(required = true, value_name = "METRIC")]
    metrics: Vec<String>,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"])]
    grain: Option<String>,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
    #[arg(long, value_parser = ["previous", "year"])]
    compare: Option<String>,
    #[arg(long)]
    include_immature: bool,
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let query = question(&args, &asked)?;
    let answers = asked.engine()?.query(&query).await?;
    let widened = query.grain.and_then(|grain| asked.widened((query.from, query.to), grain));
    let workspace = asked.done();
    render::print_answers(&answers, run, &workspace.names(run))?;
    for behind in answers.iter().filter_map(|answer| answer.behind.as_ref()).collect::<BTreeSet<_>>() {
        run.note(&Message::new("cli.query.behind").with_message("behind", behind.message()));
    }
    widened.iter().for_each(|widened| run.note(widened));
    note_missing_rates(&MissingRate::joined(answers.iter().flat_map(Answer::missing_rates)), run);
    Ok(Exit::Done)
}

/// Says which exchange rates numbers lack, if any do.
pub fn note_missing_rates(missing: &[MissingRate], run: &Run) {
    if !missing.is_empty() {
        run.note(&Message::new("cli.query.missing_rates").with("list", MissingRate::list(missing)));
    }
}

fn question(args: &Args, asked: &Asked) -> Result<Query, CliError> {
    let grain = args.grain.as_deref().and_then(|grain| grain.parse::<Grain>().ok());
    // Days that nobody named are whole months unless a grain was.
    let usual = grain.unwrap_or(Grain::Month);
    let (from, to) = args.range.days(usual, asked)?;
    let grain = if args.range.is_given() { grain } else { Some(usual) };
    Ok(Query {
        metrics: once(&args.metrics),
        from,
        to,
        grain,
        by: args.by.clone(),
        filter: args.whom.filter.clone(),
        basis: args.whom.basis(),
        subject: args.whom.subject(),
        compare: args.compare.as_deref().and_then(|compare| compare.parse::<Compare>().ok()),
        include_immature: args.include_immature,
        params: params(&args.params)?,
    })
}

/// The metrics in their order; one that is named again is answered once.
fn once(named: &[String]) -> Vec<String> {
    let mut metrics: Vec<String> = Vec::new();
    for metric in named {
        if !metrics.contains(metric) {
            metrics.push(metric.clone());
        }
    }
    metrics
}

/// `NAME=VALUE` pairs by name, each value as a SQL literal: numbers as they stand, anything else as text.
///
/// # Errors
/// A usage error for a text without `=`.
pub fn params(pairs: &[String]) -> Result<BTreeMap<String, String>, CliError> {
    let split = |pair: &String| match pair.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), literal(value.trim()).sql())),
        _ => Err(CliError::Usage(Message::new("cli.error.param").with("text", pair))),
    };
    pairs.iter().map(split).collect()
}

fn literal(value: &str) -> ParamValue {
    match value.parse::<f64>().ok().filter(|number| number.is_finite()) {
        Some(_) if !value.contains(char::is_alphabetic) => ParamValue::Number(value.to_owned()),
        _ => ParamValue::Text(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_named_twice_is_asked_once() {
        assert_eq!(once(&["mrr", "nps", "mrr"].map(str::to_owned)), ["mrr", "nps"]);
    }

    #[test]
    fn params_are_pairs() {
        let given = ["feature=export", "filter=a=b", "window_days=14", "name=it's"].map(str::to_owned);
        let read = params(&given).unwrap();
        assert_eq!(read["feature"], "'export'");
        assert_eq!(read["filter"], "'a=b'");
        assert_eq!(read["window_days"], "14");
        assert_eq!(read["name"], "'it''s'");
        assert!(params(&["window".to_owned()]).is_err());
    }
}
