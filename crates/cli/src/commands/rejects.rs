//! `tenure rejects`: the rows in quarantine: shown, written out to be corrected, and brought in once they are.

use std::path::PathBuf;

use ingest::Target;
use lake::{RejectCount, RejectFilter, Snapshot, StoredReject};
use model::{Message, Rule};

use crate::commands::rejects_replay::Sheet;
use crate::commands::{rejects_export, rejects_replay};
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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["table", "rule", "import", "file", "limit"])]
    replay: Option<PathBuf>,
    #[arg(long, value_name = "LABEL", requires = "replay")]
    encoding: Option<String>,
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
    /// # Errors
    /// A usage error for a table that is none.
    fn check(&self) -> Result<(), CliError> {
        let names = Target::names();
        match self.table.as_deref().filter(|table| !names.contains(table)) {
            Some(table) => {
                let message = Message::new("cli.error.no_table").with("table", table);
                Err(CliError::Usage(message.with("tables", names.join(", "))))
            }
            None => Ok(()),
        }
    }

    fn filter(&self, limit: Option<usize>) -> RejectFilter {
        let Self { table, rule, import, file } = self;
        RejectFilter { table: table.clone(), rule: rule.clone(), import: *import, file: file.clone(), limit }
    }
}

/// # Errors
/// [`CliError`] when the quarantine cannot be read or written out, or corrections cannot be read.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    if let Some(file) = &args.replay {
        let sheet = Sheet { path: file, encoding: args.encoding.as_deref(), called: None };
        return rejects_replay::run(sheet, &workspace, run).await;
    }
    let snapshot = workspace.snapshot(None).await?;
    let command = args.command.unwrap_or(Command::List(args.list));
    let (Command::List(Listing { which, .. }) | Command::Export(Export { which, .. })) = &command;
    which.check()?;
    match command {
        Command::List(listing) => list(&snapshot, &listing, run).await,
        Command::Export(Export { which, output }) => {
            let rejects = snapshot.rejects(&which.filter(None)).await?;
            rejects_export::write(&rejects, output.as_deref(), run)
        }
    }
}

/// Brings in corrections that were sent under another name than that of the file they lie in for the time being.
///
/// # Errors
/// [`CliError`] when they cannot be read or kept.
pub async fn deliver(args: &Args, called: &str, run: &Run) -> Result<(), CliError> {
    let workspace = Workspace::find(run)?;
    if let Some(file) = &args.replay {
        let sheet = Sheet { path: file, encoding: args.encoding.as_deref(), called: Some(called) };
        rejects_replay::run(sheet, &workspace, run).await?;
    }
    Ok(())
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
