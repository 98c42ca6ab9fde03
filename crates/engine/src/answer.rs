//! The engine's only return type: a number never leaves without unit, grain, maturity and provenance.

use std::collections::BTreeMap;

use catalog::Benchmark;
pub use catalog::Unit;
use model::{Grain, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::benchmark;
use crate::{Basis, Behind, Excluded, MissingRate, Reason, Subject};

/// One metric over periods and segments, with everything needed to trust and repeat it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    pub metric: String,
    #[serde(serialize_with = "write_unit")]
    pub unit: Unit,
    /// `None` when the whole range is one period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// IANA zone that days begin in.
    pub time_zone: String,
    #[serde(serialize_with = "write_basis")]
    pub basis: Basis,
    /// Whom it counts.
    pub subject: Subject,
    /// RFC 3339 instant of the state of knowledge.
    pub as_of: String,
    /// Id of the snapshot the answer was read from.
    pub snapshot: String,
    /// Names the settings and the catalog it was computed under; `None` where nobody said which these are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definitions: Option<String>,
    /// The model of attribution it follows; `None` where no number of it depends on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// How `low` and `high` were made; `None` where the metric carries no interval.
    pub interval: Option<Interval>,
    /// Customers left out by the workspace's `exclude` rules.
    #[serde(skip_serializing_if = "is_zero")]
    pub excluded: u64,
    /// How many of them each rule leaves out; somebody who meets two rules is in both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_by: Vec<Excluded>,
    /// What others report of it, where that is of the same length of period.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "benchmark::write")]
    pub benchmarks: Vec<Benchmark>,
    /// What the survey answers behind it mix or leave out; `None` where that is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey: Option<Surveyed>,
    /// False when the parts of a cut overlap (customers cut by an attribute of their rows), so that they do not add up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<bool>,
    /// The source that is behind where a period is over and not complete; `None` where every period that is over is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<Behind>,
    /// Names of the cuts, in the order asked for.
    #[serde(skip)]
    pub by: Vec<String>,
    pub rows: Vec<Row>,
}

impl Answer {
    /// The exchange rates that its numbers lack, days in a row as one.
    #[must_use]
    pub fn missing_rates(&self) -> Vec<MissingRate> {
        MissingRate::joined(self.rows.iter().flat_map(|row| row.missing_rates.clone()))
    }
}

/// The value of one period and one part.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// First day of the period, `YYYY-MM-DD`.
    pub start: String,
    /// First day after the period.
    pub end: String,
    /// What a fiscal period of weeks is called, for example `FY2025-P03`; `None` for civil periods, which their days name.
    pub period: Option<String>,
    /// Value of each cut; `None` is the part of those without a value.
    pub by: Vec<(String, Option<String>)>,
    /// `None` where nothing is divided by nothing; `reason` then says why.
    pub value: Option<Number>,
    pub reason: Option<Reason>,
    /// The exchange rates that a number of the row lacks, days in a row as one.
    pub missing_rates: Vec<MissingRate>,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Why a value of a metric with intervals has none here.
    pub interval_reason: Option<Reason>,
    /// Subjects that could count.
    pub eligible: Option<u64>,
    /// Those of them whose observation window has wholly elapsed.
    pub matured: Option<u64>,
    /// Whether the period is over and every source has been delivered past its end.
    pub complete: bool,
    /// Numbers shown beside the value, by name.
    pub also: Vec<(String, Option<Number>)>,
    /// Why those of them that are null have no value.
    pub also_reasons: Vec<(String, Reason)>,
    /// Where the value stands beside each benchmark, by its id: `below`, `within`, `above`, or the id of a band.
    pub standings: Vec<(String, String)>,
    pub compare: Option<Comparison>,
}

/// The same number in the period compared with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    pub start: String,
    pub end: String,
    pub value: Option<Number>,
    /// `value` now less `value` then.
    pub change: Option<Number>,
    /// `change` as a share of the value then; `None` where that was zero or absent.
    pub change_share: Option<f64>,
    /// Why something of this is null: what the earlier value lacks, else what this one does, else what the share does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// How conversions were credited to the touches before them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribution {
    /// The model's stable name, such as `linear`.
    pub model: String,
    /// Days before a conversion in which touches count.
    pub lookback_days: i64,
}

/// What the survey answers behind a number have not in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Surveyed {
    /// Scales that one number mixes, such as `1-5`; empty where each number has one scale.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mixed_scales: Vec<String>,
    /// Touchpoints that one number mixes; `None` is the answers without one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mixed_touchpoints: Vec<Option<String>>,
    /// Answers of the same kind that are not counted, because they were given on another scale than the metric takes.
    pub left_out: u64,
}

/// How an interval was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interval {
    pub method: &'static str,
    pub level: f64,
}

/// A number in its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A share, ratio, score or mean.
    Real(Decimal),
    /// A whole number: a count, or milliseconds.
    Whole(i128),
    Money(Money),
}

impl Number {
    /// The number as the nearest floating-point value, in units (money: in whole currency units).
    #[must_use]
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Real(value) => value.to_f64().unwrap_or_default(),
            Self::Whole(value) => value as f64,
            Self::Money(money) => money.ten_thousandths as f64 / 10_000.0,
        }
    }

    /// Numbers of one unit together, exactly; `None` for none, and for money beside what is none.
    #[must_use]
    pub fn sum(numbers: &[Self]) -> Option<Self> {
        numbers.iter().copied().map(Some).reduce(|sum, next| match (sum?, next?) {
            (Self::Money(sum), Self::Money(next)) => {
                Some(Self::Money(Money { ten_thousandths: sum.ten_thousandths + next.ten_thousandths, ..sum }))
            }
            (Self::Whole(sum), Self::Whole(next)) => Some(Self::Whole(sum + next)),
            (sum, next) => Some(Self::Real(sum.real()? + next.real()?)),
        })?
    }

    fn real(self) -> Option<Decimal> {
        match self {
            Self::Real(value) => Some(value),
            Self::Whole(value) => Decimal::try_from_i128_with_scale(value, 0).ok(),
            Self::Money(_) => None,
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Real(value) => serializer.serialize_f64(value.to_f64().unwrap_or_default()),
            Self::Whole(value) => match i64::try_from(*value) {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serializer.serialize_str(&value.to_string()),
            },
            Self::Money(money) => money.serialize(serializer),
        }
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("start", &self.start)?;
        row.serialize_entry("end", &self.end)?;
        if let Some(period) = &self.period {
            row.serialize_entry("period", period)?;
        }
        if !self.by.is_empty() {
            row.serialize_entry("by", &self.by.iter().cloned().collect::<BTreeMap<_, _>>())?;
        }
        row.serialize_entry("value", &self.value)?;
        if let Some(reason) = &self.reason {
            row.serialize_entry("reason", reason)?;
        }
        if !self.missing_rates.is_empty() {
            row.serialize_entry("missing_rates", &self.missing_rates)?;
        }
        for (name, number) in [("numerator", &self.numerator), ("denominator", &self.denominator)] {
            if number.is_some() {
                row.serialize_entry(name, number)?;
            }
        }
        for (name, bound) in [("low", self.low), ("high", self.high)] {
            if bound.is_some() {
                row.serialize_entry(name, &bound)?;
            }
        }
        if let Some(reason) = &self.interval_reason {
            row.serialize_entry("interval_reason", reason)?;
        }
        for (name, count) in [("eligible", self.eligible), ("matured", self.matured)] {
            if count.is_some() {
                row.serialize_entry(name, &count)?;
            }
        }
        row.serialize_entry("complete", &self.complete)?;
        if !self.also.is_empty() {
            row.serialize_entry("also", &self.also.iter().cloned().collect::<BTreeMap<_, _>>())?;
        }
        if !self.also_reasons.is_empty() {
            row.serialize_entry("also_reasons", &self.also_reasons.iter().cloned().collect::<BTreeMap<_, _>>())?;
        }
        if !self.standings.is_empty() {
            row.serialize_entry("benchmarks", &self.standings.iter().cloned().collect::<BTreeMap<_, _>>())?;
        }
        if let Some(compare) = &self.compare {
            row.serialize_entry("compare", compare)?;
        }
        row.end()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn write_basis<S: Serializer>(basis: &Basis, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(basis.name())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn write_unit<S: Serializer>(unit: &Unit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(unit.name())
}
