//! One curve told at whole units: how many are left, how sure that is, and what a model makes of the time to come.

use serde::Serialize;
use stats::Undefined;
use stats::survival::{KaplanMeier, Renewal, ShiftedBetaGeometric};

use super::clock::PARTS;
use super::{MOST_UNITS, SurvivalInterval, SurvivalQuery};
use crate::EngineError;
use crate::interval::LEVEL;

/// One part's curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SurvivalCurve {
    /// The value of each cut; `None` is the part of those without one.
    #[serde(serialize_with = "crate::analyses::by_name", skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<(String, Option<String>)>,
    /// Lifetimes.
    pub n: u64,
    /// Those of them that have ended.
    pub events: u64,
    /// After how many units half have ended; `None` while fewer have.
    pub median: Option<f64>,
    /// 95 % interval of the median; an end is `None` where too few have ended to bound it.
    pub median_low: Option<f64>,
    pub median_high: Option<f64>,
    pub restricted_mean: RestrictedMean,
    /// At 0, 1, 2, … units, as far as lifetimes have been observed.
    pub points: Vec<SurvivalPoint>,
    /// `None` where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projection: Option<Projection>,
}

/// The mean lifetime within the first so many units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RestrictedMean {
    /// In units, the same for all parts.
    pub until: u32,
    /// In units; `None` where the curve is not known so far.
    pub value: Option<f64>,
    /// 95 % interval.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// A curve at one number of units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SurvivalPoint {
    pub t: u32,
    /// Share whose lifetime is longer than `t`, 0 to 1.
    pub survival: f64,
    /// 95 % interval of it; `None` where nobody is left.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Lifetimes observed for at least `t`.
    pub at_risk: u64,
    /// Those that ended after `t - 1` and by `t`.
    pub ended: u64,
    /// Share of those who lasted beyond `t - 1` that does not last beyond `t`; `None` at 0 and where nobody was left.
    pub hazard: Option<f64>,
    /// Nelson and Aalen's sum of the hazards up to `t`.
    pub cumulative_hazard: f64,
}

/// The shifted-beta-geometric model of what is left, fitted to the ends of whole units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Projection {
    /// Shapes of the probabilities of leaving; `None`, with `reason`, where it cannot be fitted.
    pub alpha: Option<f64>,
    pub beta: Option<f64>,
    /// Of `alpha` and `beta`; `None` where the data do not bound both.
    pub standard_errors: Option<[f64; 2]>,
    pub log_likelihood: Option<f64>,
    pub converged: bool,
    /// Whether customers seem to be all alike, so that the retention rate stays the same.
    pub alike: bool,
    #[serde(serialize_with = "crate::analyses::undefined", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Undefined>,
    /// At 1, 2, … units.
    pub points: Vec<ProjectionPoint>,
}

/// What a model expects of one number of units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProjectionPoint {
    pub t: u32,
    /// Share that stays beyond it, 0 to 1.
    pub survival: f64,
    /// 95 % interval: how well the parameters are known. `None` where the data do not bound them.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Share of those who reached it that stays beyond it.
    pub retention: f64,
}

/// What the curves of an answer have in common.
pub(super) struct Shape<'a> {
    query: &'a SurvivalQuery,
    /// What the restricted means are taken over.
    until: u32,
}

impl<'a> Shape<'a> {
    /// The longest time that all parts have been observed for bounds the means, where the question does not.
    pub fn of(query: &'a SurvivalQuery, parts: &[Vec<(i64, bool)>]) -> Self {
        let known = parts.iter().map(|own| last_unit(own)).min().unwrap_or_default();
        Self { query, until: query.until.unwrap_or(known) }
    }

    /// One part's curve; without lifetimes there is none to tell.
    ///
    /// # Errors
    /// [`EngineError`] never for the level that tenure uses.
    pub fn curve(
        &self,
        by: &[(String, Option<String>)],
        observed: &[(i64, bool)],
        curve: Option<&KaplanMeier>,
    ) -> Result<SurvivalCurve, EngineError> {
        let units = |parts: i64| parts as f64 / PARTS as f64;
        let median = curve.and_then(|curve| curve.quantile_interval(0.5, LEVEL).ok());
        let mean = curve.and_then(|curve| curve.restricted_mean(i64::from(self.until) * PARTS, LEVEL).ok());
        let mean_units = |parts: f64| parts / PARTS as f64;
        Ok(SurvivalCurve {
            by: by.to_vec(),
            n: observed.len() as u64,
            events: observed.iter().filter(|(_, ended)| *ended).count() as u64,
            median: curve.and_then(KaplanMeier::median).map(units),
            median_low: median.and_then(|bounds| bounds.low).map(units),
            median_high: median.and_then(|bounds| bounds.high).map(units),
            restricted_mean: RestrictedMean {
                until: self.until,
                value: mean.map(|mean| mean_units(mean.value)),
                low: mean.map(|mean| mean_units(mean.low)),
                high: mean.map(|mean| mean_units(mean.high)),
            },
            points: curve.map_or_else(Vec::new, |curve| self.points(observed, curve)),
            projection: self.query.project.map(|units| projection(observed, units)),
        })
    }

    fn points(&self, observed: &[(i64, bool)], curve: &KaplanMeier) -> Vec<SurvivalPoint> {
        let last = last_unit(observed).min(self.query.until.unwrap_or(MOST_UNITS));
        let steps = curve.steps();
        let (mut before, mut place, mut cumulative_hazard) = (1.0, 0, 0.0);
        let mut points = Vec::with_capacity(last as usize + 1);
        for t in 0..=last {
            let at = i64::from(t) * PARTS;
            let mut ended = 0;
            while let Some(step) = steps.get(place).filter(|step| step.t <= at) {
                ended += step.ended;
                cumulative_hazard += step.hazard();
                place += 1;
            }
            let survival = curve.survival(at);
            let interval = match self.query.interval {
                SurvivalInterval::LogLog => curve.survival_interval(at, LEVEL),
                SurvivalInterval::Greenwood => curve.plain_interval(at, LEVEL),
            };
            let interval = interval.ok().flatten();
            points.push(SurvivalPoint {
                t,
                survival,
                low: interval.map(|interval| interval.low),
                high: interval.map(|interval| interval.high),
                at_risk: steps.get(steps.partition_point(|step| step.t < at)).map_or(0, |step| step.at_risk),
                ended,
                hazard: (t > 0 && before > 0.0).then(|| 1.0 - survival / before),
                cumulative_hazard,
            });
            before = survival;
        }
        points
    }
}

/// The last unit that a curve is known at: the whole ones somebody was observed for, and one more where the longest
/// lifetime ended and so nobody is left.
fn last_unit(observed: &[(i64, bool)]) -> u32 {
    // Of equally long lifetimes one that has not ended comes first in this order.
    let longest = observed.iter().max_by_key(|(duration, ended)| (*duration, !*ended));
    let Some((duration, ended)) = longest else { return 0 };
    let units = if *ended { (duration + PARTS - 1) / PARTS } else { duration / PARTS };
    u32::try_from(units).unwrap_or(MOST_UNITS).min(MOST_UNITS)
}

/// Fits the model to whole units: who left during one left at its end; who was last seen during one was watched to the end of
/// the one before.
fn projection(observed: &[(i64, bool)], units: u32) -> Projection {
    let periods = |(duration, ended): &(i64, bool)| {
        let whole = if *ended { (duration + PARTS - 1) / PARTS } else { duration / PARTS };
        (whole, *ended)
    };
    let periods: Vec<(i64, bool)> = observed.iter().map(periods).collect();
    let fit = KaplanMeier::fit(&periods)
        .and_then(|curve| ShiftedBetaGeometric::fit(&Renewal::of_curve(&curve, last_unit(observed))));
    match fit {
        Ok(fit) => {
            let point = |t: u32| {
                let interval = fit.survival_interval(t, LEVEL).ok().flatten();
                ProjectionPoint {
                    t,
                    survival: fit.model.survival(t),
                    low: interval.map(|interval| interval.low),
                    high: interval.map(|interval| interval.high),
                    retention: fit.model.retention(t),
                }
            };
            Projection {
                alpha: Some(fit.model.alpha),
                beta: Some(fit.model.beta),
                standard_errors: fit.standard_errors,
                log_likelihood: Some(fit.log_likelihood),
                converged: fit.converged,
                alike: fit.alike,
                reason: None,
                points: (1..=units).map(point).collect(),
            }
        }
        Err(reason) => Projection {
            alpha: None,
            beta: None,
            standard_errors: None,
            log_likelihood: None,
            converged: false,
            alike: false,
            reason: Some(reason),
            points: Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_told_as_far_as_it_is_known() {
        assert_eq!(last_unit(&[]), 0);
        assert_eq!(last_unit(&[(PARTS * 5 / 2, false), (PARTS, true)]), 2);
        // Nobody is left after two and a half units: at three the curve is known to be 0.
        assert_eq!(last_unit(&[(PARTS * 5 / 2, true), (PARTS, false)]), 3);
        assert_eq!(last_unit(&[(2 * PARTS, true)]), 2);
    }

    #[test]
    fn who_left_during_a_period_is_projected_as_leaving_at_its_end() {
        let observed = [(PARTS / 2, true), (PARTS * 3 / 2, false), (PARTS * 3, true), (PARTS * 4, false)];
        let told = projection(&observed, 2);
        // At the ends: 1 of 4, 0 of 2, 1 of 2, 0 of 1.
        let by_hand = ShiftedBetaGeometric::fit(
            &[(4, 1), (2, 0), (2, 1), (1, 0)].map(|(at_risk, ended)| Renewal { at_risk, ended }),
        );
        assert_eq!(told.alpha, Some(by_hand.unwrap().model.alpha));
        assert_eq!(told.points.len(), 2);
        assert_eq!(projection(&[(PARTS, false)], 3).reason, Some(Undefined::NoEvents));
    }
}
