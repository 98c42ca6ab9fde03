//! Attributes whose values are of another kind than those that their source delivered before: what compares and sums them
//! would leave rows out from then on, without a word.

use model::{Looks, SourceColumn, SourceColumns, Table};

use crate::{IngestError, Matched, MatchedBy, Options, Target};

/// What an import is held against.
#[derive(Debug, Default)]
pub struct Kinds {
    before: Vec<SourceColumn>,
    /// Columns whose kind may change.
    retyped: Vec<String>,
}

impl Kinds {
    /// The kinds of a source that delivered rows of a table before.
    pub fn of(options: &Options, table: &Table, source: &str) -> Self {
        let is_own = |columns: &&SourceColumns| columns.table == table && columns.source == source;
        let before = options.delivered.iter().filter(is_own).flat_map(|columns| columns.columns.clone());
        Self { before: before.collect(), retyped: options.retyped.clone() }
    }

    /// Refuses the first attribute whose values are no longer numbers, times, or true and false.
    ///
    /// Text may turn into anything, for it was no kind of its own. The properties of events are not held to one kind.
    ///
    /// # Errors
    /// [`IngestError::AttributeKind`].
    pub fn hold(&self, target: &Target, matched: &[Matched], now: &[SourceColumn]) -> Result<(), IngestError> {
        if target.table.rest != Some("attributes") {
            return Ok(());
        }
        let is_attribute = |matched: &&Matched| {
            matched.by == MatchedBy::Rest
                || (matched.by == MatchedBy::Mapping && target.column(&matched.column).is_none())
        };
        for Matched { column, from, .. } in matched.iter().filter(is_attribute) {
            let looks = |columns: &[SourceColumn]| {
                columns.iter().find(|column| column.name == *from).map(|column| column.looks)
            };
            let (Some(was), Some(is)) = (looks(&self.before), looks(now)) else { continue };
            if matches!(was, Looks::Empty | Looks::Text) || is == Looks::Empty || is == was {
                continue;
            }
            let name = column.strip_prefix("attributes.").unwrap_or(column);
            if !self.retyped.iter().any(|retyped| retyped == name || retyped == from) {
                return Err(IngestError::AttributeKind { table: target.name, column: name.to_owned(), was, is });
            }
        }
        Ok(())
    }
}
