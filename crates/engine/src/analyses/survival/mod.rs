//! Survival: how long customers last, what shortens it, and how many will still be there later.
//!
//! Who has not left by the horizon of the sources has lasted at least so long, and counts as that. Durations are exact,
//! in units of the workspace's calendar; the curve is told at whole ones.

mod clock;
mod cox;
mod curves;
mod lives;

use jiff::civil::Date;
use model::Message;
use serde::Serialize;
use stats::Undefined;
use stats::survival::{KaplanMeier, log_rank};

use super::study::Study;
use super::{Population, Provenance};
use crate::EngineError;
use crate::engine::Engine;
use crate::interval::LEVEL;

pub use clock::LifeUnit;
pub use cox::{Covariate, CoxCoefficient, CoxModel};
pub use curves::{Projection, ProjectionPoint, RestrictedMean, SurvivalCurve, SurvivalPoint};

use clock::Clock;
use curves::Shape;
use lives::Life;

/// The most units that a curve is told or projected for.
pub const MOST_UNITS: u32 = 3_700;

/// A question about lifetimes.
#[derive(Clone, Debug)]
pub struct SurvivalQuery {
    /// What begins a lifetime, named as for [`crate::RetentionQuery`].
    pub start: String,
    pub each: LifeOf,
    /// What ends it, named likewise; `None` where `start` is a state that ends by itself.
    pub end: Option<String>,
    pub leaving: Leaving,
    /// Only lifetimes that begin on these days, the second outside; `None` for all.
    pub began: Option<(Date, Date)>,
    pub unit: LifeUnit,
    /// How many units the curve is told for, and the restricted mean is taken over; `None` for as many as are known.
    pub until: Option<u32>,
    /// How many units a fitted model is projected for; `None` for no model.
    pub project: Option<u32>,
    pub interval: SurvivalInterval,
    /// What a proportional-hazards model explains lifetimes by; empty for no model.
    pub covariates: Vec<Covariate>,
    pub population: Population,
}

/// Which lifetimes a customer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LifeOf {
    /// One, from the first start of all time.
    #[default]
    First,
    /// One for each start: each subscription, or each stretch of a state.
    Every,
}

/// Which leaving ends a lifetime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// The last so far: who has come back has not left.
    #[default]
    ForGood,
    /// The first, whether or not they came back.
    First,
}

/// How the interval of a curve is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SurvivalInterval {
    /// On the log(-log) scale, within 0 and 1.
    #[default]
    LogLog,
    /// Greenwood's plain one, cut to 0 and 1.
    Greenwood,
}

/// Curves, what tells them apart, and what explains them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survival {
    pub start: String,
    pub of: LifeOf,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    pub leaving: Leaving,
    /// First day on which a lifetime begins, and the first on which none does; `None` where all count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What `t`, medians and means are counted in.
    pub unit: LifeUnit,
    pub interval: IntervalOf,
    /// RFC 3339 instant up to which lifetimes were observed; `None` where nothing has been delivered.
    pub observed_to: Option<String>,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// By part.
    pub curves: Vec<SurvivalCurve>,
    /// Whether the parts differ; `None` where there is only one.
    pub log_rank: Option<LogRankTest>,
    /// `None` where no covariates were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cox: Option<CoxModel>,
}

/// What the intervals of an answer are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct IntervalOf {
    pub method: SurvivalInterval,
    pub level: f64,
}

/// The log-rank test between the parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogRankTest {
    /// `None`, with `reason`, where it cannot be made.
    pub chi2: Option<f64>,
    pub df: Option<u64>,
    /// How often parts alike would differ as much, 0 to 1.
    pub p: Option<f64>,
    #[serde(serialize_with = "super::undefined", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Undefined>,
}

impl Engine {
    /// Draws survival curves.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the question cannot be asked so, and as for [`Engine::query`].
    pub async fn survival(&self, query: &SurvivalQuery) -> Result<Survival, EngineError> {
        query.check()?;
        let mut study = Study::open(self, &query.population).await?;
        let start = study.find(&query.start).await?;
        let end = match &query.end {
            Some(end) => Some(study.find(end).await?),
            None if start.lasts() => None,
            None => {
                return Err(EngineError::Question(Message::new("engine.survival_end").with("name", &query.start)));
            }
        };
        let read: Vec<&str> = std::iter::once(&start).chain(&end).map(|found| found.from.as_str()).collect();
        let horizon = study.horizon(&read)?;
        let began = match query.began {
            Some((from, to)) => Some(self.calendar.period(from, to)?),
            None => None,
        };
        let lives = match horizon {
            Some(horizon) => {
                let clock = Clock { calendar: &self.calendar, unit: query.unit };
                let wanted = lives::Wanted { query, start: &start, end: end.as_ref(), began, horizon };
                wanted.read(&study, &clock).await?
            }
            None => Vec::new(),
        };
        let divisions = study.divide(&start.set(catalog::TimeRule::Ever)).await?;
        let parts = divisions.into_iter().map(|division| {
            let own = lives.iter().filter(|life| division.subjects.contains(life.customer)).copied();
            (division.by, own.collect::<Vec<Life>>())
        });
        let parts: Vec<_> = parts.filter(|(by, own)| by.is_empty() || !own.is_empty()).collect();
        let observed: Vec<Vec<(i64, bool)>> =
            parts.iter().map(|(_, lives)| lives.iter().map(|life| (life.duration, life.ended)).collect()).collect();
        let fitted: Vec<Option<KaplanMeier>> = observed.iter().map(|own| KaplanMeier::fit(own).ok()).collect();
        let shape = Shape::of(query, &observed);
        let curves = parts.iter().zip(&observed).zip(&fitted);
        let curves = curves.map(|(((by, _), own), curve)| shape.curve(by, own, curve.as_ref()));
        let curves = curves.collect::<Result<Vec<_>, _>>()?;
        let cox = if query.covariates.is_empty() {
            None
        } else {
            let all: Vec<Life> = parts.iter().flat_map(|(_, lives)| lives.iter().copied()).collect();
            Some(cox::fit(&mut study, &query.covariates, &all).await?)
        };
        Ok(Survival {
            start: query.start.clone(),
            of: query.each,
            end: query.end.clone(),
            leaving: query.leaving,
            from: query.began.map(|(from, _)| from.to_string()),
            to: query.began.map(|(_, to)| to.to_string()),
            unit: query.unit,
            interval: IntervalOf { method: query.interval, level: LEVEL },
            observed_to: horizon.map(crate::rows::told),
            provenance: study.provenance().await?,
            curves,
            log_rank: (observed.len() > 1).then(|| LogRankTest::between(&observed)),
            cox,
        })
    }
}

impl SurvivalQuery {
    fn check(&self) -> Result<(), EngineError> {
        if self.until.into_iter().chain(self.project).any(|units| units == 0 || units > MOST_UNITS) {
            return Err(EngineError::Question(Message::new("engine.survival_units").with("most", MOST_UNITS)));
        }
        if self.end.is_some() && self.each == LifeOf::Every {
            let message = Message::new("engine.survival_every_end").with("name", &self.start);
            return Err(EngineError::Question(message));
        }
        Ok(())
    }
}

impl LogRankTest {
    fn between(parts: &[Vec<(i64, bool)>]) -> Self {
        let parts: Vec<&[(i64, bool)]> = parts.iter().map(Vec::as_slice).collect();
        match log_rank(&parts) {
            Ok(test) => {
                Self { chi2: Some(test.chi2), df: Some(test.degrees_of_freedom), p: Some(test.p), reason: None }
            }
            Err(reason) => Self { chi2: None, df: None, p: None, reason: Some(reason) },
        }
    }
}
