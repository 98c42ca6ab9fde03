//! How well scores tell who will from who will not: the area under the ROC curve.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, Normal};

use crate::{Interval, Undefined, level};

/// A score and what happened; higher scores foretell it.
pub type Scored = (f64, bool);

/// The probability that a customer to whom it happened has a higher score than one to whom it did not, 0 to 1; equal scores count half.
///
/// Source: Mann and Whitney (1947), Annals of Mathematical Statistics 18:50; Bamber (1975), Journal of Mathematical Psychology
/// 12:387.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::OneOutcome`], [`Undefined::NotFinite`].
///
/// # Example
/// ```
/// // Three of the four pairs are in order.
/// assert_eq!(stats::score::auc(&[(0.9, true), (0.8, false), (0.7, true), (0.1, false)]), Ok(0.75));
/// ```
pub fn auc(scored: &[Scored]) -> Result<f64, Undefined> {
    Ok(Placements::of(scored)?.area)
}

/// The interval of [`auc`], within `[0, 1]`, on the scale of log-odds with DeLong's variance.
///
/// Source: DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837; Pepe (2003), The Statistical Evaluation of Medical Tests,
/// section 5.2.4, for the scale.
///
/// # Errors
/// As [`auc`]; [`Undefined::TooFew`] below two of either outcome, [`Undefined::NoSpread`] where all pairs are in order, or none;
/// [`Undefined::Level`].
pub fn auc_interval(scored: &[Scored], level: f64) -> Result<Interval, Undefined> {
    let each: Vec<u32> = (0..).take(scored.len()).collect();
    clustered_auc_interval(scored, &each, level)
}

/// The same where a customer may have several scores: `clusters` says whose each is, in the same order. Scores of one customer
/// resemble each other, so that they tell less than as many customers do.
///
/// With a customer's placements summed over their scores, positive and negative, less as many times the area, the variance is
/// that of both sums and twice their covariance. Where everybody has one score it is DeLong's.
///
/// Source: Obuchowski (1997), Nonparametric analysis of clustered ROC curve data, Biometrics 53:567, equations 3 to 6.
///
/// # Errors
/// As [`auc_interval`], of customers in place of scores; [`Undefined::Lengths`].
pub fn clustered_auc_interval(scored: &[Scored], clusters: &[u32], level: f64) -> Result<Interval, Undefined> {
    let tail = level::tail(level)?;
    if scored.len() != clusters.len() {
        return Err(Undefined::Lengths);
    }
    let places = Placements::of(scored)?;
    // By customer, how far their scores of each outcome are placed above the area, and how many those are.
    let mut sums: BTreeMap<u32, [(f64, u64); 2]> = BTreeMap::new();
    for ((cluster, (_, outcome)), right) in clusters.iter().zip(scored).zip(&places.right) {
        let (sum, count) = &mut sums.entry(*cluster).or_default()[usize::from(*outcome)];
        *sum += right - places.area;
        *count += 1;
    }
    let with = |outcome: usize| sums.values().filter(|both| both[outcome].1 > 0).count() as f64;
    let (all, [negative, positive]) = (sums.len() as f64, [with(0), with(1)]);
    if negative < 2.0 || positive < 2.0 {
        return Err(Undefined::TooFew);
    }
    let squares = |outcome: usize| sums.values().map(|both| both[outcome].0.powi(2)).sum::<f64>();
    let crossed: f64 = sums.values().map(|both| both[0].0 * both[1].0).sum();
    let (no, yes) = (places.no as f64, places.yes as f64);
    let variance = positive / (positive - 1.0) * squares(1) / (yes * yes)
        + negative / (negative - 1.0) * squares(0) / (no * no)
        + 2.0 * all / (all - 1.0) * crossed / (yes * no);
    let odds = places.area * (1.0 - places.area);
    if variance <= 0.0 || odds <= 0.0 {
        return Err(Undefined::NoSpread);
    }
    let reach = -Normal::standard().inverse_cdf(tail) * variance.sqrt() / odds;
    let centre = (places.area / (1.0 - places.area)).ln();
    let share = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
    Ok(Interval { low: share(centre - reach), high: share(centre + reach) })
}

/// For each score the share of the other outcome that it is placed right against, in the order of the scores.
struct Placements {
    area: f64,
    right: Vec<f64>,
    yes: usize,
    no: usize,
}

impl Placements {
    /// By one sort.
    ///
    /// Source: Sun and Xu (2014), Fast implementation of DeLong's algorithm, IEEE Signal Processing Letters 21:1389.
    fn of(scored: &[Scored]) -> Result<Self, Undefined> {
        if scored.is_empty() {
            return Err(Undefined::NoObservations);
        }
        if !scored.iter().all(|(score, _)| score.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let yes = scored.iter().filter(|(_, outcome)| *outcome).count();
        let no = scored.len() - yes;
        if yes == 0 || no == 0 {
            return Err(Undefined::OneOutcome);
        }
        // A zero below zero is the same score as one above it.
        let value = |place: &usize| scored[*place].0 + 0.0;
        let mut order: Vec<usize> = (0..scored.len()).collect();
        order.sort_unstable_by(|a, b| value(a).total_cmp(&value(b)));
        let mut right = vec![0.0; scored.len()];
        let (mut yes_below, mut no_below, mut area) = (0, 0, 0.0);
        for same in order.chunk_by(|a, b| value(a) == value(b)) {
            let yes_here = same.iter().filter(|place| scored[**place].1).count();
            let no_here = same.len() - yes_here;
            let beaten = (no_below as f64 + no_here as f64 / 2.0) / no as f64;
            let beating = ((yes - yes_below - yes_here) as f64 + yes_here as f64 / 2.0) / yes as f64;
            for place in same {
                right[*place] = if scored[*place].1 { beaten } else { beating };
            }
            area += beaten * yes_here as f64;
            yes_below += yes_here;
            no_below += no_here;
        }
        Ok(Self { area: area / yes as f64, right, yes, no })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges() {
        assert_eq!(auc(&[]), Err(Undefined::NoObservations));
        assert_eq!(auc(&[(1.0, true)]), Err(Undefined::OneOutcome));
        assert_eq!(auc(&[(f64::NAN, true), (0.0, false)]), Err(Undefined::NotFinite));
        assert_eq!(auc(&[(0.5, true), (0.5, false), (0.5, false)]), Ok(0.5));
        assert_eq!(auc(&[(0.0, true), (-0.0, false)]), Ok(0.5));
        let told = [(0.9, true), (0.8, true), (0.2, false), (0.1, false)];
        assert_eq!((auc(&told), auc_interval(&told, 0.95)), (Ok(1.0), Err(Undefined::NoSpread)));
    }

    /// Placements of those to whom it happened are 1, 1/2, of the others 1/2, 1: variance `1/16 + 1/16` around 3/4.
    #[test]
    fn delongs_interval_by_hand() {
        let found = auc_interval(&[(0.9, true), (0.8, false), (0.7, true), (0.1, false)], 0.95).unwrap();
        let reach = 1.959963984540054 * 0.125_f64.sqrt() / (0.75 * 0.25);
        let high = 1.0 / (1.0 + (-(3_f64.ln() + reach)).exp());
        assert!((found.high - high).abs() < 1e-12 && found.low < 0.75);
    }

    /// Each customer is there twice: that is as sure as once.
    #[test]
    fn scores_of_one_customer_are_no_further_customers() {
        let once = [(0.9, true), (0.8, false), (0.7, true), (0.1, false)];
        let twice: Vec<Scored> = once.iter().chain(&once).copied().collect();
        let own = auc_interval(&once, 0.95).unwrap();
        let found = clustered_auc_interval(&twice, &[1, 2, 3, 4, 1, 2, 3, 4], 0.95).unwrap();
        assert!((found.low - own.low).abs() < 1e-12 && (found.high - own.high).abs() < 1e-12);
        assert!(auc_interval(&twice, 0.95).unwrap().low > own.low);
        // Two customers with both outcomes: sums 1/4 and -1/4 of the positive, -1/4 and 1/4 of the negative. Variances
        // 2 · 1/8 / 4 each, and a covariance of 2 · 2 · -1/8 / 4 that takes both away.
        assert_eq!(clustered_auc_interval(&once, &[1, 1, 2, 2], 0.95), Err(Undefined::NoSpread));
        assert_eq!(clustered_auc_interval(&once, &[1, 1, 2], 0.95), Err(Undefined::Lengths));
        assert_eq!(clustered_auc_interval(&once, &[1, 2, 1, 3], 0.95), Err(Undefined::TooFew));
    }
}
