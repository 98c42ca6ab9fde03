//! Leads: a ledger of points by rules, who is none and why, and whether high scores foretold who became a customer.

mod points;
mod standing;

use std::collections::BTreeMap;

use catalog::{LeadScore, LeadTrigger, TimeRule};
use jiff::civil::Date;
use model::Message;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use stats::score::Scored;

use super::features::unknown;
use super::judgement::{ScoreModel, ScoreScale};
use super::occurrence::Occurrence;
use super::study::Study;
use super::{Population, Provenance};
use crate::engine::Engine;
use crate::subjects::Set;
use crate::{EngineError, Reason, rows};
use standing::{Open, Standing};

/// How many times back a score is held against what came after it.
const TESTS: i32 = 4;

/// A question about leads.
#[derive(Clone, Debug)]
pub struct LeadsQuery {
    /// The score's name in the catalog: `leads`.
    pub score: String,
    /// The day at whose start leads are scored, or as far as the data is known where that is earlier; `None` for the newest at
    /// whose start everything that scores are made of is known.
    pub at: Option<Date>,
    /// How many days after a score it is looked whether the lead has become a customer; more than zero.
    pub horizon_days: i64,
}

/// How promising leads are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leads {
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
    /// How high scores foretold who became a customer.
    pub model: ScoreModel,
    /// Leads that are no customers yet: the qualified by score, the highest first, then the others.
    pub scores: Vec<LeadStanding>,
}

/// One lead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeadStanding {
    pub lead_id: String,
    /// The customer it names, by outside id; `None` where it names none.
    pub customer_id: Option<String>,
    /// The sum of the points.
    pub score: f64,
    /// The rule that makes it none for sales, whatever its points; `None` for who is one.
    pub unqualified: Option<String>,
    /// By rule, in the order of the score's file.
    pub ledger: Vec<LeadPoints>,
}

/// What one rule brings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeadPoints {
    pub component: String,
    pub points: f64,
}

impl Engine {
    /// Scores leads by rules. A lead that names a customer whom the workspace's `exclude` rules leave out is left out with them.
    ///
    /// # Errors
    /// [`EngineError::Question`] when there is no such score, [`EngineError::Sql`] for a condition that cannot be read; and as for
    /// [`Engine::query`].
    pub async fn leads(&self, query: &LeadsQuery) -> Result<Leads, EngineError> {
        if query.horizon_days <= 0 {
            return Err(EngineError::Question(Message::new("engine.score_horizon")));
        }
        let scores = &self.catalog.lead_scores;
        let score = scores.get(&query.score).ok_or_else(|| unknown(&query.score, scores.keys()))?;
        let population = Population::default();
        let mut study = Study::open(self, &population).await?;
        study.lay_out("leads").await?;
        let horizon = study.horizon(&read_from(score))?;
        let everybody = Occurrence::named("customers", &self.catalog, &self.settings, study.basis());
        let divisions = study.divide(&everybody.set(TimeRule::Ever)).await?;
        let counted = divisions.iter().fold(Set::new(), |all, division| all | &division.subjects);
        let open = Open { study: &study, score, counted };
        let at = self.scored_at(query.at, horizon)?;
        let at_us = self.calendar.start_of_day(at)?;
        let known = match horizon {
            Some(horizon) => self.calendar.day_of(horizon.min(at_us))?,
            None => at,
        };
        let now = open.at(horizon.map_or(at_us, |horizon| horizon.min(at_us)), None).await?;
        let mut scored: Vec<(u32, Scored)> = Vec::new();
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut days = Vec::new();
        let mut cut_offs = self.cut_offs(known, query.horizon_days, TESTS)?;
        cut_offs.reverse();
        for (then, later) in cut_offs {
            let (then_us, later_us) = (self.calendar.start_of_day(then)?, self.calendar.start_of_day(later)?);
            let found = open.at(then_us, Some(later_us)).await?;
            let qualified: Vec<&Standing> = found.iter().filter(|one| one.unqualified.is_none()).collect();
            if !qualified.is_empty() {
                days.push(then.to_string());
            }
            for one in qualified {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let lead = *numbers.entry(one.lead_id.clone()).or_insert(next);
                scored.push((lead, (number(one.score()), one.converts)));
            }
        }
        let scale = ScoreScale::Leads { most: most(score) };
        let model = if scored.is_empty() {
            ScoreModel::untested(scale, Reason::NoData)
        } else {
            ScoreModel::judge(scale, &scored, (days, query.horizon_days))
        };
        let mut scores = Vec::with_capacity(now.len());
        for one in &now {
            scores.push(told(&study, score, one)?);
        }
        scores.sort_by(|a, b| {
            let rank = |one: &LeadStanding| one.unqualified.is_some();
            rank(a).cmp(&rank(b)).then_with(|| b.score.total_cmp(&a.score)).then_with(|| a.lead_id.cmp(&b.lead_id))
        });
        Ok(Leads {
            score: query.score.clone(),
            at: at.to_string(),
            complete: horizon.is_some_and(|horizon| at_us <= horizon),
            known_to: horizon.map(|horizon| rows::told(horizon.min(at_us))),
            provenance: study.provenance().await?,
            model,
            scores,
        })
    }
}

/// What the rules read: how far a score is known hangs on all of it.
fn read_from(score: &LeadScore) -> Vec<&'static str> {
    let of_events = score.rules.iter().any(|rule| matches!(rule.when, LeadTrigger::Events(_)));
    if of_events { vec!["leads", "events"] } else { vec!["leads"] }
}

fn told(study: &Study<'_>, score: &LeadScore, one: &Standing) -> Result<LeadStanding, EngineError> {
    Ok(LeadStanding {
        lead_id: one.lead_id.clone(),
        customer_id: one.customer.map(|customer| study.id_of(customer)).transpose()?,
        score: number(one.score()),
        unqualified: one.unqualified.map(|index| score.unqualified[index].name.clone()),
        ledger: score
            .rules
            .iter()
            .zip(&one.points)
            .map(|(rule, points)| LeadPoints { component: rule.name.clone(), points: number(*points) })
            .collect(),
    })
}

/// What the rules bring together at most, each held once where nothing bounds it.
fn most(score: &LeadScore) -> f64 {
    let most = |rule: &catalog::LeadRule| rule.most.unwrap_or(rule.points).max(Decimal::ZERO);
    number(score.rules.iter().map(most).sum())
}

fn number(points: Decimal) -> f64 {
    points.to_f64().unwrap_or_default()
}
