//! What a measure is: a set or vector of customers, or a number or distribution over rows.

use std::fmt;

use crate::formula::Count;
use crate::source::Place;
use crate::words::Words;

/// A named building block of formulas, read from `metrics/measures/*.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: String,
    pub kind: Kind,
    /// The relation or canonical table its rows come from.
    pub from: String,
    /// A SQL condition on the rows; none takes all of them.
    pub condition: Option<String>,
    /// Which rows count for a period; none takes all of them, as for measures that know no time.
    pub when: Option<TimeRule>,
    /// What is computed of the rows; none for sets.
    pub value: Option<Value>,
    /// The column that places a row in time, in place of the relation's own.
    pub at: Option<String>,
    pub cut: Cut,
    /// What the value counts in; none for sets, and where nobody needs to know.
    pub unit: Option<ValueUnit>,
    pub about: Words,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Customers with a row that counts.
    Set,
    /// Customer → value over their rows that count.
    Vector,
    /// One number, or one distribution, over the rows that count.
    Rows,
}

/// Which rows of a relation count for a period `[start, end)`.
///
/// Rules of points read one instant a row; rules of intervals read `[from, to)` as the state just before an
/// instant: active at `t` when `from < t <= to`, an empty `to` being later than every instant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TimeRule {
    /// Points in the period; intervals active at any moment of it.
    During,
    /// Points of all time up to the end of what is known.
    Ever,
    /// Points before the edge; intervals that began before it.
    Before(Edge),
    /// Points in the `days` that end at the edge.
    LastDays { days: Count, edge: Edge },
    /// Points in the period before: the month before a month, otherwise as many days.
    DuringPrevious,
    /// The first point a customer has, when it lies in the period.
    FirstDuring,
    /// Points at or after the customer's own `anchor`, and less than `days` days after it.
    WithinDaysAfter { days: Count, anchor: String },
    /// Intervals active at the edge.
    At(Edge),
    /// Intervals active `days` days before the edge.
    DaysBefore { days: Count, edge: Edge },
    /// Intervals active `days` days after the customer's own `anchor`.
    DaysAfter { days: Count, anchor: String },
    /// Intervals that begin in the period.
    StartsDuring,
    /// Intervals that end in the period.
    EndsDuring,
    /// The first interval a customer has, when it begins in the period.
    FirstStartsDuring,
}

impl Measure {
    /// What is read of each row that counts, as a SQL expression; none for sets.
    #[must_use]
    pub fn value_sql(&self) -> Option<String> {
        Some(match self.value.as_ref()? {
            Value::Count => "1".to_owned(),
            Value::Sum(sql)
            | Value::Min(sql)
            | Value::Max(sql)
            | Value::Last(sql)
            | Value::Values { sql, .. }
            | Value::Curve { sql, .. } => sql.clone(),
        })
    }
}

/// A boundary of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    Start,
    End,
}

/// What is computed of the rows that count, each `String` a SQL expression over the relation's columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// `count(*)`
    Count,
    /// `sum(expr)`
    Sum(String),
    /// `min(expr)`
    Min(String),
    /// `max(expr)`
    Max(String),
    /// `last(expr)`: of the latest row.
    Last(String),
    /// `values(expr)`, `values(expr) censored by (condition)`: every row's value. Where `ended` is false the true
    /// value is known only to be at least as large.
    Values { sql: String, ended: Option<String> },
    /// `sum(expr) by months to (time)`: each customer's sum in every month that lies between the row's own time, which
    /// is where the months are counted from, and the other. A row without that other time only says that the customer
    /// is one of those observed.
    Curve { sql: String, to: String },
}

/// Whose a row is when a question cuts by an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    /// By the customer's attributes.
    Customer,
    /// By the row's own columns first, then by the customer's attributes.
    Row,
    /// By the customer's attributes; by those that change with time, where the customer stands when the period ends.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueUnit {
    /// `decimal(18,4)` in the workspace's currency.
    Money,
    Count,
    /// Integer milliseconds.
    Duration,
    Number,
    /// An instant, in microseconds.
    Time,
}

impl Measure {
    /// Whether the measure gives every customer an instant, and so can be the anchor of a window.
    #[must_use]
    pub fn is_anchor(&self) -> bool {
        self.kind == Kind::Vector && self.unit == Some(ValueUnit::Time)
    }

    /// Every `$variable` of its condition, value and rule, without `$`; those of its anchor are the anchor's own.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        let values = self.value.iter().flat_map(|value| value.expressions());
        let sql = self.condition.iter().map(String::as_str).chain(values);
        let mut found: Vec<&str> = sql.flat_map(crate::sql::variables).map(|(name, _)| name).collect();
        if let Some(Count::Param(name)) = self.when.as_ref().and_then(TimeRule::days) {
            found.push(name);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl TimeRule {
    /// The vector of times that the rule starts from, if it does.
    #[must_use]
    pub fn anchor(&self) -> Option<&str> {
        match self {
            Self::WithinDaysAfter { anchor, .. } | Self::DaysAfter { anchor, .. } => Some(anchor),
            _ => None,
        }
    }

    /// The number of days in the rule, if it has one.
    #[must_use]
    pub fn days(&self) -> Option<&Count> {
        match self {
            Self::LastDays { days, .. }
            | Self::WithinDaysAfter { days, .. }
            | Self::DaysBefore { days, .. }
            | Self::DaysAfter { days, .. } => Some(days),
            _ => None,
        }
    }
}

impl fmt::Display for TimeRule {
    /// The rule as a measure file says it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::During => f.write_str("during"),
            Self::Ever => f.write_str("ever"),
            Self::Before(edge) => write!(f, "before {edge}"),
            Self::LastDays { days, edge } => write!(f, "last {days} days before {edge}"),
            Self::DuringPrevious => f.write_str("during previous"),
            Self::FirstDuring => f.write_str("first during"),
            Self::WithinDaysAfter { days, anchor } => write!(f, "within {days} days after {anchor}"),
            Self::At(edge) => write!(f, "at {edge}"),
            Self::DaysBefore { days, edge } => write!(f, "at {days} days before {edge}"),
            Self::DaysAfter { days, anchor } => write!(f, "at {days} days after {anchor}"),
            Self::StartsDuring => f.write_str("starts during"),
            Self::EndsDuring => f.write_str("ends during"),
            Self::FirstStartsDuring => f.write_str("first starts during"),
        }
    }
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::End => "end",
        })
    }
}

impl fmt::Display for Value {
    /// The aggregate as a measure file says it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("count(*)"),
            Self::Sum(sql) => write!(f, "sum({sql})"),
            Self::Min(sql) => write!(f, "min({sql})"),
            Self::Max(sql) => write!(f, "max({sql})"),
            Self::Last(sql) => write!(f, "last({sql})"),
            Self::Values { sql, ended: None } => write!(f, "values({sql})"),
            Self::Values { sql, ended: Some(ended) } => write!(f, "values({sql}) censored by ({ended})"),
            Self::Curve { sql, to } => write!(f, "sum({sql}) by months to ({to})"),
        }
    }
}

impl Value {
    /// The SQL expressions inside, none for `count(*)`.
    #[must_use]
    pub fn expressions(&self) -> Vec<&str> {
        match self {
            Self::Count => Vec::new(),
            Self::Sum(sql) | Self::Min(sql) | Self::Max(sql) | Self::Last(sql) => vec![sql],
            Self::Values { sql, ended } => std::iter::once(sql).chain(ended).map(String::as_str).collect(),
            Self::Curve { sql, to } => vec![sql, to],
        }
    }
}
