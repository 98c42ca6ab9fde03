//! Outside ids, and the links that say two of them are one customer.

pub(crate) mod cut;
mod merge;
mod parts;
pub(crate) mod rebuild;
mod survivors;
mod timeline;
mod write;

use std::fmt;

use model::{Micros, Place};

pub(crate) use parts::Parts;
pub(crate) use survivors::{Link, Quick, Survivors};
pub(crate) use write::append;

/// An id a source uses for a customer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutsideId {
    /// Whose id it is: crm, shop, …; `anonymous` for visitors nobody has named.
    pub namespace: String,
    pub id: String,
}

/// As a user writes it: `namespace:id`.
impl fmt::Display for OutsideId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.id)
    }
}

impl OutsideId {
    /// Whether it is a visitor's, whom no source has named.
    #[must_use]
    pub fn is_visitor(&self) -> bool {
        self.namespace == ANONYMOUS
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// The first row that named the outside id: it gives the id its own key.
    Seen,
    /// A row that carries a visitor's id and a customer's.
    Event,
    /// A call by which a site says who its visitor is.
    Identify,
    /// A call by which a site says that somebody has a new id.
    Alias,
    /// A row that names two outside ids of one customer.
    Record,
    /// A person said so.
    Merge,
    /// The rule that one e-mail address is one customer.
    Email,
    /// The rule that one telephone number is one customer.
    Phone,
}

impl Evidence {
    /// Its name in the table `identities`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Event => "event",
            Self::Identify => "identify",
            Self::Alias => "alias",
            Self::Record => "record",
            Self::Merge => "merge",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// For when a link holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// For ever: both ids are one customer.
    Always,
    /// The visitor was seen to be this customer at the instant, and is until seen to be another.
    Seen(Micros),
    /// From an instant, before another; open where there is none.
    Between(Option<Micros>, Option<Micros>),
}

impl Tie {
    /// From and to, as they are kept.
    pub(crate) fn instants(self) -> (Option<Micros>, Option<Micros>) {
        match self {
            Self::Always => (None, None),
            Self::Seen(from) => (Some(from), None),
            Self::Between(from, to) => (from, to),
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
    /// Whether `with` is a visitor too.
    pub with_visitor: bool,
    pub evidence: Evidence,
    /// The row that is the evidence; none where a person or nothing but a rule is.
    pub record: Option<Place>,
    pub tie: Tie,
    /// A link that somebody refused: it is kept as undone, so that it is not made again.
    pub refused: bool,
}
