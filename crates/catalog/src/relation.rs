//! What a derived relation is: one SELECT over canonical tables and other relations, and where its time lies.

use crate::source::Place;

/// A view read from `metrics/relations/<name>.sql`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub name: String,
    /// What one row stands for, in one sentence.
    pub about: String,
    pub time: TimeColumns,
    /// Whether it is made for each person even where accounts are counted, and its rows are rolled up afterwards: two
    /// people of one account who visit at one time make two visits.
    pub per_person: bool,
    /// The SELECT, with `$variables` still in it.
    pub sql: String,
    /// The relations and canonical tables it reads, sorted.
    pub reads: Vec<String>,
    /// The `$variables` it uses, without `$`, sorted.
    pub variables: Vec<String>,
    pub place: Place,
}

/// Which columns of a relation place its rows in time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TimeColumns {
    /// The rows know no time.
    None,
    /// An instant (or a day) a row.
    Point(String),
    /// From and to; an empty `to` is still running.
    Interval(String, String),
}
