//! The forecast to beat: what was a season ago.

use super::Point;
use crate::Undefined;
use crate::level::student;

/// The fewest changes from season to season that tell how far they scatter.
const FEWEST: usize = 3;

/// The value of the same part of the last season, with the error of a walk from season to season.
///
/// `y(n+h) = y(n+h-m(k+1))` with the variance `σ² (k+1)`, where `k` whole seasons lie between. `σ²` is known from `n - m` changes
/// alone, so that the interval is by Student's t with as many degrees of freedom; below three changes there is none.
///
/// Source: Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, third edition, sections 5.2 and 5.5; Student
/// (1908), The probable error of a mean, Biometrika 6:1, for the interval.
///
/// # Errors
/// [`Undefined::Level`].
pub fn points(values: &[f64], season: usize, periods: usize, level: f64) -> Result<Vec<Point>, Undefined> {
    let (deviation, changes) = (deviation(values, season), values.len() - season);
    let reach_of_one = student(level, changes as f64)? * deviation;
    let last = &values[values.len() - season..];
    let point = |index: usize| {
        let reach = reach_of_one * ((index / season + 1) as f64).sqrt();
        let value = last[index % season];
        let is_known = deviation > 0.0 && changes >= FEWEST;
        Point { value, bounds: is_known.then_some((value - reach, value + reach)) }
    };
    Ok((0..periods).map(point).collect())
}

/// The root of the mean squared change from season to season.
pub fn deviation(values: &[f64], season: usize) -> f64 {
    let squares = changes(values, season).map(|change| change * change).sum::<f64>();
    (squares / (values.len() - season) as f64).sqrt()
}

/// The mean absolute change from season to season.
pub fn mean_change(values: &[f64], season: usize) -> f64 {
    changes(values, season).map(f64::abs).sum::<f64>() / (values.len() - season) as f64
}

fn changes(values: &[f64], season: usize) -> impl Iterator<Item = f64> + '_ {
    values.iter().skip(season).zip(values).map(|(now, then)| now - then)
}
