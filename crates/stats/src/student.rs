//! The mean of independent observations, with Student's interval.

use crate::{Estimate, Undefined, level};

/// The mean of `values` and its interval, in their unit.
///
/// With `s² = Σ(x - mean)² / (n - 1)`, the interval is `mean ± t √(s²/n)` with Student's t on `n - 1` degrees of
/// freedom. Where one customer gives several values, use [`crate::ratio_of_sums`] with the customer as cluster.
///
/// Source: Student (1908), Biometrika 6:1.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::TooFew`] below two values, [`Undefined::NoSpread`] when all are
/// the same, [`Undefined::NotFinite`], [`Undefined::Level`].
pub fn student(values: &[f64], level: f64) -> Result<Estimate, Undefined> {
    level::tail(level)?;
    let Some(first) = values.first() else {
        return Err(Undefined::NoObservations);
    };
    if !values.iter().all(|value| value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if values.len() < 2 {
        return Err(Undefined::TooFew);
    }
    if values.iter().all(|value| value == first) {
        return Err(Undefined::NoSpread);
    }
    let count = values.len() as f64;
    // Measured from the first value, so that a large offset shared by all does not drown the scatter.
    let mean = first + values.iter().map(|value| value - first).sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let standard_error = (squares / (count - 1.0) / count).sqrt();
    Estimate::around(mean, level::student(level, count - 1.0)? * standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_interval_says_why() {
        for (values, reason) in [
            (&[][..], Undefined::NoObservations),
            (&[5.0], Undefined::TooFew),
            (&[0.1, 0.1, 0.1], Undefined::NoSpread),
            (&[1.0, f64::INFINITY], Undefined::NotFinite),
            (&[f64::MAX, f64::MIN], Undefined::NotFinite),
        ] {
            assert_eq!(student(values, 0.95), Err(reason), "{values:?}");
        }
    }
}
