//! What a score of leads is: rules that each add points, which may fade with time, and rules that say who is none.

use rust_decimal::Decimal;

use crate::metric::Origin;
use crate::source::Place;
use crate::words::Words;

/// A score of leads, read from `metrics/scores/<name>.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadScore {
    pub name: String,
    pub title: Words,
    /// What it says, in one sentence.
    pub about: Words,
    /// In the order of the file; at least one.
    pub rules: Vec<LeadRule>,
    /// Who is no lead for sales, whatever their points.
    pub unqualified: Vec<Unqualified>,
    pub origin: Origin,
    pub place: Place,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadRule {
    pub name: String,
    pub title: Words,
    pub when: LeadTrigger,
    /// For each time it holds; below zero takes off.
    pub points: Decimal,
    /// All its points together are at most so many; `None` for no bound.
    pub most: Option<Decimal>,
    /// After so many days the points are half as many, after twice as many a quarter; `None` keeps them.
    pub half_life_days: Option<Decimal>,
    pub place: Place,
}

/// What a rule looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeadTrigger {
    /// A SQL condition over the lead's row; it holds once, and fades from when the lead came.
    Condition(String),
    /// Events of the lead's customer: each counts, and fades from when it happened.
    Events(Vec<String>),
}

/// Why a lead is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unqualified {
    pub name: String,
    /// The reason, as people read it.
    pub title: Words,
    /// A SQL condition over the lead's row.
    pub condition: String,
}
