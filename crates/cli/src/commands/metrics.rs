//! `tenure metrics`: the catalog, or the page of one metric.

use catalog::{Catalog, Metric, Origin};
use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "ID")]
    id: Option<String>,
}

/// # Errors
/// [`CliError`] when the catalog cannot be read or has no such metric.
pub fn run(args: &Args, run: &Run) -> Result<Exit, CliError> {
    let catalog = catalog(run)?;
    match &args.id {
        None => render::print_report(&overview(&catalog, run), run)?,
        Some(id) => page(id, &catalog, run)?,
    }
    Ok(Exit::Done)
}

/// The workspace's catalog; outside a workspace the built-in one, which can be looked up anywhere.
fn catalog(run: &Run) -> Result<Catalog, CliError> {
    match Workspace::find(run) {
        Ok(workspace) => Ok(workspace.catalog.as_ref().clone()),
        Err(CliError::NoWorkspace { .. }) if run.folder.is_none() => Ok(Catalog::builtin()?),
        Err(error) => Err(error),
    }
}

fn overview(catalog: &Catalog, run: &Run) -> Report {
    let mut metrics: Vec<&Metric> = catalog.metrics.values().collect();
    metrics.sort_by(|a, b| (a.area, &a.id).cmp(&(b.area, &b.id)));
    let columns: &[&str] = match run.format {
        Format::Table => &["area", "metric", "title", "unit"],
        _ => &["area", "metric", "title", "unit", "better", "question", "formula", "source_of_definition", "origin"],
    };
    let mut list = List::new("metrics", columns, run.language);
    list.rows = metrics.into_iter().map(|metric| columns.iter().map(|key| cell(metric, key, run)).collect()).collect();
    Report { facts: Vec::new(), lists: vec![list] }
}

fn page(id: &str, catalog: &Catalog, run: &Run) -> Result<(), CliError> {
    let Some((metric, page)) = catalog.metrics.get(id).zip(catalog.page(id, run.tongue)) else {
        return Err(unknown(id, catalog));
    };
    if run.format == Format::Table {
        return run.print(format!("{}\n", page.trim_end()).as_bytes());
    }
    let mut report = Report::default();
    let keys = ["metric", "area", "title", "question", "unit", "better", "formula", "source_of_definition", "origin"];
    for key in keys {
        report.fact(key, cell(metric, key, run), run.language);
    }
    report.fact("page", Cell::text(page), run.language);
    render::print_report(&report, run)
}

fn cell(metric: &Metric, key: &str, run: &Run) -> Cell {
    match key {
        "area" => Cell::text(metric.area.name()),
        "metric" => Cell::text(&metric.id),
        "title" => Cell::text(metric.title.say(run.tongue)),
        "unit" => Cell::text(metric.unit.name()),
        "better" => Cell::text(metric.better.name()),
        "question" => Cell::text(metric.question.say(run.tongue)),
        "formula" => Cell::text(&metric.formula.text),
        "source_of_definition" => Cell::text(&metric.source),
        "origin" => Cell::text(match metric.origin {
            Origin::Builtin => "builtin",
            Origin::Workspace => "workspace",
        }),
        _ => Cell::Null,
    }
}

fn unknown(id: &str, catalog: &Catalog) -> CliError {
    let nearest = catalog.metrics.keys().map(|known| (strsim::jaro_winkler(id, known), known));
    let nearest = nearest.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.7);
    CliError::Usage(match nearest {
        Some((_, known)) => Message::new("cli.error.unknown_metric_near").with("id", id).with("nearest", known),
        None => Message::new("cli.error.unknown_metric").with("id", id),
    })
}
