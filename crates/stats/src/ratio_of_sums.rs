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
/// Where no `y` and no `n` is below zero the ratio cannot be either, and the interval ends at zero: the part of it in
/// which a bounded quantity can lie holds that quantity as often as the whole does. Few clusters of unequal size, such as
/// the recurring revenue of a handful of customers, would else reach far below zero.
///
/// Source: Cochran (1977), Sampling Techniques, third edition, equation 6.13, without the finite-population
/// factor; the same as cluster-robust least squares on a constant. For the bound: Mandelkern (2002), Setting Confidence
/// Intervals for Bounded Parameters, Statistical Science 17(2), section 2.
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
    let estimate = Estimate::around(ratio, level::student(level, count - 1.0)? * standard_error)?;
    let bounded = clusters.iter().all(|(y, n)| *y >= 0.0 && *n >= 0.0);
    Ok(if bounded { Estimate { low: estimate.low.max(0.0), ..estimate } } else { estimate })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_that_cannot_be_negative_has_no_negative_bound() {
        // r = 3/4, residuals -3/4 and 3/4: the standard error is sqrt(2 · 9/8) / 4 = 3/8, and t with one degree 12.7062.
        let upper = 0.75 + 12.706_204_736 * 0.375;
        let bounded = ratio_of_sums(&[(0.0, 1.0), (3.0, 3.0)], 0.95).unwrap();
        assert!(bounded.low == 0.0 && (bounded.high - upper).abs() < 1e-6, "{bounded:?}");
        // Refunds can make a sum negative: nothing is cut off.
        let open = ratio_of_sums(&[(-1.0, 1.0), (3.0, 1.0)], 0.95).unwrap();
        assert!(open.low < 0.0 && (open.low + open.high - 2.0).abs() < 1e-9, "{open:?}");
    }

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
