//! What a series will be: exponential smoothing against the seasonal-naive forecast, judged on the periods held back; and what
//! it has been: where its trend broke and which of its values are out of the ordinary.

mod breaks;
mod naive;
mod odd;
mod season;
mod simplex;
mod smoothing;

use crate::Undefined;
use crate::level::normal;

pub use breaks::Break;
pub use odd::Odd;
pub use smoothing::Smoothing;

/// The fewest observations a forecast is made from: six to fit, and two held back to judge by.
pub const FEWEST: usize = 8;

/// The fewest periods held back where the series is long enough.
const FEWEST_HELD: usize = 3;

/// What is asked of a series.
#[derive(Clone, Copy, Debug)]
pub struct Ahead {
    /// Observations in a season, such as 12 months in a year; 1 for none.
    pub season: usize,
    /// How many periods after the last observation.
    pub periods: usize,
    /// Of the intervals, for example 0.95.
    pub level: f64,
    /// What no value lies below and above, such as 0 and 1 for a share; infinite for none.
    pub limits: (f64, f64),
}

/// A forecast and how far to trust it.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The winner, fitted to all observations.
    pub model: Model,
    /// The season that was used: 1 where the observations do not hold one beside what is held back.
    pub season: usize,
    /// One for each period ahead.
    pub points: Vec<Point>,
    pub holdout: Holdout,
}

/// How the future was computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// Every observation is the same.
    Constant,
    /// The value of a season before. `deviation` is the root of the mean squared change from season to season.
    SeasonalNaive {
        deviation: f64,
    },
    Smoothing(Smoothing),
}

/// What is expected of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub value: f64,
    /// Low and high; `None` where nothing has ever varied, or too few changes are known, so that nothing is known of how far
    /// it may.
    pub bounds: Option<(f64, f64)>,
}

/// Both methods, fitted to all but the last observations, against those.
#[derive(Clone, Debug, PartialEq)]
pub struct Holdout {
    /// How many observations were held back.
    pub held: usize,
    /// The mean absolute change from season to season of what was fitted to: the unit of the scaled errors.
    pub scale: f64,
    pub smoothing: Judged,
    pub seasonal_naive: Judged,
    pub smoothing_wins: bool,
}

/// One method on what was held back.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub points: Vec<Point>,
    /// Mean absolute error.
    pub mae: f64,
    /// `mae` over [`Holdout::scale`]; `None` where that is zero.
    pub mase: Option<f64>,
    /// How many observations lie within the intervals.
    pub covered: usize,
}

/// Forecasts equally spaced observations, the oldest first, by what was better on the last of them.
///
/// Held back are as many as are asked for, at least three and at most a quarter. The smaller mean absolute error wins; of
/// equal ones the seasonal-naive forecast, which is simpler. The winner is then fitted to everything.
///
/// Source: Hyndman and Koehler (2006), Another look at measures of forecast accuracy, International Journal of Forecasting
/// 22:679, for the scaled error.
///
/// # Errors
/// [`Undefined::TooFew`] below [`FEWEST`] observations, [`Undefined::NotFinite`], [`Undefined::Level`].
///
/// # Example
/// ```
/// let line: Vec<f64> = (1..=12).map(f64::from).collect();
/// let ahead = stats::forecast::Ahead { season: 1, periods: 2, level: 0.95, limits: (0.0, 100.0) };
/// let found = stats::forecast::forecast(&line, ahead).unwrap();
/// assert!((found.points[1].value - 14.0).abs() < 1e-3);
/// ```
pub fn forecast(values: &[f64], ahead: Ahead) -> Result<Forecast, Undefined> {
    let z = normal(ahead.level)?;
    if values.len() < FEWEST {
        return Err(Undefined::TooFew);
    }
    if values.iter().any(|value| !value.is_finite() || value.abs() > 1e100) {
        return Err(Undefined::NotFinite);
    }
    let held = ahead.periods.max(FEWEST_HELD).min(values.len() / 4);
    let (fitted, kept) = values.split_at(values.len() - held);
    let season = if fitted.len() > ahead.season { ahead.season.max(1) } else { 1 };
    let holdout = judge(fitted, kept, season, ahead)?;
    let (model, mut points) = if values.iter().all(|value| *value == values[0]) {
        (Model::Constant, vec![Point { value: values[0], bounds: None }; ahead.periods])
    } else if holdout.smoothing_wins {
        let fit = smoothing::best(values, season).ok_or(Undefined::TooFew)?;
        let points = fit.points(ahead.periods, z);
        (Model::Smoothing(fit), points)
    } else {
        let model = Model::SeasonalNaive { deviation: naive::deviation(values, season) };
        (model, naive::points(values, season, ahead.periods, ahead.level)?)
    };
    points.iter_mut().for_each(|point| point.keep_within(ahead.limits));
    if points.iter().any(|point| !point.value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    Ok(Forecast { model, season, points, holdout })
}

/// Where the trend of a series broke, and which observations are out of the ordinary.
///
/// An outlier is no break, and a break no outlier: breaks are sought first, then what lies far from the trends between
/// them, then the breaks again with those taken at the value of their trend. Over four seasons or more the series is
/// adjusted for its season before.
///
/// # Errors
/// As [`forecast`].
pub fn history(values: &[f64], season: usize) -> Result<(Vec<Break>, Vec<Odd>), Undefined> {
    if values.len() < FEWEST {
        return Err(Undefined::TooFew);
    }
    if values.iter().any(|value| !value.is_finite() || value.abs() > 1e100) {
        return Err(Undefined::NotFinite);
    }
    let seasonal = season::indices(values, season);
    let adjusted: Vec<f64> = values.iter().zip(&seasonal).map(|(value, index)| value - index).collect();
    let first = odd::odd(&adjusted, &breaks::starts(&adjusted));
    let mut smooth = adjusted.clone();
    for one in &first {
        smooth[one.at] = one.expected;
    }
    let starts = breaks::starts(&smooth);
    let mut odd = odd::odd(&adjusted, &starts);
    for one in &mut odd {
        one.expected += seasonal[one.at];
    }
    Ok((breaks::told(&smooth, &starts), odd))
}

impl Point {
    fn keep_within(&mut self, (low, high): (f64, f64)) {
        let within = |value: f64| value.max(low).min(high);
        self.value = within(self.value);
        self.bounds = self.bounds.map(|(below, above)| (within(below), within(above)));
    }
}

/// Both methods on `kept`.
fn judge(fitted: &[f64], kept: &[f64], season: usize, ahead: Ahead) -> Result<Holdout, Undefined> {
    let (z, limits) = (normal(ahead.level)?, ahead.limits);
    let scale = naive::mean_change(fitted, season);
    let judged = |mut points: Vec<Point>| {
        points.iter_mut().for_each(|point| point.keep_within(limits));
        let errors = points.iter().zip(kept).map(|(point, value)| (point.value - value).abs());
        let mae = errors.sum::<f64>() / kept.len() as f64;
        let inside =
            |(point, value): &(&Point, &f64)| point.bounds.is_some_and(|(low, high)| low <= **value && **value <= high);
        let covered = points.iter().zip(kept).filter(inside).count();
        Judged { mae, mase: (scale > 0.0).then(|| mae / scale), covered, points }
    };
    let smoothing = smoothing::best(fitted, season).ok_or(Undefined::TooFew)?;
    let smoothing = judged(smoothing.points(kept.len(), z));
    let seasonal_naive = judged(naive::points(fitted, season, kept.len(), ahead.level)?);
    let smoothing_wins = smoothing.mae < seasonal_naive.mae;
    Ok(Holdout { held: kept.len(), scale, smoothing, seasonal_naive, smoothing_wins })
}

#[cfg(test)]
mod tests;
