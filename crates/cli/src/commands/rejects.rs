//! `tenure rejects`: the rows in quarantine, with their place and the reason.

use std::path::PathBuf;

use lake::{RejectCount, RejectFilter, Snapshot, StoredReject};
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
    #[arg(long, value_name = "NUMBER")]
    import: Option<i64>,
    #[arg(long, value_name = "NAME")]
    file: Option<String>,
}

impl Which {
    fn filter(&self, limit: Option<usize>) -> RejectFilter {
        let Self { table, rule, import, file } = self;
        RejectFilter { table: table.clone(), rule: rule.clone(), import: *import, file: file.clone(), limit }
    }
}

/// # Errors
/// [`CliError`] when the quarantine cannot be read or written out.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let snapshot = workspace.snapshot(None).await?;
    match args.command.unwrap_or(Command::List(args.list)) {
        Command::List(listing) => list(&snapshot, &listing, run).await,
        Command::Export(export) => write(&snapshot, &export, run).await,
    }
}

async fn list(snapshot: &Snapshot, listing: &Listing, run: &Run) -> Result<Exit, CliError> {
    // Only a person is spared the rest; a program gets what it asked for.
    let limit = listing.limit.or((run.format == Format::Table).then_some(SHOWN));
    let filter = listing.which.filter(limit);
    let counts = snapshot.reject_counts(&filter).await?;
    let rows = rows(&snapshot.rejects(&filter).await?, run);
    let shown = rows.rows.len() as u64;
    let all = counts.iter().map(|count| count.rows).sum();
    render::print_report(&Report { facts: Vec::new(), lists: vec![rows, by_rule(&counts, run)] }, run)?;
    if shown < all {
        run.note(&Message::new("cli.rejects.more").with("shown", shown).with("all", all));
    }
    Ok(Exit::Done)
}

async fn write(snapshot: &Snapshot, export: &Export, run: &Run) -> Result<Exit, CliError> {
    let list = rows(&snapshot.rejects(&export.which.filter(None)).await?, run);
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

fn rows(rejects: &[StoredReject], run: &Run) -> List {
    let human = run.format == Format::Table;
    let first: &[&str] = if human { &[] } else { &["reject", "import", "at"] };
    let columns = [first, &["table", "file", "line", "rule", "message", "raw"]].concat();
    let mut list = List::new("rejects", &columns, run.language);
    list.rows = rejects
        .iter()
        .map(|reject| {
            let first = [Cell::text(reject.id.to_string()), Cell::Count(reject.import), Cell::Instant(reject.at_us)];
            let rest = [
                Cell::text(&reject.table),
                Cell::text(&reject.place.file),
                Cell::Digits(reject.place.line.to_string()),
                Cell::text(&reject.rule),
                Cell::text(run.say(&reject.message)),
                Cell::text(&reject.raw),
            ];
            first.into_iter().filter(|_| !human).chain(rest).collect()
        })
        .collect();
    list
}

fn by_rule(counts: &[RejectCount], run: &Run) -> List {
    let mut list = List::new("rules", &["table", "rule", "rows"], run.language)
        .titled(Message::new("cli.import.rules"), run.language);
    list.rows = counts
        .iter()
        .map(|count| vec![Cell::text(&count.table), Cell::text(&count.rule), Cell::count(count.rows)])
        .collect();
    list
}
