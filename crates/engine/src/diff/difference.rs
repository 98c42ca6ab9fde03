//! What a diff returns: cells that changed, each with its change taken apart by cause.

use serde::{Serialize, Serializer};

use super::Cause;
use crate::{Number, Query, Unit};

/// A question about two states of knowledge.
#[derive(Clone, Debug)]
pub struct DiffQuery {
    /// Metrics, periods and cuts.
    pub query: Query,
    /// Tell of the cells that did not change too.
    pub every: bool,
    /// The most rows shown of each part and table; zero shows none.
    pub rows: usize,
    /// The files of the settings and the catalog that differ between the two states.
    pub redefined: Vec<String>,
}

/// What changed in the numbers of a question between two states of knowledge, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    pub from: KnownState,
    pub to: KnownState,
    /// The order in which the causes were replayed. Each part is the difference of two successive answers.
    pub order: Vec<Cause>,
    /// By metric in the order asked for, then by period and part.
    pub cells: Vec<ChangedCell>,
    /// Cells whose number is the same in both states.
    pub unchanged: u64,
}

/// A state of knowledge that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnownState {
    /// RFC 3339 instant.
    pub as_of: String,
    pub snapshot: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definitions: Option<String>,
}

/// The number of one metric, period and part in both states.
#[derive(Clone, Debug, Serialize)]
pub struct ChangedCell {
    pub metric: String,
    #[serde(serialize_with = "write_unit")]
    pub unit: Unit,
    /// First day of the period.
    pub start: String,
    /// First day after it.
    pub end: String,
    /// Value of each cut; `None` is the part of those without a value.
    #[serde(serialize_with = "write_by", skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<(String, Option<String>)>,
    /// `None` where there was no number.
    pub before: Option<Number>,
    pub after: Option<Number>,
    /// `after` less `before`, where one is missing counted from zero; `None` where the two have no common unit.
    pub change: Option<Number>,
    pub complete_before: bool,
    pub complete_after: bool,
    /// The causes that moved the number, in the order of their replay. They sum to `change`.
    pub parts: Vec<Part>,
}

/// What one cause did to a number.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub cause: Cause,
    /// Causes before this one without which there was no answer in between: their share is in this part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub together_with: Vec<Cause>,
    pub change: Option<Number>,
    /// Rows of this kind that the number is read from.
    pub rows: u64,
    pub brought_by: Vec<BroughtBy>,
    /// Some of the rows, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<ChangedRow>,
}

/// Rows of one import and file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BroughtBy {
    /// The import that brought the rows, or that closed them; `None` for what came with no import.
    pub import: Option<i64>,
    /// A canonical table, `identities` for links, `definitions` for files of the settings and the catalog.
    pub table: String,
    /// As the user named it; of links what they rest on.
    pub file: String,
    pub rows: u64,
}

/// One row that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedRow {
    pub table: String,
    /// The columns that identify the row, with `/` between them; `None` for a row without an identity of its own.
    pub id: Option<String>,
    pub file: String,
    pub line: i64,
    /// RFC 3339 instant of the row; `None` for tables without a time.
    pub at: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn write_unit<S: Serializer>(unit: &Unit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(unit.name())
}

fn write_by<S: Serializer>(by: &[(String, Option<String>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(by.iter().map(|(name, value)| (name, value)))
}
