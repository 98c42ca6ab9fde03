//! A model of who leaves, fitted to what was known of customers at earlier days and to who had left some time later.

use catalog::{Component, Scale};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use stats::Undefined;
use stats::score::{Logistic, Observation, Scaling};

/// Keeps the effects of features small unless the data insists, as if one customer had spoken for none: with few who leave
/// a feature may else tell the outcome exactly.
const PENALTY: f64 = 1.0;

/// One customer at one day.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    /// By component; `None` where nothing is known.
    pub values: Vec<Option<f64>>,
    pub left: bool,
}

/// A fitted model.
pub(super) struct Fitted {
    /// By component, of the customers whose value is known.
    pub scalings: Vec<Scaling>,
    pub logistic: Logistic,
}

/// One customer's score.
pub(super) struct Scored {
    /// The log-odds of a customer like the mean of all.
    pub base: f64,
    /// What each component adds to them; nothing where nothing is known.
    pub points: Vec<f64>,
    pub probability: f64,
}

impl Fitted {
    /// # Errors
    /// [`Undefined::NoObservations`], and [`Undefined::OneOutcome`] where all or none have left.
    pub fn to(known: &[Known]) -> Result<Self, Undefined> {
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
        let rows: Vec<Vec<f64>> = known.iter().map(|one| scaled(&scalings, &one.values)).collect();
        let observations: Vec<Observation<'_>> =
            rows.iter().zip(known).map(|(features, one)| Observation { features, outcome: one.left }).collect();
        let logistic = Logistic::fit(&observations, PENALTY)?;
        Ok(Self { scalings, logistic })
    }

    /// # Errors
    /// [`Undefined::Lengths`] for other components than it was fitted to, [`Undefined::NotFinite`].
    pub fn score(&self, values: &[Option<f64>]) -> Result<Scored, Undefined> {
        let ledger = self.logistic.ledger(&scaled(&self.scalings, values))?;
        Ok(Scored { base: ledger.base, points: ledger.points, probability: ledger.probability })
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

    fn known(value: Option<f64>, left: bool) -> Known {
        Known { values: vec![value, None], left }
    }

    #[test]
    fn what_is_unknown_adds_nothing_and_points_sum_to_the_log_odds() {
        let customers: Vec<Known> =
            (0..40).map(|i| known(if i % 5 == 0 { None } else { Some(f64::from(i)) }, i % 3 == 0)).collect();
        let fitted = Fitted::to(&customers).unwrap();
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
        let alike: Vec<Known> = (0..10).map(|i| known(Some(3.0), i < 4)).collect();
        let scored = Fitted::to(&alike).unwrap().score(&[Some(3.0), None]).unwrap();
        assert!((scored.probability - 0.4).abs() < 1e-9);
        let nobody: Vec<Known> = (0..10).map(|_| known(Some(3.0), false)).collect();
        assert!(matches!(Fitted::to(&nobody), Err(Undefined::OneOutcome)));
        assert!(matches!(Fitted::to(&[]), Err(Undefined::NoObservations)));
        // A feature that tells the outcome exactly is held back by the penalty.
        let apart: Vec<Known> = (0..10).map(|i| known(Some(f64::from(i)), i < 5)).collect();
        let scored = Fitted::to(&apart).unwrap().score(&[Some(0.0), None]).unwrap();
        assert!(scored.probability > 0.5 && scored.probability < 1.0);
    }
}
