//! Whether probabilities are kept: their error over all customers.

use crate::Undefined;

use super::auc::Scored;

/// Errors of probabilities; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// The share that was foretold.
    pub foretold: f64,
    /// The share to whom it happened.
    pub happened: f64,
    /// The mean of `(probability - outcome)²`.
    pub brier: f64,
    /// The mean of minus the logarithm of the probability of what happened. Probabilities of 0 and 1 are taken as `1e-15` from there.
    pub log_loss: f64,
    /// The mean precision over the customers to whom it happened, from the highest probability down; `None` where it
    /// happened to nobody.
    pub average_precision: Option<f64>,
}

/// Compares probabilities with what happened.
///
/// Source: Brier (1950), Monthly Weather Review 78:1; Good (1952), Journal of the Royal Statistical Society B 14:107, for the
/// logarithm; Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, section 8.4, for the precision.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::Parameter`] for what is no probability.
///
/// # Example
/// ```
/// let found = stats::score::calibration(&[(0.8, true), (0.4, false)]).unwrap();
/// assert!((found.brier - (0.04 + 0.16) / 2.0).abs() < 1e-15);
/// assert_eq!((found.happened, found.average_precision), (0.5, Some(1.0)));
/// ```
pub fn calibration(scored: &[Scored]) -> Result<Calibration, Undefined> {
    const LEAST: f64 = 1e-15;
    if scored.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if !scored.iter().all(|(p, _)| (0.0..=1.0).contains(p)) {
        return Err(Undefined::Parameter);
    }
    let count = scored.len() as f64;
    let mean = |of: &dyn Fn(f64, bool) -> f64| scored.iter().map(|(p, outcome)| of(*p, *outcome)).sum::<f64>() / count;
    let happened = mean(&|_, outcome| f64::from(u8::from(outcome)));
    let loss = |p: f64, outcome: bool| -(if outcome { p } else { 1.0 - p }).max(LEAST).ln();
    let error = |p: f64, outcome: bool| (p - f64::from(u8::from(outcome))).powi(2);
    Ok(Calibration {
        foretold: mean(&|p, _| p),
        happened,
        brier: mean(&error),
        log_loss: mean(&loss).max(0.0),
        average_precision: (happened > 0.0).then(|| average_precision(scored)),
    })
}

/// Customers with equal probabilities count with their common precision.
fn average_precision(scored: &[Scored]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let (mut seen, mut found, mut sum) = (0.0, 0.0, 0.0);
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        let here = same.iter().filter(|(_, outcome)| *outcome).count() as f64;
        seen += same.len() as f64;
        found += here;
        sum += here * found / seen;
    }
    sum / found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges() {
        assert_eq!(calibration(&[]), Err(Undefined::NoObservations));
        assert_eq!(calibration(&[(1.5, true)]), Err(Undefined::Parameter));
        assert_eq!(calibration(&[(f64::NAN, true)]), Err(Undefined::Parameter));
        // Nobody left: the error is a half squared, and there is nobody to be precise about.
        let nobody = calibration(&[(0.5, false)]).unwrap();
        assert_eq!((nobody.brier, nobody.average_precision), (0.25, None));
        let sure = calibration(&[(1.0, true), (0.0, true)]).unwrap();
        assert!(sure.log_loss.is_finite() && sure.log_loss > 17.0 && sure.brier == 0.5);
        assert_eq!(calibration(&[(1.0, true)]).unwrap().log_loss, 0.0);
    }
}
