//! What a metric will be: a forecast with its interval, judged on the newest periods against the seasonal-naive one, and what
//! stands out in the periods it is made from.

mod series;
mod told;

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{Grain, Message};
use serde::Serialize;
use stats::forecast::{Ahead, FEWEST, Holdout, forecast, history};

use super::{Population, Provenance};
use crate::engine::Engine;
use crate::interval::LEVEL;
use crate::{EngineError, Number, Query, Reason, Row, Unit, plan};
use series::Series;

/// A question about the future of a metric.
#[derive(Clone, Debug)]
pub struct ForecastQuery {
    pub metric: String,
    /// First day of the periods that it is made from.
    pub from: Date,
    /// First day after them. What is not known to its end yet is left out, and foretold.
    pub to: Date,
    pub grain: Grain,
    /// Periods to foretell; at least 1.
    pub periods: usize,
    /// Begin with the first period that has anything in it: nobody named the day to begin with.
    pub since_first: bool,
    /// Who is counted: [`Engine::forecast`] is of all of them together, [`Engine::forecasts`] of each part.
    pub population: Population,
    pub params: BTreeMap<String, String>,
}

/// A forecast, how it was made and what it was made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricForecast {
    #[serde(flatten)]
    pub provenance: Provenance,
    pub metric: String,
    /// The part it is of: the value of each cut. Empty of everybody.
    #[serde(serialize_with = "crate::analyses::by_name", skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<(String, Option<String>)>,
    #[serde(serialize_with = "crate::analyses::unit_name")]
    pub unit: Unit,
    pub grain: Grain,
    /// Of the intervals.
    pub level: f64,
    /// One for each period foretold, from the first after `history`.
    pub rows: Vec<ForecastRow>,
    pub model: ForecastModel,
    pub holdout: ForecastHoldout,
    /// Where the trend broke, in the order of time.
    pub changepoints: Vec<Changepoint>,
    /// Periods out of the ordinary, in the order of time.
    pub outliers: Vec<Outlier>,
    /// The periods it was made from.
    pub history: Vec<HistoryRow>,
    /// Periods asked for that it was not made from.
    pub left_out: Vec<OmittedPeriod>,
}

/// A forecast of each part.
#[derive(Clone, Debug, PartialEq)]
pub struct PartForecasts {
    /// In the order of the parts' values, those without one first.
    pub forecasts: Vec<MetricForecast>,
    /// Parts of which too little is known.
    pub without: Vec<PartWithout>,
}

/// A part that has no forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct PartWithout {
    /// The value of each cut.
    pub by: Vec<(String, Option<String>)>,
    pub why: Message,
}

/// One period foretold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecastRow {
    /// First day of the period, `YYYY-MM-DD`.
    pub start: String,
    /// First day after the period.
    pub end: String,
    pub value: Number,
    /// In units; `None` where nothing ever varied, so that nobody knows how far it may.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// How the rows were computed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecastModel {
    pub kind: ForecastKind,
    /// Periods in a season; 1 where no season was taken into account.
    pub season: usize,
    /// Standard deviation of the error of one period, in units: for the seasonal-naive forecast of a season.
    pub deviation: f64,
    /// Only of `smoothing`.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "told::smoothing")]
    pub smoothing: Option<stats::forecast::Smoothing>,
}

/// The methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ForecastKind {
    /// Exponential smoothing, in the form of least AICc.
    Smoothing,
    /// The value of a season before.
    SeasonalNaive,
    /// All periods have the same value.
    Constant,
}

/// Both methods on the newest periods, which neither had seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecastHoldout {
    /// First day of the periods held back.
    pub start: String,
    pub periods: usize,
    /// The mean absolute change from season to season before, in units: what `mase` divides by.
    pub scale: f64,
    /// The method of the smaller error; of equal ones the seasonal-naive forecast.
    pub winner: ForecastKind,
    pub smoothing: ForecastError,
    pub seasonal_naive: ForecastError,
    pub rows: Vec<HoldoutRow>,
}

/// How far one method was off.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecastError {
    /// Mean absolute error, in units.
    pub mae: f64,
    /// `mae` over the scale; below 1 is better than repeating a season was before. `None` where nothing changed before.
    pub mase: Option<f64>,
    /// Periods that lay within its intervals.
    pub covered: usize,
}

/// One period held back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoldoutRow {
    pub start: String,
    pub value: Number,
    /// What each method foretold, in units.
    pub smoothing: f64,
    pub seasonal_naive: f64,
}

/// A new trend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changepoint {
    /// First day of the first period of the new trend.
    pub start: String,
    /// How far the new trend begins above where the old one would have been, in units.
    pub jump: f64,
    /// The rise from one period to the next, in units.
    pub slope_before: f64,
    pub slope_after: f64,
}

/// A period out of the ordinary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outlier {
    pub start: String,
    pub value: Number,
    /// What trend and season make of it, in units.
    pub expected: f64,
    /// How far off it is in robust standard deviations; `None` where most periods lie on their trend exactly.
    pub score: Option<f64>,
}

/// A period the forecast was made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryRow {
    pub start: String,
    pub end: String,
    pub value: Number,
}

/// A period the forecast was not made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OmittedPeriod {
    pub start: String,
    pub end: String,
    pub why: Omission,
    /// Why there is no value, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Why a period is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Omission {
    /// It is not over, or not known to its end.
    Incomplete,
    /// Some of its customers have not been observed for long enough.
    Immature,
    /// It has no value.
    NoValue,
}

impl Engine {
    /// What a metric will be in the periods after the newest that are final.
    ///
    /// # Errors
    /// [`EngineError::Question`] for too few periods and for one without a value between others, and as for
    /// [`Engine::query`].
    pub async fn forecast(&self, query: &ForecastQuery) -> Result<MetricForecast, EngineError> {
        let asked = query.asked(&[]);
        let answer = self.query(&asked).await?.pop();
        let provenance = self.provenance(self.basis(&asked), query.population.subject).await?;
        self.foretold(query, provenance, answer.map(|answer| answer.rows).unwrap_or_default())
    }

    /// The same of each part that the question's cuts make; a part of which too little is known says so, and keeps no other from
    /// its forecast.
    ///
    /// # Errors
    /// As for [`Engine::query`].
    pub async fn forecasts(&self, query: &ForecastQuery) -> Result<PartForecasts, EngineError> {
        let asked = query.asked(&query.population.by);
        let answer = self.query(&asked).await?.pop();
        let provenance = self.provenance(self.basis(&asked), query.population.subject).await?;
        let mut parts: BTreeMap<Vec<(String, Option<String>)>, Vec<Row>> = BTreeMap::new();
        for row in answer.map(|answer| answer.rows).unwrap_or_default() {
            parts.entry(row.by.clone()).or_default().push(row);
        }
        let mut found = PartForecasts { forecasts: Vec::new(), without: Vec::new() };
        for (by, rows) in parts {
            match self.foretold(query, provenance.clone(), rows) {
                Ok(forecast) => found.forecasts.push(MetricForecast { by, ..forecast }),
                Err(EngineError::Question(why)) => found.without.push(PartWithout { by, why }),
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// From the periods of one part, or of everybody.
    fn foretold(
        &self,
        query: &ForecastQuery,
        provenance: Provenance,
        rows: Vec<Row>,
    ) -> Result<MetricForecast, EngineError> {
        let metric = plan::metric(&self.catalog, &query.metric)?;
        let Series { history: past, left_out } = Series::of(metric.unit, rows, query)?;
        let values: Vec<f64> = past.iter().map(|row| row.value.to_f64()).collect();
        if values.len() < FEWEST {
            return Err(too_few(query, values.len(), left_out.len()));
        }
        let season = season(query.grain);
        let ahead = Ahead { season, periods: query.periods.max(1), level: LEVEL, limits: limits(metric.unit, &values) };
        let unfit = |undefined: stats::Undefined| {
            let message = Message::new("engine.forecast_unfit").with("metric", &metric.id);
            EngineError::Question(message.with_message("why", Message::new(undefined.key())))
        };
        let found = forecast(&values, ahead).map_err(unfit)?;
        let (breaks, odd) = history(&values, season).map_err(unfit)?;
        let rows = self.rows(&found.points, past.last(), query.grain, metric.unit)?;
        Ok(MetricForecast {
            provenance,
            metric: metric.id.clone(),
            by: Vec::new(),
            unit: metric.unit,
            grain: query.grain,
            level: LEVEL,
            rows,
            model: ForecastModel::of(found.model, found.season),
            holdout: ForecastHoldout::of(&found.holdout, &past),
            changepoints: breaks.iter().map(|one| Changepoint::of(one, &past)).collect(),
            outliers: odd.iter().map(|one| Outlier::of(one, &past)).collect(),
            history: past,
            left_out,
        })
    }
}

impl ForecastQuery {
    fn asked(&self, by: &[String]) -> Query {
        Query {
            by: by.to_vec(),
            filter: self.population.filter.clone(),
            basis: self.population.basis,
            subject: self.population.subject,
            params: self.params.clone(),
            ..Query::new(&self.metric, self.from, self.to, Some(self.grain))
        }
    }
}

impl ForecastHoldout {
    fn of(found: &Holdout, past: &[HistoryRow]) -> Self {
        let held = &past[past.len() - found.held..];
        let error = |judged: &stats::forecast::Judged| ForecastError {
            mae: judged.mae,
            mase: judged.mase,
            covered: judged.covered,
        };
        let pairs = found.smoothing.points.iter().zip(&found.seasonal_naive.points);
        let rows = held.iter().zip(pairs).map(|(row, (smoothing, naive))| HoldoutRow {
            start: row.start.clone(),
            value: row.value,
            smoothing: smoothing.value,
            seasonal_naive: naive.value,
        });
        Self {
            start: held[0].start.clone(),
            periods: found.held,
            scale: found.scale,
            winner: if found.smoothing_wins { ForecastKind::Smoothing } else { ForecastKind::SeasonalNaive },
            smoothing: error(&found.smoothing),
            seasonal_naive: error(&found.seasonal_naive),
            rows: rows.collect(),
        }
    }
}

fn too_few(query: &ForecastQuery, count: usize, left_out: usize) -> EngineError {
    let message = Message::new("engine.forecast_too_few").with("metric", &query.metric).with("count", count);
    EngineError::Question(message.with("needed", FEWEST).with("left_out", left_out))
}

/// Periods in a season.
fn season(grain: Grain) -> usize {
    match grain {
        Grain::Day => 7,
        Grain::Week => 52,
        Grain::Month => 12,
        Grain::Quarter => 4,
        Grain::Year => 1,
    }
}

/// What a value of this unit cannot lie beyond. A share or an amount that has, such as of what is retained and expanded, or
/// of a profit, has no such bound.
fn limits(unit: Unit, values: &[f64]) -> (f64, f64) {
    let (low, high) = match unit {
        Unit::Share => (0.0, 1.0),
        Unit::Count | Unit::Money | Unit::Duration | Unit::Months => (0.0, f64::INFINITY),
        Unit::Points => (-100.0, 100.0),
        Unit::Ratio => (f64::NEG_INFINITY, f64::INFINITY),
    };
    let low = if values.iter().any(|value| *value < low) { f64::NEG_INFINITY } else { low };
    let high = if values.iter().any(|value| *value > high) { f64::INFINITY } else { high };
    (low, high)
}
