//! Whether groups differ in how long they last: the log-rank test.

use std::collections::BTreeMap;

use crate::symmetric::Symmetric;
use crate::{Undefined, chance};

/// The outcome of the test.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRank {
    /// Chi-squared.
    pub chi2: f64,
    /// Its degrees of freedom: groups that were ever at risk, less one.
    pub degrees_of_freedom: u64,
    /// How often chance alone gives as much, 0 to 1. It is 0 where it is smaller than the smallest number.
    pub p: f64,
    /// Endings per group.
    pub observed: Vec<u64>,
    /// Endings per group, had all the same hazards.
    pub expected: Vec<f64>,
}

/// Compares groups of `(duration, ended)`.
///
/// With `n` at risk and `d` endings at a duration, `n_j` and `d_j` of them in group `j`, the sums of `d_j - d n_j / n` have the
/// covariance `Σ d (n-d)/(n-1) · n_j/n (δ_jk - n_k/n)`; chi-squared is their form in its inverse, one group left out.
///
/// Source: Mantel (1966), Cancer Chemotherapy Reports 50:163; Peto and Peto (1972), Journal of the Royal Statistical Society A
/// 135:185.
///
/// # Errors
/// [`Undefined::TooFew`] below two groups at risk when someone ended, [`Undefined::NoEvents`] where nobody ended,
/// [`Undefined::NoSpread`] where those who ended were never at risk beside another group.
///
/// # Example
/// ```
/// use stats::survival::log_rank;
///
/// let found = log_rank(&[&[(1, true), (2, true)], &[(3, true), (4, true)]]).unwrap();
/// // At 1 a half is expected of the first group, at 2 a third.
/// assert!((found.expected[0] - 5.0 / 6.0).abs() < 1e-12);
/// assert!((found.chi2 - 2.8823529).abs() < 1e-6);
/// ```
pub fn log_rank(groups: &[&[(i64, bool)]]) -> Result<LogRank, Undefined> {
    let count = groups.len();
    let mut leaving: BTreeMap<i64, (Vec<u64>, Vec<u64>)> = BTreeMap::new();
    for (group, observed) in groups.iter().enumerate() {
        for (duration, ended) in *observed {
            let (all, endings) = leaving.entry(*duration).or_insert_with(|| (vec![0; count], vec![0; count]));
            all[group] += 1;
            endings[group] += u64::from(*ended);
        }
    }
    let mut at_risk: Vec<u64> = groups.iter().map(|group| group.len() as u64).collect();
    let (mut observed, mut expected) = (vec![0; count], vec![0.0; count]);
    let mut covariance = Symmetric::zero(count);
    for (all, endings) in leaving.values() {
        let (n, d) = (at_risk.iter().sum::<u64>() as f64, endings.iter().sum::<u64>() as f64);
        let weight = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
        for j in 0..count {
            observed[j] += endings[j];
            let share = at_risk[j] as f64 / n;
            expected[j] += d * share;
            for (k, other) in at_risk.iter().enumerate().take(j + 1) {
                let other = *other as f64 / n;
                let term = weight * share * (if j == k { 1.0 } else { 0.0 } - other);
                covariance.set(j, k, covariance.get(j, k) + term);
            }
        }
        at_risk.iter_mut().zip(all).for_each(|(left, gone)| *left -= gone);
    }
    if observed.iter().sum::<u64>() == 0 {
        return Err(Undefined::NoEvents);
    }
    let concerned: Vec<usize> = (0..count).filter(|j| expected[*j] > 0.0).collect();
    let [kept @ .., _] = concerned.as_slice() else {
        return Err(Undefined::TooFew);
    };
    if kept.is_empty() {
        return Err(Undefined::TooFew);
    }
    let mut reduced = Symmetric::zero(kept.len());
    for (row, j) in kept.iter().enumerate() {
        for (column, k) in kept.iter().enumerate() {
            reduced.set(row, column, covariance.get(*j, *k));
        }
    }
    let excess: Vec<f64> = kept.iter().map(|j| observed[*j] as f64 - expected[*j]).collect();
    let solved = reduced.cholesky().ok_or(Undefined::NoSpread)?.solve(&excess);
    let chi2: f64 = solved.iter().zip(&excess).map(|(a, b)| a * b).sum();
    let p = chance::chi_squared(chi2, kept.len() as f64)?;
    Ok(LogRank { chi2, degrees_of_freedom: kept.len() as u64, p, observed, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_answer_says_why() {
        assert_eq!(log_rank(&[]), Err(Undefined::NoEvents));
        assert_eq!(log_rank(&[&[(1, false)], &[(2, false)]]), Err(Undefined::NoEvents));
        assert_eq!(log_rank(&[&[(1, true)], &[]]), Err(Undefined::TooFew));
        assert_eq!(log_rank(&[&[(1, true)], &[(1, true)]]), Err(Undefined::NoSpread));
    }

    #[test]
    fn a_group_of_nobody_changes_nothing() {
        let (a, b): (&[_], &[_]) = (&[(1, true), (5, true), (6, false)], &[(2, true), (3, true)]);
        let (two, three) = (log_rank(&[a, b]).unwrap(), log_rank(&[a, &[], b]).unwrap());
        assert!((two.chi2 - three.chi2).abs() < 1e-12);
        assert_eq!(three.degrees_of_freedom, 1);
    }

    #[test]
    fn equal_groups_do_not_differ() {
        let group: &[_] = &[(1, true), (2, false), (3, true)];
        let found = log_rank(&[group, group]).unwrap();
        assert!(found.chi2.abs() < 1e-12 && found.p > 0.999_999);
    }
}
