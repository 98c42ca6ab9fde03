//! Retention by cohort: of the customers who began in one period, who came back in each period after.
//!
//! Source of the modes: the usual vocabulary of product analytics. *On* (n-day) counts who came back in that very
//! period, *on or after* (unbounded) in it or any later one, *bracket* in a run of periods, *boundary* who was still
//! there at the period's end.

mod average;
mod cells;
mod cohorts;
mod returns;

use jiff::civil::Date;
use model::{Grain, Micros};
use serde::Serialize;

use super::{Population, Provenance};
use crate::{Behind, Number, Reason};

/// A question about cohorts.
#[derive(Clone, Debug)]
pub struct RetentionQuery {
    /// What puts a customer into a cohort: a key event, `orders`, `active` and the like, or the name of an event.
    pub start: String,
    pub cohort: CohortBy,
    /// What counts as coming back, named in the same way.
    pub returns: String,
    pub of: RetentionOf,
    pub mode: RetentionMode,
    pub clock: RetentionClock,
    /// First day on which a cohort may begin.
    pub from: Date,
    /// First day after the cohorts' range.
    pub to: Date,
    pub grain: Grain,
    /// How many offsets each cohort shows, the first being its own period; brackets say for themselves.
    pub offsets: usize,
    pub population: Population,
}

/// Which of a customer's starts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CohortBy {
    /// The first of all time: everybody is in one cohort at most.
    #[default]
    First,
    /// The first in the range: likewise.
    FirstInRange,
    /// Every one: a customer is in the cohort of each period with a start.
    Recurring,
}

/// What of a cohort is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionOf {
    /// How many customers come back.
    #[default]
    Customers,
    /// What they bring: paid orders less refunds.
    Revenue,
    /// Their monthly recurring revenue at each period's end.
    Mrr,
}

/// Which returns count for an offset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionMode {
    /// Those in the period of the offset.
    #[default]
    On,
    /// Those in it or any later period. What is complete by this can still rise.
    OnOrAfter,
    /// Those in runs of offsets that begin at these, each up to the next; ascending, at least two.
    Bracket(Vec<usize>),
    /// Being so at the end of the period; for states that last.
    Boundary,
}

/// What an offset counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionClock {
    /// Periods of the workspace's calendar.
    #[default]
    Calendar,
    /// Whole runs of 24 hours from the customer's own start: 1 for a day, 7 for a week, 30 for a month, 91 for a
    /// quarter, 365 for a year.
    Rolling,
}

/// Cohorts and what became of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Retention {
    pub start: String,
    pub cohort: CohortBy,
    #[serde(rename = "return")]
    pub returns: String,
    pub of: RetentionOf,
    pub mode: RetentionMode,
    pub clock: RetentionClock,
    pub grain: Grain,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The source that is behind where a cohort is over and not complete; `None` where every one that is over is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<Behind>,
    /// By part, then by time. A cohort without customers is among them.
    pub cohorts: Vec<Cohort>,
    /// By part, then by offset: the mean over cells that have a value, weighted by their size.
    pub average: Vec<AverageCell>,
}

/// The customers who began in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cohort {
    /// The value of each cut; `None` is the part of those without one.
    #[serde(serialize_with = "super::by_name", skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<(String, Option<String>)>,
    /// First day of the period.
    pub start: String,
    /// First day after it.
    pub end: String,
    /// Customers in it; `None` for a period of which nothing is known yet.
    pub size: Option<u64>,
    /// Whether the period is over and known to its end, so that nobody can still join.
    pub complete: bool,
    pub cells: Vec<CohortCell>,
}

/// One cohort at one offset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortCell {
    /// Periods after the cohort's own; of a bracket the first.
    pub offset: usize,
    /// Of a bracket the first offset after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<usize>,
    /// Customers in `matured` who came back; where amounts are followed, who brought or took back any.
    pub count: u64,
    /// Customers who have been observed for long enough.
    pub matured: u64,
    /// What these customers brought; `None` where customers are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    /// Share of the matured who came back, or the amount as a share of that at the first offset; `None` with `reason`.
    pub value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// 95 % interval of `value`.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Whether everybody in the cohort has been observed for long enough.
    pub complete: bool,
    /// RFC 3339 instant at which that is so; `None` for a cohort without customers on a rolling clock.
    pub matures_at: Option<String>,
}

/// All cohorts of a part at one offset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AverageCell {
    #[serde(serialize_with = "super::by_name", skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<(String, Option<String>)>,
    pub offset: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<usize>,
    /// Cohorts that have a value here.
    pub cohorts: usize,
    /// Sum of their counts.
    pub count: u64,
    /// Sum of their matured customers; whoever is in several cohorts is in each.
    pub matured: u64,
    /// `None` where no cohort has a value.
    pub value: Option<f64>,
    /// 95 % interval, clustered by customer where one can be in several cohorts; `None` where it is undefined.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// A run of offsets: from the first to before the second, without end where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: usize,
    until: Option<usize>,
}

/// Microseconds of 24 hours.
const DAY: Micros = 86_400_000_000;

impl RetentionQuery {
    fn spans(&self) -> Vec<Span> {
        let each = |from| match self.mode {
            RetentionMode::OnOrAfter => Span { from, until: None },
            _ => Span { from, until: Some(from + 1) },
        };
        match &self.mode {
            RetentionMode::Bracket(edges) => {
                edges.windows(2).map(|pair| Span { from: pair[0], until: Some(pair[1]) }).collect()
            }
            _ => (0..self.offsets).map(each).collect(),
        }
    }

    /// How long a rolling offset lasts.
    fn rolling_us(&self) -> Micros {
        DAY * match self.grain {
            Grain::Day => 1,
            Grain::Week => 7,
            Grain::Month => 30,
            Grain::Quarter => 91,
            Grain::Year => 365,
        }
    }

    /// What a cell says of its own run of offsets beyond the first.
    fn shown(&self, span: Span) -> Option<usize> {
        span.until.filter(|_| matches!(self.mode, RetentionMode::Bracket(_)))
    }
}

impl Span {
    /// The last offset that must be over for the run to be.
    fn last(self) -> usize {
        self.until.map_or(self.from, |until| until.saturating_sub(1))
    }
}
