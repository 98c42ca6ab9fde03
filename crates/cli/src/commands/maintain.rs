//! `tenure maintain`: small files become large ones, and files that nobody reads any more are removed. No answer changes.

use lake::{Maintained, TableUpkeep, Upkeep};
use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, List, Report};
use crate::run::Run;
use crate::window::window;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "DURATION", default_value = "1h")]
    grace: String,
    #[arg(long)]
    dry_run: bool,
}

/// # Errors
/// [`CliError`] when the lake cannot be read or written.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let upkeep = Upkeep { now_us, grace_us: window(&args.grace)?, least_files: 2, dry_run: args.dry_run };
    let lake = workspace.lake(run).await?;
    let working = Spinner::new(&Message::new("cli.progress.maintaining"), run);
    let done = lake.maintain(&upkeep).await?;
    drop(working);
    render::print_report(&report(&done, run), run)?;
    let held: Vec<_> = done.tables.iter().filter(|table| table.held).map(|table| table.table.as_str()).collect();
    if !held.is_empty() {
        run.warn(&Message::new("cli.maintain.held").with("tables", held.join(", ")));
    }
    if args.dry_run {
        run.note(&Message::new("cli.maintain.dry_run"));
    }
    Ok(Exit::Done)
}

fn report(done: &Maintained, run: &Run) -> Report {
    let language = run.language;
    let mut report = Report::default();
    let sum = |of: fn(&TableUpkeep) -> u64| done.tables.iter().map(of).sum::<u64>();
    let bytes_after = done.tables.iter().map(|table| table.bytes_after).sum::<Option<u64>>();
    report.fact("files_before", Cell::count(sum(|table| table.files_before)), language);
    report.fact("files_after", Cell::count(sum(|table| table.files_after)), language);
    report.fact("bytes_before", Cell::count(sum(|table| table.bytes_before)), language);
    report.fact("bytes_after", bytes_after.map_or(Cell::Null, Cell::count), language);
    report.fact("removed_files", Cell::count(sum(|table| table.removed_files)), language);
    report.fact("removed_bytes", Cell::count(sum(|table| table.removed_bytes)), language);
    report.fact("state_bytes_before", Cell::count(done.state.bytes_before), language);
    report.fact("state_bytes_after", Cell::count(done.state.bytes_after), language);
    let columns = [
        "table",
        "files_before",
        "files_after",
        "bytes_before",
        "bytes_after",
        "removed_files",
        "removed_bytes",
        "removed_entries",
    ];
    let mut list = List::new("tables", &columns, language).titled(Message::new("cli.maintain.tables"), language);
    list.rows = done
        .tables
        .iter()
        .map(|table| {
            vec![
                Cell::text(&table.table),
                Cell::count(table.files_before),
                Cell::count(table.files_after),
                Cell::count(table.bytes_before),
                table.bytes_after.map_or(Cell::Null, Cell::count),
                Cell::count(table.removed_files),
                Cell::count(table.removed_bytes),
                Cell::count(table.removed_entries),
            ]
        })
        .collect();
    report.lists = vec![list];
    report
}
