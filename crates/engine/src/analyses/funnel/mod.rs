//! A funnel: how many customers take one step after another, how long it takes them and where they are lost.
//!
//! Who began too recently for the window to have passed is not among the customers: they could still convert, and
//! counting them would make every recent funnel look worse than it is.

mod happenings;
mod steps;

use std::collections::BTreeMap;

use catalog::StepOrder;
use jiff::civil::Date;
use model::{Message, Micros};
use serde::Serialize;
use stats::{FunnelOrder, FunnelRules, Happening};

use super::occurrence::Occurrence;
use super::study::Study;
use super::{Population, Provenance};
use crate::EngineError;
use crate::engine::Engine;
use crate::subjects::Set;
use steps::Taken;

/// The most steps a funnel may have.
const MOST_STEPS: usize = 64;

/// A question about a funnel.
#[derive(Clone, Debug)]
pub struct FunnelQuery {
    pub steps: Vec<FunnelStep>,
    /// Any of these ends an attempt.
    pub exclude: Vec<String>,
    /// The longest time from the first step to the last, in microseconds; more than zero.
    pub window_us: Micros,
    pub order: StepOrder,
    pub count: FunnelCount,
    pub matching: FunnelMatch,
    /// First day on which an attempt may begin.
    pub from: Date,
    /// First day on which none begins any more.
    pub to: Date,
    pub population: Population,
    /// Count attempts whose window has not passed yet.
    pub include_immature: bool,
    /// Whether the answer lists the customers.
    pub customers: bool,
}

/// One step: something customers do, named as for [`crate::RetentionQuery`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelStep {
    pub name: String,
    /// The events that are it, of which some may be key events; empty where the name alone says it.
    pub events: Vec<String>,
    /// A SQL condition on the row.
    pub filter: Option<String>,
}

/// What is counted at each step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelCount {
    /// Every customer once, by one attempt.
    #[default]
    Customers,
    /// Every attempt; a customer's next begins after the one before it has ended.
    Attempts,
}

/// Which attempt of a customer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelMatch {
    /// The one that gets furthest.
    #[default]
    Best,
    /// The one that begins first, each step matched by the first row that is it.
    First,
}

/// What became of those who began.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Funnel {
    #[serde(flatten)]
    pub provenance: Provenance,
    /// First day on which an attempt may begin, and the first on which none does.
    pub from: String,
    pub to: String,
    /// In seconds.
    pub window: f64,
    #[serde(serialize_with = "order_name")]
    pub order: StepOrder,
    pub count: FunnelCount,
    pub matching: FunnelMatch,
    /// By part, then in the order of the funnel.
    pub steps: Vec<FunnelResult>,
    /// Customers, of all parts, who only began too recently for the window to have passed.
    pub immature: u64,
    /// Those counted, by outside id, where the question asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers: Option<Vec<FunnelCustomer>>,
}

/// One step of one part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelResult {
    /// The value of each cut; `None` is the part of those without one.
    #[serde(serialize_with = "super::by_name", skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<(String, Option<String>)>,
    pub step: String,
    /// Customers, or attempts, that took this step and all before it.
    pub customers: u64,
    /// Those who got here and no further; for the last step those who got through.
    pub stopped: u64,
    /// Of those who began; `None` where nobody did.
    pub share_of_first: Option<f64>,
    /// 95 % Wilson interval of the share of those who began; `None` where attempts are counted.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Of those at the step before; `None` for the first and where nobody was there.
    pub share_of_previous: Option<f64>,
    /// From the step before to this one; `None` for the first and where nobody got here.
    pub median_seconds: Option<f64>,
    pub p90_seconds: Option<f64>,
    /// Whether the step before loses more to get here than any other does.
    pub biggest_drop: bool,
}

/// How far one customer got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunnelCustomer {
    pub customer_id: String,
    /// How many steps they took, at least 1.
    pub reached: usize,
    /// RFC 3339 instants of these steps.
    pub at: Vec<String>,
}

impl Engine {
    /// Follows customers through the steps of a funnel.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the question cannot be asked so, and as for [`Engine::query`].
    pub async fn funnel(&self, query: &FunnelQuery) -> Result<Funnel, EngineError> {
        query.check()?;
        let mut study = Study::open(self, &query.population).await?;
        let mut found = Vec::with_capacity(query.steps.len());
        for step in &query.steps {
            found.push(study.step(step).await?);
        }
        let mut excluded = Vec::with_capacity(query.exclude.len());
        for name in &query.exclude {
            excluded.push(study.find(name).await?);
        }
        let range = self.calendar.period(query.from, query.to)?;
        let relations: Vec<&str> = found.iter().chain(&excluded).map(|found| found.from.as_str()).collect();
        let window_us = if query.include_immature { 0 } else { query.window_us };
        let horizon_us = study.horizon(&relations)?.unwrap_or(Micros::MIN);
        let grown_us = horizon_us.saturating_sub(window_us);
        let read = happenings::Wanted {
            steps: &found,
            excluded: &excluded,
            strict: query.order == StepOrder::Strict,
            from_us: range.start_us,
            to_us: range.end_us.saturating_add(query.window_us).min(horizon_us),
        };
        let by_customer = read.by_customer(&study).await?;
        let divisions = study.divide(&found[0].set(catalog::TimeRule::Ever)).await?;
        let rules = query.rules((range.start_us, range.end_us.min(grown_us)));
        let recent = query.rules((rules.begins.1.max(range.start_us), range.end_us));
        let counted: Set = divisions.iter().fold(Set::new(), |all, division| all | &division.subjects);

        let mut taken = Vec::new();
        let mut immature = 0;
        for (customer, happened) in by_customer.iter().filter(|(customer, _)| counted.contains(**customer)) {
            let attempts = query.attempts(&rules, happened);
            if attempts.is_empty() {
                immature += u64::from(recent.best(happened).is_some());
            }
            taken.extend(attempts.into_iter().map(|times| Taken { customer: *customer, times }));
        }
        let names: Vec<&str> = query.steps.iter().map(|step| step.name.as_str()).collect();
        Ok(Funnel {
            provenance: study.provenance().await?,
            from: query.from.to_string(),
            to: query.to.to_string(),
            window: query.window_us as f64 / 1e6,
            order: query.order,
            count: query.count,
            matching: query.matching,
            steps: divisions.iter().flat_map(|division| steps::results(query, &names, division, &taken)).collect(),
            immature,
            customers: if query.customers { Some(study.told(&taken)?) } else { None },
        })
    }
}

impl FunnelQuery {
    fn check(&self) -> Result<(), EngineError> {
        let message = match self.steps.len() {
            0 | 1 => Message::new("engine.funnel_steps"),
            2..=MOST_STEPS if self.window_us > 0 => return Ok(()),
            2..=MOST_STEPS => Message::new("engine.funnel_window"),
            _ => Message::new("engine.funnel_too_long").with("most", MOST_STEPS),
        };
        Err(EngineError::Question(message))
    }

    fn rules(&self, begins: (Micros, Micros)) -> FunnelRules {
        let order = match self.order {
            StepOrder::Ordered => FunnelOrder::Ordered,
            StepOrder::Strict => FunnelOrder::Strict,
            StepOrder::Any => FunnelOrder::Any,
        };
        FunnelRules { steps: self.steps.len(), window: self.window_us, order, begins }
    }

    fn attempts(&self, rules: &FunnelRules, happened: &[Happening]) -> Vec<stats::Attempt> {
        match (self.count, self.matching) {
            (FunnelCount::Attempts, _) => rules.attempts(happened),
            (FunnelCount::Customers, FunnelMatch::First) => rules.attempts(happened).into_iter().take(1).collect(),
            (FunnelCount::Customers, FunnelMatch::Best) => rules.best(happened).into_iter().collect(),
        }
    }
}

impl Study<'_> {
    /// How far everybody got who was counted.
    fn told(&self, taken: &[Taken]) -> Result<Vec<FunnelCustomer>, EngineError> {
        let told = taken.iter().map(|taken| {
            Ok(FunnelCustomer {
                customer_id: self.id_of(taken.customer)?,
                reached: taken.times.len(),
                at: taken.times.iter().map(|at| crate::rows::told(*at)).collect(),
            })
        });
        told.collect()
    }

    /// What a step stands for, its rows laid out.
    async fn step(&mut self, step: &FunnelStep) -> Result<Occurrence, EngineError> {
        let mut found = match step.events.as_slice() {
            [] => self.find(&step.name).await?,
            events => self.events(&step.name, events),
        };
        let both = found.condition.iter().chain(&step.filter).map(|condition| format!("(\n{condition}\n)"));
        let both: Vec<String> = both.collect();
        found.condition = (!both.is_empty()).then(|| both.join(" and "));
        Ok(found)
    }
}

fn order_name<S: serde::Serializer>(order: &StepOrder, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(order.name())
}

/// What happened to each customer, in order of time.
type ByCustomer = BTreeMap<u32, Vec<Happening>>;
