//! `tenure segments`: saved segments and the classes of RFM, with their sizes, worth, overlaps and customers.

use engine::{Basis, RfmMovementQuery, RfmScoring, SegmentValue, SegmentsQuery};
use model::{Grain, Message};

use super::segments_movement::moved;
use super::segments_report::{saved, scored};
use crate::asked::{Asked, Range, day};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Format};
use crate::run::Run;

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
    #[arg(long, conflicts_with_all = ["at", "overlap", "names"])]
    movement: bool,
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"], requires = "movement")]
    grain: Option<String>,
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
    if args.movement && !is_rfm || args.range.is_given() && !args.movement {
        return Err(CliError::Usage(Message::new("cli.error.segments_movement")));
    }
    if args.overlap && args.customers && matches!(run.format, Format::Csv | Format::Parquet) {
        return Err(CliError::Usage(Message::new("cli.error.segments_two_lists")));
    }
    let asked = Asked::open(&args.as_of, run).await?;
    let scoring = args.scoring.as_deref().and_then(RfmScoring::find).unwrap_or_default();
    if args.movement {
        let query = movement(&args, scoring, &asked)?;
        let found = asked.engine()?.rfm_movement(&query).await?;
        asked.done();
        render::print_report(&moved(&found, scoring, args.customers, run), run)?;
        return Ok(Exit::Done);
    }
    let query = SegmentsQuery {
        at: args.at.as_deref().map(|text| day("--at", text)).transpose()?,
        value: if args.value == SegmentValue::Mrr.name() { SegmentValue::Mrr } else { SegmentValue::Revenue },
        subject: args.subject.parse().unwrap_or_default(),
        basis: args.basis.as_deref().and_then(Basis::find),
    };
    let catalog = std::sync::Arc::clone(&asked.workspace.catalog);
    let engine = asked.engine()?;
    let (report, basis) = if is_rfm {
        let found = engine.rfm(&query, scoring).await?;
        (scored(&found, scoring, args.customers, run), found.basis)
    } else {
        let found = engine.segments(&query, &args.names).await?;
        (saved(&found, &catalog, (args.overlap, args.customers), run), found.basis)
    };
    asked.done();
    render::print_report(&report, run)?;
    if let Some(behind) = &basis.behind {
        let message = Message::new("cli.segments.behind").with("at", basis.at).with("read_at", basis.read_at);
        run.note(&message.with_message("behind", behind.message()));
    }
    Ok(Exit::Done)
}

fn movement(args: &Args, scoring: RfmScoring, asked: &Asked) -> Result<RfmMovementQuery, CliError> {
    let grain = args.grain.as_deref().and_then(|grain| grain.parse().ok()).unwrap_or(Grain::Month);
    let (from, to) = args.range.days(grain, asked)?;
    Ok(RfmMovementQuery {
        from,
        to,
        grain,
        scoring,
        subject: args.subject.parse().unwrap_or_default(),
        basis: args.basis.as_deref().and_then(Basis::find),
    })
}
