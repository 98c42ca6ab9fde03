//! What the maths found, in the metric's unit and by the days of its periods.

use jiff::civil::Date;
use model::{Grain, Message};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::Serializer;
use serde::ser::SerializeMap;
use stats::forecast::{Break, Model, Odd, Point, Smoothing};

use super::{Changepoint, ForecastKind, ForecastModel, ForecastRow, HistoryRow, Outlier};
use crate::engine::Engine;
use crate::units::number;
use crate::{EngineError, Number, Unit};

/// Decimals of a forecast that is no money: more than anybody could mean.
const PLACES: u32 = 9;
/// What no value foretold may reach: a million billion billions.
const MOST: Decimal = Decimal::from_parts(2_701_131_776, 466_537_709, 54_210, false, 0);

impl Engine {
    /// The periods foretold, from the end of the last one known.
    ///
    /// # Errors
    /// [`EngineError::Definition`] for a value beyond what an exact decimal can hold.
    pub(super) fn rows(
        &self,
        points: &[Point],
        last: Option<&HistoryRow>,
        grain: Grain,
        unit: Unit,
    ) -> Result<Vec<ForecastRow>, EngineError> {
        let Some(mut start) = last.and_then(|row| row.end.parse::<Date>().ok()) else { return Ok(Vec::new()) };
        let mut rows = Vec::with_capacity(points.len());
        for point in points {
            let end = self.calendar.next(start, grain)?;
            rows.push(ForecastRow {
                start: start.to_string(),
                end: end.to_string(),
                value: self.in_unit(point.value, unit)?,
                low: point.bounds.map(|(low, _)| low),
                high: point.bounds.map(|(_, high)| high),
            });
            start = end;
        }
        Ok(rows)
    }

    fn in_unit(&self, value: f64, unit: Unit) -> Result<Number, EngineError> {
        let too_large = || EngineError::Definition(Message::new("engine.too_many_digits").with("what", value));
        // Money is counted in ten-thousandths, for which a decimal needs four digits more.
        let value = Decimal::from_f64(value).filter(|value| value.abs() < MOST).ok_or_else(too_large)?.round_dp(PLACES);
        Ok(number(value, unit, self.currency))
    }
}

impl ForecastModel {
    pub(super) fn of(model: Model, season: usize) -> Self {
        let (kind, deviation, smoothing) = match model {
            Model::Constant => (ForecastKind::Constant, 0.0, None),
            Model::SeasonalNaive { deviation } => (ForecastKind::SeasonalNaive, deviation, None),
            Model::Smoothing(smoothing) => (ForecastKind::Smoothing, smoothing.deviation, Some(smoothing)),
        };
        let season = smoothing.as_ref().map_or(season, |smoothing| smoothing.seasonal.len().max(1));
        Self { kind, season, deviation, smoothing }
    }
}

impl Changepoint {
    pub(super) fn of(found: &Break, past: &[HistoryRow]) -> Self {
        Self {
            start: past[found.at].start.clone(),
            jump: found.jump,
            slope_before: found.slope_before,
            slope_after: found.slope_after,
        }
    }
}

impl Outlier {
    pub(super) fn of(found: &Odd, past: &[HistoryRow]) -> Self {
        let row = &past[found.at];
        Self { start: row.start.clone(), value: row.value, expected: found.expected, score: found.score }
    }
}

/// The fitted model, so that anybody can compute it again.
pub fn smoothing<S: Serializer>(fitted: &Option<Smoothing>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    if let Some(fitted) = fitted {
        map.serialize_entry("name", fitted.name)?;
        map.serialize_entry("alpha", &fitted.alpha)?;
        for (name, weight) in [("beta", fitted.beta), ("gamma", fitted.gamma), ("phi", fitted.phi)] {
            if let Some(weight) = weight {
                map.serialize_entry(name, &weight)?;
            }
        }
        map.serialize_entry("level", &fitted.level)?;
        if let Some(trend) = fitted.trend {
            map.serialize_entry("trend", &trend)?;
        }
        if !fitted.seasonal.is_empty() {
            map.serialize_entry("seasonal", &fitted.seasonal)?;
        }
        map.serialize_entry("log_likelihood", &fitted.log_likelihood)?;
        map.serialize_entry("aicc", &fitted.aicc)?;
    }
    map.end()
}
