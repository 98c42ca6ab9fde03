//! The workspace's settings: `tenure.yaml`, every key of which has a default.

mod defaults;
mod parse;
#[cfg(test)]
mod tests;
mod variables;

use std::collections::BTreeMap;

use jiff::civil::Weekday;

/// The settings of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The company's name; empty when nobody said.
    pub name: String,
    /// IANA time zone that periods are cut in.
    pub time_zone: String,
    /// ISO 4217 currency of every answer.
    pub currency: String,
    pub first_day_of_week: Weekday,
    /// Month 1 to 12 that a fiscal year starts with.
    pub fiscal_year_start: i8,
    /// The language answers are given in unless asked otherwise: `en` or `zh-CN`.
    pub language: String,
    pub activity: Activity,
    /// What a step of the customer's way is called in the events: step → event names, any of which counts.
    pub key_events: BTreeMap<String, Vec<String>>,
    /// Expected years a customer stays, in decimal digits; none takes them from churn.
    pub lifetime_years: Option<String>,
    /// Share 0 to 1 of revenue that is left after the cost of what was sold, in decimal digits.
    pub gross_margin: Option<String>,
    /// Yearly, 0.1 is ten per cent; decimal digits.
    pub discount_rate: String,
    /// Days in which a conversion counts.
    pub conversion_window_days: i64,
    /// SQL conditions over customers: whoever meets one is not counted (staff, tests, bots).
    pub exclude: Vec<String>,
    pub surveys: Surveys,
    pub quality: Quality,
}

/// What makes a customer active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    pub basis: Basis,
    /// Days that an order or event keeps a customer active; not used by subscriptions.
    pub window_days: i64,
    /// Event names that count as usage; empty takes every event.
    pub events: Vec<String>,
}

/// What a customer's activity is read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Basis {
    #[default]
    Subscription,
    Purchase,
    Usage,
}

/// From which score on an answer counts as satisfied, as the number of top answers by length of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surveys {
    /// Number of points of the scale → how many of the top ones count as satisfied.
    pub csat_top: BTreeMap<i64, i64>,
    /// On a scale of 1 to 10, the least score that counts for the customer satisfaction score.
    pub css_from: i64,
    /// Number of points of the scale → how many of the top ones count as little effort.
    pub ces_top: BTreeMap<i64, i64>,
}

/// When data is too bad to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Share 0 to 1 of bad rows above which an import is refused, in decimal digits.
    pub max_bad_share: String,
}

impl Basis {
    pub const ALL: [Self; 3] = [Self::Subscription, Self::Purchase, Self::Usage];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::Purchase => "purchase",
            Self::Usage => "usage",
        }
    }

    /// The basis of this name, if there is one.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.name() == name)
    }
}
