//! `tenure status`: what is in the lake and how fresh it is.

use std::collections::BTreeMap;

use engine::Excluded;
use lake::{RejectFilter, Snapshot};
use model::{Message, Micros, tables};

use crate::commands::states;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    as_of: AsOf,
    #[arg(long)]
    states: bool,
}

/// # Errors
/// [`CliError`] when the workspace or its lake cannot be read.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    if args.states {
        let lake = workspace.lake(run).await?;
        let snapshot = args.as_of.known(workspace, run).await?.snapshot;
        return states::print(&lake, &snapshot, run).await;
    }
    let Known { workspace, snapshot, as_of_us } = args.as_of.known(workspace, run).await?;
    let mut report = Report::default();
    let language = run.language;
    report.fact("name", Cell::text(&workspace.settings.name), language);
    report.fact("workspace", Cell::text(workspace.folder.display().to_string()), language);
    report.fact("time_zone", Cell::text(&workspace.settings.time_zone), language);
    report.fact("snapshot", Cell::text(snapshot.id()), language);
    if let Some(as_of_us) = as_of_us {
        report.fact("as_of", Cell::Instant(as_of_us), language);
    }
    report.fact("imports", Cell::Count(snapshot.imports().len() as i64), language);
    report.fact("customer_keys", Cell::Count(i64::from(snapshot.key_bound())), language);
    let waiting = snapshot.reject_counts(&RejectFilter::default()).await?;
    report.fact("quarantined", Cell::count(waiting.iter().map(|count| count.rows).sum()), language);
    let (tables, sources) = (by_table(&snapshot, now_us, run), by_source(&snapshot, now_us, run));
    // Where every table has one source, a person would read the same twice.
    let same = run.format == Format::Table && tables.rows.len() == sources.rows.len();
    report.lists = if same { vec![tables] } else { vec![tables, sources] };
    let excluded = workspace.engine(snapshot, now_us)?.excluded().await?;
    if !excluded.is_empty() {
        report.lists.push(self::excluded(&excluded, run));
    }
    render::print_report(&report, run)?;
    if report.main().is_none_or(|list| list.rows.is_empty()) {
        run.note(&Message::new("cli.status.empty"));
    }
    Ok(Exit::Done)
}

/// How many customers each rule of `exclude` leaves out.
fn excluded(rules: &[Excluded], run: &Run) -> List {
    let mut list = List::new("excluded", &["rule", "customers"], run.language)
        .titled(Message::new("cli.status.excluded"), run.language);
    list.rows = rules.iter().map(|rule| vec![Cell::text(&rule.rule), Cell::count(rule.customers)]).collect();
    list
}

fn by_table(snapshot: &Snapshot, now_us: Micros, run: &Run) -> List {
    let mut sums: BTreeMap<String, (u64, u64, Micros)> = BTreeMap::new();
    for source in snapshot.sources() {
        let sum = sums.entry(source.table.clone()).or_default();
        *sum = (sum.0 + 1, sum.1 + source.rows, sum.2.max(source.last_import_us));
    }
    let columns = ["table", "rows", "sources", "watermark", "age_ms", "last_import"];
    let mut list = List::new("tables", &columns, run.language).titled(Message::new("cli.status.tables"), run.language);
    for table in tables::TABLES {
        let Some((sources, rows, last_import_us)) = sums.get(table.name) else { continue };
        let watermark = snapshot.watermark(table.name);
        list.rows.push(vec![
            Cell::text(table.name),
            Cell::count(*rows),
            Cell::count(*sources),
            Cell::instant(watermark),
            age(watermark, now_us),
            Cell::Instant(*last_import_us),
        ]);
    }
    list
}

fn by_source(snapshot: &Snapshot, now_us: Micros, run: &Run) -> List {
    let columns = ["table", "source", "rows", "watermark", "age_ms", "last_import"];
    let mut list =
        List::new("sources", &columns, run.language).titled(Message::new("cli.status.sources"), run.language);
    list.rows = snapshot
        .sources()
        .iter()
        .map(|source| {
            vec![
                Cell::text(&source.table),
                Cell::text(&source.source),
                Cell::count(source.rows),
                Cell::instant(source.watermark_us),
                age(source.watermark_us, now_us),
                Cell::Instant(source.last_import_us),
            ]
        })
        .collect();
    list
}

/// How long ago a source was complete; none for one that says it is complete into the future.
fn age(watermark_us: Option<Micros>, now_us: Micros) -> Cell {
    match watermark_us {
        Some(watermark_us) if watermark_us <= now_us => Cell::Duration((now_us - watermark_us) / 1_000),
        _ => Cell::Null,
    }
}
