//! `tenure query`: metrics over periods and segments.

use std::collections::{BTreeMap, BTreeSet};

use catalog::ParamValue;
use engine::{Basis, Compare, Query};
use jiff::civil::Date;
use lake::Snapshot;
use model::{Grain, Message, Micros};

use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::render;
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(required = true, value_name = "METRIC")]
    metrics: Vec<String>,
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"])]
    grain: Option<String>,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[arg(long, value_parser = ["subscription", "purchase", "usage"])]
    basis: Option<String>,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
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
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let Known { workspace, snapshot, .. } = args.as_of.known(workspace, run).await?;
    let query = question(&args, &workspace, &snapshot, now_us)?;
    let engine = workspace.engine(snapshot, now_us)?;
    let answers = engine.query(&query).await?;
    drop(working);
    render::print_answers(&answers, run, &workspace.names(run))?;
    for behind in answers.iter().filter_map(|answer| answer.behind.as_ref()).collect::<BTreeSet<_>>() {
        run.note(&Message::new("cli.query.behind").with_message("behind", behind.message()));
    }
    Ok(Exit::Done)
}

fn question(args: &Args, workspace: &Workspace, snapshot: &Snapshot, now_us: Micros) -> Result<Query, CliError> {
    let grain = args.grain.as_deref().and_then(|grain| grain.parse::<Grain>().ok());
    let (from, to, grain) = match (&args.from, &args.to) {
        (None, None) => recent(grain.unwrap_or(Grain::Month), workspace, snapshot, now_us)?,
        (Some(from), Some(to)) => (day("--from", from)?, day("--to", to)?, grain),
        _ => return Err(CliError::Usage(Message::new("cli.error.half_range"))),
    };
    if from >= to {
        return Err(CliError::Usage(Message::new("cli.error.range").with("from", from).with("to", to)));
    }
    Ok(Query {
        metrics: args.metrics.clone(),
        from,
        to,
        grain,
        by: args.by.clone(),
        filter: args.filter.clone(),
        basis: args.basis.as_deref().and_then(Basis::find),
        subject: args.subject.parse().unwrap_or_default(),
        compare: args.compare.as_deref().and_then(|compare| compare.parse::<Compare>().ok()),
        include_immature: args.include_immature,
        params: params(&args.params)?,
    })
}

/// The twelve newest whole periods for which there is data.
///
/// # Errors
/// A usage error for data outside the years tenure knows.
pub fn recent(
    grain: Grain,
    workspace: &Workspace,
    snapshot: &Snapshot,
    now_us: Micros,
) -> Result<(Date, Date, Option<Grain>), CliError> {
    let known_us = snapshot.sources().iter().filter_map(|source| source.watermark_us).max();
    let last = workspace.day_of(known_us.map_or(now_us, |known| known.min(now_us)))?;
    let to = workspace.calendar.floor(last, grain);
    let mut from = to;
    for _ in 0..12 {
        from = workspace.calendar.floor(from.saturating_sub(jiff::Span::new().days(1)), grain);
    }
    Ok((from, to, Some(grain)))
}

/// The day a flag names.
///
/// # Errors
/// A usage error that names the flag.
pub fn day(flag: &'static str, text: &str) -> Result<Date, CliError> {
    text.parse().map_err(|_| CliError::Usage(Message::new("cli.error.date").with("flag", flag).with("text", text)))
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
