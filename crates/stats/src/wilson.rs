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
    if successes > n {
        return Err(Undefined::PartExceedsWhole);
    }
    wilson_share(successes as f64 / (n as f64).max(1.0), n as f64, level)
}

/// The same of a share that is as sure as that of so many trials which know nothing of each other: fewer than there are where
/// one customer made several.
///
/// Source: Kish (1965), Survey Sampling, section 8.2, for the effective number.
///
/// # Errors
/// [`Undefined::NoObservations`] unless the number is above zero, [`Undefined::Parameter`] for what is no share, [`Undefined::Level`].
pub fn wilson_share(share: f64, trials: f64, level: f64) -> Result<Interval, Undefined> {
    let z = level::normal(level)?;
    if !(trials > 0.0 && trials.is_finite()) {
        return Err(Undefined::NoObservations);
    }
    if !(0.0..=1.0).contains(&share) {
        return Err(Undefined::Parameter);
    }
    let total = trials;
    let spread = z * z / total;
    let scale = 1.0 + spread;
    let centre = (share + spread / 2.0) / scale;
    let half_width = z * (share * (1.0 - share) / total + spread / (4.0 * total)).sqrt() / scale;
    // Rounding could leave the ends a hair short of the share itself when all or none succeed.
    let low = if share == 0.0 { 0.0 } else { (centre - half_width).clamp(0.0, share) };
    let high = if share == 1.0 { 1.0 } else { (centre + half_width).clamp(share, 1.0) };
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
    fn a_share_of_fewer_trials_is_less_sure() {
        assert_eq!(wilson_share(0.75, 100.0, 0.95), wilson(75, 100, 0.95));
        assert_eq!(wilson_share(0.5, 25.0, 0.95).map(|own| own.low < wilson(50, 100, 0.95).unwrap().low), Ok(true));
        assert_eq!(wilson_share(1.5, 25.0, 0.95), Err(Undefined::Parameter));
        assert_eq!(wilson_share(0.5, f64::NAN, 0.95), Err(Undefined::NoObservations));
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
