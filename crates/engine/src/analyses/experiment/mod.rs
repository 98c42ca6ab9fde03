//! An experiment: what the customers of each variant did within a window after they first saw it, and whether the
//! variants differ by more than chance.
//!
//! Any metric that is a sum, count or mean over customers can be the outcome, or a ratio of two such. Who saw two variants
//! tells nothing of either and is left out; who saw theirs too recently for the window to have passed is not judged yet.

mod assigned;
mod compared;
mod looks;
mod outcome;
mod own_time;
mod planned;

use std::collections::BTreeMap;

use catalog::{Metric, Unit};
use model::{Message, Micros, Money};
use serde::Serialize;

use super::study::Study;
use super::{Population, Provenance};
use crate::engine::Engine;
use crate::params::Params;
use crate::{EngineError, Query, Reason, plan};

pub use planned::{Planned, Planning, plan_experiment};

/// A question about an experiment.
#[derive(Clone, Debug)]
pub struct ExperimentQuery {
    /// As the rows of `exposures` name it.
    pub name: String,
    /// The metric that is the outcome.
    pub metric: String,
    /// In place of the metric's own parameters, as SQL literals.
    pub params: BTreeMap<String, String>,
    /// How long after the first sight of a variant what a customer does counts, in whole days.
    pub window_us: Micros,
    /// The same before it, for what they did then to be taken off; `None` takes nothing off.
    pub covariate_window_us: Option<Micros>,
    /// The variant that the others are compared with; `None` where one is called `control`.
    pub control: Option<String>,
    /// How large a part of the customers each variant was meant to get; empty for equal parts.
    pub shares: BTreeMap<String, f64>,
    /// The effect one hopes for, in the unit of the outcome, which the test that may be looked at at any time is tuned
    /// to; not zero. `None` takes a tenth of the standard deviation of the first customers of all variants, who come
    /// before the first look and stay the same at every later one.
    pub hoped_effect: Option<f64>,
    /// Cuts are not for experiments: `by` is left empty.
    pub population: Population,
}

/// What an experiment has shown so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Experiment {
    pub experiment: String,
    pub metric: String,
    /// Of the means and effects: a share of customers where the metric counts customers. Money is in the workspace's
    /// currency.
    #[serde(serialize_with = "crate::analyses::unit_name")]
    pub unit: Unit,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// In days.
    pub window_days: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covariate_window_days: Option<i64>,
    pub control: String,
    /// `two_proportions`, `welch` or `delta`.
    pub method: &'static str,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The control first, then by name.
    pub variants: Vec<Variant>,
    /// Of the only treatment; with several treatments `comparisons` alone tells.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
    /// Each treatment against the control, in the order of `variants`.
    pub comparisons: Vec<VariantComparison>,
    pub sample_ratio: SplitCheck,
    /// Customers who saw more than one variant: in none of the numbers.
    pub crossed_over: u64,
    /// Customers whose window has not passed yet: in none of the numbers but `exposed` and `sample_ratio`.
    pub immature: u64,
    /// The effect that four of five such experiments would find with the customers there are now; of several treatments at the
    /// level shared out equally, as `plan_experiment` does.
    pub smallest_effect: Option<OutcomeValue>,
}

/// A mean or an effect in the unit of the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum OutcomeValue {
    /// A share, number or count of milliseconds.
    Plain(f64),
    /// Rounded to four decimals; everything is computed before that.
    Money(Money),
}

impl OutcomeValue {
    /// In units; of money in whole units of the currency.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Plain(value) => value,
            Self::Money(money) => money.ten_thousandths as f64 / 10_000.0,
        }
    }
}

/// One variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    pub variant: String,
    /// Customers who saw it and no other.
    pub exposed: u64,
    /// Those of them whose window has passed: all numbers are of these.
    pub n: u64,
    /// What they did, added up.
    pub numerator: OutcomeValue,
    /// What it is divided by; `None` where that is `n`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<f64>,
    /// `None` where nobody's window has passed or there is nothing to divide by.
    pub mean: Option<OutcomeValue>,
    /// 95 % interval of `mean`: Wilson's for shares, else Student's or by the delta method.
    pub low: Option<OutcomeValue>,
    pub high: Option<OutcomeValue>,
    /// Why something of this is null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// A difference with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub value: OutcomeValue,
    pub low: OutcomeValue,
    pub high: OutcomeValue,
}

/// A treatment judged against the control.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Judged {
    /// The mean of the treatment less that of the control.
    pub effect: Option<Difference>,
    /// `effect` as a share of the control's mean; `None` where that is zero.
    pub relative_effect: Option<f64>,
    /// How often chance alone gives as much, for one look at a number of customers that was fixed before.
    pub p: Option<f64>,
    /// Of several treatments: `p` by Holm's method, for all of them together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_adjusted: Option<f64>,
    /// What holds however often one looks and whenever one stops; `None` with its reason before the first look, and
    /// where nothing varies.
    pub always_valid: Option<AlwaysValid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always_valid_reason: Option<Reason>,
    /// The same effect with what customers did before taken off; `None` where that was not asked for, or cannot be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjusted: Option<Adjusted>,
    /// Why something of this is null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// One treatment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VariantComparison {
    pub variant: String,
    #[serde(flatten)]
    pub judged: Judged,
}

/// The sequential test, by one look for each day on which customers came, in the workspace's time zone; of experiments that run
/// for longer the later looks are further apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AlwaysValid {
    pub p: f64,
    pub low: OutcomeValue,
    pub high: OutcomeValue,
    /// The effect the test is tuned to.
    pub hoped_effect: OutcomeValue,
    /// Days looked at.
    pub looks: usize,
}

/// An effect with what customers did before the experiment taken off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Adjusted {
    pub effect: Difference,
    pub p: f64,
    /// The share of the variance that this removes, 0 to 1.
    pub variance_removed: f64,
}

/// Whether the customers were split as was meant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SplitCheck {
    /// Below 0.001 the split is not what was meant, and no number of the experiment can be trusted.
    pub p: f64,
    pub chi2: f64,
    /// Whether `p` is not below 0.001.
    pub holds: bool,
}

impl Engine {
    /// Judges an experiment by a metric.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the experiment, the metric or a variant does not exist, the metric is no sum over
    /// customers, or fewer than two variants were seen; and as for [`Engine::query`].
    pub async fn experiment(&self, query: &ExperimentQuery) -> Result<Experiment, EngineError> {
        if query.hoped_effect.is_some_and(|hoped| hoped == 0.0 || !hoped.is_finite()) {
            return Err(EngineError::Question(Message::new("engine.experiment_hoped")));
        }
        let metric = plan::metric(&self.catalog, &query.metric)?;
        let params = self.outcome_params(query, metric)?;
        let mut study = Study::open_with(self, &query.population, params).await?;
        let assigned = assigned::read(&mut study, query).await?;
        let (read, split) = own_time::read(&mut study, metric, query, &assigned).await?;
        compared::experiment(&study, (query, metric), (&read, &split)).await
    }

    fn outcome_params(&self, query: &ExperimentQuery, metric: &Metric) -> Result<Params, EngineError> {
        let day = jiff::civil::Date::default();
        let asked = Query { params: query.params.clone(), ..Query::new(&metric.id, day, day, None) };
        self.params(&asked, metric)
    }
}

impl ExperimentQuery {
    /// Whole days of a window.
    fn days(window_us: Micros) -> Result<i64, EngineError> {
        const DAY: Micros = 86_400_000_000;
        if window_us <= 0 || window_us % DAY != 0 {
            return Err(EngineError::Question(Message::new("engine.experiment_window")));
        }
        Ok(window_us / DAY)
    }
}
