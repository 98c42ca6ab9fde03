//! How well scores tell who will from who will not: the area under the ROC curve.

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
    let tail = level::tail(level)?;
    let places = Placements::of(scored)?;
    let part = |placements: &[f64]| {
        let count = placements.len() as f64;
        placements.iter().map(|p| (p - places.area).powi(2)).sum::<f64>() / (count - 1.0) / count
    };
    if places.positive.len() < 2 || places.negative.len() < 2 {
        return Err(Undefined::TooFew);
    }
    let variance = part(&places.positive) + part(&places.negative);
    let odds = places.area * (1.0 - places.area);
    if variance <= 0.0 || odds <= 0.0 {
        return Err(Undefined::NoSpread);
    }
    let reach = -Normal::standard().inverse_cdf(tail) * variance.sqrt() / odds;
    let centre = (places.area / (1.0 - places.area)).ln();
    let share = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
    Ok(Interval { low: share(centre - reach), high: share(centre + reach) })
}

/// For each customer the share of the other outcome that is placed right against them.
struct Placements {
    area: f64,
    positive: Vec<f64>,
    negative: Vec<f64>,
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
        let mut sorted = scored.to_vec();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (mut positive, mut negative) = (Vec::with_capacity(yes), Vec::with_capacity(no));
        let (mut yes_below, mut no_below) = (0, 0);
        for same in sorted.chunk_by(|a, b| a.0 == b.0) {
            let yes_here = same.iter().filter(|(_, outcome)| *outcome).count();
            let no_here = same.len() - yes_here;
            let beaten = (no_below as f64 + no_here as f64 / 2.0) / no as f64;
            let beating = ((yes - yes_below - yes_here) as f64 + yes_here as f64 / 2.0) / yes as f64;
            positive.extend(std::iter::repeat_n(beaten, yes_here));
            negative.extend(std::iter::repeat_n(beating, no_here));
            yes_below += yes_here;
            no_below += no_here;
        }
        let area = positive.iter().sum::<f64>() / yes as f64;
        Ok(Self { area, positive, negative })
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
}
