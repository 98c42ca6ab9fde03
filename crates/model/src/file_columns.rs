//! Which columns a file has at all: what it does not have says nothing of its rows.

use std::collections::BTreeSet;

use crate::Table;

/// The columns of one table that a file has, whether or not its cells are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileColumns {
    pub table: &'static Table,
    /// The file as it is named in the rows.
    pub file: String,
    /// The table's own columns that are made of something in the file.
    pub columns: BTreeSet<&'static str>,
    /// The keys in the table's rest that the file has columns for; none where the file gives the rest as a whole.
    pub rest: Option<BTreeSet<String>>,
}

impl FileColumns {
    /// What two parts of one file have in common: where one of them has no column, an empty cell says nothing.
    #[must_use]
    pub fn in_common(self, other: &Self) -> Self {
        let rest = match (self.rest, &other.rest) {
            (Some(own), Some(others)) => Some(own.intersection(others).cloned().collect()),
            (own, others) => own.or_else(|| others.clone()),
        };
        Self { columns: self.columns.intersection(&other.columns).copied().collect(), rest, ..self }
    }
}
