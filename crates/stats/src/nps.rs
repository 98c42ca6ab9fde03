//! The net promoter score and its interval.

use crate::{Estimate, Undefined, level, ratio_of_sums};

/// The answers of one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NpsCluster {
    pub promoters: u64,
    pub passives: u64,
    pub detractors: u64,
}

/// The score `100 × (promoters - detractors) / responses` in points, -100 to 100, with one answer per customer.
///
/// Each answer is +1, 0 or -1. With `d = (P - D)/n`, the variance of their mean is `((P + D)/n - d²) / n`, as in a
/// multinomial, and the interval is `100 (d ± z √variance)` cut to the scale.
///
/// Source: Rocks (2016), Interval estimation for the net promoter score, The American Statistician 70:365,
/// the Wald interval.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::NoSpread`] when all answers fall in one class,
/// [`Undefined::NotFinite`] when the counts overflow, [`Undefined::Level`].
///
/// # Example
/// ```
/// let score = stats::nps(50, 30, 20, 0.95).unwrap();
/// assert!((score.value - 30.0).abs() < 1e-12);
/// ```
pub fn nps(promoters: u64, passives: u64, detractors: u64, level: f64) -> Result<Estimate, Undefined> {
    let z = level::normal(level)?;
    let answers = NpsCluster { promoters, passives, detractors };
    let responses = answers.responses().ok_or(Undefined::NotFinite)?;
    if responses == 0 {
        return Err(Undefined::NoObservations);
    }
    if [promoters, passives, detractors].contains(&responses) {
        return Err(Undefined::NoSpread);
    }
    let total = responses as f64;
    let mean = answers.balance() / total;
    let variance = ((promoters as f64 + detractors as f64) / total - mean * mean) / total;
    Ok(Estimate::around(100.0 * mean, 100.0 * z * variance.max(0.0).sqrt())?.within(-100.0, 100.0))
}

/// The same score where a customer may answer several times: the interval is that of a ratio of sums over
/// customers ([`ratio_of_sums`]), cut to the scale.
///
/// # Errors
/// As [`nps`], and [`Undefined::TooFew`] below two customers.
pub fn nps_clustered(clusters: &[NpsCluster], level: f64) -> Result<Estimate, Undefined> {
    let sums: Vec<(f64, f64)> = clusters
        .iter()
        .map(|cluster| Some((100.0 * cluster.balance(), cluster.responses()? as f64)))
        .collect::<Option<_>>()
        .ok_or(Undefined::NotFinite)?;
    match ratio_of_sums(&sums, level) {
        Err(Undefined::ZeroDenominator) => Err(Undefined::NoObservations),
        other => Ok(other?.within(-100.0, 100.0)),
    }
}

impl NpsCluster {
    /// All answers; `None` when they overflow.
    fn responses(self) -> Option<u64> {
        self.promoters.checked_add(self.passives)?.checked_add(self.detractors)
    }

    /// Promoters less detractors.
    fn balance(self) -> f64 {
        self.promoters as f64 - self.detractors as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_interval_says_why() {
        for (counts, reason) in [
            ((0, 0, 0), Undefined::NoObservations),
            ((1, 0, 0), Undefined::NoSpread),
            ((0, 7, 0), Undefined::NoSpread),
            ((0, 0, 9), Undefined::NoSpread),
            ((u64::MAX, 1, 0), Undefined::NotFinite),
        ] {
            assert_eq!(nps(counts.0, counts.1, counts.2, 0.95), Err(reason), "{counts:?}");
        }
    }

    #[test]
    fn one_answer_a_customer_is_nearly_the_plain_interval() {
        let one = |promoters, detractors| NpsCluster { promoters, passives: 1 - promoters - detractors, detractors };
        let clusters: Vec<_> =
            [(one(1, 0), 500), (one(0, 0), 300), (one(0, 1), 200)].iter().flat_map(|(c, n)| vec![*c; *n]).collect();
        let (plain, clustered) = (nps(500, 300, 200, 0.95).unwrap(), nps_clustered(&clusters, 0.95).unwrap());
        assert!((plain.value - clustered.value).abs() < 1e-9);
        assert!((plain.low - clustered.low).abs() < 0.02, "{plain:?} {clustered:?}");
    }

    #[test]
    fn repeated_answers_widen_the_interval() {
        let happy = NpsCluster { promoters: 10, passives: 0, detractors: 0 };
        let cross = NpsCluster { promoters: 0, passives: 0, detractors: 10 };
        let clusters = [happy, happy, cross, happy, cross];
        let (plain, clustered) = (nps(30, 0, 20, 0.95).unwrap(), nps_clustered(&clusters, 0.95).unwrap());
        assert!(clustered.high - clustered.low > 2.0 * (plain.high - plain.low));
    }

    #[test]
    fn nobody_answered() {
        let silent = NpsCluster { promoters: 0, passives: 0, detractors: 0 };
        assert_eq!(nps_clustered(&[silent, silent], 0.95), Err(Undefined::NoObservations));
        assert_eq!(nps_clustered(&[], 0.95), Err(Undefined::NoObservations));
    }
}
