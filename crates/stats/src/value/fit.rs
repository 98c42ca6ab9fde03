//! Fitting a model of repeat purchases by maximum likelihood.

use crate::Undefined;
use crate::maximum::{BOUND, Maximum, maximum, maximum_near};
use crate::symmetric::Symmetric;

use super::likelihood::Likelihood;
use super::{BgNbd, Histories, ModelKind, Nbd, ParetoNbd, PurchaseModel};

/// A model fitted to histories.
#[derive(Clone, Debug, PartialEq)]
pub struct PurchaseFit {
    /// The model with its parameters; [`PurchaseModel::Nbd`] where the data show no dropout.
    pub model: PurchaseModel,
    /// Of all customers, at the parameters.
    pub log_likelihood: f64,
    /// One per parameter, from the second derivative; `None` where the data do not bound every parameter.
    pub standard_errors: Option<Vec<f64>>,
    /// Whether a further step would change nothing that matters.
    pub converged: bool,
    /// What is odd about the data, where something is.
    pub limit: Option<Limit>,
    /// Customers it was fitted to.
    pub customers: u64,
    /// Of the logarithms of the parameters.
    pub(super) covariance: Option<Symmetric>,
}

/// The likelihood has its maximum at the end of what parameters can be. The predictions are those of that limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Nobody ever bought again: no purchases are expected.
    NoRepeats,
    /// Nobody seems to have left: the model without dropout fits as well and is used.
    NoDropout,
    /// A parameter ran to its bound: customers seem to be all alike in what it describes.
    Alike,
}

impl PurchaseFit {
    /// A model whose parameters were found elsewhere, beside the histories it is used for. How well they are known is not known.
    #[must_use]
    pub fn given(model: PurchaseModel, histories: &Histories) -> Self {
        Self {
            model,
            log_likelihood: model.log_likelihood(histories),
            standard_errors: None,
            converged: false,
            limit: None,
            customers: histories.customers(),
            covariance: None,
        }
    }
}

/// A gain in log-likelihood over the model without dropout that is less than this shows nothing.
const GAIN: f64 = 1e-3;

/// Parameters this close to the bound, in logarithms, are taken to have run there.
const NEAR_BOUND: f64 = 2.0;

/// So many histories are enough to find a good start for all of them.
const ENOUGH: usize = 5_000;

/// Fits `kind` to `histories`.
///
/// Newton's method on the logarithms of the parameters from several starts over some of the histories, then from the best over
/// all. Times are counted in ages of the oldest customer, so that every parameter is of order one whatever the unit.
///
/// Data that have no maximum still end: see [`Limit`].
///
/// # Errors
/// [`Undefined::NoTime`] where every age is zero; [`Undefined::NotFinite`].
///
/// # Example
/// ```
/// use stats::value::{Histories, History, Limit, ModelKind, fit_purchases};
///
/// // Nobody came back.
/// let once = (1..50).map(|age| History { repeats: 0, recency: 0.0, age: f64::from(age) });
/// let fit = fit_purchases(ModelKind::BgNbd, &Histories::collect(once).unwrap()).unwrap();
/// assert_eq!(fit.limit, Some(Limit::NoRepeats));
/// assert_eq!(fit.model.expected_new(52.0), Ok(0.0));
/// ```
pub fn fit_purchases(kind: ModelKind, histories: &Histories) -> Result<PurchaseFit, Undefined> {
    let unit = histories.longest();
    if unit <= 0.0 {
        return Err(Undefined::NoTime);
    }
    if histories.repeats() == 0.0 {
        return Ok(nobody_came_back(histories));
    }
    let scaled = histories.over(unit)?;
    let without = climb::<2, Nbd>(&scaled)?;
    let (with, gain) = match kind {
        ModelKind::BgNbd => outcome::<4, BgNbd>(&climb::<4, BgNbd>(&scaled)?, &without, unit, PurchaseModel::BgNbd),
        ModelKind::ParetoNbd => {
            outcome::<4, ParetoNbd>(&climb::<4, ParetoNbd>(&scaled)?, &without, unit, PurchaseModel::ParetoNbd)
        }
    };
    let mut fit = if gain >= GAIN {
        with
    } else {
        let (mut limit, _) = outcome::<2, Nbd>(&without, &without, unit, PurchaseModel::Nbd);
        limit.limit = Some(Limit::NoDropout);
        limit
    };
    fit.customers = histories.customers();
    fit.log_likelihood = fit.model.log_likelihood(histories);
    if fit.log_likelihood.is_finite() { Ok(fit) } else { Err(Undefined::NotFinite) }
}

fn nobody_came_back(histories: &Histories) -> PurchaseFit {
    PurchaseFit {
        model: PurchaseModel::Nbd(Nbd { r: 0.0, alpha: histories.longest() }),
        log_likelihood: 0.0,
        standard_errors: None,
        converged: true,
        limit: Some(Limit::NoRepeats),
        customers: histories.customers(),
        covariance: None,
    }
}

fn climb<const N: usize, M: Likelihood<N>>(histories: &Histories) -> Result<Maximum, Undefined> {
    let some = histories.thinned(ENOUGH)?;
    // Thinning may have left none of the few who came back.
    let few = if some.repeats() > 0.0 { &some } else { histories };
    let best = M::starts(few.rate())
        .into_iter()
        .map(|start| maximum(&start.map(f64::ln), &|at| slope::<N, M>(at, few)))
        .filter(|found| found.value.is_finite())
        .max_by(|a, b| a.value.total_cmp(&b.value))
        .ok_or(Undefined::NotFinite)?;
    if few.distinct() == histories.distinct() {
        return Ok(best);
    }
    let all = histories.customers() as f64 / few.customers() as f64;
    Ok(maximum_near(&best.at, &best.curvature.times(all), &|at| slope::<N, M>(at, histories)))
}

fn slope<const N: usize, M: Likelihood<N>>(at: &[f64], histories: &Histories) -> (f64, Vec<f64>) {
    let parameters: [f64; N] = std::array::from_fn(|i| at[i].exp());
    let (value, gradient) = M::of(parameters).slope(histories);
    (value, gradient.iter().zip(parameters).map(|(by, parameter)| by * parameter).collect())
}

/// The fit in the unit of the caller, and how much better it is than the model without dropout.
fn outcome<const N: usize, M: Likelihood<N>>(
    found: &Maximum,
    without: &Maximum,
    unit: f64,
    wrap: fn(M) -> PurchaseModel,
) -> (PurchaseFit, f64) {
    let parameters: [f64; N] = std::array::from_fn(|i| found.at[i].exp() * if M::TIMES[i] { unit } else { 1.0 });
    let alike = found.at.iter().any(|at| at.abs() > BOUND - NEAR_BOUND);
    let covariance = if alike { None } else { found.curvature.inverse() };
    let errors = |matrix: &Symmetric| {
        parameters.iter().enumerate().map(|(i, parameter)| parameter * matrix.get(i, i).sqrt()).collect()
    };
    let fit = PurchaseFit {
        model: wrap(M::of(parameters)),
        log_likelihood: found.value,
        standard_errors: covariance.as_ref().map(errors),
        converged: found.converged,
        limit: alike.then_some(Limit::Alike),
        customers: 0,
        covariance,
    };
    (fit, found.value - without.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::History;

    fn fitted(kind: ModelKind, histories: &[(u64, f64, f64)]) -> Result<PurchaseFit, Undefined> {
        let history =
            |(repeats, recency, age): &(u64, f64, f64)| History { repeats: *repeats, recency: *recency, age: *age };
        fit_purchases(kind, &Histories::collect(histories.iter().map(history))?)
    }

    const KINDS: [ModelKind; 2] = [ModelKind::BgNbd, ModelKind::ParetoNbd];

    #[test]
    fn without_time_nothing_can_be_told() {
        for kind in KINDS {
            assert_eq!(fitted(kind, &[(0, 0.0, 0.0); 5]).unwrap_err(), Undefined::NoTime);
            assert_eq!(fitted(kind, &[]).unwrap_err(), Undefined::NoObservations);
        }
    }

    #[test]
    fn one_customer_who_came_back_gets_an_answer() {
        for kind in KINDS {
            let fit = fitted(kind, &[(1, 3.0, 10.0)]).unwrap();
            assert!(fit.limit.is_some() && fit.standard_errors.is_none(), "{fit:?}");
            let expected = fit.model.expected(&History { repeats: 1, recency: 3.0, age: 10.0 }, 10.0).unwrap();
            assert!((0.0..10.0).contains(&expected), "{expected}");
        }
    }

    /// Everybody bought ten times evenly until the last day: nobody left, and all go on as before.
    #[test]
    fn identical_faithful_customers_are_the_model_without_dropout() {
        for kind in KINDS {
            let fit = fitted(kind, &[(10, 100.0, 100.0); 50]).unwrap();
            assert_eq!(fit.limit, Some(Limit::NoDropout), "{fit:?}");
            let expected = fit.model.expected(&History { repeats: 10, recency: 100.0, age: 100.0 }, 50.0).unwrap();
            assert!((expected - 5.0).abs() < 0.01, "{expected}");
        }
    }

    #[test]
    fn one_of_very_many_who_came_back_ends() {
        let mut histories = vec![(0, 0.0, 52.0); 20_000];
        histories.push((1, 10.0, 52.0));
        for kind in KINDS {
            let fit = fitted(kind, &histories).unwrap();
            let expected = fit.model.expected_new(52.0).unwrap();
            assert!((0.0..0.001).contains(&expected), "{fit:?} {expected}");
        }
    }

    #[test]
    fn the_unit_of_time_changes_scales_and_nothing_else() {
        let histories: Vec<_> = (0..400_u32)
            .map(|i| {
                let age = 20.0 + f64::from(i % 13);
                let repeats = u64::from((i * i % 7) / 3 * (i % 5));
                (repeats, if repeats == 0 { 0.0 } else { age * f64::from(i % 17 + 1) / 20.0 }, age)
            })
            .collect();
        let days: Vec<_> = histories.iter().map(|(x, recency, age)| (*x, recency * 7.0, age * 7.0)).collect();
        for kind in KINDS {
            let (week, day) = (fitted(kind, &histories).unwrap(), fitted(kind, &days).unwrap());
            assert!(week.converged && day.converged, "{week:?}");
            let repeats: f64 = histories.iter().map(|h| h.0 as f64).sum();
            assert!((week.log_likelihood - repeats * 7_f64.ln() - day.log_likelihood).abs() < 1e-6);
            let (a, b) = (week.model.expected_new(52.0).unwrap(), day.model.expected_new(364.0).unwrap());
            assert!((a / b - 1.0).abs() < 1e-6, "{a} {b}");
        }
    }
}
