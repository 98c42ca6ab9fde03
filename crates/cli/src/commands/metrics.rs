//! `tenure metrics`: the catalog, or the page of one metric.

use catalog::{Catalog, Metric, Origin};
use model::{Language, Message};

use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

/// What a program is told of a metric.
const KEYS: [&str; 9] = ["metric", "area", "title", "question", "unit", "better", "formula", "source", "origin"];

/// What a person sees in the list.
const SHOWN: [&str; 4] = ["area", "metric", "title", "unit"];

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[arg(long, value_name = "FORMAT", value_parser = ["ossie"], conflicts_with = "id")]
    export: Option<String>,
    #[command(flatten)]
    as_of: AsOf,
}

impl Args {
    /// The question for one metric's page, under today's definitions.
    pub fn of(id: &str) -> Self {
        Self { id: Some(id.to_owned()), export: None, as_of: AsOf::default() }
    }
}

/// # Errors
/// [`CliError`] when the catalog cannot be read or has no such metric.
pub async fn run(args: &Args, run: &Run) -> Result<Exit, CliError> {
    let shelf = shelf(args, run).await?;
    match &args.id {
        None if args.export.is_some() => shelf.export(run)?,
        None => render::print_report(&shelf.overview(run), run)?,
        Some(id) => shelf.page(id, run)?,
    }
    Ok(Exit::Done)
}

/// A catalog and the language its texts are shown in.
struct Shelf {
    catalog: Catalog,
    language: Language,
}

/// The workspace's catalog, or what it was at an earlier moment; outside a workspace the built-in one, which can be looked up anywhere.
async fn shelf(args: &Args, run: &Run) -> Result<Shelf, CliError> {
    match Workspace::find(run) {
        Ok(workspace) if args.as_of.is_given() => {
            let workspace = args.as_of.known(workspace, run).await?.workspace;
            Ok(Shelf { catalog: workspace.catalog.as_ref().clone(), language: run.language })
        }
        Ok(workspace) => Ok(Shelf { catalog: workspace.catalog.as_ref().clone(), language: run.language }),
        Err(CliError::NoWorkspace { above: true, .. }) if !args.as_of.is_given() => {
            Ok(Shelf { catalog: Catalog::builtin()?, language: run.language })
        }
        Err(error) => Err(error),
    }
}

impl Shelf {
    fn overview(&self, run: &Run) -> Report {
        let mut metrics: Vec<&Metric> = self.catalog.metrics.values().collect();
        metrics.sort_by(|a, b| (a.area, &a.id).cmp(&(b.area, &b.id)));
        let columns: &[&str] = if run.format == Format::Table { &SHOWN } else { &KEYS };
        let mut list = List::new("metrics", columns, run.language);
        let row = |metric: &Metric| columns.iter().map(|key| self.cell(metric, key)).collect();
        list.rows = metrics.into_iter().map(row).collect();
        Report { facts: Vec::new(), lists: vec![list] }
    }

    /// The catalog for other tools: YAML for a person to read, JSON where that is asked for.
    fn export(&self, run: &Run) -> Result<(), CliError> {
        match run.format {
            Format::Table => run.print(self.catalog.ossie_yaml().as_bytes()),
            Format::Json => render::print_json(&self.catalog.ossie(), run),
            Format::Csv | Format::Parquet => Err(CliError::Usage(Message::new("cli.error.export_format"))),
        }
    }

    fn page(&self, id: &str, run: &Run) -> Result<(), CliError> {
        let Some((metric, page)) = self.catalog.metrics.get(id).zip(self.catalog.page(id, self.language)) else {
            return Err(self.unknown(id));
        };
        if run.format == Format::Table {
            return run.print(format!("{}\n", page.trim_end()).as_bytes());
        }
        let mut report = Report::default();
        for key in KEYS {
            report.fact(key, self.cell(metric, key), run.language);
        }
        report.fact("page", Cell::text(page), run.language);
        render::print_report(&report, run)
    }

    fn cell(&self, metric: &Metric, key: &str) -> Cell {
        match key {
            "area" => Cell::text(metric.area.name()),
            "metric" => Cell::text(&metric.id),
            "title" => Cell::text(metric.title.say(self.language)),
            "unit" => Cell::text(metric.unit.name()),
            "better" => Cell::text(metric.better.name()),
            "question" => Cell::text(metric.question.say(self.language)),
            "formula" => Cell::text(&metric.formula.text),
            "source" => Cell::text(&metric.source),
            "origin" => Cell::text(match metric.origin {
                Origin::Builtin => "builtin",
                Origin::Workspace => "workspace",
            }),
            _ => Cell::Null,
        }
    }

    fn unknown(&self, id: &str) -> CliError {
        let nearest = model::nearest(id, self.catalog.metrics.keys().map(String::as_str));
        CliError::Usage(match nearest {
            Some(known) => Message::new("cli.error.unknown_metric_near").with("id", id).with("nearest", known),
            None => Message::new("cli.error.unknown_metric").with("id", id),
        })
    }
}
