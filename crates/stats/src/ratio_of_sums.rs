//! A ratio of two sums over clusters, with the interval that the clusters' scatter allows.
//!
//! Rows of one customer resemble each other, so the customer is the cluster: revenue per order, or a mean
//! over rows where a customer may bring several.

use crate::{Estimate, Undefined, level};

/// `Σy / Σn` over clusters `(y, n)`, in the unit of `y` per unit of `n`.
///
/// With `r = Σy / Σn` over `m` clusters, the linearised variance is `m/(m-1) · Σ(y - r·n)² / (Σn)²`, and the
/// interval is `r ± t √variance` with Student's t on `m - 1` degrees of freedom. Where every `n` is 1 it is the
/// interval of a mean.
///
/// Source: Cochran (1977), Sampling Techniques, third edition, equation 6.13, without the finite-population
/// factor; the same as cluster-robust least squares on a constant.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::ZeroDenominator`], [`Undefined::TooFew`] below two clusters,
/// [`Undefined::NoSpread`] when every cluster has the same ratio, [`Undefined::NotFinite`], [`Undefined::Level`].
///
/// # Example
/// ```
/// // Two customers: one order of 10, two orders of 25 in all.
/// let aov = stats::ratio_of_sums(&[(10.0, 1.0), (25.0, 2.0)], 0.95).unwrap();
/// assert!((aov.value - 35.0 / 3.0).abs() < 1e-12);
/// ```
pub fn ratio_of_sums(clusters: &[(f64, f64)], level: f64) -> Result<Estimate, Undefined> {
    level::tail(level)?;
    if clusters.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if !clusters.iter().all(|(y, n)| y.is_finite() && n.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let (numerator, denominator) = clusters.iter().fold((0.0, 0.0), |(y, n), cluster| (y + cluster.0, n + cluster.1));
    if denominator == 0.0 {
        return Err(Undefined::ZeroDenominator);
    }
    let ratio = numerator / denominator;
    if !ratio.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if clusters.len() < 2 {
        return Err(Undefined::TooFew);
    }
    let residuals: f64 = clusters.iter().map(|(y, n)| (y - ratio * n).powi(2)).sum();
    let magnitude: f64 = clusters.iter().map(|(y, n)| y * y + (ratio * n).powi(2)).sum();
    if !residuals.is_finite() || !magnitude.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if residuals <= magnitude * f64::EPSILON * f64::EPSILON {
        return Err(Undefined::NoSpread);
    }
    let count = clusters.len() as f64;
    let standard_error = (count / (count - 1.0) * residuals).sqrt() / denominator.abs();
    Estimate::around(ratio, level::student(level, count - 1.0)? * standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_interval_says_why() {
        for (clusters, reason) in [
            (&[][..], Undefined::NoObservations),
            (&[(1.0, 1.0)], Undefined::TooFew),
            (&[(0.0, 0.0), (0.0, 0.0)], Undefined::ZeroDenominator),
            (&[(0.0, 1.0), (0.0, 3.0)], Undefined::NoSpread),
            (&[(0.1, 1.0), (0.3, 3.0), (0.7, 7.0)], Undefined::NoSpread),
            (&[(f64::NAN, 1.0), (1.0, 1.0)], Undefined::NotFinite),
            (&[(1e300, 1.0), (-1e300, 1.0)], Undefined::NotFinite),
            (&[(f64::MAX, 1.0), (f64::MAX, 1.0)], Undefined::NotFinite),
        ] {
            assert_eq!(ratio_of_sums(clusters, 0.95), Err(reason), "{clusters:?}");
        }
        assert_eq!(ratio_of_sums(&[(1.0, 1.0), (2.0, 1.0)], 1.0), Err(Undefined::Level));
    }
}
