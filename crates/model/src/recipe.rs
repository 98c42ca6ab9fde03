//! How a row was read, kept with the rows that broke a rule, so that a corrected one is read the same way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What it takes to read a row of a source again: what it was read as, by which mapping, and what was found out about
/// its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Recipe {
    /// The canonical table that was imported, or the shape that expands into some.
    pub target: String,
    /// Whose rows these are: the mapping's name, or the namespace where there was no mapping.
    pub source: String,
    pub namespace: String,
    /// None where the headers named the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingText>,
    /// The names of the source's columns. Empty where a row cannot be read apart from its file: below a query, and of an order.
    #[serde(default)]
    pub header: Vec<String>,
    /// The sign between the fields of the raw text; none where the raw text is a JSON object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// IANA name of the zone of times without an offset.
    pub time_zone: String,
    /// The order that was told for the whole import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_order: Option<DayOrder>,
    /// The order that the values of a column showed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub day_orders: BTreeMap<String, DayOrder>,
    /// The sign before decimals that was told for the whole import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_sign: Option<DecimalSign>,
    /// The sign before decimals that the values of a source's column showed, by its header.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub decimal_signs: BTreeMap<String, DecimalSign>,
    /// ISO 4217 code of rows that name no currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// A mapping as it was when a row was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MappingText {
    /// The file as the user named it.
    pub file: String,
    pub text: String,
}

/// Which of the two small numbers of a date is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// The sign that stands before the decimals of a number; the other one may stand between thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalSign {
    Point,
    Comma,
}
