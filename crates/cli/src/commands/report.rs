//! `tenure report`: the tables every workspace gets, each with its trend.

use std::path::PathBuf;

use engine::{Basis, ReportQuery};
use lake::Snapshot;
use model::{Grain, Message, Micros};

use crate::commands::query::{day, recent};
use crate::commands::report_lists;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::render::{self, Format};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "TABLE")]
    tables: Vec<String>,
    #[arg(long, value_name = "DATE", requires = "to")]
    from: Option<String>,
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<String>,
    #[arg(long, value_parser = ["month", "quarter", "year"], default_value = "month")]
    grain: String,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[arg(long, value_parser = ["subscription", "purchase", "usage"])]
    basis: Option<String>,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    if let Some(file) = &args.output {
        return Err(CliError::Usage(Message::new("cli.error.report_file").with("file", file.display())));
    }
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let Known { workspace, snapshot, .. } = args.as_of.known(workspace, run).await?;
    let query = question(&args, &workspace, &snapshot, now_us)?;
    let reported = workspace.engine(snapshot, now_us)?.report(&query).await?;
    drop(working);
    match run.format {
        Format::Table => run.print(report_lists::text(&reported, run).as_bytes())?,
        Format::Json => render::print_json(&reported, run)?,
        Format::Csv | Format::Parquet => render::print_list(&report_lists::rows(&reported), run.format, run)?,
    }
    Ok(Exit::Done)
}

fn question(args: &Args, workspace: &Workspace, snapshot: &Snapshot, now_us: Micros) -> Result<ReportQuery, CliError> {
    let grain = args.grain.parse::<Grain>().unwrap_or(Grain::Month);
    let (from, to) = match (&args.from, &args.to) {
        (Some(from), Some(to)) => (day("--from", from)?, day("--to", to)?),
        _ => {
            let (from, to, _) = recent(grain, workspace, snapshot, now_us)?;
            (from, to)
        }
    };
    if from >= to {
        return Err(CliError::Usage(Message::new("cli.error.range").with("from", from).with("to", to)));
    }
    Ok(ReportQuery {
        from,
        to,
        grain,
        tables: args.tables.clone(),
        filter: args.filter.clone(),
        basis: args.basis.as_deref().and_then(Basis::find),
        subject: args.subject.parse().unwrap_or_default(),
    })
}
