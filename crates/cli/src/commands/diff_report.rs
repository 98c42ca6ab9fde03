//! A diff as a person, a program or a spreadsheet wants it: one row per changed cell and cause.

use engine::{Cause, ChangePart, ChangedCell, Difference, KnownState, Number};
use model::Message;

use crate::error::CliError;
use crate::render::{self, Cell, Column, Format, List, Names, Report, number};
use crate::run::Run;
use crate::span;

/// Writes a diff. JSON is the whole of it; a table and the files have one row per cell and cause.
///
/// # Errors
/// [`CliError`] when it cannot be written.
pub fn print(difference: &Difference, names: &Names<'_>, run: &Run) -> Result<(), CliError> {
    match run.format {
        Format::Json => return render::print_json(difference, run),
        Format::Csv | Format::Parquet => {
            let report = Report { facts: Vec::new(), lists: vec![flat(difference, run)] };
            return render::print_report(&report, run);
        }
        Format::Table => {}
    }
    let heading = Message::new("cli.diff.heading")
        .with("from", state(&difference.from, run))
        .with("to", state(&difference.to, run));
    let mut text = format!("{}\n\n", run.say(&heading));
    if difference.cells.is_empty() {
        text.push_str(&format!("{}\n", run.word("cli.diff.nothing")));
    } else {
        text.push_str(&render::table_of(&shown(difference, names, run), run));
        let rows = rows(difference, run);
        if !rows.rows.is_empty() {
            text.push_str(&format!("\n{}\n{}", run.word("cli.diff.rows"), render::table_of(&rows, run)));
        }
    }
    let order: Vec<String> = difference.order.iter().map(|cause| said(*cause, run)).collect();
    let unchanged =
        Message::new("cli.diff.unchanged").with("count", Cell::count(difference.unchanged).human(run.language));
    let order = Message::new("cli.diff.order").with("order", render::listed(order, run.language));
    text.push_str(&format!("\n{}\n{}\n", run.say(&unchanged), run.say(&order)));
    run.print(text.as_bytes())
}

/// A state in words.
fn state(state: &KnownState, run: &Run) -> String {
    run.say(&Message::new("cli.diff.state").with("as_of", &state.as_of).with("snapshot", &state.snapshot))
}

/// For a person: what is the same as in the row above is left out.
fn shown(difference: &Difference, names: &Names<'_>, run: &Run) -> List {
    let cuts = cuts(difference);
    let mut keys = vec!["metric".to_owned(), "period".to_owned()];
    keys.extend(cuts.iter().cloned());
    keys.extend(["before", "after", "change", "cause", "part_change", "rows", "brought_by"].map(str::to_owned));
    let columns = keys.into_iter().map(|key| Column { title: render::column_title(&key, run.language), key });
    let mut list = List { key: "changes", title: None, columns: columns.collect(), rows: Vec::new() };
    let mut metric = "";
    for cell in &difference.cells {
        let grain = grain(cell);
        let title = if cell.metric == metric { String::new() } else { names.title(&cell.metric) };
        metric = &cell.metric;
        let mut head = vec![Cell::text(title), Cell::text(span::label(&cell.start, &cell.end, grain))];
        head.extend(cuts.iter().map(|cut| part_of(cell, cut)));
        head.extend([
            render::in_unit(cell.before, cell.unit),
            render::in_unit(cell.after, cell.unit),
            moved(cell.change, cell, run),
        ]);
        if cell.parts.is_empty() {
            let rest = (0..4).map(|_| Cell::text(""));
            list.rows.push(head.iter().cloned().chain(rest).collect());
        }
        for part in &cell.parts {
            let mut row = head.clone();
            row.extend([
                Cell::text(causes(part, |cause| said(cause, run)).join(" + ")),
                moved(part.change, cell, run),
                if part.rows == 0 { Cell::text("") } else { Cell::count(part.rows) },
                Cell::text(brought(part, run)),
            ]);
            list.rows.push(row);
            head.fill(Cell::text(""));
        }
    }
    list
}

/// For files: one row per cell and cause, each complete in itself.
fn flat(difference: &Difference, run: &Run) -> List {
    const BEFORE: [&str; 4] = ["metric", "unit", "start", "end"];
    const AFTER: [&str; 11] = [
        "before",
        "after",
        "change",
        "complete_before",
        "complete_after",
        "cause",
        "part_change",
        "rows",
        "imports",
        "tables",
        "files",
    ];
    let cuts = cuts(difference);
    let own = |name: &String| {
        let fixed = BEFORE.contains(&name.as_str()) || AFTER.contains(&name.as_str());
        if fixed { format!("by_{name}") } else { name.clone() }
    };
    let keys = BEFORE.map(str::to_owned).into_iter().chain(cuts.iter().map(own)).chain(AFTER.map(str::to_owned));
    let columns = keys.map(|key| Column { title: render::column_title(&key, run.language), key });
    let mut list = List { key: "changes", title: None, columns: columns.collect(), rows: Vec::new() };
    for cell in &difference.cells {
        let day = |text: &str| text.parse().map_or_else(|_| Cell::text(text), Cell::Day);
        let mut head = vec![Cell::text(&cell.metric), Cell::text(cell.unit.name()), day(&cell.start), day(&cell.end)];
        head.extend(cuts.iter().map(|cut| part_of(cell, cut)));
        head.extend([cell.before, cell.after, cell.change].map(render::exact));
        head.extend([Cell::Flag(cell.complete_before), Cell::Flag(cell.complete_after)]);
        if cell.parts.is_empty() {
            list.rows.push(head.iter().cloned().chain((0..6).map(|_| Cell::Null)).collect());
        }
        for part in &cell.parts {
            let each = |of: fn(&engine::BroughtBy) -> String| in_order(part.brought_by.iter().map(of)).join(" ");
            let mut row = head.clone();
            row.extend([
                Cell::text(causes(part, |cause| cause.name().to_owned()).join("+")),
                render::exact(part.change),
                Cell::count(part.rows),
                Cell::text(each(|by| by.import.map_or_else(String::new, |import| import.to_string())).trim()),
                Cell::text(each(|by| by.table.clone())),
                Cell::text(each(|by| by.file.clone())),
            ]);
            list.rows.push(row);
        }
    }
    list
}

/// The rows behind the parts, each once.
fn rows(difference: &Difference, run: &Run) -> List {
    let columns = ["cause", "table", "id", "at", "file", "line"];
    let mut list = List::new("rows", &columns, run.language);
    for part in difference.cells.iter().flat_map(|cell| &cell.parts) {
        for row in &part.shown {
            let cells = vec![
                Cell::text(said(part.cause, run)),
                Cell::text(&row.table),
                row.id.as_ref().map_or(Cell::Null, Cell::text),
                row.at.as_ref().map_or(Cell::Null, Cell::text),
                Cell::text(&row.file),
                Cell::Digits(row.line.to_string()),
            ];
            if !list.rows.contains(&cells) {
                list.rows.push(cells);
            }
        }
    }
    list
}

/// A change with its sign; of a share in points of a hundred.
fn moved(change: Option<Number>, cell: &ChangedCell, run: &Run) -> Cell {
    let Some(number) = change else { return Cell::Null };
    let text = match cell.unit {
        engine::Unit::Share => {
            let points = number::decimals(number.to_f64() * 100.0, 1);
            run.say(&Message::new("cli.diff.points").with("n", points))
        }
        unit => render::in_unit(Some(number), unit).human(run.language),
    };
    let sign = if number.to_f64() > 0.0 { "+" } else { "" };
    Cell::text(format!("{sign}{text}"))
}

/// Where the rows of a part came from, each file and import once.
fn brought(part: &ChangePart, run: &Run) -> String {
    let each = part.brought_by.iter().map(|by| match by.import {
        Some(import) => run.say(&Message::new("cli.diff.brought").with("import", import).with("file", &by.file)),
        None => by.file.clone(),
    });
    in_order(each).join("; ")
}

/// The causes that a part stands for.
fn causes(part: &ChangePart, name: impl Fn(Cause) -> String) -> Vec<String> {
    part.together_with.iter().chain([&part.cause]).map(|cause| name(*cause)).collect()
}

/// A cause for a person.
fn said(cause: Cause, run: &Run) -> String {
    let key = match cause.name() {
        "time" => "cli.cause.time",
        "rates" => "cli.cause.rates",
        "late_rows" => "cli.cause.late_rows",
        "new_rows" => "cli.cause.new_rows",
        "corrections" => "cli.cause.corrections",
        "deletions" => "cli.cause.deletions",
        "refunds" => "cli.cause.refunds",
        "links" => "cli.cause.links",
        _ => "cli.cause.definitions",
    };
    run.word(key)
}

fn cuts(difference: &Difference) -> Vec<String> {
    in_order(difference.cells.iter().flat_map(|cell| cell.by.iter().map(|(name, _)| name.clone())))
}

fn part_of(cell: &ChangedCell, cut: &str) -> Cell {
    let value = cell.by.iter().find(|(name, _)| name == cut).and_then(|(_, value)| value.as_ref());
    value.map_or(Cell::Null, Cell::text)
}

/// The grain by which a period has a name, judged by its length.
fn grain(cell: &ChangedCell) -> Option<model::Grain> {
    let calendar = model::Calendar::utc();
    let (start, end) = (cell.start.parse().ok()?, cell.end.parse().ok()?);
    model::Grain::ALL.into_iter().find(|grain| {
        calendar.floor(start, *grain) == start && calendar.next(start, *grain).is_ok_and(|next| next == end)
    })
}

/// Each item once, in the order of its first sight.
fn in_order<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}
