//! The forecast to beat: what was a season ago.

use super::Point;

/// The value of the same part of the last season, with the error of a walk from season to season.
///
/// `y(n+h) = y(n+h-m(k+1))` with the variance `σ² (k+1)`, where `k` whole seasons lie between.
///
/// Source: Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, third edition, sections 5.2 and 5.5.
pub fn points(values: &[f64], season: usize, periods: usize, z: f64) -> Vec<Point> {
    let deviation = deviation(values, season);
    let last = &values[values.len() - season..];
    let point = |index: usize| {
        let reach = z * deviation * ((index / season + 1) as f64).sqrt();
        let value = last[index % season];
        Point { value, bounds: (deviation > 0.0).then_some((value - reach, value + reach)) }
    };
    (0..periods).map(point).collect()
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
