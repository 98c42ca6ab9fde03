//! An interval for a quantile from the ranks of the observations alone, whatever their distribution.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

use crate::{Bounds, Undefined, level};

/// The observations between which the `q` quantile lies, from observations in rising order.
///
/// The number of observations below the true quantile is binomial with `n` trials and probability `q`. With one-based
/// ranks, the low end is `x[l]` for the smallest `l` with `P(B <= l) >= tail` and the high end `x[u]`, `u - 1` the
/// smallest with `P(B <= u - 1) >= 1 - tail`, where `tail = (1 - level)/2`. An end whose rank falls off the
/// observations is `None`, and the interval always encloses [`crate::quantile`]: five answers cannot bound a ninetieth percentile from above.
///
/// Beyond 10,000 observations the binomial quantile is taken from its Cornish-Fisher expansion, which is at most one
/// rank off.
///
/// Source: Conover (1999), Practical Nonparametric Statistics, third edition, section 3.2; Cornish and Fisher (1938),
/// Review of the International Statistical Institute 5:307.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::Unsorted`], [`Undefined::Quantile`] outside `(0, 1)`,
/// [`Undefined::Level`].
pub fn order_statistic(sorted: &[i64], q: f64, level: f64) -> Result<Bounds, Undefined> {
    let tail = level::tail(level)?;
    if !(q > 0.0 && q < 1.0) {
        return Err(Undefined::Quantile);
    }
    if sorted.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if !sorted.is_sorted() {
        return Err(Undefined::Unsorted);
    }
    let count = sorted.len() as u64;
    // The sample's own quantile lies between these two ranks; of a few observations the interval could fall short of it.
    let place = q * (count - 1) as f64;
    let low_rank = binomial_quantile(count, q, tail)?.min(place.floor() as u64 + 1);
    let high_rank = (binomial_quantile(count, q, 1.0 - tail)? + 1).max(place.ceil() as u64 + 1);
    Ok(Bounds { low: at_rank(sorted, low_rank), high: at_rank(sorted, high_rank) })
}

/// The smallest count whose cumulative probability is at least `share`.
fn binomial_quantile(n: u64, q: f64, share: f64) -> Result<u64, Undefined> {
    if n > MOST_EXACT {
        return Ok(expanded_quantile(n as f64, q, Normal::standard().inverse_cdf(share)));
    }
    let binomial = Binomial::new(q, n).map_err(|_| Undefined::Quantile)?;
    let (mut from, mut to) = (0, n);
    while from < to {
        let middle = from + (to - from) / 2;
        if binomial.cdf(middle) >= share { to = middle } else { from = middle + 1 }
    }
    Ok(from)
}

/// The most trials for which the incomplete beta function behind the exact quantile converges well.
const MOST_EXACT: u64 = 10_000;

/// `z` standard deviations from the mean, corrected for skewness and excess kurtosis.
fn expanded_quantile(n: f64, q: f64, z: f64) -> u64 {
    let variance = n * q * (1.0 - q);
    let skewness = (1.0 - 2.0 * q) / variance.sqrt();
    let kurtosis = (1.0 - 6.0 * q * (1.0 - q)) / variance;
    let deviations = z + skewness * (z * z - 1.0) / 6.0 + kurtosis * (z.powi(3) - 3.0 * z) / 24.0
        - skewness * skewness * (2.0 * z.powi(3) - 5.0 * z) / 36.0;
    (n * q + variance.sqrt() * deviations - 0.5).ceil().clamp(0.0, n) as u64
}

/// The observation of a one-based rank.
fn at_rank(sorted: &[i64], rank: u64) -> Option<i64> {
    let index = usize::try_from(rank.checked_sub(1)?).ok()?;
    sorted.get(index).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The binomial rank is the first; the sample's first percentile lies a hundredth of the way to the second.
    #[test]
    fn two_observations_enclose_their_own_quantile() {
        assert_eq!(order_statistic(&[-1, 0], 0.01, 0.8), Ok(Bounds { low: None, high: Some(0) }));
    }

    #[test]
    fn what_has_no_interval_says_why() {
        assert_eq!(order_statistic(&[], 0.5, 0.95), Err(Undefined::NoObservations));
        assert_eq!(order_statistic(&[2, 1], 0.5, 0.95), Err(Undefined::Unsorted));
        for q in [0.0, 1.0, f64::NAN] {
            assert_eq!(order_statistic(&[1, 2], q, 0.95), Err(Undefined::Quantile), "{q}");
        }
    }

    #[test]
    fn few_observations_bound_nothing() {
        assert_eq!(order_statistic(&[1, 2, 3, 4, 5], 0.5, 0.95), Ok(Bounds { low: None, high: None }));
        assert_eq!(order_statistic(&[1], 0.5, 0.95), Ok(Bounds { low: None, high: None }));
    }

    #[test]
    fn identical_observations_are_their_own_interval() {
        assert_eq!(order_statistic(&[4; 100], 0.9, 0.95), Ok(Bounds { low: Some(4), high: Some(4) }));
    }
}
