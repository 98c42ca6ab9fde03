//! What can change from one state of knowledge to a later one, in the order in which it is replayed.

/// One kind of change. A row changes in one way only, so every state between two others is made of these alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The present moment, and up to when sources are complete.
    Clock,
    /// Rows of `fx_rates`, whatever became of them.
    Rates,
    /// New rows of what had happened before the earlier state, and was not known then.
    LateRows,
    /// New rows of what happened since, and new rows without a time of their own.
    NewRows,
    /// Newer versions of rows that were known.
    Corrections,
    /// Rows that were closed and have no successor.
    Deletions,
    /// Rows of `refunds`, whatever became of them.
    Refunds,
    /// Links between customers, made and undone.
    Links,
}

impl Change {
    /// All of them, in the order in which they are replayed.
    pub const ALL: [Self; 8] = [
        Self::Clock,
        Self::Rates,
        Self::LateRows,
        Self::NewRows,
        Self::Corrections,
        Self::Deletions,
        Self::Refunds,
        Self::Links,
    ];

    /// The stable word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Clock => "time",
            Self::Rates => "rates",
            Self::LateRows => "late_rows",
            Self::NewRows => "new_rows",
            Self::Corrections => "corrections",
            Self::Deletions => "deletions",
            Self::Refunds => "refunds",
            Self::Links => "links",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }

    /// The change that every changed row of a table counts as; none where it depends on the row.
    pub(super) fn of_table(table: &str) -> Option<Self> {
        match table {
            "fx_rates" => Some(Self::Rates),
            "refunds" => Some(Self::Refunds),
            _ => None,
        }
    }
}
