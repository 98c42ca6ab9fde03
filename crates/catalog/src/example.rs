//! A worked example of a metric: what is given, what is asked, what must come out.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::metric::ParamValue;
use crate::source::Place;
use crate::words::Words;

/// One worked example, small enough to do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub why: Words,
    pub given: Given,
    /// `tenure.yaml` of this example as JSON; empty takes every default. [`crate::Settings::from_json`] reads it.
    pub settings: Map<String, Json>,
    /// Values of the metric's parameters.
    pub params: BTreeMap<String, ParamValue>,
    /// What is asked; needed when rows are given.
    pub query: Option<ExampleQuery>,
    pub expect: Expect,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// The values of measures (or of other metrics) by name: the formula alone is evaluated.
    Measures(BTreeMap<String, GivenValue>),
    /// Rows of canonical tables by table, each row an object of outside columns such as `customer_id`.
    Tables(BTreeMap<String, Vec<Map<String, Json>>>),
}

/// What an example says a measure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenValue {
    /// Customers, ascending, each once.
    Set(Vec<u32>),
    /// Customer → value: decimal digits, or a time as text for vectors of times.
    Vector(BTreeMap<u32, String>),
    /// Decimal digits; none is null.
    Number(Option<String>),
    /// The values of a distribution over rows.
    Distribution(Vec<Observation>),
}

/// One value of a distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Decimal digits.
    pub value: String,
    /// False when the true value is known only to be at least as large.
    pub ended: bool,
}

/// What an example asks of its rows. Dates are `YYYY-MM-DD`, `now` is an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleQuery {
    pub from: String,
    pub to: String,
    /// None takes the range as one period.
    pub grain: Option<String>,
    pub by: Vec<String>,
    pub filter: Option<String>,
    pub basis: Option<String>,
    /// None asks just after `to`.
    pub now: Option<String>,
    pub include_immature: bool,
}

/// What must come out. What is not said is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    pub value: Option<Expected>,
    pub numerator: Option<Expected>,
    pub denominator: Option<Expected>,
    pub also: BTreeMap<String, Expected>,
    /// The rows of the answer in order, as JSON objects of the keys that are compared.
    pub rows: Vec<Map<String, Json>>,
}

/// A value that must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Null,
    /// Decimal digits; equal when the answer rounds to as many places.
    Number(String),
}
