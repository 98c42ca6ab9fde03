//! CUPED: what customers did before the experiment explains part of what they did in it, and is taken off.

use crate::Undefined;

use super::{Comparison, Sample, welch};

/// The comparison of adjusted outcomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cuped {
    pub comparison: Comparison,
    /// What is taken off per unit of the covariate.
    pub theta: f64,
    /// The share of the variance that this removes, 0 to 1.
    pub variance_removed: f64,
}

/// Compares `(outcome, covariate)` of treatment and control. The covariate must be from before the experiment, when no variant could
/// touch it.
///
/// The outcome is replaced by `y - θ (x - mean(x))`, with `θ = cov(y, x) / var(x)` within variants and the mean over both, and compared by
/// [`welch`].
///
/// Source: Deng, Xu, Kohavi and Walker (2013), Improving the sensitivity of online controlled experiments, WSDM, section 3.2.
///
/// # Errors
/// [`Undefined::NoSpread`] where the covariate is the same for all; as [`welch`].
///
/// # Example
/// ```
/// // The covariate tells all but one unit of effect.
/// let control = [(1.0, 1.0), (2.0, 2.1), (3.0, 2.9), (4.0, 4.0)];
/// let treatment = control.map(|(y, x)| (y + 1.0, x));
/// let found = stats::experiment::cuped(&treatment, &control, 0.95).unwrap();
/// assert!((found.comparison.effect.value - 1.0).abs() < 1e-12 && found.variance_removed > 0.99);
/// ```
pub fn cuped(treatment: &[(f64, f64)], control: &[(f64, f64)], level: f64) -> Result<Cuped, Undefined> {
    let of = |variant: &[(f64, f64)], part: fn(&(f64, f64)) -> f64| {
        Sample::of(&variant.iter().map(part).collect::<Vec<_>>())
    };
    let (y1, x1) = (of(treatment, |c| c.0)?, of(treatment, |c| c.1)?);
    let (y2, x2) = (of(control, |c| c.0)?, of(control, |c| c.1)?);
    let products = |variant: &[(f64, f64)], y: Sample, x: Sample| -> f64 {
        variant.iter().map(|c| (c.0 - y.mean) * (c.1 - x.mean)).sum()
    };
    let together = products(treatment, y1, x1) + products(control, y2, x2);
    let squares = x1.variance * (x1.n - 1) as f64 + x2.variance * (x2.n - 1) as f64;
    if squares <= 0.0 {
        return Err(Undefined::NoSpread);
    }
    let theta = together / squares;
    let (n1, n2) = (x1.n as f64, x2.n as f64);
    let centre = (n1 * x1.mean + n2 * x2.mean) / (n1 + n2);
    if !(theta.is_finite() && centre.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let adjusted =
        |variant: &[(f64, f64)]| Sample::of(&variant.iter().map(|(y, x)| y - theta * (x - centre)).collect::<Vec<_>>());
    let comparison = welch(adjusted(treatment)?, adjusted(control)?, level)?;
    let before = y1.variance / n1 + y2.variance / n2;
    let removed = if before > 0.0 { (1.0 - comparison.variance / before).clamp(0.0, 1.0) } else { 0.0 };
    Ok(Cuped { comparison, theta, variance_removed: removed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_covariate_that_tells_nothing_changes_nothing() {
        let control = [(1.0, 1.0), (3.0, 1.0), (1.0, 2.0), (3.0, 2.0)];
        let treatment = control.map(|(y, x)| (y + 0.5, x));
        let found = cuped(&treatment, &control, 0.95).unwrap();
        assert_eq!((found.theta, found.variance_removed, found.comparison.effect.value), (0.0, 0.0, 0.5));
    }

    /// An imbalance of the covariate is taken off the difference: 2 of outcome, 1 of covariate at θ = 2.
    #[test]
    fn an_imbalance_before_the_experiment_is_taken_off() {
        let control = [(0.0, 0.0), (2.0, 1.0), (4.1, 2.0)];
        let treatment = [(2.0, 1.0), (4.0, 2.0), (6.1, 3.0)];
        let found = cuped(&treatment, &control, 0.95).unwrap();
        assert!(
            (found.comparison.effect.value - (2.0 - found.theta)).abs() < 1e-12 && (found.theta - 2.05).abs() < 1e-12
        );
    }

    #[test]
    fn what_has_no_answer_says_why() {
        assert_eq!(cuped(&[(1.0, 5.0), (2.0, 5.0)], &[(1.0, 5.0), (3.0, 5.0)], 0.95), Err(Undefined::NoSpread));
        assert_eq!(cuped(&[(1.0, 5.0)], &[], 0.95), Err(Undefined::TooFew));
    }
}
