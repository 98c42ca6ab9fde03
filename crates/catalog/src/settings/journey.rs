//! The customer's way as the company sees it: funnels, milestones and goals over the steps that key events name.

use std::collections::BTreeMap;

use super::set;
use crate::read::{Fields, Reader};
use crate::yaml::{Value, Yaml};

/// Something that a customer does: one of some events, under a condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// As funnels show it: the name of a key event or event, or the name it was given.
    pub name: String,
    /// Names of key events or of events; any of them counts.
    pub events: Vec<String>,
    /// A SQL condition over the event's row.
    pub filter: Option<String>,
}

/// Steps in their order, and how a customer must take them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funnel {
    pub steps: Vec<Step>,
    /// Days after the first step in which the others count.
    pub window_days: i64,
    pub order: StepOrder,
}

/// How the steps of a funnel must follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepOrder {
    /// One after the other, with anything between them.
    #[default]
    Ordered,
    /// One after the other, with nothing between them.
    Strict,
    Any,
}

/// An event by which a customer has got somewhere, such as activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    pub step: Step,
    /// Days after signing up in which it counts.
    pub within_days: i64,
}

/// What a conversion is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    pub reached_by: GoalKind,
    /// Names of key events or of events, for a goal reached by an event.
    pub events: Vec<String>,
    /// A SQL condition over the row that reaches it.
    pub filter: Option<String>,
    /// Days after the start in which it counts; `None` takes `conversion_window_days`.
    pub within_days: Option<i64>,
}

/// What kind of row reaches a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoalKind {
    /// The first stretch of time in which the customer is active.
    Active,
    Event,
    Order,
    /// A change of a subscription.
    Subscription,
}

const ORDERS: &[(&str, StepOrder)] =
    &[("ordered", StepOrder::Ordered), ("strict", StepOrder::Strict), ("any", StepOrder::Any)];
const KINDS: &[(&str, GoalKind)] = &[
    ("active", GoalKind::Active),
    ("event", GoalKind::Event),
    ("order", GoalKind::Order),
    ("subscription", GoalKind::Subscription),
];

/// Days in which the steps of a funnel count unless it says otherwise.
const FUNNEL_DAYS: i64 = 7;
/// Days after signing up in which a milestone counts unless it says otherwise.
const MILESTONE_DAYS: i64 = 14;

/// The goal that a conversion is unless the settings say otherwise.
pub(super) const FIRST_ACTIVE: &str = "first_active";
const ACTIVATION: &str = "activation";

pub(super) fn default_milestones() -> BTreeMap<String, Milestone> {
    let step = Step { name: ACTIVATION.to_owned(), events: vec![ACTIVATION.to_owned()], filter: None };
    BTreeMap::from([(ACTIVATION.to_owned(), Milestone { step, within_days: MILESTONE_DAYS })])
}

pub(super) fn default_goals() -> BTreeMap<String, Goal> {
    let goal = Goal { reached_by: GoalKind::Active, events: Vec::new(), filter: None, within_days: None };
    BTreeMap::from([(FIRST_ACTIVE.to_owned(), goal)])
}

impl StepOrder {
    /// The stable word that settings and answers carry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Strict => "strict",
            Self::Any => "any",
        }
    }
}

impl GoalKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Event => "event",
            Self::Order => "order",
            Self::Subscription => "subscription",
        }
    }
}

impl Funnel {
    pub(super) fn read(reader: &mut Reader, yaml: &Yaml) -> Option<Self> {
        let mut fields = reader.map(yaml)?;
        let mut steps = Vec::new();
        if let Some(list) = fields.need("steps", reader).and_then(|yaml| reader.list(yaml)) {
            steps.extend(list.iter().filter_map(|yaml| step(reader, yaml)));
        }
        let mut funnel = Self { steps, window_days: FUNNEL_DAYS, order: StepOrder::default() };
        set(&mut funnel.window_days, fields.take("window_days").and_then(|yaml| reader.some_days(yaml)));
        set(&mut funnel.order, fields.take("order").and_then(|yaml| reader.choice(yaml, ORDERS)));
        fields.finish(reader);
        Some(funnel)
    }
}

impl Milestone {
    pub(super) fn read(reader: &mut Reader, name: &str, yaml: &Yaml) -> Option<Self> {
        let mut fields = reader.map(yaml)?;
        let (events, filter) = event(reader, &mut fields, true);
        let days = fields.take("within_days").and_then(|yaml| reader.some_days(yaml));
        fields.finish(reader);
        let step = Step { name: name.to_owned(), events, filter };
        Some(Self { step, within_days: days.unwrap_or(MILESTONE_DAYS) })
    }
}

impl Goal {
    pub(super) fn read(reader: &mut Reader, yaml: &Yaml) -> Option<Self> {
        let mut fields = reader.map(yaml)?;
        let reached_by = fields.need("reached_by", reader).and_then(|yaml| reader.choice(yaml, KINDS));
        let (events, filter) = event(reader, &mut fields, reached_by == Some(GoalKind::Event));
        let within_days = fields.take("within_days").and_then(|yaml| reader.some_days(yaml));
        fields.finish(reader);
        Some(Self { reached_by: reached_by?, events, filter, within_days })
    }
}

/// A name, or `{ name, events, where }`.
fn step(reader: &mut Reader, yaml: &Yaml) -> Option<Step> {
    if !matches!(yaml.value, Value::Map(_)) {
        let name = reader.text(yaml)?.to_owned();
        return Some(Step { events: vec![name.clone()], name, filter: None });
    }
    let mut fields = reader.map(yaml)?;
    let name = reader.optional_text(&mut fields, "name");
    let (events, filter) = event(reader, &mut fields, true);
    fields.finish(reader);
    let name = name.or_else(|| events.first().cloned())?;
    Some(Step { name, events, filter })
}

/// `events` and `where`.
fn event(reader: &mut Reader, fields: &mut Fields<'_>, needed: bool) -> (Vec<String>, Option<String>) {
    let yaml = if needed { fields.need("events", reader) } else { fields.take("events") };
    let events = yaml.map(|yaml| reader.texts(yaml)).unwrap_or_default();
    (events, reader.optional_text(fields, "where"))
}
