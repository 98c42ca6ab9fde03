//! `tenure check`: how good the data is, held against the bars of tenure.yaml. Exit code 3 when one is missed.

use engine::{Quality, Severity};
use model::{Message, Micros};

use super::check_lists as lists;
use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, conflicts_with = "brief")]
    list: bool,
    #[arg(long)]
    brief: bool,
}

/// # Errors
/// [`CliError`] when the checks cannot be made.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let working = Spinner::new(&Message::new("cli.progress.checking"), run);
    let snapshot = workspace.snapshot(None).await?;
    let engine = workspace.engine(snapshot, now_us)?;
    let lake = workspace.folder.join("lake");
    let quality = engine.quality(|file| lake.join(file).is_file()).await?;
    drop(working);
    let mut told = verdict(&quality, now_us, run);
    if !args.brief {
        told.lists = lists(&quality, args.list, run);
    }
    render::print_report(&told, run)?;
    if !args.brief && (args.list || run.format != Format::Table) {
        let (duplicates, orphans) = (&quality.duplicates, &quality.orphans);
        let lists = [
            ("cli.check.duplicates", duplicates.first.len(), duplicates.count),
            ("cli.check.orphans", orphans.first.len(), orphans.count),
        ];
        for (list, shown, all) in lists.into_iter().filter(|(_, shown, all)| (*shown as u64) < *all) {
            let message = Message::new("cli.check.first").with_message("list", Message::new(list));
            run.note(&message.with("shown", shown).with("all", all));
        }
    }
    if !quality.holds() {
        run.warn(&Message::new("cli.check.broken").with("count", count(&quality, Severity::Error)));
        return Ok(Exit::BelowBar);
    }
    run.note(&match count(&quality, Severity::Warning) {
        0 => Message::new("cli.check.holds"),
        warnings => Message::new("cli.check.warnings").with("count", warnings),
    });
    Ok(Exit::Done)
}

fn count(quality: &Quality, severity: Severity) -> u64 {
    quality.findings.iter().filter(|finding| finding.severity == severity).count() as u64
}

/// What it all came to.
fn verdict(quality: &Quality, now_us: Micros, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("holds", Cell::Flag(quality.holds()), run.language);
    report.fact("errors", Cell::count(count(quality, Severity::Error)), run.language);
    report.fact("warnings", Cell::count(count(quality, Severity::Warning)), run.language);
    report.fact("as_of", Cell::Instant(now_us), run.language);
    report
}

/// A program gets every list. A person gets what was found, what was looked for, the laws and the age of the sources, and the
/// rest with `--list`.
fn lists(quality: &Quality, every: bool, run: &Run) -> Vec<List> {
    let mut found = vec![lists::findings(quality, run)];
    if run.format == Format::Table {
        found.push(lists::help(quality, run));
    }
    found.extend([
        lists::checks(quality, run),
        lists::laws(quality, run),
        lists::breaches(quality, run),
        lists::sources(quality, run),
    ]);
    if every || run.format != Format::Table {
        found.extend([
            lists::tables(quality, run),
            lists::columns(quality, run),
            lists::imports(quality, run),
            lists::unknown(quality, run),
            lists::duplicates(quality, run),
            lists::orphans(quality, run),
        ]);
    }
    found
}
