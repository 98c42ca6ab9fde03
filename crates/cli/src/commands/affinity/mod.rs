//! `tenure affinity`: what is bought together or one after the other, and what each customer may take next.

mod shown;

use engine::{AffinityOf, AffinityOrder, AffinityQuery, MinSupport};
use model::{Grain, Message};

use crate::asked::{Asked, Range, Whom};
use crate::commands::import::share;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;
use crate::window::window;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["product", "category"], default_value = "product")]
    of: String,
    #[arg(long)]
    sequence: bool,
    #[arg(long, value_name = "TIME", requires = "sequence")]
    within: Option<String>,
    #[arg(long, value_name = "SHARE", default_value = "0.1%")]
    min_support: String,
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    by: Vec<String>,
    #[command(flatten)]
    whom: Whom,
    #[arg(long, conflicts_with = "by")]
    customers: bool,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let (from, to) = args.range.days(Grain::Month, &asked)?;
    let query = AffinityQuery {
        from,
        to,
        of: if args.of == "category" { AffinityOf::Category } else { AffinityOf::Product },
        order: match args.sequence {
            true => AffinityOrder::Sequence(args.within.as_deref().map(window).transpose()?),
            false => AffinityOrder::Together,
        },
        min_support: min_support(&args.min_support)?,
        population: args.whom.population(&args.by),
        customers: args.customers,
    };
    let mut answer = asked.engine()?.affinity(&query).await?;
    asked.done();
    let found = answer.pairs.len();
    let most = most_pairs(args.top, run.format);
    answer.pairs.truncate(most);
    answer.parts.iter_mut().for_each(|part| part.pairs.truncate(most));
    match run.format {
        Format::Json => render::print_json(&answer, run)?,
        Format::Table | Format::Csv | Format::Parquet => {
            render::print_report(&shown::report(&answer, found, run), run)?
        }
    }
    Ok(Exit::Done)
}

/// How many pairs are given: a person who asks for no number of them gets the first.
fn most_pairs(asked: Option<u32>, format: Format) -> usize {
    match (asked, format) {
        (Some(asked), _) => asked as usize,
        (None, Format::Table) => shown::MOST_SHOWN,
        (None, _) => usize::MAX,
    }
}

/// A whole number of orders or customers, or a share of them such as `0.5%` or `0.005`.
fn min_support(text: &str) -> Result<MinSupport, CliError> {
    if let Ok(count) = text.parse::<u64>() {
        return match count {
            0 => Ok(MinSupport::Share(0.0)),
            count => Ok(MinSupport::Count(count)),
        };
    }
    share(text)
        .map(MinSupport::Share)
        .map_err(|_| CliError::Usage(Message::new("cli.error.min_support").with("text", text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_who_asks_for_more_pairs_is_shown_more() {
        assert_eq!(most_pairs(Some(50), Format::Table), 50);
        assert_eq!(most_pairs(None, Format::Table), shown::MOST_SHOWN);
        assert_eq!(most_pairs(Some(3), Format::Json), 3);
        assert_eq!(most_pairs(None, Format::Csv), usize::MAX);
    }

    #[test]
    fn support_is_a_share_or_a_count() {
        assert_eq!(min_support("1").unwrap(), MinSupport::Count(1));
        assert_eq!(min_support("20").unwrap(), MinSupport::Count(20));
        assert_eq!(min_support("50%").unwrap(), MinSupport::Share(0.5));
        assert_eq!(min_support("0.5").unwrap(), MinSupport::Share(0.5));
        for none in ["", "many", "-1", "101%", "1.5"] {
            assert!(min_support(none).is_err(), "{none}");
        }
    }
}
