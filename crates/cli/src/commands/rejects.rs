//! `tenure rejects`: the rows in quarantine, with their place and the reason.

use std::path::PathBuf;

use lake::StoredReject;
use model::{Message, Rule};

use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

/// Rows a person is shown unless more are asked for.
const SHOWN: usize = 20;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: Listing,
}

#[derive(clap::Subcommand)]
enum Command {
    List(Listing),
    Export(Export),
}

#[derive(clap::Args)]
struct Listing {
    #[command(flatten)]
    which: Which,
    #[arg(long, value_name = "ROWS")]
    limit: Option<usize>,
}

#[derive(clap::Args)]
struct Export {
    #[command(flatten)]
    which: Which,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Which {
    #[arg(long)]
    table: Option<String>,
    #[arg(long, value_parser = Rule::ALL.map(Rule::id))]
    rule: Option<String>,
}

/// # Errors
/// [`CliError`] when the quarantine cannot be read or written out.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let stored = workspace.snapshot(None).await?.rejects().await?;
    match args.command.unwrap_or(Command::List(args.list)) {
        Command::List(listing) => list(&stored, &listing, run),
        Command::Export(export) => write(&stored, &export, run),
    }
}

fn list(stored: &[StoredReject], listing: &Listing, run: &Run) -> Result<Exit, CliError> {
    let mut list = rows(stored, &listing.which, run);
    let all = list.rows.len();
    // Only a person is spared the rest; a program gets what it asked for.
    let limit = listing.limit.or((run.format == Format::Table).then_some(SHOWN));
    list.rows.truncate(limit.unwrap_or(all));
    let shown = list.rows.len();
    render::print_report(&Report { facts: Vec::new(), lists: vec![list] }, run)?;
    if shown < all {
        run.note(&Message::new("cli.rejects.more").with("shown", shown).with("all", all));
    }
    Ok(Exit::Done)
}

fn write(stored: &[StoredReject], export: &Export, run: &Run) -> Result<Exit, CliError> {
    let list = rows(stored, &export.which, run);
    let count = list.rows.len();
    let text = render::csv_of(&list);
    match &export.output {
        None => run.print(text.as_bytes())?,
        Some(path) => {
            std::fs::write(path, text).map_err(|source| CliError::File { path: path.clone(), source })?;
            run.note(&Message::new("cli.rejects.exported").with("count", count).with("path", path.display()));
        }
    }
    Ok(Exit::Done)
}

fn rows(stored: &[StoredReject], which: &Which, run: &Run) -> List {
    let mut list = List::new("rejects", &["table", "file", "line", "rule", "message", "raw"], run.language);
    let wanted = |reject: &&StoredReject| {
        which.table.as_ref().is_none_or(|table| *table == reject.table)
            && which.rule.as_ref().is_none_or(|rule| *rule == reject.rule)
    };
    list.rows = stored.iter().filter(wanted).map(cells).collect();
    list
}

fn cells(reject: &StoredReject) -> Vec<Cell> {
    vec![
        Cell::text(&reject.table),
        Cell::text(&reject.place.file),
        Cell::Digits(reject.place.line.to_string()),
        Cell::text(&reject.rule),
        Cell::text(&reject.message),
        Cell::text(&reject.raw),
    ]
}
