//! Survival where some have not ended yet: Kaplan and Meier's product-limit estimate.

use crate::{Bounds, Interval, Undefined, level};

/// A survival curve. Durations are integers in the caller's unit (milliseconds, days, months).
#[derive(Clone, Debug, PartialEq)]
pub struct KaplanMeier {
    subjects: u64,
    ended: u64,
    steps: Vec<Step>,
}

/// One observed duration, at which subjects ended or were last seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The duration.
    pub t: i64,
    /// Subjects observed for at least `t`.
    pub at_risk: u64,
    /// Those of them who ended at `t`.
    pub ended: u64,
    /// The share that lives beyond `t`, 0 to 1.
    pub survival: f64,
    /// Greenwood's sum `Σ d / (n (n - d))` up to `t`; 0 once nobody survives, where it has no value.
    pub(super) greenwood: f64,
}

impl KaplanMeier {
    /// The curve of `(duration, ended)`: `ended` is false for a subject last seen alive at that duration. At equal
    /// durations endings come before departures from view.
    ///
    /// `S(t) = Π (1 - d/n)` over durations up to `t`, with `n` at risk and `d` ended at each.
    ///
    /// Source: Kaplan and Meier (1958), Journal of the American Statistical Association 53:457, equation 2b.
    ///
    /// # Errors
    /// [`Undefined::NoObservations`].
    ///
    /// # Example
    /// ```
    /// let curve = stats::KaplanMeier::fit(&[(1, true), (2, false), (3, true), (4, true)]).unwrap();
    /// assert_eq!(curve.survival(1), 0.75);
    /// assert_eq!(curve.median(), Some(3));
    /// ```
    pub fn fit(observed: &[(i64, bool)]) -> Result<Self, Undefined> {
        if observed.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let mut sorted = observed.to_vec();
        sorted.sort_unstable();
        let mut curve = Self { subjects: sorted.len() as u64, ended: 0, steps: Vec::new() };
        let (mut at_risk, mut survival, mut greenwood) = (curve.subjects, 1.0, 0.0);
        for same in sorted.chunk_by(|a, b| a.0 == b.0) {
            let ended = same.iter().filter(|(_, ended)| *ended).count() as u64;
            let stayed = (at_risk - ended) as f64;
            survival *= stayed / at_risk as f64;
            greenwood = if stayed > 0.0 { greenwood + ended as f64 / (at_risk as f64 * stayed) } else { 0.0 };
            curve.steps.push(Step { t: same[0].0, at_risk, ended, survival, greenwood });
            curve.ended += ended;
            at_risk -= same.len() as u64;
        }
        Ok(curve)
    }

    /// How many subjects the curve is drawn from.
    #[must_use]
    pub fn subjects(&self) -> u64 {
        self.subjects
    }

    /// How many of them ended.
    #[must_use]
    pub fn ended(&self) -> u64 {
        self.ended
    }

    /// Every observed duration in rising order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The share that lives beyond `t`, 0 to 1; after the last observed duration the last known share.
    #[must_use]
    pub fn survival(&self, t: i64) -> f64 {
        self.step_at(t).map_or(1.0, |step| step.survival)
    }

    /// The interval of [`Self::survival`] at `t`, within `[0, 1]`, on the log(-log) scale with Greenwood's variance:
    /// `S^exp(±z √greenwood / ln S)`. Where nobody has ended it is the share itself; `None` where nobody is left: there the
    /// variance does not exist, and an interval of no width would claim that nobody could have lasted longer.
    ///
    /// Source: Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, second edition, section 1.4.
    ///
    /// # Errors
    /// [`Undefined::Level`].
    pub fn survival_interval(&self, t: i64, level: f64) -> Result<Option<Interval>, Undefined> {
        let z = level::normal(level)?;
        Ok(self.step_at(t).map_or(Some(Interval { low: 1.0, high: 1.0 }), |step| step.interval(z)))
    }

    /// The same by the textbook, `S ± z S √greenwood`, cut to `[0, 1]`: what older tools print. It is poor near 0 and 1; `None`
    /// likewise.
    ///
    /// Source: Greenwood (1926), The natural duration of cancer, Reports on Public Health and Medical Subjects 33.
    ///
    /// # Errors
    /// [`Undefined::Level`].
    pub fn plain_interval(&self, t: i64, level: f64) -> Result<Option<Interval>, Undefined> {
        let z = level::normal(level)?;
        let (share, greenwood) = self.step_at(t).map_or((1.0, 0.0), |step| (step.survival, step.greenwood));
        let reach = z * share * greenwood.sqrt();
        Ok((share > 0.0).then(|| Interval { low: (share - reach).max(0.0), high: (share + reach).min(1.0) }))
    }

    /// The half-life: [`Self::quantile`] at 0.5.
    #[must_use]
    pub fn median(&self) -> Option<i64> {
        self.quantile(0.5)
    }

    /// The shortest observed duration by which at least the share `q` has ended, `S(t) <= 1 - q`; `None` while
    /// fewer have.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<i64> {
        self.first_at_or_below(q, |step| step.survival)
    }

    /// The interval of [`Self::quantile`]: the durations at which the ends of the survival interval fall to `1 - q`.
    /// `low` is `None` only when the quantile itself is not reached and its low end neither; `high` is `None`
    /// while the upper end has not fallen that far, also where it has none because nobody is left.
    ///
    /// Source: Brookmeyer and Crowley (1982), A confidence interval for the median survival time, Biometrics 38:29,
    /// on the log(-log) scale.
    ///
    /// # Errors
    /// [`Undefined::Quantile`] outside `(0, 1)`, [`Undefined::Level`].
    pub fn quantile_interval(&self, q: f64, level: f64) -> Result<Bounds, Undefined> {
        let z = level::normal(level)?;
        if !(q > 0.0 && q < 1.0) {
            return Err(Undefined::Quantile);
        }
        Ok(Bounds {
            low: self.first_at_or_below(q, |step| step.interval(z).map_or(0.0, |interval| interval.low)),
            high: self.first_at_or_below(q, |step| step.interval(z).map_or(1.0, |interval| interval.high)),
        })
    }

    fn first_at_or_below(&self, q: f64, height: impl Fn(&Step) -> f64) -> Option<i64> {
        // A product of ratios that is 1 - q on paper may miss it by rounding.
        let target = (1.0 - q) + 1e-12;
        self.steps.iter().filter(|step| step.ended > 0).find(|step| height(step) <= target).map(|step| step.t)
    }

    fn step_at(&self, t: i64) -> Option<&Step> {
        let after = self.steps.partition_point(|step| step.t <= t);
        after.checked_sub(1).map(|index| &self.steps[index])
    }
}

impl Step {
    fn interval(&self, z: f64) -> Option<Interval> {
        let share = self.survival;
        let scale = share.ln();
        if share <= 0.0 {
            return None;
        }
        if scale >= 0.0 {
            return Some(Interval { low: share, high: share });
        }
        let reach = z * self.greenwood.sqrt() / -scale;
        let (low, high) = (share.powf(reach.exp()), share.powf((-reach).exp()));
        Some(Interval { low: low.clamp(0.0, share), high: high.clamp(share, 1.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_curve() {
        assert_eq!(KaplanMeier::fit(&[]), Err(Undefined::NoObservations));
    }

    #[test]
    fn while_nobody_ended_the_curve_stays_at_one() {
        let curve = KaplanMeier::fit(&[(5, false), (9, false)]).unwrap();
        assert_eq!((curve.survival(0), curve.survival(9), curve.survival(i64::MAX)), (1.0, 1.0, 1.0));
        assert_eq!((curve.median(), curve.ended()), (None, 0));
        assert_eq!(curve.quantile_interval(0.5, 0.95), Ok(Bounds { low: None, high: None }));
        assert_eq!(curve.survival_interval(9, 0.95), Ok(Some(Interval { low: 1.0, high: 1.0 })));
    }

    #[test]
    fn one_subject_who_ended() {
        let curve = KaplanMeier::fit(&[(i64::MAX, true)]).unwrap();
        assert_eq!((curve.survival(0), curve.survival(i64::MAX)), (1.0, 0.0));
        assert_eq!(curve.median(), Some(i64::MAX));
        assert_eq!(curve.survival_interval(i64::MAX, 0.95), Ok(None));
    }

    /// Of two customers one left at 1 and one at 2: that the curve has come to nothing bounds the median from below only.
    #[test]
    fn where_nobody_is_left_there_is_no_interval() {
        let curve = KaplanMeier::fit(&[(1, true), (2, true)]).unwrap();
        assert!(curve.survival_interval(1, 0.95).unwrap().is_some_and(|interval| interval.low < 0.5));
        assert_eq!((curve.survival_interval(2, 0.95), curve.plain_interval(2, 0.95)), (Ok(None), Ok(None)));
        assert_eq!(curve.quantile_interval(0.5, 0.95), Ok(Bounds { low: Some(1), high: None }));
    }

    #[test]
    fn identical_durations_end_together() {
        let curve = KaplanMeier::fit(&[(3, true); 40]).unwrap();
        assert_eq!(curve.steps().len(), 1);
        assert_eq!((curve.survival(2), curve.survival(3), curve.median()), (1.0, 0.0, Some(3)));
    }

    #[test]
    fn a_departure_at_the_same_time_was_still_at_risk() {
        let curve = KaplanMeier::fit(&[(2, false), (2, true)]).unwrap();
        assert_eq!((curve.steps()[0].at_risk, curve.survival(2)), (2, 0.5));
    }

    #[test]
    fn a_median_that_is_exactly_half_is_found_despite_rounding() {
        let curve = KaplanMeier::fit(&(1..=6).map(|t| (t, true)).collect::<Vec<_>>()).unwrap();
        assert_eq!(curve.median(), Some(3));
    }
}
