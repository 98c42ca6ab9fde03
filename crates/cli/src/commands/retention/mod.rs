//! `tenure retention`: cohorts, and who of them came back when.

mod shown;

use engine::{CohortBy, RetentionClock, RetentionMode, RetentionOf, RetentionQuery};
use model::{Grain, Message};

use crate::asked::{Asked, Range, Whom};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;

/// The most offsets that one question follows.
const MOST_OFFSETS: usize = 400;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "WHAT", default_value = "first:active")]
    start: String,
    #[arg(long = "return", value_name = "WHAT")]
    returns: Option<String>,
    #[arg(long, value_parser = ["customers", "revenue", "mrr"], default_value = "customers")]
    of: String,
    #[arg(long, value_parser = ["on", "on_or_after", "bracket", "boundary"], default_value = "on")]
    mode: String,
    #[arg(long, value_name = "OFFSETS", value_delimiter = ',', required_if_eq("mode", "bracket"))]
    brackets: Vec<usize>,
    #[arg(long, value_parser = ["calendar", "rolling"], default_value = "calendar")]
    clock: String,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"], default_value = "month")]
    grain: String,
    #[arg(long, value_name = "COUNT", default_value = "12", allow_hyphen_values = true)]
    offsets: String,
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
    let query = question(&args, &asked)?;
    let answer = asked.engine()?.retention(&query).await?;
    let widened = asked.widened((query.from, query.to), query.grain);
    asked.done();
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table => render::print_report(&shown::matrices(&answer, run), run)?,
        Format::Csv | Format::Parquet => render::print_report(&shown::cells(&answer, run), run)?,
    }
    widened.iter().for_each(|widened| run.note(widened));
    if let Some(behind) = &answer.behind {
        run.note(&Message::new("cli.query.behind").with_message("behind", behind.message()));
    }
    Ok(Exit::Done)
}

fn question(args: &Args, asked: &Asked) -> Result<RetentionQuery, CliError> {
    let grain = args.grain.parse::<Grain>().unwrap_or(Grain::Month);
    let (from, to) = args.range.days(grain, asked)?;
    if !args.brackets.is_empty() && args.mode != "bracket" {
        return Err(CliError::Usage(Message::new("cli.error.brackets_without_mode")));
    }
    if args.returns.is_some() && args.of != "customers" {
        return Err(CliError::Usage(Message::new("cli.error.return_of_money").with("of", &args.of)));
    }
    let (cohort, start) = start(&args.start);
    Ok(RetentionQuery {
        start: start.to_owned(),
        cohort,
        returns: args.returns.clone().unwrap_or_else(|| start.to_owned()),
        of: match args.of.as_str() {
            "revenue" => RetentionOf::Revenue,
            "mrr" => RetentionOf::Mrr,
            _ => RetentionOf::Customers,
        },
        mode: match args.mode.as_str() {
            "on_or_after" => RetentionMode::OnOrAfter,
            "bracket" => RetentionMode::Bracket(args.brackets.clone()),
            "boundary" => RetentionMode::Boundary,
            _ => RetentionMode::On,
        },
        clock: if args.clock == "rolling" { RetentionClock::Rolling } else { RetentionClock::Calendar },
        from,
        to,
        grain,
        offsets: offsets(&args.offsets)?,
        population: args.whom.population(&args.by),
    })
}

/// How many offsets are followed, 1 to [`MOST_OFFSETS`].
fn offsets(text: &str) -> Result<usize, CliError> {
    let read = text.parse().ok().filter(|count| (1..=MOST_OFFSETS).contains(count));
    let refused = || Message::new("cli.error.offsets").with("text", text).with("most", MOST_OFFSETS);
    read.ok_or_else(|| CliError::Usage(refused()))
}

/// `first:orders` is the first order of all time, `first-in-range:orders` the first in the range, `orders` every one.
fn start(text: &str) -> (CohortBy, &str) {
    match text.split_once(':') {
        Some(("first", name)) => (CohortBy::First, name),
        Some(("first-in-range", name)) => (CohortBy::FirstInRange, name),
        _ => (CohortBy::Recurring, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_counted_from_one() {
        assert_eq!(offsets("1").unwrap(), 1);
        assert_eq!(offsets("400").unwrap(), MOST_OFFSETS);
        for none in ["0", "-1", "401", "1.5", "many", ""] {
            assert!(offsets(none).is_err(), "{none}");
        }
    }

    #[test]
    fn a_start_says_which_one_counts() {
        assert_eq!(start("first:orders"), (CohortBy::First, "orders"));
        assert_eq!(start("first-in-range:orders"), (CohortBy::FirstInRange, "orders"));
        assert_eq!(start("orders"), (CohortBy::Recurring, "orders"));
        assert_eq!(start("shop:paid"), (CohortBy::Recurring, "shop:paid"));
    }
}
