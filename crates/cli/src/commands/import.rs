//! `tenure import`: files into the lake, whole or not at all, with an account of every row.

use std::path::{Path, PathBuf};

use catalog::Settings;
use ingest::{DayOrder, DecimalSign, IngestError, Mapping, Options, Report, Request};
use lake::{ColumnChange, Snapshot};
use model::{Looks, Message, Micros, SourceColumn, SourceColumns};
use serde_json::Value;

use crate::asked::day;
use crate::commands::import_account::{self as account, Refusal};
use crate::commands::import_preview;
use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Progress;
use crate::render;
use crate::run::Run;
use crate::wizard;
use crate::workspace::Workspace;

/// Rows of each table that a dry run shows.
const SAMPLE: usize = 10;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "TABLE")]
    table: String,
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,
    #[arg(long, value_name = "SIGN")]
    delimiter: Option<String>,
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long)]
    no_header: bool,
    #[arg(long)]
    day_first: bool,
    #[arg(long, conflicts_with = "day_first")]
    month_first: bool,
    #[arg(long)]
    decimal_comma: bool,
    #[arg(long, conflicts_with = "decimal_comma")]
    decimal_point: bool,
    #[arg(long, value_name = "DATE")]
    complete_through: Option<String>,
    #[arg(long, value_name = "SHARE")]
    max_bad: Option<String>,
    #[arg(long, value_name = "NAME")]
    retype: Vec<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, conflicts_with_all = ["dry_run", "map"])]
    interactive: bool,
}

/// # Errors
/// [`CliError`] when the import could not be done. One that has too many bad rows is told here and is no error.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    if args.interactive {
        let now_us = run.now_us(workspace.zone())?;
        let request = request(&args, None, &workspace, now_us)?;
        let Some(request) = wizard::run(request, &workspace, run).await? else { return Ok(Exit::Done) };
        return import(&request, &workspace, run).await;
    }
    let request = asked(&args, &workspace, run)?;
    if args.dry_run {
        let refused = show(&request, run).await?;
        run.note(&Message::new(if refused { "cli.import.would_be_refused" } else { "cli.import.preview" }));
        return Ok(if refused { Exit::BelowBar } else { Exit::Done });
    }
    import(&request, &workspace, run).await
}

/// Imports a file that is called otherwise than it lies, for whoever keeps the run's words. The refusal of one with too many bad
/// rows is returned as a problem.
///
/// # Errors
/// [`CliError`] when the import could not be done.
pub async fn deliver(args: Args, called: String, run: &Run) -> Result<Option<Value>, CliError> {
    let workspace = Workspace::find(run)?;
    let mut request = asked(&args, &workspace, run)?;
    request.options.called = Some(called);
    if args.dry_run {
        let refused = show(&request, run).await?;
        run.note(&Message::new(if refused { "cli.import.would_be_refused" } else { "cli.import.preview" }));
        return Ok(None);
    }
    match bring_in(&request, &workspace, run).await {
        Ok(report) => tell(&report, run).map(|()| None),
        Err(CliError::Ingest(IngestError::TooManyBad { bad, read, rejects, message })) => {
            Ok(Some(account::problem(&Refusal { bad, read, rejects: &rejects, message: &message }, run)))
        }
        Err(error) => Err(error),
    }
}

/// What the arguments ask for, by the mapping they name or the workspace's own.
fn asked(args: &Args, workspace: &Workspace, run: &Run) -> Result<Request, CliError> {
    let now_us = run.now_us(workspace.zone())?;
    let mapping = match &args.map {
        Some(path) => Some(ingest::load_mapping(path)?),
        None => own_mapping(args, &workspace.folder.join("mappings"), run)?,
    };
    request(args, mapping, workspace, now_us)
}

/// Shows what an import would do; whether so many rows are bad that it would be refused.
///
/// # Errors
/// [`CliError`] when the files cannot be read or the rows not be shown.
pub async fn show(request: &Request, run: &Run) -> Result<bool, CliError> {
    let preview = ingest::preview(request, SAMPLE, &Progress::new(&request.table, run)).await?;
    render::print_report(&import_preview::of(&preview, run)?, run)?;
    Ok(preview.refused)
}

async fn import(request: &Request, workspace: &Workspace, run: &Run) -> Result<Exit, CliError> {
    match bring_in(request, workspace, run).await {
        Ok(report) => tell(&report, run).map(|()| Exit::Done),
        Err(CliError::Ingest(IngestError::TooManyBad { bad, read, rejects, message })) => {
            account::refuse(&Refusal { bad, read, rejects: &rejects, message: &message }, run);
            Ok(Exit::BelowBar)
        }
        Err(error) => Err(error),
    }
}

/// Tells what became of every row.
fn tell(report: &Report, run: &Run) -> Result<(), CliError> {
    render::print_report(&account::of(report, run), run)?;
    if report.receipt.forgotten > 0 {
        run.note(&Message::new("cli.import.forgotten").with("rows", report.receipt.forgotten));
    }
    if report.receipt.deleted_before > 0 {
        run.note(&Message::new("cli.import.deleted_before").with("rows", report.receipt.deleted_before));
    }
    if report.read == 0 {
        run.warn(&Message::new("cli.import.no_rows").with("table", &report.table));
    }
    if let Some(nobody) = account::nobody(&report.table, &report.matched) {
        run.warn(&nobody);
    }
    Ok(())
}

/// Brings files into a workspace's lake.
///
/// # Errors
/// [`CliError`] when nothing was kept.
pub async fn bring_in(request: &Request, workspace: &Workspace, run: &Run) -> Result<Report, CliError> {
    let lake = workspace.lake(run).await?;
    let sink = lake.import(request.options.now_us).await?.under(engine::identity_rules(&workspace.settings));
    let mut request = request.clone();
    request.options.delivered = delivered(&lake.snapshot(None).await?)?;
    let progress = Progress::new(&request.table, run);
    Ok(ingest::import(&request, Box::new(sink), &progress).await?)
}

/// What the columns of every source looked like in its last delivery, or the one before where that one had nothing.
fn delivered(snapshot: &Snapshot) -> Result<Vec<SourceColumns>, CliError> {
    let mut all = Vec::new();
    for ColumnChange { table, source, mut columns, before, .. } in snapshot.column_changes()? {
        let Some(table) = model::tables::find(&table) else { continue };
        for column in columns.iter_mut().filter(|column| column.looks == Looks::Empty) {
            let earlier = before.iter().find(|earlier| earlier.name == column.name);
            column.looks = earlier.map_or(Looks::Empty, |earlier| earlier.looks);
        }
        let is_new = |column: &SourceColumn| columns.iter().all(|known| known.name != column.name);
        let gone: Vec<SourceColumn> = before.into_iter().filter(is_new).collect();
        columns.extend(gone);
        all.push(SourceColumns { table, source, columns });
    }
    Ok(all)
}

/// How a workspace reads files unless told otherwise.
pub fn options(workspace: &Workspace, now_us: Micros) -> Options {
    let Settings { currency, quality, .. } = workspace.settings.as_ref();
    Options {
        workspace_zone: workspace.zone().clone(),
        most_bad_share: quality.max_bad_share.parse().unwrap_or(0.05),
        currency: currency.parse().ok(),
        ..Options::new(now_us)
    }
}

fn request(args: &Args, mapping: Option<Mapping>, workspace: &Workspace, now_us: Micros) -> Result<Request, CliError> {
    if args.files.is_empty() && mapping.is_none() {
        return Err(CliError::Usage(Message::new("cli.error.no_files").with("table", &args.table)));
    }
    let mut options = options(workspace, now_us);
    options.delimiter = args.delimiter.as_deref().map(delimiter).transpose()?;
    options.header = args.no_header.then_some(false);
    options.encoding.clone_from(&args.encoding);
    options.sheet.clone_from(&args.sheet);
    options.retyped.clone_from(&args.retype);
    options.time_zone.clone_from(&args.time_zone);
    options.day_order = match (args.day_first, args.month_first) {
        (true, _) => Some(DayOrder::DayFirst),
        (_, true) => Some(DayOrder::MonthFirst),
        _ => None,
    };
    options.decimal_sign = match (args.decimal_comma, args.decimal_point) {
        (true, _) => Some(DecimalSign::Comma),
        (_, true) => Some(DecimalSign::Point),
        _ => None,
    };
    options.namespace.clone_from(&args.namespace);
    options.complete_through =
        args.complete_through.as_deref().map(|text| day("--complete-through", text)).transpose()?;
    if let Some(text) = &args.max_bad {
        options.most_bad_share = share(text)?;
    }
    Ok(Request { table: args.table.clone(), files: args.files.clone(), mapping, options })
}

/// The one mapping of the workspace that is for this table and means all of these files.
fn own_mapping(args: &Args, folder: &Path, run: &Run) -> Result<Option<Mapping>, CliError> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(None) };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml"));
    paths.sort();
    let mut found: Vec<(PathBuf, Mapping)> = Vec::new();
    for path in paths {
        let mapping = match ingest::load_mapping(&path) {
            Ok(mapping) => mapping,
            Err(error) => {
                let text = std::fs::read(&path).unwrap_or_default();
                if ingest::may_mean(&String::from_utf8_lossy(&text), &args.table, &args.files) {
                    run.warn(&Message::new("cli.import.own_mapping").with("path", path.display()));
                    return Err(error.into());
                }
                let passed_over = Message::new("cli.import.broken_mapping").with("path", path.display());
                run.warn(&passed_over.with_message("why", error.message()));
                continue;
            }
        };
        if mapping.table() == args.table && args.files.iter().all(|file| mapping.means(file)) {
            found.push((path, mapping));
        }
    }
    if found.len() > 1 {
        let names: Vec<_> = found.iter().map(|(path, _)| path.display().to_string()).collect();
        let message = Message::new("cli.error.several_mappings").with("table", &args.table);
        return Err(CliError::Usage(message.with("mappings", names.join(", "))));
    }
    Ok(found.pop().map(|(_, mapping)| mapping))
}

fn delimiter(text: &str) -> Result<u8, CliError> {
    match text.as_bytes() {
        [byte] => Ok(*byte),
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        _ => Err(CliError::Usage(Message::new("cli.error.delimiter").with("text", text))),
    }
}

/// A share as `5%` or `0.05`.
pub fn share(text: &str) -> Result<f64, CliError> {
    let read = match text.trim().strip_suffix('%') {
        Some(per_cent) => per_cent.trim().parse::<f64>().map(|share| share / 100.0),
        None => text.trim().parse(),
    };
    read.ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| CliError::Usage(Message::new("cli.error.share").with("text", text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_per_cent_or_fractions() {
        for (text, expected) in [("5%", 0.05), ("0.05", 0.05), ("100 %", 1.0), ("0", 0.0)] {
            assert!((share(text).unwrap() - expected).abs() < 1e-12, "{text}");
        }
        for text in ["5", "-1%", "101%", "five", ""] {
            assert!(share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_delimiter_is_one_sign_or_the_word_tab() {
        assert_eq!(delimiter(";").unwrap(), b';');
        assert_eq!(delimiter("tab").unwrap(), b'\t');
        assert!(delimiter(";;").is_err());
    }
}
