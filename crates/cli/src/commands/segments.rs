//! `tenure segments`: saved segments and the classes of RFM, with their sizes, worth, overlaps and customers.

use engine::{Basis, RfmScoring, SegmentValue, SegmentsQuery};
use jiff::civil::Date;
use lake::Snapshot;
use model::{Message, Micros};

use super::segments_report::{saved, scored};
use crate::commands::query::day;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::render;
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "SEGMENT")]
    names: Vec<String>,
    #[arg(long, value_parser = ["saved", "rfm"], default_value = "saved")]
    scheme: String,
    #[arg(long, value_parser = ["threshold", "rank"], conflicts_with = "names")]
    scoring: Option<String>,
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    #[arg(long, value_parser = ["revenue", "mrr"], default_value = "revenue")]
    value: String,
    #[arg(long)]
    overlap: bool,
    #[arg(long)]
    customers: bool,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
    #[arg(long, value_parser = ["subscription", "purchase", "usage"])]
    basis: Option<String>,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let is_rfm = args.scheme == "rfm";
    if is_rfm && (!args.names.is_empty() || args.overlap) {
        return Err(CliError::Usage(Message::new("cli.error.segments_rfm")));
    }
    if !is_rfm && args.scoring.is_some() {
        return Err(CliError::Usage(Message::new("cli.error.segments_scoring")));
    }
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let Known { workspace, snapshot, .. } = args.as_of.known(workspace, run).await?;
    let query = SegmentsQuery {
        at: match &args.at {
            Some(text) => day("--at", text)?,
            None => last_day(&workspace, &snapshot, now_us)?,
        },
        value: if args.value == SegmentValue::Mrr.name() { SegmentValue::Mrr } else { SegmentValue::Revenue },
        subject: args.subject.parse().unwrap_or_default(),
        basis: args.basis.as_deref().and_then(Basis::find),
    };
    let catalog = std::sync::Arc::clone(&workspace.catalog);
    let engine = workspace.engine(snapshot, now_us)?;
    let report = if is_rfm {
        let scoring = args.scoring.as_deref().and_then(RfmScoring::find).unwrap_or_default();
        scored(&engine.rfm(&query, scoring).await?, scoring, args.customers, run)
    } else {
        saved(&engine.segments(&query, &args.names).await?, &catalog, (args.overlap, args.customers), run)
    };
    drop(working);
    render::print_report(&report, run)?;
    Ok(Exit::Done)
}

/// The newest day at whose start everything delivered so far is known.
fn last_day(workspace: &Workspace, snapshot: &Snapshot, now_us: Micros) -> Result<Date, CliError> {
    let known_us = snapshot.sources().iter().filter_map(|source| source.watermark_us).max();
    workspace.day_of(known_us.map_or(now_us, |known| known.min(now_us)))
}
