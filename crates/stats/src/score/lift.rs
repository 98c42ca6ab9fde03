//! Scores by tenths: how much more often it happens to those who score highest, and whether probabilities are kept.

use crate::{Interval, Undefined, wilson};

use super::auc::Scored;

/// One part of the customers, of equal size with the others, from the highest scores down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub customers: u64,
    /// The mean score: where scores are probabilities, the share that is foretold.
    pub foretold: f64,
    /// The share to whom it happened.
    pub happened: f64,
    /// Of `happened`, by Wilson.
    pub interval: Interval,
    /// `happened` over the share of all customers.
    pub lift: f64,
    /// The share of all to whom it happened who are in this part or a higher one.
    pub captured: f64,
}

/// Cuts customers into `parts` by score, 10 for deciles: the k-th ends after `n·k/parts` customers, rounded down.
///
/// Customers with equal scores on both sides of a cut are shared out with their common rate, so that their order does not matter.
///
/// Source: Ling and Li (1998), Data mining for direct marketing, KDD, for the lift; Hosmer and Lemeshow (1980), Communications in
/// Statistics A9:1043, for the comparison of foretold and happened.
///
/// # Errors
/// [`Undefined::NoObservations`]; [`Undefined::TooFew`] with fewer customers than parts; [`Undefined::OneOutcome`] where it happened to
/// nobody; [`Undefined::NotFinite`], [`Undefined::Parameter`] for no parts, [`Undefined::Level`].
///
/// # Example
/// ```
/// let scored = [(0.9, true), (0.8, false), (0.3, false), (0.1, false)];
/// let bands = stats::score::bands(&scored, 2, 0.95).unwrap();
/// assert_eq!((bands[0].happened, bands[0].lift, bands[0].captured), (0.5, 2.0, 1.0));
/// ```
pub fn bands(scored: &[Scored], parts: u32, level: f64) -> Result<Vec<Band>, Undefined> {
    if scored.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if parts == 0 {
        return Err(Undefined::Parameter);
    }
    if !scored.iter().all(|(score, _)| score.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if scored.len() < parts as usize {
        return Err(Undefined::TooFew);
    }
    let all = scored.iter().filter(|(_, outcome)| *outcome).count() as f64;
    if all == 0.0 {
        return Err(Undefined::OneOutcome);
    }
    let share = all / scored.len() as f64;
    let expected = shared_out(scored);
    let end = |part: u32| (scored.len() as u128 * u128::from(part) / u128::from(parts)) as usize;
    let mut captured = 0.0;
    (0..parts)
        .map(|part| {
            let band = &expected[end(part)..end(part + 1)];
            let size = band.len() as f64;
            let count = band.iter().map(|(_, rate)| rate).sum::<f64>();
            captured += count;
            Ok(Band {
                customers: band.len() as u64,
                foretold: band.iter().map(|(score, _)| score / size).sum(),
                happened: count / size,
                interval: wilson(count.round() as u64, band.len() as u64, level)?,
                lift: count / size / share,
                captured: (captured / all).min(1.0),
            })
        })
        .collect()
}

/// From the highest score down, each with the rate of all who have the same score.
fn shared_out(scored: &[Scored]) -> Vec<(f64, f64)> {
    let mut sorted = scored.to_vec();
    sorted.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut expected = Vec::with_capacity(sorted.len());
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        let rate = same.iter().filter(|(_, outcome)| *outcome).count() as f64 / same.len() as f64;
        expected.extend(same.iter().map(|(score, _)| (*score, rate)));
    }
    expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_are_shared_out() {
        let scored = [(0.5, true), (0.5, false), (0.5, false), (0.5, true)];
        for band in bands(&scored, 4, 0.95).unwrap() {
            assert_eq!((band.happened, band.lift), (0.5, 1.0));
        }
    }

    #[test]
    fn what_has_no_answer_says_why() {
        assert_eq!(bands(&[], 10, 0.95), Err(Undefined::NoObservations));
        assert_eq!(bands(&[(0.5, true)], 10, 0.95), Err(Undefined::TooFew));
        assert_eq!(bands(&[(0.5, true)], 0, 0.95), Err(Undefined::Parameter));
        assert_eq!(bands(&[(0.5, false)], 1, 0.95), Err(Undefined::OneOutcome));
        assert_eq!(bands(&[(f64::NAN, true)], 1, 0.95), Err(Undefined::NotFinite));
        assert_eq!(bands(&[(0.5, true)], 1, 1.5), Err(Undefined::Level));
    }
}
