//! `tenure check`: the conservation laws and the lake's own consistency. Exit code 3 when one is broken.

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use engine::{Engine, LawResult};
use lake::Snapshot;
use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {}

/// # Errors
/// [`CliError`] when the checks cannot be made.
pub async fn run(_args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.checking"), run);
    let snapshot = workspace.snapshot(None).await?;
    let engine = workspace.engine(snapshot.clone(), now_us)?;
    let results = engine.check().await?;
    let laws = kept(&results, run);
    let tables = stored(&workspace, &snapshot, &engine, run).await?;
    drop(working);
    let broken =
        [&laws, &tables].into_iter().flat_map(|list| &list.rows).filter(|row| row.contains(&Cell::Flag(false)));
    let broken = broken.count();
    let mut report = Report::default();
    report.fact("holds", Cell::Flag(broken == 0), run.language);
    report.lists = vec![laws, breaches(&results, run), tables];
    render::print_report(&report, run)?;
    if broken > 0 {
        run.warn(&Message::new("cli.check.broken").with("count", broken));
        return Ok(Exit::BelowBar);
    }
    run.note(&Message::new("cli.check.holds"));
    Ok(Exit::Done)
}

/// Every law with the number of its breaches.
fn kept(results: &[LawResult], run: &Run) -> List {
    let columns = ["law", "periods", "breaches", "holds"];
    let mut list = List::new("laws", &columns, run.language).titled(Message::new("cli.check.laws"), run.language);
    let row = |result: &LawResult| {
        vec![
            Cell::text(result.law),
            Cell::count(result.periods),
            Cell::count(result.breaches.len() as u64),
            Cell::Flag(result.breaches.is_empty()),
        ]
    };
    list.rows = results.iter().map(row).collect();
    list
}

/// Every breach, with the customers it is about.
fn breaches(results: &[LawResult], run: &Run) -> List {
    let columns = ["law", "start", "difference", "customers"];
    let mut list =
        List::new("breaches", &columns, run.language).titled(Message::new("cli.check.breaches"), run.language);
    for result in results {
        list.rows.extend(result.breaches.iter().map(|breach| {
            vec![
                Cell::text(result.law),
                Cell::text(&breach.start),
                Cell::text(&breach.difference),
                Cell::text(breach.customers.join(", ")),
            ]
        }));
    }
    list
}

/// Whether every table's files are there and hold the rows that its imports brought.
async fn stored(workspace: &Workspace, snapshot: &Snapshot, engine: &Engine, run: &Run) -> Result<List, CliError> {
    let columns = ["table", "rows", "expected", "files", "missing", "holds"];
    let mut list = List::new("tables", &columns, run.language).titled(Message::new("cli.check.tables"), run.language);
    for table in snapshot.tables() {
        let files = snapshot.files(table.name).await?;
        let lake = workspace.folder.join("lake");
        let missing = files.iter().filter(|file| !lake.join(file).is_file()).count();
        let sources = snapshot.sources().into_iter().filter(|source| source.table == table.name);
        let expected: u64 = sources.map(|source| source.rows).sum();
        // A table without one of its files cannot be counted; that is found, not an error of the check.
        let rows = if missing == 0 { Some(count(engine, table.name).await?) } else { None };
        list.rows.push(vec![
            Cell::text(table.name),
            rows.map_or(Cell::Null, Cell::count),
            Cell::count(expected),
            Cell::count(files.len() as u64),
            Cell::count(missing as u64),
            Cell::Flag(missing == 0 && rows == Some(expected)),
        ]);
    }
    Ok(list)
}

async fn count(engine: &Engine, table: &str) -> Result<u64, CliError> {
    let (_, batches) = engine.sql(&format!("select count(*) from {table}")).await?;
    let count = batches.iter().find(|batch| batch.num_rows() > 0);
    let count = count.map(|batch| batch.column(0).as_primitive::<Int64Type>().value(0));
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}
