//! What an import did, told by source row.

use std::collections::BTreeMap;

use model::{Message, Place, Receipt, Reject, Rule, Watermark};

use crate::Layout;
pub use crate::remark::Note;

/// The account of a committed import, by source row:
/// `read = accepted + unchanged + updated + deleted + filtered + quarantined`.
///
/// A source row that a shape expands into several rows is counted once. Where these fare differently (a
/// subscription whose start was known and whose end is news) the row counts as accepted before updated before unchanged.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The table or shape that was asked for.
    pub table: String,
    pub files: Vec<FileReport>,
    pub read: u64,
    pub accepted: u64,
    pub unchanged: u64,
    pub updated: u64,
    /// Rows by which the source says that a row is gone, where the lake had it until now.
    pub deleted: u64,
    /// Rows that the mapping's `where` left out, and those that name somebody who was forgotten.
    pub filtered: u64,
    pub quarantined: u64,
    pub by_rule: BTreeMap<Rule, u64>,
    /// The first quarantined rows, for showing; all of them are in the sink.
    pub first_rejects: Vec<Reject>,
    /// Which source column became which column, and by what.
    pub matched: Vec<Matched>,
    /// Source columns that nothing was made of.
    pub ignored: Vec<String>,
    /// What was read in one of several ways it could be, and how often.
    pub notes: Vec<Note>,
    /// The mapping's name; none when headers were matched.
    pub mapping: Option<String>,
    pub watermarks: Vec<Watermark>,
    pub receipt: Receipt,
}

/// One file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    pub name: String,
    pub layout: Layout,
    /// Source rows, bad ones included.
    pub rows: u64,
}

/// One canonical column and where its values come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    pub column: String,
    /// The source's header, or the mapping's expression.
    pub from: String,
    pub by: MatchedBy,
}

/// How a column came to its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// The header is the column's own name.
    Name,
    /// The header is another name that the column is known by.
    Alias,
    /// The header is no column of the table: it is kept among the attributes or properties.
    Rest,
    /// A mapping says so.
    Mapping,
}

impl MatchedBy {
    /// The word by which programs know it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Rest => "rest",
            Self::Mapping => "mapping",
        }
    }
}

/// Something told of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spotted {
    pub place: Place,
    pub message: Message,
}

/// A row that would be quarantined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    pub place: Place,
    pub rule: Rule,
    pub message: Message,
}

impl From<&Reject> for BadRow {
    fn from(reject: &Reject) -> Self {
        Self { place: reject.place.clone(), rule: reject.rule, message: reject.message.clone() }
    }
}
