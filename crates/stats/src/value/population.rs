//! The value of many customers: each of them, and their mean.

use crate::{Interval, Undefined};

use super::customer_value::MOVE;
use super::{CustomerValue, History, Prediction, Spend};

/// The mean value of customers, in money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanValue {
    pub value: f64,
    /// How well the parameters of the models are known; `None` where the data do not bound every parameter.
    pub interval: Option<Interval>,
}

/// So many customers are taken at a time. Parts are added in their order, so that a sum does not depend on how many processors
/// there are.
const PART: usize = 1_024;

impl CustomerValue {
    /// [`Self::of`] for each, in their order, on as many processors as there are.
    #[must_use]
    pub fn of_each(&self, customers: &[(History, Spend)]) -> Vec<Result<Prediction, Undefined>> {
        in_parts(customers, &|part: &[(History, Spend)]| {
            part.iter().map(|(history, spend)| self.of(history, spend)).collect::<Vec<_>>()
        })
        .concat()
    }

    /// The mean over customers. Its interval is that of the delta method on the logarithm of the sum, for all customers depend on
    /// the same parameters.
    ///
    /// # Errors
    /// [`Undefined::NoObservations`]; as [`Self::of`] where one of them has no value.
    pub fn mean(&self, customers: &[(History, Spend)]) -> Result<MeanValue, Undefined> {
        if customers.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let (purchases, spends) = self.spread.as_ref().map_or((0, 0), |s| (s.moved.len(), s.moved_spend.len()));
        let parts = in_parts(customers, &|part: &[(History, Spend)]| {
            let mut sums = vec![0.0; 1 + purchases + spends];
            for (history, spend) in part {
                self.add(history, spend, &mut sums)?;
            }
            Ok(sums)
        });
        let mut sums = vec![0.0; 1 + purchases + spends];
        for part in parts {
            sums.iter_mut().zip(part?).for_each(|(sum, term)| *sum += term);
        }
        let total = sums[0];
        let value = total / customers.len() as f64;
        if !value.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let interval = match &self.spread {
            Some(spread) if total > 0.0 => {
                let by: Vec<f64> = sums[1..].iter().map(|moved| (moved / total).ln() / MOVE).collect();
                Some(spread.interval(value, &by[..purchases], &by[purchases..])?)
            }
            _ => None,
        };
        Ok(MeanValue { value, interval })
    }

    /// Adds a customer's value, and what it would be with each parameter moved.
    fn add(&self, history: &History, spend: &Spend, sums: &mut [f64]) -> Result<(), Undefined> {
        let (discounted, mean) = (self.purchases_ahead(&self.purchases, history)?.1, self.spend.model.mean(spend)?);
        sums[0] += discounted * mean;
        if let Some(spread) = &self.spread {
            let (by_purchases, by_spend) = sums[1..].split_at_mut(spread.moved.len());
            for (sum, model) in by_purchases.iter_mut().zip(&spread.moved) {
                *sum += self.purchases_ahead(model, history)?.1 * mean;
            }
            for (sum, model) in by_spend.iter_mut().zip(&spread.moved_spend) {
                *sum += discounted * model.mean(spend)?;
            }
        }
        Ok(())
    }
}

/// What `each` makes of the parts, in their order.
fn in_parts<T, R: Send>(all: &[T], each: &(dyn Fn(&[T]) -> R + Sync)) -> Vec<R>
where
    T: Sync,
{
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = all.len().div_ceil(PART).div_ceil(processors).max(1) * PART;
    if processors == 1 || all.len() <= PART {
        return all.chunks(PART).map(each).collect();
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = all
            .chunks(share)
            .map(|part| scope.spawn(move || part.chunks(PART).map(each).collect::<Vec<R>>()))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symmetric::Symmetric;
    use crate::value::{BgNbd, GammaGamma, Horizon, PurchaseFit, PurchaseModel, SpendFit};

    fn diagonal(values: &[f64]) -> Symmetric {
        let mut matrix = Symmetric::zero(values.len());
        values.iter().enumerate().for_each(|(i, value)| matrix.set(i, i, *value));
        matrix
    }

    #[test]
    fn the_mean_is_that_of_each() {
        let customers: Vec<(History, Spend)> = (0..3_000_u32)
            .map(|i| {
                let (repeats, age) = (u64::from(i % 7 / 3 * (i % 5)), 20.0 + f64::from(i % 13));
                let recency = if repeats == 0 { 0.0 } else { age * f64::from(i % 17 + 1) / 20.0 };
                (History { repeats, recency, age }, Spend { purchases: repeats, mean: 10.0 + f64::from(i * i % 23) })
            })
            .collect();
        let purchases = PurchaseFit {
            model: PurchaseModel::BgNbd(BgNbd { r: 0.24, alpha: 4.4, a: 0.8, b: 2.4 }),
            log_likelihood: -1.0,
            standard_errors: None,
            converged: true,
            limit: None,
            customers: 3_000,
            covariance: Some(diagonal(&[0.01, 0.02, 0.03, 0.02])),
        };
        let spend = SpendFit {
            model: GammaGamma { p: 6.0, q: 3.7, v: 15.0 },
            log_likelihood: -1.0,
            standard_errors: None,
            converged: true,
            customers: 2_000,
            alike: false,
            covariance: Some(diagonal(&[0.01, 0.01, 0.01])),
        };
        let horizon = Horizon { periods: Some(4), length: 4.0, discount: 0.01 };
        let value = CustomerValue::new(&purchases, &spend, horizon, 0.95).unwrap();
        let each = value.of_each(&customers);
        assert_eq!(each[7], value.of(&customers[7].0, &customers[7].1));
        assert_eq!(each[2_999], value.of(&customers[2_999].0, &customers[2_999].1));
        let sum: f64 = each.iter().map(|found| found.as_ref().unwrap().clv).sum();
        let mean = value.mean(&customers).unwrap();
        assert!((mean.value - sum / 3_000.0).abs() < 1e-9);
        let one = value.mean(&customers[4..5]).unwrap();
        let (alone, found) = (one.interval.unwrap(), each[4].unwrap().interval.unwrap());
        assert!((alone.low - found.low).abs() < 1e-9 && (alone.high - found.high).abs() < 1e-9);
        let interval = mean.interval.unwrap();
        assert!(
            interval.low < mean.value
                && mean.value < interval.high
                && interval.high / mean.value < alone.high / one.value
        );
        assert_eq!(value.mean(&[]), Err(Undefined::NoObservations));
    }
}
