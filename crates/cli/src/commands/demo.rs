//! `tenure demo`: a believable company, made by the generator, imported as a user would, asked its headline numbers.

use std::path::{Path, PathBuf};

use engine::{Answer, Query};
use ingest::{Mapping, Request};
use jiff::civil::Date;
use model::{Grain, Message, Micros};

use crate::commands::{import, init, serve};
use crate::demo::{self, Generated, Plan};
use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, Fact, Format, List, Report};
use crate::run::Run;
use crate::workspace::{FILE, Workspace};

/// What a company asks first.
pub const HEADLINES: [&str; 10] = [
    "customers_at_end",
    "new_customers",
    "customer_retention_rate",
    "nrr",
    "mrr",
    "revenue",
    "conversion_rate",
    "nps",
    "csat",
    "clv_simple",
];

/// Share of bad rows up to which the demo's own files are taken: some are bad on purpose.
const MOST_BAD_SHARE: f64 = 0.05;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "FOLDER", default_value = "demo-company")]
    folder: PathBuf,
    #[arg(long, default_value_t = Plan::default().seed)]
    seed: u64,
    #[arg(long, default_value_t = Plan::default().customers)]
    customers: u32,
    #[arg(long)]
    serve: bool,
}

/// # Errors
/// [`CliError::Exists`] where there is a workspace already; else what kept the company from being made.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let path = args.folder.join(FILE);
    if path.exists() {
        return Err(CliError::Exists { path });
    }
    let plan = Plan { seed: args.seed, customers: args.customers, ..Plan::default() };
    let generated = generate(&args.folder, plan, run).await?;
    init::write(&args.folder, &demo::settings(run.language))?;
    let mappings = write_mappings(&args.folder)?;
    let workspace = Workspace::open(&args.folder)?;
    let now_us = run.now_us(workspace.zone())?;
    let tables = bring_in(&generated, &mappings, (&workspace, now_us), run).await?;
    let mut report = Report { facts: headlines(&generated, &workspace, now_us, run).await?, lists: vec![tables] };
    report.facts.insert(0, period_fact(&generated, run));
    render::print_report(&report, run)?;
    run.note(&Message::new("cli.demo.next").with("folder", args.folder.display()));
    if args.serve { serve::open(workspace, run).await } else { Ok(Exit::Done) }
}

async fn generate(folder: &Path, plan: Plan, run: &Run) -> Result<Generated, CliError> {
    let working = Spinner::new(&Message::new("cli.progress.generating"), run);
    let sources = folder.join("sources");
    let made = tokio::task::spawn_blocking(move || demo::generate(&sources, &plan)).await;
    drop(working);
    Ok(made.map_err(|_| CliError::Stopped)??)
}

/// Writes the company's mappings and reads them again, as an import does.
fn write_mappings(folder: &Path) -> Result<Vec<Mapping>, CliError> {
    let write = |(name, text)| {
        let path = folder.join("mappings").join(name);
        std::fs::write(&path, text).map_err(|source| CliError::File { path: path.clone(), source })?;
        Ok(ingest::load_mapping(&path)?)
    };
    demo::MAPPINGS.into_iter().map(write).collect()
}

/// Imports every file and accounts for its rows.
async fn bring_in(
    generated: &Generated,
    mappings: &[Mapping],
    (workspace, now_us): (&Workspace, Micros),
    run: &Run,
) -> Result<List, CliError> {
    let columns = ["table", "file", "read", "accepted", "unchanged", "updated", "filtered", "quarantined"];
    let mut list = List::new("imports", &columns, run.language).titled(Message::new("cli.demo.imports"), run.language);
    for source in &generated.files {
        let mut options = import::options(workspace, now_us);
        options.complete_through = Some(generated.complete_through);
        options.most_bad_share = MOST_BAD_SHARE;
        let means = |mapping: &&Mapping| mapping.table() == source.table && mapping.means(&source.path);
        let mapping = mappings.iter().find(means).cloned();
        let request = Request { table: source.table.to_owned(), files: vec![source.path.clone()], mapping, options };
        let report = import::bring_in(&request, workspace, run).await?;
        let name = source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut row = vec![Cell::text(source.table), Cell::text(name)];
        let counts =
            [report.read, report.accepted, report.unchanged, report.updated, report.filtered, report.quarantined];
        row.extend(counts.map(Cell::count));
        list.rows.push(row);
    }
    Ok(list)
}

/// The headline metrics over the last complete month; those that this catalog does not have are left out.
async fn headlines(
    generated: &Generated,
    workspace: &Workspace,
    now_us: Micros,
    run: &Run,
) -> Result<Vec<Fact>, CliError> {
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let (from, to) = last_month(generated.complete_through);
    let metrics = HEADLINES.into_iter().filter(|id| workspace.catalog.metrics.contains_key(*id));
    let metrics: Vec<String> = metrics.map(ToOwned::to_owned).collect();
    if metrics.is_empty() {
        return Ok(Vec::new());
    }
    let engine = workspace.engine(workspace.snapshot(None).await?, now_us)?;
    let query = Query { metrics, ..Query::new("", from, to, Some(Grain::Month)) };
    let answers = engine.query(&query).await?;
    drop(working);
    Ok(answers.iter().map(|answer| fact(answer, workspace, run)).collect())
}

fn fact(answer: &Answer, workspace: &Workspace, run: &Run) -> Fact {
    let value = answer.rows.first().and_then(|row| row.value);
    let title = match run.format {
        Format::Table => workspace.names(run).title(&answer.metric),
        _ => answer.metric.clone(),
    };
    Fact { key: answer.metric.clone(), title, cell: render::in_unit(value, answer.unit) }
}

fn period_fact(generated: &Generated, run: &Run) -> Fact {
    let (from, to) = last_month(generated.complete_through);
    let title = render::column_title("period", run.language);
    Fact { key: "period".to_owned(), title, cell: Cell::text(format!("{from}..{to}")) }
}

/// The month that ends with the last day recorded in full, or the one before where that day ends none.
fn last_month(complete_through: Date) -> (Date, Date) {
    let end = complete_through.tomorrow().unwrap_or(complete_through).first_of_month();
    (end.yesterday().unwrap_or(end).first_of_month(), end)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_month_is_one_that_is_over() {
        assert_eq!(last_month(date(2025, 12, 31)), (date(2025, 12, 1), date(2026, 1, 1)));
        assert_eq!(last_month(date(2025, 12, 30)), (date(2025, 11, 1), date(2025, 12, 1)));
    }
}
