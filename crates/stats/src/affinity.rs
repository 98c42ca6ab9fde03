//! What is bought together: how much more often than by chance.

use crate::{Interval, Undefined, level, wilson};

/// How many customers (or orders) had each of two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// All of them.
    pub all: u64,
    /// With the first.
    pub a: u64,
    /// With the second.
    pub b: u64,
    /// With both.
    pub joint: u64,
    /// With both as the pair means it: where order matters, with the second after the first; elsewhere `joint`.
    pub both: u64,
}

impl Pair {
    /// A pair whose order does not matter.
    #[must_use]
    pub fn unordered(all: u64, a: u64, b: u64, both: u64) -> Self {
        Self { all, a, b, joint: both, both }
    }
}

/// What a pair tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affinity {
    /// The share with both, as the pair means it, 0 to 1.
    pub support: f64,
    /// The share of those with the first who have the second, 0 to 1.
    pub confidence: f64,
    /// Of `confidence`, by Wilson.
    pub confidence_interval: Interval,
    /// `confidence` over the share of all who have the second: 1 is chance.
    pub lift: f64,
    /// Of `lift`.
    pub lift_interval: Interval,
}

/// Support `both/all`, confidence `both/a` and lift `both · all / (a · b)`.
///
/// The interval of the lift is `lift · exp(±z √v)` with `v = 1/both - 1/a - 1/b + (2 joint · all/(a · b) - 1)/all`, the variance of its
/// logarithm by the delta method over the cells. Whether a customer has the first and whether they have the second vary together by
/// `joint`, whatever their order. Where nobody has both, it runs from 0 to the upper end of the confidence over the share of the second.
///
/// Source: Agrawal, Imieliński and Swami (1993), Mining association rules, SIGMOD, for support and confidence; Brin and others
/// (1997), Dynamic itemset counting, SIGMOD, for the lift; Oehlert (1992), The American Statistician 46:27, for the method.
///
/// # Errors
/// [`Undefined::PartExceedsWhole`] where counts contradict each other, [`Undefined::NoObservations`] where nobody has the first or
/// nobody the second, [`Undefined::Level`].
///
/// # Example
/// ```
/// use stats::{Pair, affinity};
///
/// // Of 100 customers 20 bought tea, 25 milk and 10 both: twice as many as chance.
/// let found = affinity(Pair::unordered(100, 20, 25, 10), 0.95).unwrap();
/// assert_eq!((found.support, found.confidence, found.lift), (0.1, 0.5, 2.0));
/// assert!(found.lift_interval.low > 1.0);
/// ```
pub fn affinity(pair: Pair, level: f64) -> Result<Affinity, Undefined> {
    let z = level::normal(level)?;
    let Pair { all, a, b, joint, both } = pair;
    let either = u128::from(a) + u128::from(b) - u128::from(joint.min(a));
    if a > all || b > all || joint > a || joint > b || both > joint || either > u128::from(all) {
        return Err(Undefined::PartExceedsWhole);
    }
    if a == 0 || b == 0 {
        return Err(Undefined::NoObservations);
    }
    let confidence_interval = wilson(both, a, level)?;
    let (n, a, b, joint, both) = (all as f64, a as f64, b as f64, joint as f64, both as f64);
    let confidence = both / a;
    let base = b / n;
    let lift = confidence / base;
    let lift_interval = if both == 0.0 {
        Interval { low: 0.0, high: confidence_interval.high / base }
    } else {
        let variance = (1.0 / both - 1.0 / a - 1.0 / b + (2.0 * joint / a / base - 1.0) / n).max(0.0);
        let reach = (z * variance.sqrt()).exp();
        Interval { low: lift / reach, high: lift * reach }
    };
    if !lift_interval.high.is_finite() {
        return Err(Undefined::NotFinite);
    }
    Ok(Affinity { support: both / n, confidence, confidence_interval, lift, lift_interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_contradict_each_other_are_refused() {
        let pair = |all, a, b, both| affinity(Pair::unordered(all, a, b, both), 0.95).map(|found| found.lift);
        assert_eq!(pair(10, 11, 1, 1), Err(Undefined::PartExceedsWhole));
        assert_eq!(pair(10, 5, 2, 3), Err(Undefined::PartExceedsWhole));
        assert_eq!(pair(10, 8, 8, 1), Err(Undefined::PartExceedsWhole));
        assert_eq!(pair(10, 0, 5, 0), Err(Undefined::NoObservations));
        assert_eq!(pair(0, 0, 0, 0), Err(Undefined::NoObservations));
        assert_eq!(pair(10, 10, 10, 10), Ok(1.0));
        assert_eq!(pair(u64::MAX, u64::MAX, u64::MAX, u64::MAX), Ok(1.0));
    }

    /// Everybody has both: nothing could be otherwise.
    #[test]
    fn the_interval_closes_where_all_have_both() {
        let found = affinity(Pair::unordered(40, 40, 40, 40), 0.95).unwrap();
        assert_eq!(found.lift_interval, Interval { low: 1.0, high: 1.0 });
    }

    #[test]
    fn never_together_has_an_upper_end() {
        let found = affinity(Pair::unordered(100, 10, 20, 0), 0.95).unwrap();
        assert_eq!((found.lift, found.lift_interval.low), (0.0, 0.0));
        assert!((found.lift_interval.high - 0.2775 / 0.2).abs() < 0.001);
    }

    /// Two customers bought a mug first and a pot at some time, one of them the pot later: no contradiction, though
    /// `a + b - both` is more than all. Of the variance `1 - 1/2 - 1/2 + (2 · 1 - 1)/2 = 1/2` the joint count gives the
    /// last term; with 1 in its place it would be 0.
    #[test]
    fn in_sequence_the_two_may_come_together_more_often_than_in_order() {
        let found = affinity(Pair { all: 2, a: 2, b: 2, joint: 2, both: 1 }, 0.95).unwrap();
        assert_eq!((found.support, found.confidence, found.lift), (0.5, 0.5, 0.5));
        let reach = (1.959_963_984_540_054 * 0.5_f64.sqrt()).exp();
        assert!((found.lift_interval.high - 0.5 * reach).abs() < 1e-12, "{found:?}");
        let pair = |joint, both| affinity(Pair { all: 2, a: 2, b: 2, joint, both }, 0.95).map(|found| found.lift);
        assert_eq!((pair(1, 1), pair(1, 2)), (Err(Undefined::PartExceedsWhole), Err(Undefined::PartExceedsWhole)));
    }
}
