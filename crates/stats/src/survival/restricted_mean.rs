//! The mean lifetime within a horizon, which exists even while most have not ended.

use crate::{Estimate, Undefined, level};

use super::KaplanMeier;

impl KaplanMeier {
    /// The mean of the lifetimes cut off at `horizon`, in the unit of the durations: the area under the curve up to there.
    ///
    /// Its variance is `Σ A(t)² d / (n (n - d))` over durations before the horizon, with `A(t)` the area from `t` to it; the interval
    /// is the normal one, cut to `[0, horizon]`.
    ///
    /// Source: Klein and Moeschberger (2003), Survival Analysis, second edition, equations 4.5.1 and 4.5.2.
    ///
    /// # Errors
    /// [`Undefined::Horizon`] where the horizon is not positive or lies after the last observed duration while some have not ended: the
    /// curve is not known there. [`Undefined::Level`].
    ///
    /// # Example
    /// ```
    /// let curve = stats::KaplanMeier::fit(&[(1, true), (2, false), (3, true), (4, true)]).unwrap();
    /// // 1 until 1, 0.75 until 3, 0.375 until 4.
    /// assert_eq!(curve.restricted_mean(4, 0.95).unwrap().value, 1.0 + 2.0 * 0.75 + 0.375);
    /// ```
    pub fn restricted_mean(&self, horizon: i64, level: f64) -> Result<Estimate, Undefined> {
        let z = level::normal(level)?;
        let known = self.steps().last().is_some_and(|last| horizon <= last.t || last.survival == 0.0);
        if horizon <= 0 || !known {
            return Err(Undefined::Horizon);
        }
        let before: Vec<_> = self.steps().iter().take_while(|step| step.t < horizon).collect();
        let (mut area, mut variance, mut until) = (0.0, 0.0, horizon);
        for step in before.iter().rev() {
            area += step.survival * (until - step.t.max(0)) as f64;
            until = step.t.max(0);
            let (at_risk, ended) = (step.at_risk as f64, step.ended as f64);
            if step.ended < step.at_risk {
                variance += area * area * ended / (at_risk * (at_risk - ended));
            }
        }
        area += until as f64;
        Ok(Estimate::around(area, z * variance.sqrt())?.within(0.0, horizon as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_ended_or_all_did() {
        let curve = KaplanMeier::fit(&[(5, false), (9, false)]).unwrap();
        assert_eq!(curve.restricted_mean(9, 0.95), Ok(Estimate { value: 9.0, low: 9.0, high: 9.0 }));
        assert_eq!(curve.restricted_mean(10, 0.95), Err(Undefined::Horizon));
        assert_eq!(curve.restricted_mean(0, 0.95), Err(Undefined::Horizon));
        let curve = KaplanMeier::fit(&[(2, true), (4, true)]).unwrap();
        assert_eq!(curve.restricted_mean(100, 0.95).unwrap().value, 3.0);
    }

    /// Where all ended the variance is that of a mean, with `n` for `n - 1`: `Σ(x - 3)²/n² = 1/2`.
    #[test]
    fn without_censoring_it_is_the_mean() {
        let found = KaplanMeier::fit(&[(2, true), (4, true)]).unwrap().restricted_mean(4, 0.95).unwrap();
        assert!((found.value - found.low - 1.959963984540054 * 0.5_f64.sqrt()).abs() < 1e-12);
    }
}
