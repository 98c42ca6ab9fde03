//! Why a number can differ from what it was, in the order in which the causes are replayed.

use lake::Change;
use serde::{Serialize, Serializer};

/// One kind of change between two states of knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Something in the lake, or the clock.
    Lake(Change),
    /// The settings or the catalog.
    Definitions,
}

impl Cause {
    /// All of them, in the order in which they are replayed: the clock and the rates first, because rows are read
    /// by them, then the rows, then who is one customer, and the definitions last.
    pub const ALL: [Self; 9] = [
        Self::Lake(Change::Clock),
        Self::Lake(Change::Rates),
        Self::Lake(Change::LateRows),
        Self::Lake(Change::NewRows),
        Self::Lake(Change::Corrections),
        Self::Lake(Change::Deletions),
        Self::Lake(Change::Refunds),
        Self::Lake(Change::Links),
        Self::Definitions,
    ];

    /// The stable word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lake(change) => change.name(),
            Self::Definitions => "definitions",
        }
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
