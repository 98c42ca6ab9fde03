//! The variants side by side, each treatment against the control.

use std::collections::BTreeMap;

use catalog::{Metric, Unit};
use jiff::civil::Date;
use model::{Calendar, Currency, Message, Money};
use stats::Undefined;
use stats::experiment::{Certainty, Comparison, Sample, Share, cuped, holm, sample_ratio, two_proportions, welch};

use super::super::study::Study;
use super::own_time::{Outcomes, Split};
use super::{
    Adjusted, AlwaysValid, Difference, Experiment, ExperimentQuery, Judged, OutcomeValue, SplitCheck, Variant,
    VariantComparison, looks, planned,
};
use crate::interval::LEVEL;
use crate::{EngineError, Reason};

/// The power that the smallest effect is stated for.
const POWER: f64 = 0.8;
/// Splits that chance gives less often than this are taken for a fault.
const SPLIT_LEVEL: f64 = 0.001;

/// The customers of one variant whose window has passed, in the order in which they came.
pub(super) struct Arm {
    /// When each came, and what they add above and below.
    pub customers: Vec<Customer>,
    pub is_share: bool,
}

/// One customer's outcome.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customer {
    pub key: u32,
    pub exposed_us: i64,
    /// The same as a day of the workspace's calendar.
    pub exposed_on: Date,
    pub y: f64,
    pub n: f64,
}

/// The unit that an experiment's numbers are told in.
#[derive(Clone, Copy)]
struct Scale {
    unit: Unit,
    currency: Currency,
}

impl Scale {
    #[expect(clippy::cast_possible_truncation, reason = "an amount in ten-thousandths lies far inside the range")]
    fn told(self, value: f64) -> OutcomeValue {
        match self.unit {
            Unit::Money => {
                let ten_thousandths = (value * 10_000.0).round() as i128;
                OutcomeValue::Money(Money { ten_thousandths, currency: self.currency })
            }
            _ => OutcomeValue::Plain(value),
        }
    }

    fn difference(self, found: &Comparison) -> Difference {
        let effect = found.effect;
        Difference { value: self.told(effect.value), low: self.told(effect.low), high: self.told(effect.high) }
    }
}

/// Puts the answer together.
///
/// # Errors
/// [`EngineError`] when the question cannot be asked so of this metric.
pub(super) async fn experiment(
    study: &Study<'_>,
    (query, metric): (&ExperimentQuery, &Metric),
    (read, split): (&Outcomes, &Split<'_>),
) -> Result<Experiment, EngineError> {
    if read.before.is_some() && read.within.denominator.is_some() {
        let message = Message::new("engine.experiment_covariate_of_ratio").with("metric", &metric.id);
        return Err(EngineError::Question(message));
    }
    let arms = arms(&study.engine().calendar, read, split)?;
    let exposed = exposed(split);
    let scale = Scale { unit: unit(metric, &read.within), currency: study.engine().currency };
    let names = &split.assigned.variants;
    let variants: Vec<Variant> =
        names.iter().zip(&arms).zip(&exposed).map(|((name, arm), n)| arm.told((name, *n), scale)).collect();
    let first = || looks::hoped_effect(arms.iter().map(|arm| arm.customers.as_slice()));
    let hoped = query.hoped_effect.map(f64::abs).or_else(first);
    let mut comparisons: Vec<VariantComparison> = names
        .iter()
        .zip(&arms)
        .skip(1)
        .map(|(name, arm)| {
            let mut judged = judge((arm, &arms[0]), hoped, scale);
            judged.adjusted =
                read.before.as_ref().and_then(|before| adjusted((arm, &arms[0]), &before.numerator, scale));
            VariantComparison { variant: name.clone(), judged }
        })
        .collect();
    adjust(&mut comparisons);
    let shares: Vec<f64> = names.iter().map(|name| query.shares.get(name).copied().unwrap_or(1.0)).collect();
    let ratio =
        sample_ratio(&exposed, &shares).map_err(|_| EngineError::Question(Message::new("engine.experiment_shares")))?;
    Ok(Experiment {
        experiment: query.name.clone(),
        metric: metric.id.clone(),
        unit: scale.unit,
        currency: (scale.unit == Unit::Money).then(|| scale.currency.as_str().to_owned()),
        window_days: split.window_days,
        covariate_window_days: query.covariate_window_us.map(ExperimentQuery::days).transpose()?,
        control: names[0].clone(),
        method: match (read.within.is_share, &read.within.denominator) {
            (true, _) => "two_proportions",
            (false, None) => "welch",
            (false, Some(_)) => "delta",
        },
        provenance: study.provenance().await?,
        variants,
        judged: if let [only] = comparisons.as_slice() { Some(only.judged.clone()) } else { None },
        comparisons,
        sample_ratio: SplitCheck { p: ratio.p, chi2: ratio.chi2, holds: ratio.p >= SPLIT_LEVEL },
        crossed_over: split.assigned.crossed_over,
        immature: split.assigned.customers.len() as u64 - split.matured.len(),
        smallest_effect: smallest_effect(&arms).map(|effect| scale.told(effect)),
    })
}

fn arms(calendar: &Calendar, read: &Outcomes, split: &Split<'_>) -> Result<Vec<Arm>, EngineError> {
    let arm = || Arm { customers: Vec::new(), is_share: read.within.is_share };
    let mut arms: Vec<Arm> = split.assigned.variants.iter().map(|_| arm()).collect();
    for (key, (place, exposed_us)) in &split.assigned.customers {
        if split.matured.contains(*key) {
            let (y, n) = read.within.of(*key);
            let exposed_on = calendar.day_of(*exposed_us)?;
            arms[*place].customers.push(Customer { key: *key, exposed_us: *exposed_us, exposed_on, y, n });
        }
    }
    arms.iter_mut().for_each(|arm| arm.customers.sort_by_key(|customer| (customer.exposed_us, customer.key)));
    Ok(arms)
}

fn exposed(split: &Split<'_>) -> Vec<u64> {
    let mut exposed = vec![0; split.assigned.variants.len()];
    split.assigned.customers.values().for_each(|(place, _)| exposed[*place] += 1);
    exposed
}

impl Arm {
    fn told(&self, (name, exposed): (&str, u64), scale: Scale) -> Variant {
        let (numerator, denominator) = self.sums();
        let n = self.customers.len() as u64;
        let has_denominator = self.customers.iter().any(|one| one.n != 1.0);
        let estimate = if self.is_share {
            let share = share(&self.customers);
            stats::wilson(share.successes, share.n, LEVEL).map(|bounds| (bounds.low, bounds.high))
        } else {
            let pairs: Vec<(f64, f64)> = self.customers.iter().map(|one| (one.y, one.n)).collect();
            stats::ratio_of_sums(&pairs, LEVEL).map(|estimate| (estimate.low, estimate.high))
        };
        Variant {
            variant: name.to_owned(),
            exposed,
            n,
            numerator: scale.told(numerator),
            denominator: has_denominator.then_some(denominator),
            mean: self.mean().map(|mean| scale.told(mean)),
            low: estimate.ok().map(|(low, _)| scale.told(low)),
            high: estimate.ok().map(|(_, high)| scale.told(high)),
            reason: match (n, estimate) {
                (0, _) => Some(Reason::NotKnownYet),
                (_, Err(why)) => Some(Reason::from(why)),
                _ => None,
            },
        }
    }

    fn sums(&self) -> (f64, f64) {
        self.customers.iter().fold((0.0, 0.0), |(y, n), one| (y + one.y, n + one.n))
    }

    fn mean(&self) -> Option<f64> {
        let (numerator, denominator) = self.sums();
        (denominator != 0.0).then(|| numerator / denominator)
    }

    pub fn sample(&self) -> Result<Sample, Undefined> {
        sample(&self.customers)
    }
}

/// What is known of some customers of an arm.
pub(super) fn sample(customers: &[Customer]) -> Result<Sample, Undefined> {
    let pairs: Vec<(f64, f64)> = customers.iter().map(|one| (one.y, one.n)).collect();
    Sample::ratio(&pairs)
}

/// How many of some customers did it, of those who could.
pub(super) fn share(customers: &[Customer]) -> Share {
    let count = |of: fn(&Customer) -> f64| customers.iter().filter(|one| of(one) > 0.0).count() as u64;
    Share { successes: count(|one| one.y), n: count(|one| one.n) }
}

/// Some customers of two arms compared.
pub(super) fn compare(
    (treatment, control): (&[Customer], &[Customer]),
    is_share: bool,
) -> Result<Comparison, Undefined> {
    if is_share {
        return two_proportions(share(treatment), share(control), LEVEL);
    }
    welch(sample(treatment)?, sample(control)?, LEVEL)
}

fn judge((treatment, control): (&Arm, &Arm), hoped: Option<f64>, scale: Scale) -> Judged {
    let both = (treatment.customers.as_slice(), control.customers.as_slice());
    match compare(both, treatment.is_share) {
        Err(why) => Judged { reason: Some(Reason::from(why)), ..Judged::default() },
        Ok(found) => {
            let base = control.mean().filter(|mean| *mean != 0.0);
            let always_valid = looks::always_valid(both, treatment.is_share, hoped);
            Judged {
                effect: Some(scale.difference(&found)),
                relative_effect: base.map(|base| found.effect.value / base.abs()),
                p: Some(found.p),
                always_valid: always_valid.ok().map(|all| AlwaysValid {
                    p: all.p,
                    low: scale.told(all.low),
                    high: scale.told(all.high),
                    hoped_effect: scale.told(all.hoped_effect),
                    looks: all.looks,
                }),
                always_valid_reason: always_valid.err(),
                ..Judged::default()
            }
        }
    }
}

/// The same comparison with what each did before taken off.
fn adjusted((treatment, control): (&Arm, &Arm), before: &BTreeMap<u32, f64>, scale: Scale) -> Option<Adjusted> {
    let pairs = |arm: &Arm| -> Vec<(f64, f64)> {
        arm.customers.iter().map(|one| (one.y, before.get(&one.key).copied().unwrap_or_default())).collect()
    };
    let found = cuped(&pairs(treatment), &pairs(control), LEVEL).ok()?;
    let (effect, p) = (scale.difference(&found.comparison), found.comparison.p);
    Some(Adjusted { effect, p, variance_removed: found.variance_removed })
}

/// Several treatments are several chances to be wrong.
fn adjust(comparisons: &mut [VariantComparison]) {
    let known: Vec<f64> = comparisons.iter().filter_map(|one| one.judged.p).collect();
    if comparisons.len() < 2 {
        return;
    }
    let Ok(adjusted) = holm(&known) else { return };
    let known = comparisons.iter_mut().filter(|one| one.judged.p.is_some());
    for (comparison, p) in known.zip(adjusted) {
        comparison.judged.p_adjusted = Some(p);
    }
}

/// By the mean of the variants' variances: half of the sum of two is what their difference scatters by.
fn smallest_effect(arms: &[Arm]) -> Option<f64> {
    let variances: Vec<f64> = arms.iter().filter_map(|arm| Some(arm.sample().ok()?.variance)).collect();
    let pooled = variances.iter().sum::<f64>() / variances.len() as f64;
    let fewest = arms.iter().map(|arm| arm.customers.len() as u64).min()?;
    let level = planned::shared_out(LEVEL, arms.len().saturating_sub(1).max(1) as f64);
    Certainty { level, power: POWER }.smallest_effect(pooled, fewest).ok()
}

/// A metric that counts customers is, of the customers of a variant, a share.
fn unit(metric: &Metric, outcome: &super::outcome::Outcome) -> Unit {
    match (outcome.is_share, metric.unit) {
        (true, _) => Unit::Share,
        (false, Unit::Count) => Unit::Ratio,
        (false, unit) => unit,
    }
}
