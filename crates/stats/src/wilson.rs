//! The Wilson score interval of a proportion: right for few trials and near 0 and 1, where the textbook one fails.

use crate::{Interval, Undefined, level};

/// The interval of `successes / n`, within `[0, 1]`, at a confidence level such as 0.95.
///
/// With `p = successes / n` and `z` the normal quantile of the level,
/// `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`.
///
/// Source: Wilson (1927), Journal of the American Statistical Association 22:209; no continuity correction.
///
/// # Errors
/// [`Undefined::NoObservations`] when `n` is zero, [`Undefined::PartExceedsWhole`], [`Undefined::Level`].
///
/// # Example
/// ```
/// let interval = stats::wilson(75, 100, 0.95).unwrap();
/// assert!((interval.low - 0.657).abs() < 0.001 && (interval.high - 0.825).abs() < 0.001);
/// ```
pub fn wilson(successes: u64, n: u64, level: f64) -> Result<Interval, Undefined> {
    let z = level::normal(level)?;
    if n == 0 {
        return Err(Undefined::NoObservations);
    }
    if successes > n {
        return Err(Undefined::PartExceedsWhole);
    }
    let total = n as f64;
    let share = successes as f64 / total;
    let spread = z * z / total;
    let scale = 1.0 + spread;
    let centre = (share + spread / 2.0) / scale;
    let half_width = z * (share * (1.0 - share) / total + spread / (4.0 * total)).sqrt() / scale;
    // Rounding could leave the ends a hair short of the share itself when all or none succeed.
    let low = if successes == 0 { 0.0 } else { (centre - half_width).clamp(0.0, share) };
    let high = if successes == n { 1.0 } else { (centre + half_width).clamp(share, 1.0) };
    Ok(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_trials_have_no_interval() {
        assert_eq!(wilson(0, 0, 0.95), Err(Undefined::NoObservations));
    }

    #[test]
    fn a_part_is_not_larger_than_its_whole() {
        assert_eq!(wilson(2, 1, 0.95), Err(Undefined::PartExceedsWhole));
    }

    #[test]
    fn the_largest_counts_stay_finite() {
        let interval = wilson(u64::MAX / 2, u64::MAX, 0.95).unwrap();
        assert!(interval.low <= 0.5 && interval.high >= 0.5 && interval.high - interval.low < 1e-9);
    }
}
