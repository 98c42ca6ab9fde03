//! Reports for people: facts one a line, lists as tables that fit the terminal.

use comfy_table::{Attribute, Cell as Field, CellAlignment, ContentArrangement, Table, TableComponent, presets};

use super::{Cell, List, Report};
use crate::run::Run;

/// Columns below which a table is better cut off by the terminal than squeezed.
const NARROWEST: u16 = 40;

/// Facts, then lists under their headings, blank lines between.
pub fn report(report: &Report, run: &Run) -> String {
    let mut parts = Vec::new();
    if !report.facts.is_empty() {
        parts.push(facts(report, run));
    }
    for shown in report.lists.iter().filter(|list| !list.rows.is_empty() || report.lists.len() == 1) {
        let heading = shown.title.as_ref().map(|title| format!("{title}\n")).unwrap_or_default();
        parts.push(format!("{heading}{}", list(shown, run)));
    }
    parts.join("\n")
}

/// One list as a table; words instead where it is empty.
pub fn list(list: &List, run: &Run) -> String {
    if list.rows.is_empty() {
        return format!("{}\n", run.word("cli.word.nothing"));
    }
    let mut table = bare(run);
    table.set_header(list.columns.iter().map(|column| Field::new(&column.title).add_attribute(Attribute::Bold)));
    for row in &list.rows {
        table.add_row(row.iter().map(|cell| Field::new(cell.human(run.language))));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        let mut cells =
            list.rows.iter().filter_map(|row| row.get(index)).filter(|cell| **cell != Cell::Null).peekable();
        if cells.peek().is_some() && cells.all(Cell::is_number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    finished(&table)
}

fn facts(report: &Report, run: &Run) -> String {
    let mut table = bare(run);
    for fact in &report.facts {
        table.add_row([
            Field::new(&fact.title).add_attribute(Attribute::Bold),
            Field::new(fact.cell.human(run.language)),
        ]);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    finished(&table)
}

/// A table with a line under its header and no other lines.
fn bare(run: &Run) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    if let Some(columns) = run.columns() {
        table.set_width(columns);
    } else if table.width().is_none_or(|columns| columns < NARROWEST) {
        // Without a terminal, or with one that does not know its size, there is no width to fit.
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    table
}

fn finished(table: &Table) -> String {
    let mut text: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    if text.is_empty() {
        text.push('\n');
    }
    text
}
