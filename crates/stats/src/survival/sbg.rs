//! The shifted-beta-geometric model: projects renewals beyond what was seen.

use crate::maximum::{BOUND, maximum};
use crate::symmetric::Symmetric;
use crate::{Interval, Undefined, level};

use super::KaplanMeier;

/// At the end of each period a customer leaves with a probability of their own; these vary as Beta(`alpha`, `beta`). The
/// retention rate rises with age although nobody becomes more faithful: those likely to leave are gone first.
///
/// Source: Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21:76.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftedBetaGeometric {
    /// The first shape of the probabilities of leaving.
    pub alpha: f64,
    /// The second: the mean is `alpha / (alpha + beta)`.
    pub beta: f64,
}

/// The model fitted to renewals.
#[derive(Clone, Debug, PartialEq)]
pub struct RenewalFit {
    pub model: ShiftedBetaGeometric,
    pub log_likelihood: f64,
    /// Of `alpha` and `beta`; `None` where the data do not bound both.
    pub standard_errors: Option<[f64; 2]>,
    pub converged: bool,
    /// Whether customers seem to be all alike: the retention rate does not rise, and the model is the geometric one.
    pub alike: bool,
    /// Of the logarithms of the parameters.
    covariance: Option<Symmetric>,
}

/// What happened at the end of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Customers who had lasted until then and were watched through it.
    pub at_risk: u64,
    /// Those of them who left.
    pub ended: u64,
}

impl Renewal {
    /// The renewals of a curve whose durations count periods: a duration of 3 ended, or was last seen, at the end of the third. Those who
    /// ended before the end of the first are left out.
    ///
    /// # Example
    /// ```
    /// use stats::KaplanMeier;
    /// use stats::survival::Renewal;
    ///
    /// let curve = KaplanMeier::fit(&[(1, true), (2, false), (3, true), (3, false)]).unwrap();
    /// let renewals: Vec<_> = Renewal::of_curve(&curve, 3).iter().map(|r| (r.at_risk, r.ended)).collect();
    /// assert_eq!(renewals, [(4, 1), (3, 0), (2, 1)]);
    /// ```
    #[must_use]
    pub fn of_curve(curve: &KaplanMeier, periods: u32) -> Vec<Self> {
        let steps = curve.steps();
        (1..=i64::from(periods))
            .map(|period| match steps.get(steps.partition_point(|step| step.t < period)) {
                Some(step) if step.t == period => Self { at_risk: step.at_risk, ended: step.ended },
                Some(step) => Self { at_risk: step.at_risk, ended: 0 },
                None => Self { at_risk: 0, ended: 0 },
            })
            .collect()
    }
}

impl RenewalFit {
    /// The interval of [`ShiftedBetaGeometric::survival`] by the delta method on the log(-log) scale, within `[0, 1]`: how well the
    /// parameters are known. `None` where the data do not bound both.
    ///
    /// # Errors
    /// [`Undefined::Level`].
    pub fn survival_interval(&self, t: u32, level: f64) -> Result<Option<Interval>, Undefined> {
        let z = level::normal(level)?;
        let Some(covariance) = &self.covariance else { return Ok(None) };
        let ShiftedBetaGeometric { alpha, beta } = self.model;
        let share = self.model.survival(t);
        let scale = -share.ln();
        if scale <= 0.0 || !scale.is_finite() {
            return Ok(Some(Interval { low: share, high: share }));
        }
        // The derivatives of ln S by the logarithms of both parameters.
        let (mut by_alpha, mut by_beta) = (0.0, 0.0);
        for before in (0..t).map(f64::from) {
            by_alpha -= alpha / (alpha + beta + before);
            by_beta += beta / (beta + before) - beta / (alpha + beta + before);
        }
        let reach = z * covariance.form(&[by_alpha, by_beta]).max(0.0).sqrt() / scale;
        Ok(Some(Interval { low: share.powf(reach.exp()), high: share.powf((-reach).exp()) }))
    }
}

impl ShiftedBetaGeometric {
    /// Fits the model to the first, second, … period's renewals by maximum likelihood: with `n` at risk and `d` who left at the
    /// end of period `t`, the sum of `d ln(α/(α+β+t-1)) + (n-d) ln((β+t-1)/(α+β+t-1))`. Customers not watched to the end count
    /// in the periods they were watched through.
    ///
    /// # Errors
    /// [`Undefined::PartExceedsWhole`]; [`Undefined::NoEvents`] where nobody left; [`Undefined::NoSpread`] where nobody
    /// stayed.
    pub fn fit(renewals: &[Renewal]) -> Result<RenewalFit, Undefined> {
        if renewals.iter().any(|renewal| renewal.ended > renewal.at_risk) {
            return Err(Undefined::PartExceedsWhole);
        }
        if renewals.iter().all(|renewal| renewal.ended == 0) {
            return Err(Undefined::NoEvents);
        }
        if renewals.iter().all(|renewal| renewal.ended == renewal.at_risk) {
            return Err(Undefined::NoSpread);
        }
        let climb = |at: &[f64]| slope(at[0].exp(), at[1].exp(), renewals);
        let best = [[1.0, 1.0], [0.3, 3.0], [10.0, 30.0]]
            .into_iter()
            .map(|start: [f64; 2]| maximum(&start.map(f64::ln), &climb))
            .max_by(|a, b| a.value.total_cmp(&b.value))
            .ok_or(Undefined::NotFinite)?;
        let (alpha, beta) = (best.at[0].exp(), best.at[1].exp());
        let alike = best.at.iter().any(|at| at.abs() > BOUND - 2.0);
        let covariance = if alike { None } else { best.curvature.inverse() };
        Ok(RenewalFit {
            model: Self { alpha, beta },
            log_likelihood: best.value,
            standard_errors: covariance.as_ref().map(|c| [alpha * c.get(0, 0).sqrt(), beta * c.get(1, 1).sqrt()]),
            converged: best.converged,
            alike,
            covariance,
        })
    }

    /// The share of those who reached period `t` (1 is the first) that stays beyond it, 0 to 1: `(β+t-1)/(α+β+t-1)`.
    ///
    /// Source: the same paper, equation 8.
    #[must_use]
    pub fn retention(&self, t: u32) -> f64 {
        let before = f64::from(t.max(1)) - 1.0;
        (self.beta + before) / (self.alpha + self.beta + before)
    }

    /// The share that stays beyond period `t`, 0 to 1; 1 for `t = 0`.
    ///
    /// # Example
    /// ```
    /// use stats::survival::ShiftedBetaGeometric;
    ///
    /// // α = β = 1: a half stays beyond the first period, a third beyond the second.
    /// let model = ShiftedBetaGeometric { alpha: 1.0, beta: 1.0 };
    /// assert!((model.survival(2) - 1.0 / 3.0).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn survival(&self, t: u32) -> f64 {
        (1..=t).map(|period| self.retention(period)).product()
    }
}

fn slope(alpha: f64, beta: f64, renewals: &[Renewal]) -> (f64, Vec<f64>) {
    let (mut value, mut by_alpha, mut by_beta) = (0.0, 0.0, 0.0);
    for (before, renewal) in renewals.iter().enumerate() {
        let (all, ended) = (renewal.at_risk as f64, renewal.ended as f64);
        let stays = beta + before as f64;
        let both = alpha + stays;
        value += ended * alpha.ln() + (all - ended) * stays.ln() - all * both.ln();
        by_alpha += ended / alpha - all / both;
        by_beta += (all - ended) / stays - all / both;
    }
    (value, vec![by_alpha * alpha, by_beta * beta])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renewals(surviving: &[f64]) -> Vec<Renewal> {
        let counts: Vec<u64> = surviving.iter().map(|percent| (percent * 10.0).round() as u64).collect();
        counts.windows(2).map(|pair| Renewal { at_risk: pair[0], ended: pair[0] - pair[1] }).collect()
    }

    /// Source: Fader and Hardie (2007), table 1 and figure 4: fitted to seven of twelve years, 1,000 customers each.
    #[test]
    fn the_published_segments_are_projected() {
        let (regular, high_end) =
            ([100.0, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1], [100.0, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]);
        for (surviving, alpha, beta, last) in [(regular, 0.704, 1.182, 17.3), (high_end, 0.668, 3.806, 39.4)] {
            let fit = ShiftedBetaGeometric::fit(&renewals(&surviving)).unwrap();
            assert!(fit.converged && !fit.alike);
            assert!((fit.model.alpha - alpha).abs() < 6e-4 && (fit.model.beta - beta).abs() < 6e-4, "{fit:?}");
            let interval = fit.survival_interval(12, 0.95).unwrap().unwrap();
            assert!(interval.low * 100.0 < last && last < interval.high * 100.0 && interval.high - interval.low < 0.1);
            assert_eq!(fit.survival_interval(0, 0.95), Ok(Some(Interval { low: 1.0, high: 1.0 })));
            assert!((100.0 * fit.model.survival(12) - last).abs() < 2.0, "{}", fit.model.survival(12));
        }
    }

    #[test]
    fn what_has_no_answer_says_why() {
        let fit = |pairs: &[(u64, u64)]| {
            let renewals: Vec<_> =
                pairs.iter().map(|(at_risk, ended)| Renewal { at_risk: *at_risk, ended: *ended }).collect();
            ShiftedBetaGeometric::fit(&renewals).map(|fit| fit.alike)
        };
        assert_eq!(fit(&[]), Err(Undefined::NoEvents));
        assert_eq!(fit(&[(10, 0)]), Err(Undefined::NoEvents));
        assert_eq!(fit(&[(10, 10)]), Err(Undefined::NoSpread));
        assert_eq!(fit(&[(10, 11)]), Err(Undefined::PartExceedsWhole));
        // A retention rate that falls: no mixture does that, and the nearest is all alike.
        assert_eq!(fit(&[(1_000, 100), (900, 180), (720, 360)]), Ok(true));
    }

    #[test]
    fn a_geometric_lifetime_is_its_limit() {
        let fit = ShiftedBetaGeometric::fit(&renewals(&[100.0, 80.0, 64.0, 51.2])).unwrap();
        assert!(
            (fit.model.survival(3) - 0.512).abs() < 0.001 && (fit.model.retention(50) - 0.8).abs() < 0.01,
            "{fit:?}"
        );
    }
}
