//! The negative binomial model: customers buy at rates of their own and nobody ever leaves.

use crate::Undefined;

use super::history::{Histories, History, Sums};
use super::likelihood::{Likelihood, positive};

/// Purchases are a Poisson process whose rate varies between customers as Gamma(`r`, `alpha`).
///
/// It is what the models with dropout become where the data show none.
///
/// Source: Ehrenberg (1959), The pattern of consumer purchases, Applied Statistics 8:26.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nbd {
    /// The shape of the rates; 0 where nobody ever buys again.
    pub r: f64,
    /// Their scale, in units of time: the mean rate is `r / alpha`.
    pub alpha: f64,
}

impl Nbd {
    /// The sum over customers of `ln P(x purchases at their times)`:
    /// `Γ(r+x)/Γ(r) · (α/(α+T))^r · (α+T)^-x`.
    #[must_use]
    pub fn log_likelihood(&self, histories: &Histories) -> f64 {
        if self.r > 0.0 { self.slope(histories).0 } else { 0.0 }
    }

    /// Purchases expected in the time `t` after the end of observation: `(r+x)/(α+T) · t`.
    ///
    /// # Errors
    /// [`Undefined::History`], [`Undefined::NotFinite`], [`Undefined::Parameter`] where `t` is negative.
    pub fn expected(&self, history: &History, t: f64) -> Result<f64, Undefined> {
        history.check()?;
        if t.is_nan() || t < 0.0 {
            return Err(Undefined::Parameter);
        }
        finite((self.r + history.repeats as f64) / (self.alpha + history.age) * t)
    }
}

/// The number, where it is one.
pub(super) fn finite(value: f64) -> Result<f64, Undefined> {
    if value.is_finite() { Ok(value) } else { Err(Undefined::NotFinite) }
}

impl Likelihood<2> for Nbd {
    const TIMES: [bool; 2] = [false, true];

    fn of([r, alpha]: [f64; 2]) -> Self {
        Self { r, alpha }
    }

    fn parameters(&self) -> [f64; 2] {
        [self.r, self.alpha]
    }

    fn starts(rate: f64) -> Vec<[f64; 2]> {
        [0.5, 5.0].map(|r| [r, r / rate]).to_vec()
    }

    fn slope(&self, histories: &Histories) -> (f64, [f64; 2]) {
        let Self { r, alpha } = *self;
        let ln_alpha = alpha.ln();
        let sums: Sums = histories.sum(|history| {
            let order = r + history.repeats as f64;
            let until = alpha + history.age;
            let ln = until.ln();
            [r * ln_alpha - order * ln, ln_alpha - ln, r / alpha - order / until, 0.0, 0.0]
        });
        let (rising, slope) = histories.rising().ln(r);
        (sums[0] + rising, [sums[1] + slope, sums[2]])
    }
}

impl Nbd {
    /// # Errors
    /// [`Undefined::Parameter`] unless both are positive and finite.
    pub fn new(r: f64, alpha: f64) -> Result<Self, Undefined> {
        positive(&[r, alpha])?;
        Ok(Self { r, alpha })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two purchases in 4 weeks, `r = 1, α = 4`: `2! · 4/8 · 8⁻²`, and `3/8` a week from then on.
    #[test]
    fn by_hand() {
        let history = History { repeats: 2, recency: 3.0, age: 4.0 };
        let model = Nbd::new(1.0, 4.0).unwrap();
        let all = Histories::collect([history]).unwrap();
        assert!((model.log_likelihood(&all) - (1.0_f64 / 64.0).ln()).abs() < 1e-14);
        assert_eq!(model.expected(&history, 8.0), Ok(3.0));
        assert_eq!(Nbd::new(0.0, 1.0), Err(Undefined::Parameter));
        assert_eq!(model.expected(&history, f64::NAN), Err(Undefined::Parameter));
    }
}
