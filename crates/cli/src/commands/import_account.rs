//! What an import tells: the account of every row, or why it was refused.

use std::collections::BTreeMap;

use ingest::{BadRow, Matched, Note, Report};
use model::{Message, Reject, Rule, Table};
use serde_json::{Value, json};

use crate::render::{self, Cell, Format, List};
use crate::run::Run;

/// Bad rows that a person is shown.
const SHOWN: usize = 5;

/// An import that nothing was kept of.
pub struct Refusal<'a> {
    pub bad: u64,
    pub read: u64,
    pub rejects: &'a [Reject],
    pub message: &'a Message,
}

/// What became of every row.
pub fn of(report: &Report, run: &Run) -> render::Report {
    let language = run.language;
    let mut told = render::Report::default();
    told.fact("table", Cell::text(&report.table), language);
    told.fact("import", Cell::Count(report.receipt.import), language);
    if let Some(mapping) = &report.mapping {
        told.fact("mapping", Cell::text(mapping), language);
    }
    let counts = [
        ("read", report.read),
        ("accepted", report.accepted),
        ("unchanged", report.unchanged),
        ("updated", report.updated),
        ("deleted", report.deleted),
        ("filtered", report.filtered),
        ("quarantined", report.quarantined),
        ("new_customers", report.receipt.new_customers),
        ("unknown_customers", report.receipt.unknown_customers),
    ];
    for (key, count) in counts {
        told.fact(key, Cell::count(count), language);
    }
    told.lists = vec![files(report, run), rules(&report.by_rule, run), examples(&bad_rows(&report.first_rejects), run)];
    told.lists.extend([notes(&report.notes, run), watermarks(report, run)]);
    told.lists.extend([columns(&report.matched, run), unused(&report.ignored, run)]);
    told
}

fn files(report: &Report, run: &Run) -> List {
    let mut list =
        List::new("files", &["file", "rows"], run.language).titled(Message::new("cli.import.files"), run.language);
    list.rows = report.files.iter().map(|file| vec![Cell::text(&file.name), Cell::count(file.rows)]).collect();
    list
}

/// How many rows broke each rule.
pub fn rules(by_rule: &BTreeMap<Rule, u64>, run: &Run) -> List {
    let mut list =
        List::new("rules", &["rule", "rows"], run.language).titled(Message::new("cli.import.rules"), run.language);
    list.rows = by_rule.iter().map(|(rule, count)| vec![Cell::text(rule.id()), Cell::count(*count)]).collect();
    list
}

fn bad_rows(rejects: &[Reject]) -> Vec<BadRow> {
    rejects.iter().map(BadRow::from).collect()
}

/// The first bad rows, with what is wrong with each.
pub fn examples(rejects: &[BadRow], run: &Run) -> List {
    let columns = ["file", "line", "rule", "message"];
    let mut list =
        List::new("rejects", &columns, run.language).titled(Message::new("cli.import.examples"), run.language);
    let shown = if run.format == Format::Table { SHOWN } else { rejects.len() };
    list.rows = rejects
        .iter()
        .take(shown)
        .map(|reject| {
            vec![
                Cell::text(&reject.place.file),
                Cell::Digits(reject.place.line.to_string()),
                Cell::text(reject.rule.id()),
                Cell::text(run.say(&reject.message)),
            ]
        })
        .collect();
    list
}

/// What was read in one of several ways it could be, how often, and where first.
pub fn notes(notes: &[Note], run: &Run) -> List {
    let mut list = List::new("notes", &["note", "rows", "file", "line"], run.language)
        .titled(Message::new("cli.import.notes"), run.language);
    list.rows = notes
        .iter()
        .map(|note| {
            let (file, line) = match &note.first {
                Some(place) => (Cell::text(&place.file), Cell::Digits(place.line.to_string())),
                None => (Cell::Null, Cell::Null),
            };
            vec![Cell::text(run.say(&note.message)), Cell::count(note.rows), file, line]
        })
        .collect();
    list
}

fn watermarks(report: &Report, run: &Run) -> List {
    let columns = ["table", "source", "watermark"];
    let mut list =
        List::new("watermarks", &columns, run.language).titled(Message::new("cli.import.watermarks"), run.language);
    list.rows = report
        .watermarks
        .iter()
        .map(|mark| {
            vec![Cell::text(mark.table.name), Cell::text(&mark.source), Cell::Instant(mark.complete_through_us)]
        })
        .collect();
    list
}

fn columns(matched: &[Matched], run: &Run) -> List {
    let mut list = List::new("columns", &["column", "from"], run.language)
        .titled(Message::new("cli.import.columns"), run.language);
    list.rows = matched.iter().map(|matched| vec![Cell::text(&matched.column), Cell::text(&matched.from)]).collect();
    list
}

/// Headers of the source that no column was read from.
pub fn unused(ignored: &[String], run: &Run) -> List {
    let mut list =
        List::new("unused", &["header"], run.language).titled(Message::new("cli.import.unused"), run.language);
    list.rows = ignored.iter().map(|header| vec![Cell::text(header)]).collect();
    list
}

/// What is wrong with rows of customers that no column names a customer of.
pub fn nobody(table: &str, matched: &[Matched]) -> Option<Message> {
    let names_customers = ["customer_id", "anonymous_id", "outside_id"];
    let about_customers = model::tables::find(table).is_none_or(Table::has_customer);
    let named = matched.iter().any(|matched| names_customers.contains(&matched.column.as_str()));
    (about_customers && !named).then(|| Message::new("cli.import.nobody").with("table", table))
}

/// Says why an import was refused: on stderr, since nothing came of it that could be data.
pub fn refuse(refusal: &Refusal<'_>, run: &Run) {
    let help = help(refusal, run);
    if run.format == Format::Json {
        Run::tell(&problem(refusal, run).to_string());
    } else {
        Run::tell(&run.say(&Message::new("cli.error.line").with("what", run.say(refusal.message))));
        Run::tell(&render::table_of(&examples(&bad_rows(refusal.rejects), run), run));
        Run::tell(&run.say(&Message::new("cli.error.help").with("help", help)));
    }
}

/// Why an import was refused, as an RFC 9457 problem.
pub fn problem(refusal: &Refusal<'_>, run: &Run) -> Value {
    json!({
        "type": "urn:tenure:problem:ingest::too_many_bad",
        "title": run.say(refusal.message),
        "code": "ingest::too_many_bad",
        "help": help(refusal, run),
        "read": refusal.read,
        "quarantined": refusal.bad,
        "rejects": render::json_of(&examples(&bad_rows(refusal.rejects), run)),
    })
}

fn help(refusal: &Refusal<'_>, run: &Run) -> String {
    run.say(&Message::new("cli.remedy.too_many_bad").with("share", allowing(refusal.bad, refusal.read)))
}

/// The next tenth that allows for so many bad rows, as a person would write it after `--max-bad`.
fn allowing(bad: u64, read: u64) -> String {
    let tenths = bad.saturating_mul(10).div_ceil(read.max(1)).clamp(1, 10);
    format!("{tenths}0%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_that_is_offered_lets_the_file_through() {
        for (bad, read, expected) in [(1, 1, "100%"), (2, 7, "30%"), (3, 10, "30%"), (1, 15, "10%"), (0, 0, "10%")] {
            assert_eq!(allowing(bad, read), expected);
        }
    }
}
