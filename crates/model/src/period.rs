//! A half-open stretch of civil days and the instants it begins and ends at.

use jiff::civil::Date;

use crate::Micros;

/// `[start, end)` in the workspace's calendar, with the same boundaries as instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day of the period.
    pub start: Date,
    /// First day after the period.
    pub end: Date,
    pub start_us: Micros,
    pub end_us: Micros,
}

impl Period {
    /// Whether the instant lies in the period: the start belongs to it, the end does not.
    #[must_use]
    pub fn contains(&self, at: Micros) -> bool {
        self.start_us <= at && at < self.end_us
    }
}
