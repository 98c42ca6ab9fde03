//! `tenure report`: the tables every workspace gets, each with its trend.

mod lists;
mod page;

use std::path::PathBuf;

use engine::ReportQuery;
use model::Grain;

use crate::asked::{Asked, Range, Whom};
use crate::commands::query::note_missing_rates;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "TABLE")]
    tables: Vec<String>,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["month", "quarter", "year"], default_value = "month")]
    grain: String,
    #[command(flatten)]
    whom: Whom,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    match &args.output {
        Some(file) => page::write(&args, file, run).await,
        None => answer(&args, run).await,
    }
}

async fn answer(args: &Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let query = question(args, &asked)?;
    let reported = asked.engine()?.report(&query).await?;
    let widened = asked.widened((query.from, query.to), query.grain);
    asked.done();
    match run.format {
        Format::Table => run.print(lists::text(&reported, run).as_bytes())?,
        Format::Json => render::print_json(&reported, run)?,
        Format::Csv | Format::Parquet => render::print_list(&lists::rows(&reported), run.format, run)?,
    }
    widened.iter().for_each(|widened| run.note(widened));
    note_missing_rates(&reported.missing_rates(), run);
    Ok(Exit::Done)
}

fn question(args: &Args, asked: &Asked) -> Result<ReportQuery, CliError> {
    let grain = args.grain.parse::<Grain>().unwrap_or(Grain::Month);
    let (from, to) = args.range.days(grain, asked)?;
    Ok(ReportQuery {
        from,
        to,
        grain,
        tables: args.tables.clone(),
        filter: args.whom.filter.clone(),
        basis: args.whom.basis(),
        subject: args.whom.subject(),
    })
}
