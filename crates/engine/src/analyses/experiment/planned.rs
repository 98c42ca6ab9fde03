//! How many customers an experiment needs before it begins, and how long that takes.

use model::Message;
use serde::Serialize;
use stats::experiment::{Certainty, days_needed};

use crate::EngineError;

/// What is planned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planning {
    /// The outcome in the control: a share of customers, or a mean where `deviation` is given.
    pub baseline: f64,
    /// The difference that is to be found, in the same unit.
    pub effect: f64,
    /// The standard deviation of one customer's outcome; `None` for a share, which has its own.
    pub deviation: Option<f64>,
    /// Variants, the control among them.
    pub variants: u32,
    /// Of the interval, 0.95 for example.
    pub level: f64,
    /// The share of such experiments that are to find the effect, 0.8 for example.
    pub power: f64,
    /// Customers who come in a day, over all variants.
    pub arrivals_per_day: Option<f64>,
}

/// How large an experiment has to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Planned {
    pub baseline: f64,
    pub effect: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deviation: Option<f64>,
    pub variants: u32,
    pub level: f64,
    pub power: f64,
    pub customers_per_variant: u64,
    pub customers: u64,
    /// Whole days until the last of them has come; `None` where nobody said how many come in a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u64>,
}

/// Plans an experiment with equal variants. Of several treatments each is compared with the control at the level shared out
/// equally, as Holm's method may ask of it.
///
/// # Errors
/// [`EngineError::Question`] for a share outside 0 to 1, an effect of zero, and numbers that fit nothing.
pub fn plan_experiment(planning: &Planning) -> Result<Planned, EngineError> {
    let refused = |_| EngineError::Question(Message::new("engine.experiment_plan"));
    if planning.variants < 2 {
        return Err(EngineError::Question(Message::new("engine.experiment_plan_variants")));
    }
    let treatments = f64::from(planning.variants - 1);
    let certainty = Certainty { level: shared_out(planning.level, treatments), power: planning.power };
    let needed = match planning.deviation {
        Some(deviation) => certainty.customers_for_means(deviation * deviation, planning.effect),
        None => certainty.customers_for_shares(planning.baseline, planning.baseline + planning.effect),
    };
    let needed = needed.map_err(refused)?;
    let days = planning.arrivals_per_day.map(|arrivals| days_needed(needed, planning.variants, arrivals));
    let per_variant = whole(needed).ok_or_else(|| EngineError::Question(Message::new("engine.experiment_plan")))?;
    Ok(Planned {
        baseline: planning.baseline,
        effect: planning.effect,
        deviation: planning.deviation,
        variants: planning.variants,
        level: planning.level,
        power: planning.power,
        customers_per_variant: per_variant,
        customers: per_variant.saturating_mul(u64::from(planning.variants)),
        days: days.transpose().map_err(refused)?,
    })
}

/// The level at which each of so many treatments is compared, so that all together keep to this one.
pub(super) fn shared_out(level: f64, treatments: f64) -> f64 {
    1.0 - (1.0 - level) / treatments
}

/// At least two, so that a scatter can be told.
fn whole(customers: f64) -> Option<u64> {
    let rounded = customers.ceil().max(2.0);
    (rounded < 1e15).then_some(rounded as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANNING: Planning = Planning {
        baseline: 0.10,
        effect: 0.02,
        deviation: None,
        variants: 2,
        level: 0.95,
        power: 0.8,
        arrivals_per_day: Some(200.0),
    };

    #[test]
    fn a_share_and_a_mean_are_planned_for() {
        let found = plan_experiment(&PLANNING).unwrap();
        // Fleiss, Levin and Paik, equation 4.14: 3840.85 a variant.
        assert_eq!((found.customers_per_variant, found.customers, found.days), (3_841, 7_682, Some(39)));
        let means = Planning { baseline: 20.0, effect: 1.0, deviation: Some(10.0), ..PLANNING };
        assert_eq!(plan_experiment(&means).unwrap().customers_per_variant, 1_570);
        let three = plan_experiment(&Planning { variants: 3, ..PLANNING }).unwrap();
        assert!(three.customers_per_variant > found.customers_per_variant);
    }

    #[test]
    fn what_cannot_be_planned_is_refused() {
        for none in [
            Planning { effect: 0.0, ..PLANNING },
            Planning { effect: 0.95, ..PLANNING },
            Planning { baseline: f64::NAN, ..PLANNING },
            Planning { variants: 1, ..PLANNING },
            Planning { power: 1.0, ..PLANNING },
            Planning { arrivals_per_day: Some(0.0), ..PLANNING },
        ] {
            assert!(plan_experiment(&none).is_err(), "{none:?}");
        }
    }
}
