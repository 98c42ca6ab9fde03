//! Outside ids, and the links that say two of them are one customer.

use std::fmt;

/// An id a source uses for a customer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutsideId {
    /// Whose id it is: crm, shop, …; `anonymous` for visitors nobody has named.
    pub namespace: String,
    pub id: String,
}

/// The number of a link between two customers, from 1, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub i64);

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The namespace of visitors nobody has named yet.
pub(crate) const ANONYMOUS: &str = "anonymous";

/// What a row of `identities` rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The first row that named the outside id: it gives the id its own key.
    Seen,
    /// An event that carries a visitor's id and a customer's.
    Event,
    /// A person said so.
    Merge,
}

impl Evidence {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Event => "event",
            Self::Merge => "merge",
        }
    }
}

/// A link that does not exist yet: the outside id, with a key of its own, is also the customer `with`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewLink {
    pub outside: OutsideId,
    /// The outside id's own key.
    pub key: u32,
    pub with: u32,
    pub evidence: Evidence,
}
