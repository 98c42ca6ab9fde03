//! Two proportions compared.

use crate::{Estimate, Interval, Undefined, chance, level, wilson};

use super::Comparison;

/// How many of a variant's customers did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub successes: u64,
    pub n: u64,
}

impl Share {
    /// 0 to 1.
    #[must_use]
    pub fn value(self) -> f64 {
        if self.n == 0 { 0.0 } else { self.successes as f64 / self.n as f64 }
    }
}

/// Compares two proportions: the test pools them, `z = (p₁ - p₂) / √(p(1-p)(1/n₁ + 1/n₂))`, and the interval of the difference is
/// Newcombe's, from the Wilson intervals `(l, u)` of both: `d - √((p₁-l₁)² + (u₂-p₂)²)` to `d + √((u₁-p₁)² + (p₂-l₂)²)`.
///
/// Where all or none succeed in both there is no difference: `z` is 0 and `p` 1.
///
/// Source: Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine
/// 17:873, method 10; Altman (1991), Practical Statistics for Medical Research, section 10.3, for the test.
///
/// # Errors
/// [`Undefined::NoObservations`] where a variant is empty, [`Undefined::PartExceedsWhole`], [`Undefined::Level`].
///
/// # Example
/// ```
/// use stats::experiment::{Share, two_proportions};
///
/// let (treatment, control) = (Share { successes: 45, n: 100 }, Share { successes: 30, n: 100 });
/// let found = two_proportions(treatment, control, 0.95).unwrap();
/// assert!((found.p - 0.02846).abs() < 1e-5);
/// assert!((found.effect.low - 0.01585).abs() < 1e-5 && (found.effect.high - 0.27683).abs() < 1e-5);
/// ```
pub fn two_proportions(treatment: Share, control: Share, level: f64) -> Result<Comparison, Undefined> {
    let (a, b) = (wilson(treatment.successes, treatment.n, level)?, wilson(control.successes, control.n, level)?);
    let (p1, p2) = (treatment.value(), control.value());
    let difference = p1 - p2;
    let (n1, n2) = (treatment.n as f64, control.n as f64);
    let pooled = (treatment.successes as f64 + control.successes as f64) / (n1 + n2);
    let spread = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    let statistic = if spread > 0.0 { difference / spread.sqrt() } else { 0.0 };
    let effect = Estimate {
        value: difference,
        low: (difference - (p1 - a.low).hypot(b.high - p2)).max(-1.0),
        high: (difference + (a.high - p1).hypot(p2 - b.low)).min(1.0),
    };
    Ok(Comparison {
        effect,
        statistic,
        degrees_of_freedom: None,
        p: chance::normal(statistic),
        variance: p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2,
    })
}

impl Comparison {
    /// The textbook interval, `effect ± z √variance`: what many tools print. Of proportions it is poor for small samples and near 0 and 1.
    ///
    /// Source: Wald (1943), Transactions of the American Mathematical Society 54:426.
    ///
    /// # Errors
    /// [`Undefined::Level`], [`Undefined::NotFinite`].
    pub fn wald(&self, level: f64) -> Result<Interval, Undefined> {
        let around = Estimate::around(self.effect.value, level::normal(level)? * self.variance.sqrt())?;
        Ok(Interval { low: around.low, high: around.high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges() {
        let share = |successes, n| Share { successes, n };
        assert_eq!(two_proportions(share(0, 0), share(1, 2), 0.95), Err(Undefined::NoObservations));
        assert_eq!(two_proportions(share(3, 2), share(1, 2), 0.95), Err(Undefined::PartExceedsWhole));
        let none = two_proportions(share(0, 10), share(0, 20), 0.95).unwrap();
        assert_eq!((none.effect.value, none.statistic, none.p), (0.0, 0.0, 1.0));
        assert!(none.effect.low < 0.0 && none.effect.high > 0.0);
        let all = two_proportions(share(u64::MAX, u64::MAX), share(0, u64::MAX), 0.95).unwrap();
        assert!(all.effect.low > 0.999 && all.effect.high <= 1.0 && all.p == 0.0);
    }
}
