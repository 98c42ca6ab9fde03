//! What a source's columns were called and looked like, kept with each import so that a change of them is seen.

use crate::Table;

/// The columns that the files of one import had for one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceColumns {
    pub table: &'static Table,
    /// Whose columns: the mapping's name, or the namespace where there is no mapping.
    pub source: String,
    /// In the order of the files, each name once.
    pub columns: Vec<SourceColumn>,
}

/// One column of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceColumn {
    /// As the file writes it.
    pub name: String,
    pub looks: Looks,
}

/// What the values of a source's column look like, whatever they are mapped to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Looks {
    /// There were no values to look at.
    #[default]
    Empty,
    Number,
    Boolean,
    /// A day, or a time of one.
    Time,
    /// Anything else, or several kinds of values.
    Text,
}

impl Looks {
    pub const ALL: [Self; 5] = [Self::Empty, Self::Number, Self::Boolean, Self::Time, Self::Text];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Time => "time",
            Self::Text => "text",
        }
    }

    /// The looks of this name, if there are such.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|looks| looks.name() == name)
    }
}
