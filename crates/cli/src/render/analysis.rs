//! What the answers of analyses show alike: how they were made, the part each row is of, and the lists behind them.

use engine::Provenance;
use model::Message;

use super::{Cell, Format, List, Report, column_title};
use crate::run::Run;

/// The value of each cut that makes a part.
pub type By = [(String, Option<String>)];

/// Adds how the answer was made.
pub fn provenance(provenance: &Provenance, report: &mut Report, run: &Run) {
    report.fact("time_zone", Cell::text(&provenance.time_zone), run.language);
    report.fact("as_of", Cell::text(&provenance.as_of), run.language);
    if provenance.excluded > 0 {
        report.fact("excluded", Cell::count(provenance.excluded), run.language);
    }
}

/// A column for each cut, then the list's own; the cuts are those of its first row.
pub fn columns<'a>(first: Option<&'a By>, own: &[&'a str]) -> Vec<&'a str> {
    first.into_iter().flatten().map(|(name, _)| name.as_str()).chain(own.iter().copied()).collect()
}

/// The part that a row is of, a cell for each cut.
pub fn cells(by: &By) -> impl Iterator<Item = Cell> + '_ {
    by.iter().map(|(_, value)| value.as_deref().map_or(Cell::Null, Cell::text))
}

/// What a part is called above its list; none for the whole.
pub fn heading(by: &By, run: &Run) -> Option<String> {
    let said = by.iter().map(|(name, value)| {
        let value = value.as_deref().map_or_else(|| run.word("cli.word.none"), str::to_owned);
        let message = Message::new("cli.part").with("name", column_title(name, run.language));
        run.say(&message.with("value", value))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// A share that may be unknown.
pub fn share(value: Option<f64>) -> Cell {
    value.map_or(Cell::Null, Cell::Share)
}

/// Adds the list of the finest grain: below the others for a person, and what a file of rows holds.
pub fn finest(list: List, report: &mut Report, run: &Run) {
    let place = if matches!(run.format, Format::Csv | Format::Parquet) { 0 } else { report.lists.len() };
    report.lists.insert(place, list);
}
