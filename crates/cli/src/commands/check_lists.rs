//! The lists of `tenure check`: what was found, and everything that it was found in.

use std::collections::BTreeSet;

use engine::{Amount, Finding, LawResult, Quality, Severity};
use model::Message;

use crate::render::{Cell, Format, List};
use crate::run::Run;

/// One row per finding, worst first. A program gets the ids and units that a person does not need.
pub fn findings(quality: &Quality, run: &Run) -> List {
    let shown = run.format == Format::Table;
    let columns: &[&str] = if shown {
        &["severity", "finding", "place", "value", "bar", "detail"]
    } else {
        &["check", "severity", "place", "value", "bar", "unit", "message", "detail", "help"]
    };
    let mut list =
        List::new("findings", columns, run.language).titled(Message::new("cli.check.findings"), run.language);
    list.rows = quality
        .findings
        .iter()
        .map(|finding| {
            let detail = finding.detail.as_ref().map_or(Cell::Null, |detail| Cell::text(run.say(detail)));
            let [value, bar] = [finding.value, finding.bar].map(|number| number.map_or(Cell::Null, amount));
            let place = Cell::text(&finding.place);
            if shown {
                return vec![severity(finding, run), title(finding, run), place, value, bar, detail];
            }
            let (check, unit) = (
                Cell::text(finding.check.id()),
                finding.value.or(finding.bar).map_or(Cell::Null, |number| Cell::text(number.unit())),
            );
            let help = Cell::text(run.say(&finding.check.help()));
            let severity = Cell::text(finding.severity.name());
            vec![check, severity, place, value, bar, unit, title(finding, run), detail, help]
        })
        .collect();
    list
}

/// What to do about each kind of finding, once.
pub fn help(quality: &Quality, run: &Run) -> List {
    let mut list =
        List::new("help", &["finding", "help"], run.language).titled(Message::new("cli.check.help"), run.language);
    let mut told = BTreeSet::new();
    let fresh = quality.findings.iter().filter(|finding| told.insert(finding.check));
    list.rows = fresh.map(|finding| vec![title(finding, run), Cell::text(run.say(&finding.check.help()))]).collect();
    list
}

/// What every check came to, so that one that had nothing to look at is seen.
pub fn checks(quality: &Quality, run: &Run) -> List {
    let columns = ["check", "looked_at", "below_bar", "worth_a_look"];
    let mut list = List::new("checks", &columns, run.language).titled(Message::new("cli.check.checks"), run.language);
    list.rows = quality
        .checks
        .iter()
        .map(|checked| {
            let check = match run.format {
                Format::Table => Cell::text(run.say(&checked.check.name())),
                _ => Cell::text(checked.check.id()),
            };
            vec![check, Cell::count(checked.looked_at), Cell::count(checked.errors), Cell::count(checked.warnings)]
        })
        .collect();
    list
}

/// Every law with the number of its breaches; one that was judged in no period neither holds nor is broken, and says why.
pub fn laws(quality: &Quality, run: &Run) -> List {
    let columns = ["law", "subject", "about", "periods", "breaches", "holds", "note"];
    let mut list = List::new("laws", &columns, run.language).titled(Message::new("cli.check.laws"), run.language);
    list.rows = quality
        .laws
        .iter()
        .map(|law| {
            vec![
                Cell::text(&law.law),
                Cell::text(law.subject.name()),
                Cell::text(law.about.say(run.language)),
                Cell::count(law.periods),
                Cell::count(law.breaches.len() as u64),
                law.holds().map_or(Cell::Null, Cell::Flag),
                unjudged(law, run),
            ]
        })
        .collect();
    list
}

fn unjudged(law: &LawResult, run: &Run) -> Cell {
    let Some(reason) = law.unjudged else { return Cell::Null };
    let message = Message::new("cli.check.unjudged").with_message("reason", reason.message());
    Cell::text(match &law.behind {
        Some(behind) => {
            let behind = Message::new("cli.check.unjudged_behind").with_message("behind", behind.message());
            run.say(&behind.with_message("reason", reason.message()))
        }
        None => run.say(&message),
    })
}

/// Every breach, with the customers it is about.
pub fn breaches(quality: &Quality, run: &Run) -> List {
    let columns = ["law", "subject", "start", "difference", "customers"];
    let mut list =
        List::new("breaches", &columns, run.language).titled(Message::new("cli.check.breaches"), run.language);
    for law in &quality.laws {
        list.rows.extend(law.breaches.iter().map(|breach| {
            vec![
                Cell::text(&law.law),
                Cell::text(law.subject.name()),
                Cell::text(&breach.start),
                Cell::text(&breach.difference),
                Cell::text(breach.customers.join(", ")),
            ]
        }));
    }
    list
}

/// Whether every table's files are there and hold the rows that its imports brought.
pub fn tables(quality: &Quality, run: &Run) -> List {
    let columns = ["table", "rows", "expected", "files", "missing", "holds"];
    let mut list = List::new("tables", &columns, run.language).titled(Message::new("cli.check.tables"), run.language);
    list.rows = quality
        .tables
        .iter()
        .map(|table| {
            vec![
                Cell::text(table.table.name),
                table.rows.map_or(Cell::Null, Cell::count),
                Cell::count(table.expected),
                Cell::count(table.files),
                Cell::count(table.missing),
                Cell::Flag(table.holds()),
            ]
        })
        .collect();
    list
}

/// How old each source is, and how old it may get.
pub fn sources(quality: &Quality, run: &Run) -> List {
    let columns = ["table", "source", "rows", "watermark", "age_ms", "max_age_ms", "last_import"];
    let mut list = List::new("sources", &columns, run.language).titled(Message::new("cli.check.sources"), run.language);
    list.rows = quality
        .sources
        .iter()
        .map(|source| {
            vec![
                Cell::text(&source.state.table),
                Cell::text(&source.state.source),
                Cell::count(source.state.rows),
                Cell::instant(source.state.watermark_us),
                source.age_ms.map_or(Cell::Null, Cell::Duration),
                source.max_age_ms.map_or(Cell::Null, Cell::Duration),
                Cell::Instant(source.state.last_import_us),
            ]
        })
        .collect();
    list
}

/// How much of every column is empty, and how much may be.
pub fn columns(quality: &Quality, run: &Run) -> List {
    let columns = ["table", "column", "rows", "nulls", "null_share", "max_null_share"];
    let mut list = List::new("columns", &columns, run.language).titled(Message::new("cli.check.columns"), run.language);
    list.rows = quality
        .columns
        .iter()
        .map(|column| {
            vec![
                Cell::text(column.table),
                Cell::text(&column.column),
                Cell::count(column.rows),
                Cell::count(column.nulls),
                Cell::Share(column.share()),
                column.max_share.map_or(Cell::Null, Cell::Share),
            ]
        })
        .collect();
    list
}

/// What became of the rows of every import.
pub fn imports(quality: &Quality, run: &Run) -> List {
    let columns =
        ["import", "at", "table", "accepted", "unchanged", "updated", "deleted", "quarantined", "quarantined_share"];
    let mut list = List::new("imports", &columns, run.language).titled(Message::new("cli.check.imports"), run.language);
    list.rows = quality
        .deliveries
        .iter()
        .map(|delivery| {
            let counts = &delivery.counts;
            vec![
                Cell::Count(counts.import),
                Cell::Instant(counts.at_us),
                Cell::text(&counts.table),
                Cell::count(counts.accepted),
                Cell::count(counts.unchanged),
                Cell::count(counts.updated),
                Cell::count(counts.deleted),
                Cell::count(counts.quarantined),
                Cell::Share(delivery.quarantined_share()),
            ]
        })
        .collect();
    list
}

/// The customers whom rows name and no row of `customers` describes.
pub fn unknown(quality: &Quality, run: &Run) -> List {
    let mut list = List::new("unknown_customers", &["customer", "table", "rows"], run.language)
        .titled(Message::new("cli.check.unknown"), run.language);
    for unknown in &quality.unknown {
        let rows = unknown.rows.iter();
        list.rows.extend(
            rows.map(|(table, rows)| vec![Cell::text(&unknown.customer), Cell::text(*table), Cell::count(*rows)]),
        );
    }
    list
}

/// The customers and rows that look like others.
pub fn duplicates(quality: &Quality, run: &Run) -> List {
    let columns = ["table", "alike_in", "rows", "ids"];
    let mut list =
        List::new("duplicates", &columns, run.language).titled(Message::new("cli.check.duplicates"), run.language);
    list.rows = quality
        .duplicates
        .first
        .iter()
        .map(|group| {
            vec![
                Cell::text(group.table),
                Cell::text(group.likeness.name()),
                Cell::count(group.count),
                Cell::text(group.members.join(", ")),
            ]
        })
        .collect();
    list
}

/// The things that rows belong to and that are not there.
pub fn orphans(quality: &Quality, run: &Run) -> List {
    let columns = ["table", "belongs_to", "id", "rows"];
    let mut list = List::new("orphans", &columns, run.language).titled(Message::new("cli.check.orphans"), run.language);
    list.rows = quality
        .orphans
        .first
        .iter()
        .map(|orphan| {
            vec![Cell::text(orphan.table), Cell::text(orphan.parent), Cell::text(&orphan.id), Cell::count(orphan.rows)]
        })
        .collect();
    list
}

fn severity(finding: &Finding, run: &Run) -> Cell {
    Cell::text(run.say(&Message::new(match finding.severity {
        Severity::Error => "cli.check.error",
        Severity::Warning => "cli.check.warning",
    })))
}

fn title(finding: &Finding, run: &Run) -> Cell {
    Cell::text(run.say(&finding.check.title()))
}

fn amount(amount: Amount) -> Cell {
    match amount {
        Amount::Share(share) => Cell::Share(share),
        Amount::Count(count) => Cell::count(count),
        Amount::Duration(ms) => Cell::Duration(ms),
        Amount::Index(index) => Cell::Number(index),
    }
}
