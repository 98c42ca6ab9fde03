//! The rows that broke a rule, kept word for word until a correction of them is in.

mod read;
mod stage;

use std::sync::Arc;

use model::{Message, Micros, Place, Recipe, RejectId};

pub(crate) use read::{count, named, read};
pub(crate) use stage::Quarantine;

/// A row in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReject {
    pub id: RejectId,
    /// The import that brought it.
    pub import: i64,
    /// When it was put into quarantine.
    pub at_us: Micros,
    /// When a correction of it came in, or took its place; none while it waits.
    pub closed_at_us: Option<Micros>,
    /// A digest of what it was corrected to; none while it waits, and where an older tenure took the correction in.
    pub corrected_to: Option<[u8; 16]>,
    /// The canonical table it was meant for.
    pub table: String,
    pub place: Place,
    /// The stable id of the rule it broke.
    pub rule: String,
    /// What broke the rule.
    pub message: Message,
    /// The row as it stood in the source.
    pub raw: String,
    /// How it was read; none for a row that an older tenure put here, which said nothing of it.
    pub recipe: Option<Arc<Recipe>>,
    /// The row in quarantine that this one corrects in vain.
    pub replaces: Option<RejectId>,
}

/// Which rows of the quarantine are wanted. What is none is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectFilter {
    /// The canonical table, or the shape that was imported.
    pub table: Option<String>,
    pub rule: Option<String>,
    pub import: Option<i64>,
    /// The file as it was named, or the last part of its path; with or without the sheet.
    pub file: Option<String>,
    /// The oldest of them only.
    pub limit: Option<usize>,
}

/// How many rows of a table broke a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectCount {
    pub table: String,
    pub rule: String,
    pub rows: u64,
}
