//! Whether customers were split as was meant: an experiment whose split is off tells nothing.

use crate::{Undefined, chance};

/// The outcome of the check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleRatio {
    pub chi2: f64,
    /// How often chance alone splits as unevenly, 0 to 1. Below 0.001 something is wrong with the assignment or the data.
    pub p: f64,
}

/// Compares the customers of each variant with the shares that were meant, in the same order; shares are relative to their sum.
///
/// Source: Pearson (1900), Philosophical Magazine 50:157; for the use Fabijan and others (2019), Diagnosing sample ratio mismatch in
/// online controlled experiments, KDD.
///
/// # Errors
/// [`Undefined::Lengths`], [`Undefined::TooFew`] below two variants, [`Undefined::NoObservations`],
/// [`Undefined::Parameter`] unless every share is positive.
///
/// # Example
/// ```
/// let found = stats::experiment::sample_ratio(&[5_200, 4_800], &[0.5, 0.5]).unwrap();
/// assert_eq!(found.chi2, 16.0);
/// assert!(found.p < 0.001);
/// ```
pub fn sample_ratio(customers: &[u64], shares: &[f64]) -> Result<SampleRatio, Undefined> {
    if customers.len() != shares.len() {
        return Err(Undefined::Lengths);
    }
    if customers.len() < 2 {
        return Err(Undefined::TooFew);
    }
    let whole: f64 = shares.iter().sum();
    if !shares.iter().all(|share| *share > 0.0) || !whole.is_finite() {
        return Err(Undefined::Parameter);
    }
    let all: f64 = customers.iter().map(|count| *count as f64).sum();
    if all == 0.0 {
        return Err(Undefined::NoObservations);
    }
    let part = |(count, share): (&u64, &f64)| {
        let meant = all * share / whole;
        (*count as f64 - meant).powi(2) / meant
    };
    let chi2 = customers.iter().zip(shares).map(part).sum();
    Ok(SampleRatio { chi2, p: chance::chi_squared(chi2, customers.len() as f64 - 1.0)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges() {
        assert_eq!(sample_ratio(&[1], &[1.0]), Err(Undefined::TooFew));
        assert_eq!(sample_ratio(&[1, 2], &[1.0]), Err(Undefined::Lengths));
        assert_eq!(sample_ratio(&[0, 0], &[1.0, 1.0]), Err(Undefined::NoObservations));
        assert_eq!(sample_ratio(&[1, 1], &[1.0, 0.0]), Err(Undefined::Parameter));
        assert_eq!(sample_ratio(&[1, 1], &[1.0, f64::NAN]), Err(Undefined::Parameter));
        assert_eq!(sample_ratio(&[20, 10], &[2.0, 1.0]).map(|found| found.p), Ok(1.0));
    }
}
