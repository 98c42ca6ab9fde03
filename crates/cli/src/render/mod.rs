//! Answers and reports as a person, a program or a spreadsheet wants them.

pub mod analysis;
mod answer;
mod answer_list;
mod benchmark;
mod cell;
mod csv;
mod flat;
mod json;
mod listing;
mod names;
pub mod number;
mod parquet;
mod report;
mod rows;
pub mod scores;
mod spark;
mod table;
mod unit;
pub mod wrap;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use engine::Answer;
use serde_json::Value;

pub use answer::{basis, interval};
pub use benchmark::standing;
pub use cell::{Cell, instant};
pub use json::print as print_json;
pub use listing::listed;
pub use names::Names;
pub use report::{Column, Fact, List, Report, title as column_title};
pub use rows::{list as list_of, print as print_rows};
pub use unit::{change_in_unit, exact, in_unit, milliseconds, near};

use crate::error::CliError;
use crate::run::Run;

/// How data is written to stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets: the rows of an answer, or a report's main list.
    Csv,
    /// The same rows as a Parquet file.
    Parquet,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Table, Self::Json, Self::Csv, Self::Parquet]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }))
    }
}

/// Writes answers: alone as one object, of several metrics as an array.
///
/// # Errors
/// [`CliError`] when they cannot be written.
pub fn print_answers(answers: &[Answer], run: &Run, names: &Names<'_>) -> Result<(), CliError> {
    match run.format {
        Format::Table => run.print(answer::text(answers, run, names).as_bytes()),
        Format::Json => match answers {
            [answer] => json::print(answer, run),
            several => json::print(&several, run),
        },
        Format::Csv | Format::Parquet => print_list(&answer_list::of(answers), run.format, run),
    }
}

/// Writes a report.
///
/// # Errors
/// [`CliError`] when it cannot be written.
pub fn print_report(report: &Report, run: &Run) -> Result<(), CliError> {
    match run.format {
        Format::Table => run.print(table::report(report, run).as_bytes()),
        Format::Json => json::print(&json::report(report), run),
        Format::Csv | Format::Parquet => match report.main() {
            Some(list) => print_list(list, run.format, run),
            None => print_list(&report.as_list(), run.format, run),
        },
    }
}

/// A report for a person, to stand under a heading of the command's own.
pub fn text_of(report: &Report, run: &Run) -> String {
    table::report(report, run)
}

/// A list for a person.
pub fn table_of(list: &List, run: &Run) -> String {
    table::list(list, run)
}

/// A list as the bytes of a file; a table for people is CSV there.
///
/// # Errors
/// [`CliError::Render`] when it has no form in the format.
pub fn bytes_of(list: &List, format: Format) -> Result<Vec<u8>, CliError> {
    match format {
        Format::Table | Format::Csv => Ok(csv::text(&flat::of(list)).into_bytes()),
        Format::Json => json::bytes(&json::rows(list)),
        Format::Parquet => parquet::bytes(&flat::of(list)),
    }
}

/// A list as an array of objects.
pub fn json_of(list: &List) -> Value {
    json::rows(list)
}

/// Writes a list in a format, a table for people as CSV.
///
/// # Errors
/// [`CliError`] when it cannot be written.
pub fn print_list(list: &List, format: Format, run: &Run) -> Result<(), CliError> {
    if format == Format::Parquet { parquet::print(&flat::of(list), run) } else { run.print(&bytes_of(list, format)?) }
}
