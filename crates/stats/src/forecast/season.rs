//! How far each part of a season lies above or below the trend.

use super::odd::median;

/// What the season adds to each value, summing to zero over a season; zeros below four whole seasons, where the
/// indices would be made of the very noise that is to be seen.
///
/// The classical additive decomposition, but with the median by part of season of what is left after a centred moving
/// average, so that one odd value does not make the others odd.
///
/// Source: Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, third edition, section 3.4.
pub fn indices(values: &[f64], season: usize) -> Vec<f64> {
    if season < 2 || values.len() < 4 * season {
        return vec![0.0; values.len()];
    }
    let half = season / 2;
    let trend = |at: usize| {
        let whole: f64 = values[at - half..=at + half].iter().sum();
        let ends = if season.is_multiple_of(2) { (values[at - half] + values[at + half]) / 2.0 } else { 0.0 };
        (whole - ends) / season as f64
    };
    let mut rests = vec![Vec::new(); season];
    for at in half..values.len() - half {
        rests[at % season].push(values[at] - trend(at));
    }
    let middles: Vec<f64> = rests.into_iter().map(median).collect();
    let centre = middles.iter().sum::<f64>() / season as f64;
    (0..values.len()).map(|at| middles[at % season] - centre).collect()
}
