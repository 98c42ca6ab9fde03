//! Tables that every workspace gets as a report: which numbers of which metrics stand side by side.

use crate::source::Place;
use crate::words::Words;

/// One table of a report, read from a file with `report_tables:`. A row of it is a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTable {
    pub id: String,
    pub title: Words,
    /// In the order in which they stand.
    pub columns: Vec<ReportColumn>,
    pub place: Place,
}

/// One column: a number of a metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportColumn {
    pub id: String,
    pub title: Words,
    pub metric: String,
    pub part: MetricPart,
    pub place: Place,
}

/// Which number of a metric's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetricPart {
    Value,
    /// Above the line of a rate.
    Numerator,
    /// Below it.
    Denominator,
    /// One of the numbers beside the value, by its name.
    Also(String),
}

impl MetricPart {
    /// The part of a name as files write it.
    #[must_use]
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "value" => Self::Value,
            "numerator" => Self::Numerator,
            "denominator" => Self::Denominator,
            also => Self::Also(also.to_owned()),
        }
    }

    /// The part's name, as files and reports write it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Value => "value",
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Also(name) => name,
        }
    }
}
