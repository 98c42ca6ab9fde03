//! What is known of each customer at an instant, component by component, as a score's file asks for it.
//!
//! Nothing after the instant is read: each measure of a score is of the end of a period, and the period ends there.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Component, Score, TimeRule};
use jiff::civil::Date;
use model::{Calendar, Message, Micros, nearest};
use rust_decimal::Decimal;

use super::occurrence::Occurrence;
use super::readings::{Readings, spot};
use super::study::Study;
use crate::EngineError;
use crate::engine::Engine;
use crate::evaluate::{Value, evaluate};
use crate::frame::Frame;
use crate::plan::Plan;
use crate::rows::told;
use crate::subjects::Set;

/// The customers of a score at one instant, and what is known of each.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// Who has a score.
    pub of: Set,
    /// By component, in their order.
    pub values: Vec<Feature>,
}

/// One component.
#[derive(Clone, Debug, PartialEq)]
pub enum Feature {
    /// Everybody has 1 or 0.
    Set(Set),
    /// Whoever is absent has none.
    Vector(BTreeMap<u32, Decimal>),
    /// Nothing has been delivered that it could be read from.
    Unknown,
}

impl Feature {
    /// The value of a customer, or what the component says of those whom it does not know.
    pub fn of(&self, customer: u32, component: &Component) -> Option<Decimal> {
        match self {
            Self::Set(set) => Some(Decimal::from(u8::from(set.contains(customer)))),
            Self::Vector(values) => values.get(&customer).copied().or(component.absent),
            Self::Unknown => None,
        }
    }
}

/// A score's rows, laid out.
pub struct Laid<'a> {
    pub score: &'a Score,
    /// The customers who count.
    counted: Set,
    /// Which components can be read, in their order.
    known: Vec<bool>,
    /// The instant up to which everything that can be read is complete.
    pub horizon: Option<Micros>,
}

impl<'a> Laid<'a> {
    /// Lays out what the score of this name reads.
    ///
    /// # Errors
    /// [`EngineError::Question`] when there is none; when its relations cannot be planned.
    pub async fn out(study: &mut Study<'a>, name: &str) -> Result<Self, EngineError> {
        let engine = study.engine();
        let score = engine.catalog.scores.get(name).ok_or_else(|| unknown(name, engine.catalog.scores.keys()))?;
        let everybody = Occurrence::named("customers", &engine.catalog, &engine.settings, study.basis());
        let divisions = study.divide(&everybody.set(TimeRule::Ever)).await?;
        let counted = divisions.iter().fold(Set::new(), |all, division| all | &division.subjects);
        let mut relations = study.lay_out_formulas(&[&score.of.expr], name).await?;
        let mut known = Vec::with_capacity(score.components.len());
        for component in &score.components {
            let read = study.lay_out_formulas(&[&component.formula.expr], name).await?;
            let names: Vec<&str> = read.iter().map(String::as_str).collect();
            let is_known = study.horizon(&names)?.is_some();
            known.push(is_known);
            if is_known {
                relations.extend(read);
            }
        }
        let names: Vec<&str> = relations.iter().map(String::as_str).collect();
        let horizon = study.horizon(&names)?;
        Ok(Self { score, counted, known, horizon })
    }

    /// What is known at the start of each of these days, or as far as it is known where that is earlier.
    ///
    /// # Errors
    /// [`EngineError`] when a measure cannot be read.
    pub async fn at(&self, study: &Study<'_>, days: &[Date]) -> Result<Vec<Features>, EngineError> {
        let engine = study.engine();
        let calendar = &engine.calendar;
        let last = self.last_day(calendar)?;
        let day = |day: &Date| {
            let end = last.map_or(*day, |last| last.min(*day));
            calendar.period(calendar.shift(end, -1)?, end)
        };
        let periods = days.iter().map(day).collect::<Result<Vec<_>, _>>()?;
        let frame = Frame { periods, horizon: self.horizon, latest: None };
        let components = || self.score.components.iter().zip(&self.known).filter(|(_, known)| **known);
        let formulas = || std::iter::once(&self.score.of.expr).chain(components().map(|(one, _)| &one.formula.expr));
        let plan = Plan::of_formulas(&engine.catalog, formulas(), frame.clone(), (study.params(), calendar))?;
        let measures: BTreeSet<String> = plan.measures().into_iter().map(str::to_owned).collect();
        for measure in &measures {
            study.refuse_missing_rates(measure, &frame).await?;
        }
        let readings = Readings::of(study, (plan, calendar), self.counted.clone()).await?;
        (0..days.len()).map(|period| self.features(&readings, period)).collect()
    }

    /// The first day at whose start nothing more is known than before it: a period that ends later would have to begin at or
    /// before the horizon to be read there.
    fn last_day(&self, calendar: &Calendar) -> Result<Option<Date>, EngineError> {
        let Some(horizon_us) = self.horizon else { return Ok(None) };
        let day = calendar.day_of(horizon_us)?;
        let is_whole = calendar.start_of_day(day)? == horizon_us;
        Ok(Some(if is_whole { day } else { calendar.shift(day, 1)? }))
    }

    /// RFC 3339 instant that scores at another are made of: as far as is known where that is earlier; `None` where nothing is.
    pub fn known_to(&self, at_us: Micros) -> Option<String> {
        self.horizon.map(|horizon_us| told(horizon_us.min(at_us)))
    }

    fn features(&self, readings: &Readings<'_>, period: usize) -> Result<Features, EngineError> {
        readings.evaluate(|part| {
            let of = match evaluate(part, &self.score.of.expr, spot(period))? {
                Value::Set(set) => set,
                _ => Set::new(),
            };
            let components = self.score.components.iter().zip(&self.known);
            let values = components.map(|(component, known)| match known {
                false => Ok(Feature::Unknown),
                true => Ok(match evaluate(part, &component.formula.expr, spot(period))? {
                    Value::Set(set) => Feature::Set(set),
                    Value::Vector(amounts) => {
                        let value = |(key, amount): &(u32, i128)| (*key, amounts.decimal(*amount));
                        Feature::Vector(amounts.entries.iter().map(value).collect())
                    }
                    _ => Feature::Unknown,
                }),
            });
            let values = values.collect::<Result<Vec<_>, EngineError>>()?;
            Ok(Features { of, values })
        })
    }
}

impl Engine {
    /// The day to score at: the one asked for, or the newest at whose start all is known that is known to this instant.
    pub(super) fn scored_at(&self, asked: Option<Date>, horizon: Option<Micros>) -> Result<Date, EngineError> {
        match asked {
            Some(day) => Ok(day),
            None => Ok(self.calendar.day_of(horizon.unwrap_or(self.as_of_us()))?),
        }
    }

    /// Days to score at, the newest first, and the days on which to look what came of it: no stretch of time is looked at
    /// twice.
    ///
    /// # Errors
    /// [`EngineError::Calendar`] when one lies outside the representable years.
    pub(super) fn cut_offs(&self, known: Date, days: i64, times: i32) -> Result<Vec<(Date, Date)>, EngineError> {
        let back = |times: i32| self.calendar.shift(known, -days.saturating_mul(i64::from(times)));
        (1..=times).map(|times| Ok((back(times)?, back(times - 1)?))).collect()
    }
}

/// The error of a name that no score of the catalog has.
pub(super) fn unknown<'a>(name: &str, scores: impl Iterator<Item = &'a String>) -> EngineError {
    let known: Vec<&str> = scores.map(String::as_str).collect();
    EngineError::Question(match nearest(name, known.iter().copied()) {
        Some(near) => Message::new("engine.unknown_score_near").with("name", name).with("nearest", near),
        None => Message::new("engine.unknown_score").with("name", name).with("known", known.join(", ")),
    })
}
