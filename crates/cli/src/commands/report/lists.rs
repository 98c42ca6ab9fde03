//! The tables of `tenure report`: period by period and with their trend for a person, one list of cells for a file.

use engine::{Against, Direction, Reason, Reported, ReportedCell, ReportedColumn, ReportedTable};
use model::{Grain, Message};

use crate::render::{self, Cell, Column, List, exact, in_unit};
use crate::run::Run;
use crate::span;

/// Every table under its title, its trend under it, then what all of them were read from.
pub fn text(reported: &Reported, run: &Run) -> String {
    let mut parts: Vec<String> = reported
        .tables
        .iter()
        .map(|table| {
            let periods = render::table_of(&periods(table, reported.grain, run), run);
            let trend = render::table_of(&trend(table, reported.grain, run), run);
            format!("{}\n{periods}\n{trend}", table.title.say(run.language))
        })
        .collect();
    let basis = Message::new(match reported.basis {
        engine::Basis::Subscription => "cli.basis.subscription",
        engine::Basis::Purchase => "cli.basis.purchase",
        engine::Basis::Usage => "cli.basis.usage",
    });
    let from = Message::new("cli.answer.from").with("as_of", &reported.as_of).with_message("basis", basis);
    parts.push(run.say(&from.with("zone", &reported.time_zone).with("snapshot", &reported.snapshot)) + "\n");
    parts.join("\n")
}

/// One row per table, column and period, its values exact.
pub fn rows(reported: &Reported) -> List {
    const KEYS: [&str; 21] = [
        "table",
        "column",
        "metric",
        "part",
        "unit",
        "start",
        "end",
        "value",
        "reason",
        "complete",
        "direction",
        "previous",
        "previous_change",
        "previous_change_share",
        "previous_reason",
        "year_before",
        "year_before_change",
        "year_before_change_share",
        "year_before_reason",
        "previous_start",
        "year_before_start",
    ];
    let columns = KEYS.map(|key| Column { key: key.to_owned(), title: key.to_owned() }).to_vec();
    let mut list = List { key: "rows", title: None, columns, rows: Vec::new() };
    for table in &reported.tables {
        for column in &table.columns {
            for cell in &column.cells {
                list.rows.push(row(table, column, cell));
            }
        }
    }
    list
}

fn row(table: &ReportedTable, column: &ReportedColumn, cell: &ReportedCell) -> Vec<Cell> {
    let mut row = [&table.id, &column.id, &column.metric, &column.part].map(Cell::text).to_vec();
    row.extend([Cell::text(column.unit.name()), day(&cell.start), day(&cell.end)]);
    row.extend([exact(cell.value), why(cell.reason), Cell::Flag(cell.complete)]);
    row.push(cell.direction.map_or(Cell::Null, |direction| Cell::text(direction.as_str())));
    for against in [&cell.previous, &cell.year_before] {
        let share = against.change_share.map_or(Cell::Null, Cell::Share);
        row.extend([exact(against.value), exact(against.change), share, why(against.reason)]);
    }
    row.extend([day(&cell.previous.start), day(&cell.year_before.start)]);
    row
}

/// One row per period, one column per number.
fn periods(table: &ReportedTable, grain: Grain, run: &Run) -> List {
    let mut list = List::new("periods", &["period"], run.language);
    for column in &table.columns {
        let title = column.title.say(run.language).to_owned();
        list.columns.push(Column { key: column.id.clone(), title });
    }
    let cells = table.columns.first().map_or(&[][..], |column| &column.cells);
    let notes: Vec<String> = (0..cells.len()).map(|index| note(table, index, run)).collect();
    let noted = notes.iter().any(|note| !note.is_empty());
    if noted {
        list.columns.push(Column { key: "note".to_owned(), title: render::column_title("note", run.language) });
    }
    for (index, (cell, note)) in cells.iter().zip(notes).enumerate() {
        let mut row = vec![Cell::text(label(cell, grain))];
        let values = table.columns.iter().map(|column| (column, column.cells.get(index)));
        row.extend(values.map(|(column, cell)| in_unit(cell.and_then(|cell| cell.value), column.unit)));
        row.extend(noted.then(|| Cell::text(note)));
        list.rows.push(row);
    }
    list
}

/// What a reader must know of a period: whether it is over, and what keeps its numbers from being there.
fn note(table: &ReportedTable, index: usize, run: &Run) -> String {
    let cells = || table.columns.iter().filter_map(|column| Some((column, column.cells.get(index)?)));
    let mut notes = Vec::new();
    if cells().any(|(_, cell)| !cell.complete) {
        notes.push(run.word("cli.answer.incomplete"));
    }
    for (column, reason) in cells().filter_map(|(column, cell)| Some((column, cell.reason?))) {
        let lacking = Message::new("cli.answer.lacking").with("column", column.title.say(run.language));
        notes.push(run.say(&lacking.with_message("why", reason.message())));
    }
    notes.join("; ")
}

/// One row per number: where it stands in the newest period that is over, and where it comes from.
fn trend(table: &ReportedTable, grain: Grain, run: &Run) -> List {
    const KEYS: [&str; 10] = [
        "trend",
        "period",
        "value",
        "previous",
        "compare_change",
        "compare_change_share",
        "direction",
        "year_before",
        "year_change",
        "year_change_share",
    ];
    let mut list = List::new("trend", &KEYS, run.language);
    for column in &table.columns {
        let newest = column.cells.iter().rev().find(|cell| cell.complete).or(column.cells.last());
        let Some(cell) = newest else { continue };
        let mut row = vec![Cell::text(column.title.say(run.language)), Cell::text(label(cell, grain))];
        row.push(in_unit(cell.value, column.unit));
        row.extend(against(&cell.previous, column, run));
        row.push(cell.direction.map_or(Cell::Null, |direction| word(direction, run)));
        row.extend(against(&cell.year_before, column, run));
        list.rows.push(row);
    }
    list
}

/// An earlier number and the way from there; words where there is none.
fn against(against: &Against, column: &ReportedColumn, run: &Run) -> [Cell; 3] {
    let missing = against.reason.map(|reason| Cell::text(run.say(&reason.message())));
    let said = |cell: Cell| if cell == Cell::Null { missing.clone().unwrap_or(Cell::Null) } else { cell };
    let share = against.change_share.map_or(Cell::Null, Cell::Share);
    [said(in_unit(against.value, column.unit)), in_unit(against.change, column.unit), share]
}

fn word(direction: Direction, run: &Run) -> Cell {
    Cell::text(run.say(&direction.message()))
}

fn label(cell: &ReportedCell, grain: Grain) -> String {
    cell.period.clone().unwrap_or_else(|| span::label(&cell.start, &cell.end, Some(grain)))
}

fn day(text: &str) -> Cell {
    text.parse().map_or_else(|_| Cell::text(text), Cell::Day)
}

fn why(reason: Option<Reason>) -> Cell {
    reason.map_or(Cell::Null, |reason| Cell::text(reason.as_str()))
}
