//! The workspace's settings: `tenure.yaml`, every key of which has a default.

mod activity;
mod attribution;
mod channels;
mod defaults;
mod exclude;
mod files;
mod fiscal;
mod holidays;
mod identity;
mod journey;
mod language;
mod mrr;
mod parse;
mod pattern;
mod privacy;
mod quality;
mod serve;
mod support;
mod surveys;
#[cfg(test)]
mod tests;
mod variables;

use std::collections::BTreeMap;

use jiff::civil::Weekday;
use model::FiscalWeeks;

pub use activity::{Activity, Basis};
pub use attribution::{ATTRIBUTION_MODEL, Attribution, AttributionModel};
pub use channels::{ChannelRule, Channels, Touch};
pub use exclude::Exclusion;
pub use holidays::{HolidayFile, HolidayList};
pub use identity::{Identity, IdentityKey, IdentityMode, IdentityRule};
pub use journey::{Funnel, Goal, GoalKind, Milestone, Step, StepOrder};
pub use mrr::{ChurnAt, MrrNet, MrrRules, PartialEnd};
pub use privacy::Privacy;
pub use quality::{DriftRule, Quality, VolumeBar};
pub use serve::{Serve, ServeLimits};
pub use support::{BusinessCalendar, SlaTarget};
pub use surveys::Surveys;

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
    /// How weeks make up the months, quarters and years; `None` takes civil months.
    pub fiscal: Option<FiscalWeeks>,
    /// The language answers are given in unless asked otherwise: `en` or `zh-CN`.
    pub language: String,
    pub activity: Activity,
    /// What a step of the customer's way is called in the events: step → event names, any of which counts.
    pub key_events: BTreeMap<String, Vec<String>>,
    pub funnels: BTreeMap<String, Funnel>,
    pub milestones: BTreeMap<String, Milestone>,
    pub goals: BTreeMap<String, Goal>,
    /// The goal that a conversion is: one of `goals`.
    pub conversion_goal: String,
    /// Days in which a conversion counts.
    pub conversion_window_days: i64,
    pub channels: Channels,
    pub attribution: Attribution,
    /// Expected years a customer stays, in decimal digits; none takes them from churn.
    pub lifetime_years: Option<String>,
    /// Share 0 to 1 of revenue that is left after the cost of what was sold, in decimal digits.
    pub gross_margin: Option<String>,
    /// Yearly, 0.1 is ten per cent; decimal digits.
    pub discount_rate: String,
    pub mrr: MrrRules,
    /// Whoever meets one of these is not counted (staff, tests, bots).
    pub exclude: Vec<Exclusion>,
    pub identity: Identity,
    pub privacy: Privacy,
    pub surveys: Surveys,
    /// The hours of help desks by name; `default` holds unless another is named.
    pub business_hours: BTreeMap<String, BusinessCalendar>,
    /// Days on which no help desk works that has no holidays of its own.
    pub holidays: HolidayList,
    /// In their order; the first that matches a ticket is its promise.
    pub sla: Vec<SlaTarget>,
    pub quality: Quality,
    pub serve: Serve,
}

fn set<T>(target: &mut T, read: Option<T>) {
    if let Some(read) = read {
        *target = read;
    }
}
