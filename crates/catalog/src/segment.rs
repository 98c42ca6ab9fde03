//! What a saved segment is: a set of customers at an instant, as a formula over sets.

use std::collections::BTreeMap;

use crate::example::GivenValue;
use crate::measure::{Edge, TimeRule};
use crate::metric::{Formula, Origin};
use crate::source::Place;
use crate::words::Words;

/// A saved segment, read from `metrics/segments/<name>.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub name: String,
    pub title: Words,
    /// Who is in it, in one sentence.
    pub about: Words,
    /// A set, over measures that are read at or before the end of a period, and over other segments.
    pub formula: Formula,
    pub examples: Vec<SegmentExample>,
    pub origin: Origin,
    pub place: Place,
}

/// One worked example of a segment, small enough to do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentExample {
    pub why: Words,
    /// The values of the measures and segments that the formula names.
    pub given: BTreeMap<String, GivenValue>,
    /// Who is in it, ascending, each once.
    pub expect: Vec<u32>,
    pub place: Place,
}

impl TimeRule {
    /// Whether the rule asks nothing but what is so at the end of a period, or has been by then: only such measures say
    /// who is in a segment, so that the length of a period does not change it.
    #[must_use]
    pub fn is_of_an_instant(&self) -> bool {
        matches!(
            self,
            Self::At(Edge::End)
                | Self::Before(Edge::End)
                | Self::LastDays { edge: Edge::End, .. }
                | Self::DaysBefore { edge: Edge::End, .. }
        )
    }
}
