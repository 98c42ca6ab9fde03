//! The audit log: what was done, by whom and from where.

use super::Desk;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, List, Report};
use crate::run::Run;

/// Lines that are shown unless more are asked for.
const SHOWN: u32 = 50;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "ENTRIES")]
    limit: Option<u32>,
}

pub fn run(args: &Args, desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    let mut list = List::new("audit", &["number", "at", "who", "action", "about", "address", "outcome"], run.language);
    let text = |text: &Option<String>| text.as_ref().map_or(Cell::Null, Cell::text);
    list.rows = desk
        .access
        .audit(None, args.limit.unwrap_or(SHOWN))?
        .iter()
        .map(|entry| {
            vec![
                Cell::Count(entry.number),
                Cell::Instant(entry.at_us),
                Cell::text(&entry.who),
                Cell::text(&entry.action),
                text(&entry.about),
                text(&entry.address),
                Cell::text(entry.outcome.as_str()),
            ]
        })
        .collect();
    render::print_report(&Report { facts: Vec::new(), lists: vec![list] }, run)?;
    Ok(Exit::Done)
}
