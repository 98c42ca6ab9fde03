//! A score of points that anybody can add up: each component brings its part, and the parts are the score.

use catalog::{Component, Scale, Score, Towards};
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::super::features::Features;

/// Decimal places of points.
const PLACES: u32 = 4;

/// What one component brings to one score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LedgerEntry {
    pub component: String,
    /// What it brings; `None` where nothing is known of the customer, and the other components share its weight.
    #[serde(serialize_with = "number")]
    pub points: Option<Decimal>,
    /// What it would bring at best.
    #[serde(serialize_with = "number")]
    pub most: Option<Decimal>,
    /// What was found, in the component's own measure.
    #[serde(serialize_with = "number")]
    pub value: Option<Decimal>,
}

impl LedgerEntry {
    /// The points as the nearest floating-point number.
    #[must_use]
    pub fn points(&self) -> Option<f64> {
        self.points?.to_f64()
    }
}

/// One customer's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// The sum of the points, exactly; `None` where nothing is known of the customer.
    pub score: Option<Decimal>,
    pub entries: Vec<LedgerEntry>,
}

impl Ledger {
    /// The score of one customer.
    pub fn of(score: &Score, features: &Features, customer: u32) -> Self {
        let values: Vec<Option<Decimal>> =
            score.components.iter().zip(&features.values).map(|(one, found)| found.of(customer, one)).collect();
        let known = score.components.iter().zip(&values).filter(|(_, value)| value.is_some());
        let weights: Decimal = known.filter_map(|(component, _)| component.weight).sum();
        let most = |(component, value): (&Component, &Option<Decimal>)| {
            let weight = component.weight.filter(|_| value.is_some())?;
            (weight * Decimal::ONE_HUNDRED).checked_div(weights)
        };
        let most: Vec<Option<Decimal>> = score.components.iter().zip(&values).map(most).collect();
        let points = |((component, value), most): ((&Component, &Option<Decimal>), &Option<Decimal>)| {
            Some((*most)? * part(component, (*value)?))
        };
        let points: Vec<Option<Decimal>> = score.components.iter().zip(&values).zip(&most).map(points).collect();
        let (most, points) = (rounded(&most), rounded(&points));
        let known: Vec<Decimal> = points.iter().flatten().copied().collect();
        let entry = |(place, component): (usize, &Component)| LedgerEntry {
            component: component.name.clone(),
            points: points[place],
            most: most[place],
            value: values[place],
        };
        let entries = score.components.iter().enumerate().map(entry).collect();
        Self { score: (!known.is_empty()).then(|| known.iter().sum()), entries }
    }
}

/// Rounded so that they sum to their rounded sum: each one down, and up again those that this took most from. Each rounded
/// alone, the best points would sum to more than 100.
///
/// Source: Hamilton's method of largest remainders; Balinski and Young (1982), Fair Representation.
fn rounded(exact: &[Option<Decimal>]) -> Vec<Option<Decimal>> {
    let unit = Decimal::new(1, PLACES);
    let down = |value: Decimal| value.round_dp_with_strategy(PLACES, RoundingStrategy::ToNegativeInfinity);
    let sum: Decimal = exact.iter().flatten().sum();
    let mut told: Vec<Option<Decimal>> = exact.iter().map(|value| value.map(down)).collect();
    let mut left = sum.round_dp(PLACES) - told.iter().flatten().sum::<Decimal>();
    let mut order: Vec<(Decimal, usize)> =
        exact.iter().enumerate().filter_map(|(place, value)| Some(((*value)? - down((*value)?), place))).collect();
    order.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    for (_, place) in order {
        if left < unit {
            break;
        }
        told[place] = told[place].map(|value| value + unit);
        left -= unit;
    }
    told
}

/// The part of its points that a value brings, 0 to 1.
fn part(component: &Component, value: Decimal) -> Decimal {
    let (low, high) = component.range.unwrap_or((Decimal::ZERO, Decimal::ONE));
    let value = value.clamp(low, high);
    let part = match component.scale {
        Scale::Linear => (value - low).checked_div(high - low),
        Scale::Log => logarithmic(value - low, high - low),
    };
    let part = part.unwrap_or_default().clamp(Decimal::ZERO, Decimal::ONE);
    match component.better {
        Towards::Higher => part,
        Towards::Lower => Decimal::ONE - part,
    }
}

fn logarithmic(value: Decimal, most: Decimal) -> Option<Decimal> {
    Decimal::from_f64(value.to_f64()?.ln_1p() / most.to_f64()?.ln_1p())
}

fn number<S: serde::Serializer>(number: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    match number.and_then(|number| number.to_f64()) {
        Some(number) => serializer.serialize_some(&number),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use catalog::Catalog;
    use proptest::prelude::*;

    use super::super::super::features::Feature;
    use super::*;
    use crate::subjects::Set;

    fn health() -> Score {
        Catalog::builtin().unwrap().scores["health"].clone()
    }

    /// 8 of 16 days of use, last used two days ago, a 9, a ticket open, nothing overdue.
    fn features(days: u32, nps: Option<u32>) -> Features {
        let vector =
            |value: Option<i64>| Feature::Vector(value.map(|value| (1, Decimal::from(value))).into_iter().collect());
        Features {
            of: Set::from_iter([1]),
            values: vec![
                vector(Some(i64::from(days))),
                vector(Some(2 * 86_400_000)),
                vector(nps.map(i64::from)),
                Feature::Set(Set::from_iter([1])),
                Feature::Set(Set::new()),
            ],
        }
    }

    #[test]
    fn points_are_weights_times_parts() {
        let ledger = Ledger::of(&health(), &features(8, Some(9)), 1);
        let points: Vec<String> =
            ledger.entries.iter().map(|entry| entry.points.unwrap().normalize().to_string()).collect();
        assert_eq!(points, ["17.5", "25", "13.5", "0", "15"]);
        assert_eq!(ledger.score, Some(Decimal::from(71)));
    }

    #[test]
    fn what_is_unknown_leaves_its_weight_to_the_others() {
        let ledger = Ledger::of(&health(), &features(16, None), 1);
        assert_eq!(ledger.entries[2].points, None);
        // 35 + 25 + 0 + 15 of 85.
        assert_eq!(ledger.score.unwrap().round_dp(2).to_string(), "88.24");
        let nothing = Features { of: Set::new(), values: vec![Feature::Unknown; 5] };
        assert_eq!(Ledger::of(&health(), &nothing, 1).score, None);
    }

    /// Of 85 points 35, 25, 10 and 15: 41.1765, 29.4118, 11.7647 and 17.6471 of 100, each rounded alone, sum to 100.0001.
    #[test]
    fn the_best_score_is_a_hundred() {
        let mut best = features(16, None);
        best.values[3] = Feature::Set(Set::new());
        let ledger = Ledger::of(&health(), &best, 1);
        assert_eq!(ledger.score, Some(Decimal::ONE_HUNDRED));
        for entry in &ledger.entries {
            assert_eq!(entry.points, entry.most, "{}", entry.component);
        }
    }

    proptest! {
        #[test]
        fn the_points_always_sum_to_the_score(days in 0_u32..60, nps in proptest::option::of(0_u32..11), log: bool) {
            let mut score = health();
            if log {
                score.components[0].scale = Scale::Log;
            }
            let ledger = Ledger::of(&score, &features(days, nps), 1);
            let sum: Decimal = ledger.entries.iter().filter_map(|entry| entry.points).sum();
            prop_assert_eq!(Some(sum), ledger.score);
            prop_assert!(sum >= Decimal::ZERO && sum <= Decimal::ONE_HUNDRED);
            let most: Decimal = ledger.entries.iter().filter_map(|entry| entry.most).sum();
            prop_assert_eq!(most, Decimal::ONE_HUNDRED);
        }
    }
}
