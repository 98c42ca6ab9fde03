//! The test that may be looked at as often as one likes, by one look a day.

use std::collections::BTreeSet;

use jiff::civil::Date;
use stats::experiment::{always_valid as so_far, look};

use super::compared::{Customer, compare, sample};
use crate::Reason;
use crate::interval::LEVEL;

/// Customers that each arm must have before the first look: with fewer, the variance that is put in place of the true one
/// may be far too small, and a look would see an effect where there is none.
const FEWEST: usize = 50;
/// So many days are looked at one by one, as many again at every second, and so on.
const DAILY: usize = 200;
/// The part of a standard deviation that is hoped for where nobody says.
const HOPED_DEVIATIONS: f64 = 0.1;

/// What all looks together tell, in the unit of the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Looked {
    pub p: f64,
    pub low: f64,
    pub high: f64,
    pub hoped_effect: f64,
    pub looks: usize,
}

/// Takes every look.
///
/// Each look is at those who had come by the end of a day, both arms in the order in which they came.
///
/// # Errors
/// [`Reason::TooFew`] before the first look, [`Reason::NoSpread`] where no look found any scatter.
pub(super) fn always_valid(
    (treatment, control): (&[Customer], &[Customer]),
    is_share: bool,
    hoped_effect: Option<f64>,
) -> Result<Looked, Reason> {
    let days: BTreeSet<Date> = treatment.iter().chain(control).map(|one| one.exposed_on).collect();
    let mut begun = false;
    let mut looks = Vec::new();
    for (_, at) in days.into_iter().enumerate().filter(|(index, _)| is_looked(*index)) {
        let come = |arm: &[Customer]| arm.partition_point(|one| one.exposed_on <= at);
        let (a, b) = (&treatment[..come(treatment)], &control[..come(control)]);
        if first(a).len() < FEWEST || first(b).len() < FEWEST {
            continue;
        }
        begun = true;
        let Some(hoped) = hoped_effect else { continue };
        let Ok(found) = compare((a, b), is_share) else { continue };
        looks.extend(look(found.effect.value, found.variance, hoped * hoped, LEVEL));
    }
    let nothing = if begun { Reason::NoSpread } else { Reason::TooFew };
    let (last, hoped_effect) = so_far(&looks).last().copied().zip(hoped_effect).ok_or(nothing)?;
    let (low, high) = (last.interval.low, last.interval.high);
    Ok(Looked { p: last.p, low, high, hoped_effect, looks: looks.len() })
}

/// What is hoped for where nobody says, by the customers who came before the first look: later ones are what is tested, and
/// an effect that changed with them would change every earlier look. `None` while they are too few, or alike.
pub(super) fn hoped_effect<'a>(arms: impl Iterator<Item = &'a [Customer]>) -> Option<f64> {
    let variances: Option<Vec<f64>> = arms
        .map(|arm| {
            let first = first(arm);
            (first.len() == FEWEST).then(|| sample(&first).ok()).flatten().map(|sample| sample.variance)
        })
        .collect();
    let variances = variances.filter(|variances| !variances.is_empty())?;
    let pooled = variances.iter().sum::<f64>() / variances.len() as f64;
    (pooled > 0.0).then(|| HOPED_DEVIATIONS * pooled.sqrt())
}

/// The first customers of an arm, as many as a look needs. Who adds nothing to a denominator tells nothing of a ratio.
fn first(arm: &[Customer]) -> Vec<Customer> {
    arm.iter().filter(|one| one.n != 0.0).take(FEWEST).copied().collect()
}

/// Whether the day of this place is looked at. It hangs on no later day: a look that was taken stays taken.
fn is_looked(index: usize) -> bool {
    index.is_multiple_of(index / DAILY + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(n: usize, did: usize) -> Vec<Customer> {
        let exposed_on = jiff::civil::date(2024, 3, 1);
        let one = |i| Customer { key: 0, exposed_us: 0, exposed_on, y: if i < did { 1.0 } else { 0.0 }, n: 1.0 };
        (0..n).map(one).collect()
    }

    #[test]
    fn one_look_is_the_published_one() {
        // 45 of 100 against 30 of 100 with a mixture of 0.01: the numbers of the check beside the golden file.
        let found = always_valid((&arm(100, 45), &arm(100, 30)), true, Some(0.1)).unwrap();
        assert!((found.p - 0.330_286_031_806_455_3).abs() < 1e-12);
        assert!((found.low + 0.068_352_355_098_137_86).abs() < 1e-12);
        assert_eq!(found.looks, 1);
    }

    #[test]
    fn too_few_are_not_looked_at() {
        assert_eq!(always_valid((&arm(49, 49), &arm(100, 0)), true, Some(0.1)), Err(Reason::TooFew));
        assert_eq!(always_valid((&[], &[]), true, Some(0.1)), Err(Reason::TooFew));
        assert_eq!(always_valid((&arm(100, 0), &arm(100, 0)), true, Some(0.1)), Err(Reason::NoSpread));
    }

    /// Of the first fifty of each arm 25 and none did it: variances 50/49 · 1/4 and 0, and half of the one is common to both.
    #[test]
    fn what_is_hoped_for_hangs_on_the_first_customers_alone() {
        let (control, treatment) = (arm(50, 0), arm(50, 25));
        let hoped = hoped_effect([control.as_slice(), &treatment].into_iter()).unwrap();
        assert!((hoped - 0.1 * (50.0_f64 / 49.0 / 8.0).sqrt()).abs() < 1e-12, "{hoped}");
        let later = [control, arm(500, 400)].concat();
        assert_eq!(hoped_effect([later.as_slice(), &treatment].into_iter()), Some(hoped));
        assert_eq!(hoped_effect([arm(49, 9).as_slice(), &treatment].into_iter()), None);
        assert_eq!(hoped_effect([arm(50, 0).as_slice(), &arm(50, 50)].into_iter()), None);
        // A control in which nobody did it has a test all the same.
        assert!(always_valid((&arm(100, 30), &arm(100, 0)), true, Some(hoped)).unwrap().p < 0.05);
    }

    #[test]
    fn looks_grow_apart_and_none_is_taken_back() {
        let looked: Vec<usize> = (0..1_000).filter(|index| is_looked(*index)).collect();
        assert_eq!(looked[..200], (0..200).collect::<Vec<_>>());
        assert_eq!(looked[200..203], [200, 202, 204]);
        assert!(looked.len() < 500);
    }
}
