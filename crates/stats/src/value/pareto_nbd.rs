//! The Pareto/NBD model: a customer may leave at any moment, unseen.

use crate::Undefined;
use crate::legendre::Rule;

use super::dropout::Dropout;
use super::history::{Histories, History, Sums};
use super::likelihood::{Likelihood, ln_sum, positive};
use super::nbd::finite;

/// While active, a customer buys as a Poisson process; they leave after an exponential lifetime. Purchase rates vary as
/// Gamma(`r`, `alpha`), rates of leaving as Gamma(`s`, `beta`).
///
/// Source: Schmittlein, Morrison and Colombo (1987), Counting your customers, Management Science 33:1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParetoNbd {
    /// The shape of the purchase rates.
    pub r: f64,
    /// Their scale, in units of time.
    pub alpha: f64,
    /// The shape of the rates of leaving.
    pub s: f64,
    /// Their scale, in units of time.
    pub beta: f64,
}

impl ParetoNbd {
    /// # Errors
    /// [`Undefined::Parameter`] unless all four are positive and finite.
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Result<Self, Undefined> {
        positive(&[r, alpha, s, beta])?;
        Ok(Self { r, alpha, s, beta })
    }

    /// The sum over customers of `ln L`, with
    /// `L = Γ(r+x) α^r β^s / Γ(r) · ((α+T)^-(r+x) (β+T)^-s + s ∫_{t_x}^T (α+y)^-(r+x) (β+y)^-(s+1) dy)`.
    ///
    /// The integral is taken by quadrature. Its two-hypergeometric form overflows for large parameters.
    ///
    /// Source: Fader and Hardie (2005), A note on deriving the Pareto/NBD model, equation 16 before its integral is solved.
    #[must_use]
    pub fn log_likelihood(&self, histories: &Histories) -> f64 {
        self.slope(histories).0
    }

    /// The probability that the customer has not left by the end of observation, 0 to 1: the first of the two terms of
    /// the likelihood over both.
    ///
    /// # Errors
    /// [`Undefined::History`], [`Undefined::NotFinite`].
    ///
    /// # Example
    /// ```
    /// use stats::value::{History, ParetoNbd};
    ///
    /// let model = ParetoNbd::new(0.553, 10.578, 0.606, 11.669).unwrap();
    /// let alive = model.p_alive(&History { repeats: 2, recency: 30.43, age: 38.86 }).unwrap();
    /// assert!((alive - 0.8692).abs() < 0.0001);
    /// ```
    pub fn p_alive(&self, history: &History) -> Result<f64, Undefined> {
        history.check()?;
        Ok(self.terms(history).alive)
    }

    /// Purchases expected in the time `t` after the end of observation, of a customer who may have left:
    /// `P(alive) · (r+x)(β+T)/((α+T)(s-1)) · (1 - ((β+T)/(β+T+t))^(s-1))`, and its limit at `s = 1`.
    ///
    /// Source: Schmittlein, Morrison and Colombo (1987), equation 22.
    ///
    /// # Errors
    /// [`Undefined::History`], [`Undefined::NotFinite`], [`Undefined::Parameter`] where `t` is negative.
    pub fn expected(&self, history: &History, t: f64) -> Result<f64, Undefined> {
        Ok(self.p_alive(history)? * self.expected_alive(history, t)?)
    }

    /// [`Self::expected`] of a customer who has not left.
    pub(super) fn expected_alive(&self, history: &History, t: f64) -> Result<f64, Undefined> {
        if t.is_nan() || t < 0.0 {
            return Err(Undefined::Parameter);
        }
        let until = self.beta + history.age;
        let stretch = (t / until).ln_1p();
        let fall = (self.s - 1.0) * stretch;
        let share = if fall == 0.0 { 1.0 } else { -(-fall).exp_m1() / fall };
        finite(self.rate(history) * until * stretch * share)
    }

    /// Repeat purchases expected of a new customer in the time `t` after their first purchase.
    ///
    /// # Errors
    /// As [`Self::expected`].
    pub fn expected_new(&self, t: f64) -> Result<f64, Undefined> {
        self.expected(&History { repeats: 0, recency: 0.0, age: 0.0 }, t)
    }

    /// All purchases to come, each discounted continuously at the rate `discount` per unit of time (`ln(1.15)/52` a week for
    /// 15 % a year): `P(alive) · (r+x)/(α+T) · ∫_0^∞ e^(-δt) ((β+T)/(β+T+t))^s dt`.
    ///
    /// Source: Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42:415, equation 2, whose confluent
    /// hypergeometric function is this integral.
    ///
    /// # Errors
    /// [`Undefined::History`], [`Undefined::NotFinite`], [`Undefined::Parameter`] unless the discount is positive.
    pub fn discounted(&self, history: &History, discount: f64) -> Result<f64, Undefined> {
        positive(&[discount])?;
        let alive = self.p_alive(history)?;
        let until = self.beta + history.age;
        let z = discount * until;
        // With t = (β+T)(e^u - 1) the integrand is exp(-z(e^u - 1) - (s-1)u), which is nothing beyond this length.
        let mut length = (FALL / z).ln_1p();
        if self.s > 1.0 {
            length = length.min(FALL / (self.s - 1.0));
        }
        let half = length / 2.0;
        let f = |u: f64| (-z * u.exp_m1() - (self.s - 1.0) * u).exp();
        let integral: f64 = Rule::of_64().over(half).map(|(node, weight)| weight * (f(node) + f(half + node))).sum();
        finite(alive * self.rate(history) * until * integral)
    }

    /// Purchases per unit of time, were the customer sure to be there.
    fn rate(&self, history: &History) -> f64 {
        (self.r + history.repeats as f64) / (self.alpha + history.age)
    }

    fn terms(&self, history: &History) -> Terms {
        let order = self.r + history.repeats as f64;
        let (until_a, until_b) = (self.alpha + history.age, self.beta + history.age);
        let (ln_a, ln_b) = (until_a.ln(), until_b.ln());
        let dropout = Dropout::of(self, history);
        let (ln, alive) = ln_sum(-order * ln_a - self.s * ln_b, self.s.ln() + dropout.ln);
        Terms { ln, alive, until_a, until_b, ln_a, ln_b, dropout }
    }
}

/// Beyond `e^-50` of its beginning an integrand adds nothing that a double could hold.
pub(super) const FALL: f64 = 50.0;

struct Terms {
    ln: f64,
    alive: f64,
    until_a: f64,
    until_b: f64,
    ln_a: f64,
    ln_b: f64,
    dropout: Dropout,
}

impl Likelihood<4> for ParetoNbd {
    const TIMES: [bool; 4] = [false, true, false, true];

    fn of([r, alpha, s, beta]: [f64; 4]) -> Self {
        Self { r, alpha, s, beta }
    }

    fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.s, self.beta]
    }

    fn starts(rate: f64) -> Vec<[f64; 4]> {
        [(0.5, 0.5, 0.3), (1.0, 2.0, 2.0), (3.0, 0.2, 0.1)].map(|(r, s, beta)| [r, r / rate, s, beta]).to_vec()
    }

    fn slope(&self, histories: &Histories) -> (f64, [f64; 4]) {
        let Self { r, alpha, s, beta } = *self;
        let (ln_alpha, ln_beta) = (alpha.ln(), beta.ln());
        let sums: Sums = histories.sum(|history| {
            let order = r + history.repeats as f64;
            let terms = self.terms(history);
            let (alive, gone, d) = (terms.alive, 1.0 - terms.alive, terms.dropout);
            [
                r * ln_alpha + s * ln_beta + terms.ln,
                ln_alpha - alive * terms.ln_a - gone * d.mean_ln_a,
                r / alpha - order * (alive / terms.until_a + gone * d.mean_inverse_a),
                ln_beta - alive * terms.ln_b + gone * (1.0 / s - d.mean_ln_b),
                s / beta - s * alive / terms.until_b - gone * (s + 1.0) * d.mean_inverse_b,
            ]
        });
        let (rising, by_r) = histories.rising().ln(r);
        (sums[0] + rising, [sums[1] + by_r, sums[2], sums[3], sums[4]])
    }
}

#[cfg(test)]
mod tests {
    use super::super::likelihood::{check_gradient, odd_histories};
    use super::*;

    #[test]
    fn the_gradient_is_the_slope_of_the_log_likelihood() {
        let points =
            [[0.553, 10.578, 0.606, 11.669], [3.0, 0.5, 1.0, 2.0], [0.05, 100.0, 8.0, 0.3], [2.0, 5e3, 0.01, 900.0]];
        for at in points {
            check_gradient::<4, ParetoNbd>(at, &odd_histories());
        }
    }

    /// `r = α = s = β = 1`, one customer with no repeat in `T = 1`: the terms are `1/2 · 1/2` and
    /// `∫_0^1 (1+y)^-3 dy = 3/8`.
    #[test]
    fn a_likelihood_by_hand() {
        let once = History { repeats: 0, recency: 0.0, age: 1.0 };
        let model = ParetoNbd::new(1.0, 1.0, 1.0, 1.0).unwrap();
        let all = Histories::collect([once]).unwrap();
        assert!((model.log_likelihood(&all) - 0.625_f64.ln()).abs() < 1e-14);
        assert!((model.p_alive(&once).unwrap() - 0.4).abs() < 1e-14);
        // At s = 1 the expectation is P(alive) · (r+x)/(α+T) · (β+T) ln((β+T+t)/(β+T)).
        assert!((model.expected(&once, 2.0).unwrap() - 0.4 * 2_f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn the_edges() {
        let model = ParetoNbd::new(0.553, 10.578, 0.606, 11.669).unwrap();
        let new = History { repeats: 0, recency: 0.0, age: 0.0 };
        assert_eq!(model.p_alive(&new), Ok(1.0));
        assert_eq!(model.expected(&new, 0.0), Ok(0.0));
        assert_eq!(model.expected(&new, -1.0), Err(Undefined::Parameter));
        assert_eq!(model.discounted(&new, 0.0), Err(Undefined::Parameter));
        let often = History { repeats: 1_000_000, recency: 20.0, age: 38.0 };
        let alive = model.p_alive(&often).unwrap();
        assert!((0.0..1e-100).contains(&alive), "{alive}");
    }

    /// A large `s` with a large `beta` is one rate of leaving for all, where the two-hypergeometric form overflows.
    #[test]
    fn large_parameters_do_not_overflow() {
        let model = ParetoNbd::new(0.5, 10.0, 1e6, 1e8).unwrap();
        let history = History { repeats: 2, recency: 30.0, age: 38.0 };
        assert!(model.log_likelihood(&Histories::collect([history]).unwrap()).is_finite());
        // Leaving at 1 % a week: the sum of all weeks to come is 1 / (0.01 + discount).
        let sum = model.discounted(&history, 0.01).unwrap();
        let expected = model.p_alive(&history).unwrap() * 2.5 / 48.0 / 0.02;
        assert!((sum / expected - 1.0).abs() < 1e-4, "{sum} {expected}");
    }
}
