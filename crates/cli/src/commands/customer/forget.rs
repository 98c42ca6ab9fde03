//! `tenure customer forget ID`: somebody's data is erased, and the erasure proved by searching every byte.

use lake::{Erasure, Forgotten, Mention, OutsideId, Proof};
use model::Message;

use super::{ask, named};
use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "ID")]
    id: String,
    #[arg(long)]
    preview: bool,
    #[arg(short, long)]
    yes: bool,
}

/// # Errors
/// [`CliError`] when the id names nobody or several, when nobody said yes, or when the erasure cannot be made.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let lake = workspace.lake(run).await?;
    let key = named::customer(&lake.snapshot(None).await?, &args.id)?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let erasure = lake.erasure(key).await?;
    drop(working);
    if args.preview {
        render::print_report(&report(&erasure, None, run), run)?;
        run.note(&Message::new("cli.customer.not_forgotten"));
        return Ok(Exit::Done);
    }
    if !args.yes && !ask::agreed_for_good(&report(&erasure, None, run), "cli.customer.ask_forget", run)? {
        return Err(CliError::Usage(Message::new("cli.error.not_agreed").with("id", &args.id)));
    }
    let working = Spinner::new(&Message::new("cli.progress.erasing"), run);
    let Forgotten { erasure, proof } = if args.yes {
        lake.forget(key, secret(), now_us).await?
    } else {
        lake.forget_agreed(key, &erasure, (secret(), now_us)).await?
    };
    drop(working);
    render::print_report(&report(&erasure, Some(&proof), run), run)?;
    if !erasure.sources.is_empty() {
        run.warn(&Message::new("cli.customer.sources").with("files", erasure.sources.join(", ")));
    }
    if !proof.mentions.is_empty() {
        run.warn(
            &Message::new("cli.customer.mentioned").with("rows", proof.mentions.iter().map(|m| m.rows).sum::<u64>()),
        );
    }
    if !proof.written.is_empty() {
        run.warn(&Message::new("cli.customer.written").with("files", files(&proof)));
    }
    if proof.traces.is_empty() {
        return Ok(Exit::Done);
    }
    run.warn(&Message::new("cli.customer.traces").with("traces", proof.traces.len()));
    Ok(Exit::Failed)
}

/// What the workspace digests forgotten ids under.
#[expect(clippy::disallowed_methods, reason = "nobody may guess it")]
fn secret() -> [u8; 32] {
    rand::random()
}

/// What goes, or went, and what the search for the rest found.
fn report(erasure: &Erasure, proof: Option<&Proof>, run: &Run) -> Report {
    let language = run.language;
    let mut report = Report::default();
    report.fact("customer", ids(&erasure.ids), language);
    if !erasure.shared.is_empty() {
        report.fact("shared", ids(&erasure.shared), language);
    }
    report.fact("forgotten", Cell::Flag(proof.is_some()), language);
    report.fact("links", Cell::count(erasure.links), language);
    report.fact("quarantined", Cell::count(erasure.quarantined), language);
    if let Some(proof) = proof {
        report.fact("sought", Cell::count(proof.sought.len() as u64), language);
        report.fact("files", Cell::count(proof.files), language);
        report.fact("bytes", Cell::count(proof.bytes), language);
    }
    report.lists.push(tables(erasure, run));
    if let Some(proof) = proof {
        report.lists.extend([mentions(&proof.mentions, run), written(proof, run), traces(proof, run)]);
    }
    report
}

fn ids(ids: &[OutsideId]) -> Cell {
    Cell::text(ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

fn tables(erasure: &Erasure, run: &Run) -> List {
    let mut list = List::new("tables", &["table", "rows", "earlier"], run.language);
    let row = |(table, rows): (&&'static str, &lake::ErasedRows)| {
        vec![Cell::text(*table), Cell::count(rows.rows), Cell::count(rows.earlier)]
    };
    list.rows = erasure.tables.iter().map(row).collect();
    list
}

fn mentions(mentions: &[Mention], run: &Run) -> List {
    // Which of the lake's files it is helps a program, and nobody else.
    let human = run.format == Format::Table;
    let columns =
        if human { &["table", "column", "rows", "kind"][..] } else { &["file", "table", "column", "rows", "kind"] };
    let mut list =
        List::new("mentions", columns, run.language).titled(Message::new("cli.customer.mentions"), run.language);
    let row = |mention: &Mention| {
        let file = Cell::text(mention.file.display().to_string());
        let rest = [
            Cell::text(&mention.table),
            Cell::text(&mention.column),
            Cell::count(mention.rows),
            Cell::text(mention.needle.kind.as_str()),
        ];
        [file].into_iter().filter(|_| !human).chain(rest).collect()
    };
    list.rows = mentions.iter().map(row).collect();
    list
}

/// The files of the user's own that name them, each once.
fn files(proof: &Proof) -> String {
    let mut files: Vec<String> = proof.written.iter().map(|written| written.file.display().to_string()).collect();
    files.dedup();
    files.join(", ")
}

fn written(proof: &Proof, run: &Run) -> List {
    let mut list = List::new("written", &["file", "line", "kind"], run.language)
        .titled(Message::new("cli.customer.written_in"), run.language);
    let row = |written: &lake::Written| {
        let file = Cell::text(written.file.display().to_string());
        vec![file, Cell::Digits(written.line.to_string()), Cell::text(written.needle.kind.as_str())]
    };
    list.rows = proof.written.iter().map(row).collect();
    list
}

fn traces(proof: &Proof, run: &Run) -> List {
    let mut list = List::new("traces", &["file", "kind"], run.language);
    let row = |trace: &lake::Trace| {
        vec![Cell::text(trace.file.display().to_string()), Cell::text(trace.needle.kind.as_str())]
    };
    list.rows = proof.traces.iter().map(row).collect();
    list
}
