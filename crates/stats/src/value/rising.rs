//! Sums of rising factorials over customers: the part of the likelihoods that only depends on how often they bought.

use statrs::function::gamma::{digamma, ln_gamma};

/// For each distinct number of purchases in rising order, the customers with at least so many.
#[derive(Clone, Debug, PartialEq)]
pub struct Rising(Vec<(u64, f64)>);

/// A gap of so many factors is multiplied out, which is exact; a longer one is a difference of gamma functions.
const SHORT: u64 = 64;

impl Rising {
    /// From `(purchases, customers)` in rising order of purchases.
    pub fn of(counts: impl DoubleEndedIterator<Item = (u64, f64)>) -> Self {
        let mut at_least: Vec<(u64, f64)> = Vec::new();
        let mut sum = 0.0;
        for (purchases, customers) in counts.rev() {
            sum += customers;
            match at_least.last_mut() {
                Some(last) if last.0 == purchases => last.1 = sum,
                _ => at_least.push((purchases, sum)),
            }
        }
        at_least.reverse();
        Self(at_least)
    }

    /// `Σ ln(Γ(base + x) / Γ(base))` over customers, and its derivative by `base`.
    pub fn ln(&self, base: f64) -> (f64, f64) {
        let (mut sum, mut derivative, mut from) = (0.0, 0.0, 0_u64);
        for (to, customers) in &self.0 {
            let (value, slope) = if to - from <= SHORT {
                (from..*to).fold((0.0, 0.0), |(value, slope), k| {
                    let factor = base + k as f64;
                    (value + factor.ln(), slope + 1.0 / factor)
                })
            } else {
                let (low, high) = (base + from as f64, base + *to as f64);
                (ln_gamma(high) - ln_gamma(low), digamma(high) - digamma(low))
            };
            sum += customers * value;
            derivative += customers * slope;
            from = *to;
        }
        (sum, derivative)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One customer with none, two with one, one with three: `2 ln 2 + ln(2 · 3 · 4)`.
    #[test]
    fn by_hand() {
        let (sum, derivative) = Rising::of([(0, 1.0), (1, 2.0), (3, 1.0)].into_iter()).ln(2.0);
        assert!((sum - (2.0 * 2_f64.ln() + 24_f64.ln())).abs() < 1e-14);
        assert!((derivative - (3.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0)).abs() < 1e-14);
    }

    #[test]
    fn long_gaps_agree_with_short_ones() {
        let long = Rising::of([(1_000, 1.0)].into_iter()).ln(0.7);
        let short = Rising::of((0..=1_000).map(|x| (x, if x == 1_000 { 1.0 } else { 0.0 }))).ln(0.7);
        assert!((long.0 - short.0).abs() < 1e-9 && (long.1 - short.1).abs() < 1e-10);
    }
}
