//! Who is likely to have left some days later, and what makes it so. Who leaves and is back by then has not left.
//!
//! A model is fitted to what was known of customers at earlier days and to who of them was gone some time later. It is judged on
//! the newest such day, by a model that was fitted to the days before it alone: nothing that a score is held against was there
//! when it was made.

mod fit;

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::Message;
use serde::Serialize;

use super::features::{Features, Laid};
use super::judgement::{ModelBeside, ScoreModel, ScoreScale};
use super::study::Study;
use super::{Population, Provenance};
use crate::engine::Engine;
use crate::subjects::Set;
use crate::{EngineError, Reason};
use fit::{Fitted, Known, Machine, taken};

/// How many days back a model is fitted to; those on which nobody was there yet are left out.
const CUT_OFFS: i32 = 6;

/// A question about who will leave.
#[derive(Clone, Debug)]
pub struct ChurnQuery {
    /// The score's name in the catalog: `churn`.
    pub score: String,
    /// What scores are made with.
    pub model: RiskModel,
    /// The day at whose start customers are scored, or as far as the data is known where that is earlier; `None` for the newest at
    /// whose start everything that scores are made of is known.
    pub at: Option<Date>,
    /// How many days after a score it is looked who is gone; more than zero.
    pub horizon_days: i64,
    /// Cuts are not for scores: `by` is left empty.
    pub population: Population,
}

/// What makes a probability of what is known of a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RiskModel {
    /// A logistic regression: each component counts for itself, evenly over its range.
    #[default]
    Logistic,
    /// Boosted trees: components may count together, and from some value on.
    Boosted,
}

impl RiskModel {
    /// As it is asked for and told.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Logistic => "logistic",
            Self::Boosted => "boosted",
        }
    }

    const fn scale(self) -> ScoreScale {
        ScoreScale::Probability(self.name())
    }
}

/// Who is likely to leave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Churn {
    pub score: String,
    /// The day at whose start the scores are made.
    pub at: String,
    /// Whether everything they are made of is known up to then.
    pub complete: bool,
    /// RFC 3339 instant that they are made of: the start of that day, or as far as everything is known where that is earlier.
    /// `None` where nothing has been delivered.
    pub known_to: Option<String>,
    /// How many days later.
    pub horizon_days: i64,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// How a model fitted to the days before it foretold who left after the newest day.
    pub model: ScoreModel,
    /// What the scores are made with; `None` with `model.reason` where all or none have left, or too few for trees.
    pub fitted: Option<FittedModel>,
    /// By score, the likeliest to leave first, then by id; empty without a model.
    pub scores: Vec<CustomerRisk>,
}

/// A model that was fitted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FittedModel {
    /// The days at whose start customers were looked at, oldest first.
    pub at: Vec<String>,
    /// Customers looked at, each once a day.
    pub customers: u64,
    /// How many of them were gone `horizon_days` later.
    pub left: u64,
    /// What points are added to. Of a regression the log-odds of a customer like the mean of all, of trees the mean of the
    /// log-odds of all.
    pub base: f64,
    /// How many trees; left out of a regression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trees: Option<u64>,
    pub components: Vec<FittedComponent>,
}

/// One component of a model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FittedComponent {
    pub component: String,
    /// What one standard deviation more adds to the log-odds of a regression; trees have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coefficient: Option<f64>,
    /// How far it takes a customer's log-odds from the base, either way: the mean over those looked at.
    pub importance: f64,
    /// Of its values, as the component takes them.
    pub mean: f64,
    pub deviation: f64,
}

/// One customer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerRisk {
    pub customer_id: String,
    /// The probability that they are gone on the day `horizon_days` later, 0 to 1.
    pub score: f64,
    /// `base` and the points are the logarithm of the odds.
    pub ledger: Vec<RiskEntry>,
}

/// What one component adds to one customer's log-odds, measured from the base.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RiskEntry {
    pub component: String,
    /// Above zero towards leaving; zero where nothing is known.
    pub points: f64,
    /// What was found, in the component's own measure; `None` where nothing is known.
    pub value: Option<f64>,
}

/// A customer at a day, and what is known of them.
type Row = (u32, Vec<Option<f64>>);

impl Engine {
    /// Scores customers by how likely they are to leave.
    ///
    /// # Errors
    /// [`EngineError::Question`] when there is no such score; and as for [`Engine::query`].
    pub async fn churn(&self, query: &ChurnQuery) -> Result<Churn, EngineError> {
        if query.horizon_days <= 0 {
            return Err(EngineError::Question(Message::new("engine.score_horizon")));
        }
        let mut study = Study::open(self, &query.population).await?;
        let laid = Laid::out(&mut study, &query.score).await?;
        let at = self.scored_at(query.at, laid.horizon)?;
        let at_us = self.calendar.start_of_day(at)?;
        let known = match laid.horizon {
            Some(horizon) => self.calendar.day_of(horizon.min(at_us))?,
            None => at,
        };
        let mut cut_offs = self.cut_offs(known, query.horizon_days, CUT_OFFS)?;
        cut_offs.reverse();
        let mut days: Vec<Date> = cut_offs.iter().map(|(then, _)| *then).chain([known, at]).collect();
        days.dedup();
        let read: BTreeMap<Date, Features> = days.iter().copied().zip(laid.at(&study, &days).await?).collect();
        let looked: Vec<(Date, Vec<Known>)> = cut_offs
            .iter()
            .filter_map(|(then, later)| Some((*then, outcomes(&laid, read.get(then)?, &read.get(later)?.of))))
            .filter(|(_, known)| !known.is_empty())
            .collect();
        let all: Vec<Known> = looked.iter().flat_map(|(_, known)| known.iter().cloned()).collect();
        let fitted = Fitted::to(&all, query.model);
        let mut scores = Vec::new();
        if let Ok(fitted) = &fitted {
            for (customer, values) in rows(&laid, &read[&at]) {
                scores.push(risk(&study, &laid, fitted, (customer, &values), &read[&at])?);
            }
        }
        scores.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.customer_id.cmp(&b.customer_id)));
        let model = match &fitted {
            Ok(_) => judged(&looked, query),
            Err(why) => ScoreModel::untested(query.model.scale(), Reason::from(*why)),
        };
        Ok(Churn {
            score: query.score.clone(),
            at: at.to_string(),
            complete: laid.horizon.is_some_and(|horizon| at_us <= horizon),
            known_to: laid.known_to(at_us),
            horizon_days: query.horizon_days,
            provenance: study.provenance().await?,
            model,
            fitted: fitted.ok().map(|fitted| told(&laid, &fitted, &looked)),
            scores,
        })
    }
}

/// What is known of everybody on a day.
fn rows(laid: &Laid<'_>, features: &Features) -> Vec<Row> {
    let components = &laid.score.components;
    let values = |customer| {
        let known = components.iter().zip(&features.values);
        known
            .map(|(component, found)| found.of(customer, component).and_then(|value| taken(component, value)))
            .collect()
    };
    features.of.iter().map(|customer| (customer, values(customer))).collect()
}

fn outcomes(laid: &Laid<'_>, then: &Features, later: &Set) -> Vec<Known> {
    let known = |(customer, values): Row| Known { customer, values, left: !later.contains(customer) };
    if laid.horizon.is_some() { rows(laid, then).into_iter().map(known).collect() } else { Vec::new() }
}

/// The newest day, scored by a model of the days before it. A regression costs little beside trees, and is told with them: whoever
/// sees that it does as well may keep to it.
fn judged(looked: &[(Date, Vec<Known>)], query: &ChurnQuery) -> ScoreModel {
    let mut model = held_against_the_newest(looked, query.model, query.horizon_days);
    if query.model == RiskModel::Boosted && model.tested.is_some() {
        let other = held_against_the_newest(looked, RiskModel::Logistic, query.horizon_days);
        model.beside = Some(ModelBeside::from(&other));
    }
    model
}

fn held_against_the_newest(looked: &[(Date, Vec<Known>)], model: RiskModel, horizon_days: i64) -> ScoreModel {
    let Some(((newest, test), before)) = looked.split_last() else {
        return ScoreModel::untested(model.scale(), Reason::NoData);
    };
    let before: Vec<Known> = before.iter().flat_map(|(_, known)| known.iter().cloned()).collect();
    let fitted = match Fitted::to(&before, model) {
        Ok(fitted) => fitted,
        Err(why) => return ScoreModel::untested(model.scale(), Reason::from(why)),
    };
    let score = |one: &Known| Some((fitted.score(&one.values).ok()?.probability, one.left));
    // One day, on which everybody is looked at once.
    let scored: Vec<_> = (0..).zip(test.iter().filter_map(score)).collect();
    ScoreModel::judge(model.scale(), &scored, (vec![newest.to_string()], horizon_days))
}

fn risk(
    study: &Study<'_>,
    laid: &Laid<'_>,
    fitted: &Fitted,
    (customer, values): (u32, &[Option<f64>]),
    features: &Features,
) -> Result<CustomerRisk, EngineError> {
    let scored = fitted
        .score(values)
        .map_err(|_| EngineError::Question(Message::new("engine.score_too_large").with("name", &laid.score.name)))?;
    let components = laid.score.components.iter().zip(&features.values).zip(&scored.points);
    let entry = |((component, found), points): ((&catalog::Component, &super::features::Feature), &f64)| RiskEntry {
        component: component.name.clone(),
        points: *points,
        value: found.of(customer, component).and_then(|value| rust_decimal::prelude::ToPrimitive::to_f64(&value)),
    };
    Ok(CustomerRisk {
        customer_id: study.id_of(customer)?,
        score: scored.probability,
        ledger: components.map(entry).collect(),
    })
}

fn told(laid: &Laid<'_>, fitted: &Fitted, looked: &[(Date, Vec<Known>)]) -> FittedModel {
    let all = || looked.iter().flat_map(|(_, known)| known);
    let importances = fitted.importances(all());
    let component = |(place, component): (usize, &catalog::Component)| FittedComponent {
        component: component.name.clone(),
        coefficient: match &fitted.machine {
            Machine::Logistic(logistic) => Some(logistic.coefficients[place]),
            Machine::Boosted(_) => None,
        },
        importance: importances[place],
        mean: fitted.scalings[place].mean,
        deviation: fitted.scalings[place].deviation,
    };
    FittedModel {
        at: looked.iter().map(|(day, _)| day.to_string()).collect(),
        customers: all().count() as u64,
        left: all().filter(|known| known.left).count() as u64,
        base: fitted.base(),
        trees: match &fitted.machine {
            Machine::Logistic(_) => None,
            Machine::Boosted(boosted) => Some(boosted.trees() as u64),
        },
        components: laid.score.components.iter().enumerate().map(component).collect(),
    }
}
