//! Health: a score of every customer with the ledger it is the sum of, how scores have moved, and whether low ones foretold
//! who left.

mod ledger;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{Grain, Message};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use stats::score::Scored;

use super::features::{Features, Laid};
use super::judgement::{ScoreModel, ScoreScale};
use super::study::Study;
use super::{Population, Provenance};
use crate::engine::Engine;
use crate::{EngineError, Reason};
use ledger::Ledger;

pub use ledger::LedgerEntry;

/// How many times back a score is held against what came after it.
const TESTS: i32 = 4;

/// A question about health.
#[derive(Clone, Debug)]
pub struct HealthQuery {
    /// The score's name in the catalog: `health`.
    pub score: String,
    /// The day at whose start customers are scored, or as far as the data is known where that is earlier; `None` for the newest at
    /// whose start everything that scores are made of is known.
    pub at: Option<Date>,
    /// The days at whose start customers are scored too, so that one sees how they came here.
    pub history: Option<(Grain, u32)>,
    /// How many days after a score it is looked whether the customer has left; more than zero.
    pub horizon_days: i64,
    /// Cuts are not for scores: `by` is left empty.
    pub population: Population,
}

/// How customers are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Health {
    pub score: String,
    /// The day at whose start the scores are made.
    pub at: String,
    /// Whether everything they are made of is known up to then.
    pub complete: bool,
    /// RFC 3339 instant that they are made of: the start of that day, or as far as everything is known where that is earlier.
    /// `None` where nothing has been delivered.
    pub known_to: Option<String>,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// How low scores foretold who left.
    pub model: ScoreModel,
    /// By score, the lowest first, then by id.
    pub scores: Vec<CustomerHealth>,
    /// Oldest first; empty where no history was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HealthThen>,
}

/// One customer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerHealth {
    pub customer_id: String,
    /// 0 to 100, the sum of the points; `None` where nothing is known of them.
    pub score: Option<f64>,
    /// By component, in the order of the score's file.
    pub ledger: Vec<LedgerEntry>,
    /// Their score on each day of the history; `None` where they had none then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Option<f64>>,
}

/// All scores of one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HealthThen {
    pub at: String,
    /// Customers with a score.
    pub customers: u64,
    /// `None` where nobody had one.
    pub mean: Option<f64>,
    pub p25: Option<f64>,
    pub median: Option<f64>,
    pub p75: Option<f64>,
}

impl Engine {
    /// Scores customers by points.
    ///
    /// # Errors
    /// [`EngineError::Question`] when there is no such score, or one whose components have no weights; and as for
    /// [`Engine::query`].
    pub async fn health(&self, query: &HealthQuery) -> Result<Health, EngineError> {
        if query.horizon_days <= 0 {
            return Err(EngineError::Question(Message::new("engine.score_horizon")));
        }
        let mut study = Study::open(self, &query.population).await?;
        let laid = Laid::out(&mut study, &query.score).await?;
        if laid.score.components.iter().any(|component| component.weight.is_none()) {
            return Err(EngineError::Question(Message::new("engine.score_without_weights").with("name", &query.score)));
        }
        let at = self.scored_at(query.at, laid.horizon)?;
        let at_us = self.calendar.start_of_day(at)?;
        let known = match laid.horizon {
            Some(horizon) => self.calendar.day_of(horizon.min(at_us))?,
            None => at,
        };
        let tests = self.cut_offs(known, query.horizon_days, TESTS)?;
        let history = self.history(at, query.history)?;
        let days: BTreeSet<Date> =
            tests.iter().flat_map(|(at, later)| [*at, *later]).chain(history.iter().copied()).chain([at]).collect();
        let days: Vec<Date> = days.into_iter().collect();
        let read: BTreeMap<Date, Features> = days.iter().copied().zip(laid.at(&study, &days).await?).collect();
        let score = |customer, features: &Features| Ledger::of(laid.score, features, customer);
        let past: Vec<BTreeMap<u32, f64>> = history.iter().map(|day| numbers(&laid, &read[day])).collect();
        let now = &read[&at];
        let mut scores = Vec::new();
        for customer in &now.of {
            let ledger = score(customer, now);
            scores.push(CustomerHealth {
                customer_id: study.id_of(customer)?,
                score: ledger.score.and_then(|score| score.to_f64()),
                ledger: ledger.entries,
                history: past.iter().map(|scores| scores.get(&customer).copied()).collect(),
            });
        }
        let order = |one: &CustomerHealth| one.score.unwrap_or(f64::INFINITY);
        scores.sort_by(|a, b| order(a).total_cmp(&order(b)).then_with(|| a.customer_id.cmp(&b.customer_id)));
        Ok(Health {
            score: query.score.clone(),
            at: at.to_string(),
            complete: laid.horizon.is_some_and(|horizon| at_us <= horizon),
            known_to: laid.known_to(at_us),
            provenance: study.provenance().await?,
            model: model(&laid, &tests, &read, query.horizon_days),
            scores,
            history: history.iter().zip(&past).map(|(day, scores)| then(*day, scores)).collect(),
        })
    }

    fn history(&self, at: Date, asked: Option<(Grain, u32)>) -> Result<Vec<Date>, EngineError> {
        let Some((grain, periods)) = asked else { return Ok(Vec::new()) };
        let mut day = self.calendar.floor(at, grain);
        let mut days = vec![day];
        for _ in 1..periods {
            day = self.calendar.floor(self.calendar.shift(day, -1)?, grain);
            days.push(day);
        }
        days.reverse();
        Ok(days)
    }
}

fn numbers(laid: &Laid<'_>, features: &Features) -> BTreeMap<u32, f64> {
    let number = |customer| Ledger::of(laid.score, features, customer).score.and_then(|score| score.to_f64());
    features.of.iter().filter_map(|customer| Some((customer, number(customer)?))).collect()
}

/// Whether whoever scored low was no longer there later.
fn model(laid: &Laid<'_>, tests: &[(Date, Date)], read: &BTreeMap<Date, Features>, horizon_days: i64) -> ScoreModel {
    let mut scored: Vec<(u32, Scored)> = Vec::new();
    let mut at = Vec::new();
    for (then, later) in tests.iter().rev() {
        let (Some(features), Some(after)) = (read.get(then), read.get(later)) else { continue };
        let scores = numbers(laid, features);
        if scores.is_empty() || laid.horizon.is_none() {
            continue;
        }
        at.push(then.to_string());
        scored.extend(scores.iter().map(|(customer, score)| (*customer, (*score, !after.of.contains(*customer)))));
    }
    if scored.is_empty() {
        return ScoreModel::untested(ScoreScale::Points, Reason::NoData);
    }
    ScoreModel::judge(ScoreScale::Points, &scored, (at, horizon_days))
}

fn then(day: Date, scores: &BTreeMap<u32, f64>) -> HealthThen {
    let mut sorted: Vec<f64> = scores.values().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let customers = sorted.len() as u64;
    // Ten-thousandths, so that quantiles are of whole numbers and exact.
    let exact: Vec<i64> = sorted.iter().map(|score| (score * 10_000.0).round() as i64).collect();
    let quantile = |q: f64| stats::quantile(&exact, q).ok().map(|score| score / 10_000.0);
    HealthThen {
        at: day.to_string(),
        customers,
        mean: (customers > 0).then(|| sorted.iter().sum::<f64>() / customers as f64),
        p25: quantile(0.25),
        median: quantile(0.5),
        p75: quantile(0.75),
    }
}
