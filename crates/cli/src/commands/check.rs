//! `tenure check`: how good the data is, held against the bars of tenure.yaml. Exit code 3 when one is missed.

use engine::{Quality, Severity};
use model::Message;

use super::check_lists as lists;
use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, Format, Report};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    list: bool,
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
    render::print_report(&report(&quality, args.list, run), run)?;
    if args.list || run.format != Format::Table {
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
    let count = |severity| quality.findings.iter().filter(|finding| finding.severity == severity).count();
    if !quality.holds() {
        run.warn(&Message::new("cli.check.broken").with("count", count(Severity::Error)));
        return Ok(Exit::BelowBar);
    }
    run.note(&match count(Severity::Warning) {
        0 => Message::new("cli.check.holds"),
        warnings => Message::new("cli.check.warnings").with("count", warnings),
    });
    Ok(Exit::Done)
}

/// A program gets every list. A person gets what was found, what was looked for, the laws and the age of the sources, and the
/// rest with `--list`.
fn report(quality: &Quality, every: bool, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("holds", Cell::Flag(quality.holds()), run.language);
    report.lists.push(lists::findings(quality, run));
    if run.format == Format::Table {
        report.lists.push(lists::help(quality, run));
    }
    report.lists.extend([
        lists::checks(quality, run),
        lists::laws(quality, run),
        lists::breaches(quality, run),
        lists::sources(quality, run),
    ]);
    if every || run.format != Format::Table {
        report.lists.extend([
            lists::tables(quality, run),
            lists::columns(quality, run),
            lists::imports(quality, run),
            lists::unknown(quality, run),
            lists::duplicates(quality, run),
            lists::orphans(quality, run),
        ]);
    }
    report
}
