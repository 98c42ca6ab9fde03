//! A model of who leaves, fitted to what was known of customers at earlier days and to who had left some time later.

use catalog::{Component, Scale};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use stats::Undefined;
use stats::score::{Boosted, Case, Ledger, Logistic, Observation, Scaling};

use super::RiskModel;

/// Keeps the effects of features small unless the data insists, as if one customer had spoken for none: with few who leave
/// a feature may else tell the outcome exactly.
const PENALTY: f64 = 1.0;

/// One customer at one day.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub customer: u32,
    /// By component; `None` where nothing is known.
    pub values: Vec<Option<f64>>,
    pub left: bool,
}

/// A fitted model.
pub(super) struct Fitted {
    /// By component, of the customers whose value is known.
    pub scalings: Vec<Scaling>,
    pub machine: Machine,
}

/// What makes probabilities of values.
pub(super) enum Machine {
    /// Of values in standard deviations.
    Logistic(Logistic),
    /// Of values as they are, and of what is unknown.
    Boosted(Boosted),
}

impl Fitted {
    /// # Errors
    /// [`Undefined::NoObservations`], and [`Undefined::OneOutcome`] where all or none have left; trees also ask for ten customers
    /// who left and ten who stayed, else [`Undefined::TooFew`].
    pub fn to<'a>(known: &'a [Known], model: RiskModel) -> Result<Self, Undefined> {
        let width = known.first().map_or(0, |one| one.values.len());
        let scalings = (0..width).map(|place| {
            let values: Vec<f64> = known.iter().filter_map(|one| one.values[place]).collect();
            match Scaling::of(&values) {
                // Of a component that is known of nobody every value is the mean.
                Err(Undefined::NoObservations) => Ok(Scaling { mean: 0.0, deviation: 1.0 }),
                scaling => scaling,
            }
        });
        let scalings = scalings.collect::<Result<Vec<_>, _>>()?;
        let machine = match model {
            RiskModel::Logistic => {
                let rows: Vec<Vec<f64>> = known.iter().map(|one| scaled(&scalings, &one.values)).collect();
                let observations: Vec<Observation<'_>> =
                    rows.iter().zip(known).map(|(features, one)| Observation { features, outcome: one.left }).collect();
                Machine::Logistic(Logistic::fit(&observations, PENALTY)?)
            }
            RiskModel::Boosted => {
                let case = |one: &'a Known| Case { features: &one.values, outcome: one.left, customer: one.customer };
                Machine::Boosted(Boosted::fit(&known.iter().map(case).collect::<Vec<_>>())?)
            }
        };
        Ok(Self { scalings, machine })
    }

    /// The probability of having left, with what each component adds to its log-odds.
    ///
    /// # Errors
    /// [`Undefined::Lengths`] for other components than it was fitted to, [`Undefined::NotFinite`].
    pub fn score(&self, values: &[Option<f64>]) -> Result<Ledger, Undefined> {
        match &self.machine {
            Machine::Logistic(logistic) => logistic.ledger(&scaled(&self.scalings, values)),
            Machine::Boosted(boosted) => boosted.ledger(values),
        }
    }

    /// The log-odds that points are added to: of a customer like the mean of all, or the mean of the log-odds of all.
    pub fn base(&self) -> f64 {
        match &self.machine {
            // In standard deviations from the mean, the mean is nothing but zeros.
            Machine::Logistic(logistic) => {
                logistic.ledger(&vec![0.0; self.scalings.len()]).map_or(logistic.intercept, |ledger| ledger.base)
            }
            Machine::Boosted(boosted) => boosted.base,
        }
    }

    /// By component, how far it takes a customer's log-odds from the base, either way: the mean over these customers.
    pub fn importances<'a>(&self, known: impl Iterator<Item = &'a Known>) -> Vec<f64> {
        let mut sums = vec![0.0; self.scalings.len()];
        let mut count = 0.0;
        for ledger in known.filter_map(|one| self.score(&one.values).ok()) {
            sums.iter_mut().zip(&ledger.points).for_each(|(sum, points)| *sum += points.abs());
            count += 1.0;
        }
        sums.into_iter().map(|sum| if count > 0.0 { sum / count } else { 0.0 }).collect()
    }
}

/// In standard deviations from the mean; what is unknown lies at the mean, where it adds nothing.
fn scaled(scalings: &[Scaling], values: &[Option<f64>]) -> Vec<f64> {
    scalings.iter().zip(values).map(|(scaling, value)| value.map_or(0.0, |value| scaling.apply(value))).collect()
}

/// A value as its component has it: within the range, and on its scale.
pub(super) fn taken(component: &Component, value: Decimal) -> Option<f64> {
    let value = component.range.map_or(value, |(low, high)| value.clamp(low, high)).to_f64()?;
    let taken = match component.scale {
        Scale::Linear => value,
        Scale::Log => value.max(0.0).ln_1p(),
    };
    taken.is_finite().then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(customer: u32, value: Option<f64>, left: bool) -> Known {
        Known { customer, values: vec![value, None], left }
    }

    fn logistic(known: &[Known]) -> Result<Fitted, Undefined> {
        Fitted::to(known, RiskModel::Logistic)
    }

    #[test]
    fn what_is_unknown_adds_nothing_and_points_sum_to_the_log_odds() {
        let customers: Vec<Known> =
            (0..40).map(|i| known(i, if i % 5 == 0 { None } else { Some(f64::from(i)) }, i % 3 == 0)).collect();
        let fitted = logistic(&customers).unwrap();
        for one in &customers {
            let scored = fitted.score(&one.values).unwrap();
            let log_odds = (scored.probability / (1.0 - scored.probability)).ln();
            assert!((scored.base + scored.points.iter().sum::<f64>() - log_odds).abs() < 1e-9);
            // All are measured from the mean of all, at which those of whom nothing is known lie too.
            assert_eq!(scored.points[1], 0.0);
        }
        assert!(fitted.score(&[None, None]).unwrap().points[0].abs() < 1e-12);
    }

    #[test]
    fn customers_who_are_all_alike_and_outcomes_that_are_one_are_told() {
        let alike: Vec<Known> = (0..10).map(|i| known(i, Some(3.0), i < 4)).collect();
        let scored = logistic(&alike).unwrap().score(&[Some(3.0), None]).unwrap();
        assert!((scored.probability - 0.4).abs() < 1e-9);
        let nobody: Vec<Known> = (0..10).map(|i| known(i, Some(3.0), false)).collect();
        assert!(matches!(logistic(&nobody), Err(Undefined::OneOutcome)));
        assert!(matches!(logistic(&[]), Err(Undefined::NoObservations)));
        // A feature that tells the outcome exactly is held back by the penalty.
        let apart: Vec<Known> = (0..10).map(|i| known(i, Some(f64::from(i)), i < 5)).collect();
        let scored = logistic(&apart).unwrap().score(&[Some(0.0), None]).unwrap();
        assert!(scored.probability > 0.5 && scored.probability < 1.0);
    }
    /// Whoever is known to have much of the one component, and little of the other, leaves: neither alone says so.
    #[test]
    fn trees_find_what_two_components_say_together() {
        let of = |i: u32| (i % 10, i / 10 % 10);
        let one = |i: u32| {
            let (a, b) = of(i);
            let values = vec![Some(f64::from(a)), (b != 9).then(|| f64::from(b))];
            Known { customer: i, values, left: ((a > 4) != (b > 4)) != i.is_multiple_of(13) }
        };
        let customers: Vec<Known> = (0..600).map(one).collect();
        let fitted = Fitted::to(&customers, RiskModel::Boosted).unwrap();
        let mut mean = 0.0;
        for one in &customers {
            let scored = fitted.score(&one.values).unwrap();
            let log_odds = (scored.probability / (1.0 - scored.probability)).ln();
            assert!((scored.base + scored.points.iter().sum::<f64>() - log_odds).abs() < 1e-9);
            mean += log_odds / 600.0;
        }
        assert!((fitted.base() - mean).abs() < 1e-9);
        let found = fitted.importances(customers.iter());
        assert!(found.iter().all(|importance| *importance > 0.3), "{found:?}");
        let regressed = logistic(&customers).unwrap().importances(customers.iter());
        assert!(regressed.iter().all(|importance| *importance < 0.1), "{regressed:?}");
        assert!(matches!(Fitted::to(&customers[..12], RiskModel::Boosted), Err(Undefined::TooFew)));
    }
}
