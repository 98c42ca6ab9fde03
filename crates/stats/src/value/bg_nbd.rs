//! The BG/NBD model: after each purchase a customer may leave for good.

use crate::Undefined;

use super::history::{Histories, History, Sums};
use super::likelihood::{Likelihood, ln_sum, positive};

/// While active, a customer buys as a Poisson process; after each repeat purchase they leave with a probability of
/// their own. Rates vary as Gamma(`r`, `alpha`), probabilities as Beta(`a`, `b`).
///
/// A customer without repeat purchase cannot have left: their probability of being alive is 1 by construction.
///
/// Source: Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24:275.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BgNbd {
    /// The shape of the purchase rates.
    pub r: f64,
    /// Their scale, in units of time.
    pub alpha: f64,
    /// The first shape of the probabilities of leaving.
    pub a: f64,
    /// The second: their mean is `a / (a + b)`.
    pub b: f64,
}

/// Purchases further than this beyond are as good as none: the sum ends there.
const MOST_PURCHASES: u64 = 5_000_000;

/// Whether the sum has ended is asked after each so many terms, for asking costs as much as three of them.
const CHECKED: u64 = 8;

impl BgNbd {
    /// # Errors
    /// [`Undefined::Parameter`] unless all four are positive and finite.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, Undefined> {
        positive(&[r, alpha, a, b])?;
        Ok(Self { r, alpha, a, b })
    }

    /// The sum over customers of `ln L`, with
    /// `L = B(a,b+x)/B(a,b) · Γ(r+x) α^r / Γ(r) · ((α+T)^-(r+x) + [x>0] a/(b+x-1) (α+t_x)^-(r+x))`.
    ///
    /// Source: the same paper, equation 6.
    #[must_use]
    pub fn log_likelihood(&self, histories: &Histories) -> f64 {
        self.slope(histories).0
    }

    /// The probability that the customer has not left by the end of observation, 0 to 1.
    ///
    /// Source: Fader, Hardie and Lee (2008), Computing P(alive) using the BG/NBD model, equation 1.
    ///
    /// # Errors
    /// [`Undefined::History`], [`Undefined::NotFinite`].
    ///
    /// # Example
    /// ```
    /// use stats::value::{BgNbd, History};
    ///
    /// let model = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap();
    /// let alive = model.p_alive(&History { repeats: 2, recency: 30.43, age: 38.86 }).unwrap();
    /// assert!((alive - 0.7266).abs() < 0.0001);
    /// ```
    pub fn p_alive(&self, history: &History) -> Result<f64, Undefined> {
        history.check()?;
        Ok(self.terms(history).1)
    }

    /// Purchases expected in the time `t` after the end of observation, of a customer who may have left.
    ///
    /// The number `K` of purchases that a customer who never leaves makes in `t` is negative binomial,
    /// `P(K=k) = Γ(R+k)/(Γ(R) k!) z^k (1-z)^R` with `R = r+x` and `z = t/(α+T+t)`; the next of them after `j` others is made
    /// with the probability `(b+x)_j / (a+b+x)_j`. So
    /// `E = P(alive) · Σ_k P(K=k) Σ_{j<k} (b+x)_j / (a+b+x)_j`, which has only positive terms; it equals the closed form
    /// with the hypergeometric function but cancels nowhere, at `a = 1` neither.
    ///
    /// Source: Fader, Hardie and Lee (2005), equation 10, in another form.
    ///
    /// # Errors
    /// [`Undefined::History`], [`Undefined::NotFinite`], [`Undefined::Parameter`] where `t` is negative,
    /// [`Undefined::Horizon`] where `t` is so long that millions of purchases would be expected.
    pub fn expected(&self, history: &History, t: f64) -> Result<f64, Undefined> {
        Ok(self.p_alive(history)? * self.expected_alive(history, t)?)
    }

    /// [`Self::expected`] of a customer who has not left.
    pub(super) fn expected_alive(&self, history: &History, t: f64) -> Result<f64, Undefined> {
        if t.is_nan() || t < 0.0 {
            return Err(Undefined::Parameter);
        }
        let x = history.repeats as f64;
        let (order, until) = (self.r + x, self.alpha + history.age);
        let (z, mut stays, mut made) = (t / (until + t), 1.0, 0.0);
        let (mut weight, mut mass, mut sum) = (1.0, 1.0, 0.0);
        let survivors = self.b + x;
        for step in 0..MOST_PURCHASES {
            let k = step as f64;
            let ratio = z * (order + k) / (k + 1.0);
            weight *= ratio;
            made += stays;
            stays *= (survivors + k) / (self.a + survivors + k);
            mass += weight;
            sum += weight * made;
            if step % CHECKED == 0 {
                // The weights to come fall at least as fast as this ratio, while purchases made grow by one at most.
                let falls = z * (order + k + 1.0).max(k + 2.0) / (k + 2.0);
                let rest = weight * falls / (1.0 - falls);
                if falls < 1.0 && rest * (made + 1.0 / (1.0 - falls)) <= 1e-15 * sum.max(f64::MIN_POSITIVE) {
                    return Ok(sum / mass);
                }
            }
            if weight > 1e200 {
                (weight, mass, sum) = (weight * 1e-200, mass * 1e-200, sum * 1e-200);
            }
        }
        Err(Undefined::Horizon)
    }

    /// Repeat purchases expected of a new customer in the time `t` after their first purchase.
    ///
    /// # Errors
    /// As [`Self::expected`].
    pub fn expected_new(&self, t: f64) -> Result<f64, Undefined> {
        self.expected(&History { repeats: 0, recency: 0.0, age: 0.0 }, t)
    }

    /// The logarithm of the sum in brackets, and the share of the customer still being there in it.
    fn terms(&self, history: &History) -> (f64, f64) {
        let x = history.repeats as f64;
        let alive = -(self.r + x) * (self.alpha + history.age).ln();
        if history.repeats == 0 {
            return (alive, 1.0);
        }
        ln_sum(alive, (self.a / (self.b + x - 1.0)).ln() - (self.r + x) * (self.alpha + history.recency).ln())
    }
}

impl Likelihood<4> for BgNbd {
    const TIMES: [bool; 4] = [false, true, false, false];

    fn of([r, alpha, a, b]: [f64; 4]) -> Self {
        Self { r, alpha, a, b }
    }

    fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.a, self.b]
    }

    fn starts(rate: f64) -> Vec<[f64; 4]> {
        [(0.3, 0.8, 2.5), (1.0, 0.3, 5.0), (3.0, 1.0, 1.0)].map(|(r, a, b)| [r, r / rate, a, b]).to_vec()
    }

    fn slope(&self, histories: &Histories) -> (f64, [f64; 4]) {
        let Self { r, alpha, a, b } = *self;
        let (ln_alpha, ln_a) = (alpha.ln(), a.ln());
        let sums: Sums = histories.sum(|history| {
            let x = history.repeats as f64;
            let order = r + x;
            let until = alpha + history.age;
            let ln_until = until.ln();
            if history.repeats == 0 {
                return [r * (ln_alpha - ln_until), ln_alpha - ln_until, r / alpha - r / until, 0.0, 0.0];
            }
            let last = alpha + history.recency;
            let (ln_last, survived) = (last.ln(), b + x - 1.0);
            let (ln, alive) = ln_sum(-order * ln_until, ln_a - survived.ln() - order * ln_last);
            let gone = 1.0 - alive;
            [
                r * ln_alpha + ln,
                ln_alpha - alive * ln_until - gone * ln_last,
                r / alpha - order * (alive / until + gone / last),
                gone / a,
                -gone / survived,
            ]
        });
        let rising = histories.rising();
        let ((of_r, by_r), (of_b, by_b), (of_ab, by_ab)) = (rising.ln(r), rising.ln(b), rising.ln(a + b));
        let value = sums[0] + of_r + of_b - of_ab;
        (value, [sums[1] + by_r, sums[2], sums[3] - by_ab, sums[4] + by_b - by_ab])
    }
}

#[cfg(test)]
mod tests {
    use super::super::likelihood::{check_gradient, odd_histories};
    use super::*;

    #[test]
    fn the_gradient_is_the_slope_of_the_log_likelihood() {
        for at in [[0.243, 4.414, 0.793, 2.426], [3.0, 0.5, 1.0, 1.0], [0.01, 100.0, 8.0, 0.3]] {
            check_gradient::<4, BgNbd>(at, &odd_histories());
        }
    }

    /// With `a = 1, b = 1, r = 1` and a customer as old as `α`, `K` is geometric with `z = 1/2` for `t = 2α`: the sum is
    /// `Σ 2^-(k+1) (1 + 1/2 + … + 1/k) = ln 2`.
    #[test]
    fn expected_purchases_by_hand_where_the_closed_form_divides_by_zero() {
        let model = BgNbd::new(1.0, 1.0, 1.0, 1.0).unwrap();
        let found = model.expected(&History { repeats: 0, recency: 0.0, age: 1.0 }, 2.0).unwrap();
        assert!((found - 2_f64.ln()).abs() < 1e-14, "{found}");
    }

    #[test]
    fn the_edges_of_expectation() {
        let model = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap();
        let history = History { repeats: 3, recency: 10.0, age: 35.0 };
        assert_eq!(model.expected(&history, 0.0), Ok(0.0));
        assert_eq!(model.expected(&history, -1.0), Err(Undefined::Parameter));
        assert_eq!(model.expected(&history, 1e300), Err(Undefined::Horizon));
        let (long, longer) = (model.expected(&history, 1e4).unwrap(), model.expected(&history, 1e5).unwrap());
        assert!(long < longer && longer.is_finite());
        // A huge number of purchases does not overflow.
        let often = History { repeats: 100_000, recency: 38.0, age: 38.0 };
        let year = model.expected(&often, 52.0).unwrap();
        assert!(year > 1_000.0 && year < 140_000.0, "{year}");
    }

    /// With hardly any dropout the expectation is that of the model without.
    #[test]
    fn without_dropout_it_is_the_negative_binomial() {
        let history = History { repeats: 4, recency: 20.0, age: 30.0 };
        let model = BgNbd::new(0.5, 6.0, 1e-9, 1e3).unwrap();
        let limit = super::super::Nbd::new(0.5, 6.0).unwrap();
        let (found, expected) = (model.expected(&history, 52.0).unwrap(), limit.expected(&history, 52.0).unwrap());
        assert!((found / expected - 1.0).abs() < 1e-8);
        assert!(model.p_alive(&history).unwrap() > 1.0 - 1e-9);
    }
}
