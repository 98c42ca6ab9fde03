//! Whether two samples of one column are distributed alike.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::Undefined;

/// How far two distributions lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The population stability index; zero for equal distributions, without an upper end.
    pub index: f64,
    /// What the index of two samples of one distribution stays below at the level asked for.
    pub noise: f64,
}

/// Added to each count, so that a value that only one of the samples has does not make the index infinite.
const HALF: f64 = 0.5;

/// The population stability index of two samples, each a count per value or range of values in the same order.
///
/// `Σ (p - q) ln(p / q)` with `p` and `q` the shares of a cell before and after, half a count added to each. It is the
/// symmetric divergence of Jeffreys (1946), Proceedings of the Royal Society A 186:453. As a rule of thumb below 0.1 nothing has
/// changed and above 0.25 the population is another one: Siddiqi (2006), Credit Risk Scorecards, Wiley. The rule is about samples
/// of thousands; of small ones chance alone gives more, about `(1/n + 1/m) χ²` with one degree of freedom less than cells:
/// Yurdakul (2018), Statistical properties of population stability index, Western Michigan University.
///
/// # Errors
/// [`Undefined::NoObservations`] where a sample is empty, [`Undefined::NoSpread`] below two cells,
/// [`Undefined::PartExceedsWhole`] where the samples do not have the same cells, [`Undefined::Level`].
///
/// # Example
/// ```
/// // Half of the orders came from the web, now a tenth.
/// let shift = stats::stability(&[500, 500], &[100, 900], 0.999).unwrap();
/// assert!((shift.index - 0.8789).abs() < 0.01 && shift.noise < 0.03);
/// ```
pub fn stability(before: &[u64], after: &[u64], level: f64) -> Result<Shift, Undefined> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Undefined::Level);
    }
    if before.len() != after.len() {
        return Err(Undefined::PartExceedsWhole);
    }
    let (n, m): (u64, u64) = (before.iter().sum(), after.iter().sum());
    if n == 0 || m == 0 {
        return Err(Undefined::NoObservations);
    }
    if before.len() < 2 {
        return Err(Undefined::NoSpread);
    }
    let (n, m, cells) = (n as f64, m as f64, before.len() as f64);
    let share = |count: u64, all: f64| (count as f64 + HALF) / (all + cells * HALF);
    let divergence = |(before, after): (&u64, &u64)| {
        let (p, q) = (share(*before, n), share(*after, m));
        (p - q) * (p / q).ln()
    };
    let index = before.iter().zip(after).map(divergence).sum();
    let chance = ChiSquared::new(cells - 1.0).map_err(|_| Undefined::NoSpread)?.inverse_cdf(level);
    Ok(Shift { index, noise: (1.0 / n + 1.0 / m) * chance })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles of chi-squared at 0.999. Source: Abramowitz and Stegun (1964), table 26.8.
    #[test]
    fn the_noise_is_the_quantile_over_the_sizes() {
        for (cells, quantile) in [(2, 10.828), (5, 18.467), (10, 27.877)] {
            let even = vec![100; cells];
            let shift = stability(&even, &even, 0.999).unwrap();
            let size = 100.0 * cells as f64;
            assert!((shift.noise * size / 2.0 - quantile).abs() < 0.001, "{cells}");
            assert_eq!(shift.index, 0.0);
        }
    }

    /// `0.1 ln 2 + -0.1 ln(4/5)` by hand: 0.2 and 0.4 against 0.1 and 0.5, 0.4 as it was.
    #[test]
    fn the_index_is_the_divergence_and_is_symmetric() {
        let (before, after) = ([200_000, 400_000, 400_000], [100_000, 500_000, 400_000]);
        let expected = 0.1 * 2_f64.ln() + 0.1 * 1.25_f64.ln();
        let (there, back) = (stability(&before, &after, 0.999).unwrap(), stability(&after, &before, 0.999).unwrap());
        assert!((there.index - expected).abs() < 1e-5);
        assert!((there.index - back.index).abs() < 1e-12);
    }

    #[test]
    fn a_value_that_is_new_is_a_finite_shift() {
        let shift = stability(&[1_000, 0], &[0, 1_000], 0.999).unwrap();
        assert!(shift.index > 10.0 && shift.index.is_finite());
        assert_eq!(stability(&[1], &[1], 0.999), Err(Undefined::NoSpread));
        assert_eq!(stability(&[1, 0], &[0, 0], 0.999), Err(Undefined::NoObservations));
        assert_eq!(stability(&[1, 0], &[1, 0], 1.0), Err(Undefined::Level));
        assert_eq!(stability(&[1, 0], &[1], 0.9), Err(Undefined::PartExceedsWhole));
    }
}
