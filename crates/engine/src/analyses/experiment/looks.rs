//! The test that may be looked at as often as one likes, by one look a day.

use std::collections::BTreeSet;

use stats::experiment::{always_valid as so_far, look};

use super::AlwaysValid;
use super::compared::{Customer, compare};
use crate::interval::LEVEL;

/// Customers that each arm must have before the first look: with fewer, the variance that is put in place of the true one
/// may be far too small, and a look would see an effect where there is none.
const FEWEST: usize = 50;
/// The most looks: further apart where an experiment runs for longer.
const MOST: usize = 400;
const DAY: i64 = 86_400_000_000;

/// What all looks together tell, or `None` before the first.
///
/// Each look is at those who had come by the end of a day, both arms in the order in which they came.
pub(super) fn always_valid(
    (treatment, control): (&[Customer], &[Customer]),
    is_share: bool,
    hoped_effect: f64,
) -> Option<AlwaysValid> {
    let day = |one: &Customer| one.exposed_us.div_euclid(DAY);
    let days: BTreeSet<i64> = treatment.iter().chain(control).map(day).collect();
    let step = days.len().div_ceil(MOST).max(1);
    let last = days.last().copied();
    let looked = days.into_iter().enumerate().filter(|(index, at)| index % step == 0 || Some(*at) == last);
    let looks: Vec<_> = looked
        .filter_map(|(_, at)| {
            let come = |arm: &[Customer]| arm.partition_point(|one| day(one) <= at);
            let (a, b) = (come(treatment), come(control));
            // Who adds nothing to a denominator tells nothing of a ratio.
            let telling = |arm: &[Customer]| arm.iter().filter(|one| one.n != 0.0).count();
            if telling(&treatment[..a]) < FEWEST || telling(&control[..b]) < FEWEST {
                return None;
            }
            let found = compare((&treatment[..a], &control[..b]), is_share).ok()?;
            look(found.effect.value, found.variance, hoped_effect * hoped_effect, LEVEL).ok()
        })
        .collect();
    let last = *so_far(&looks).last()?;
    let (low, high) = (last.interval.low, last.interval.high);
    Some(AlwaysValid { p: last.p, low, high, hoped_effect, looks: looks.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(n: usize, did: usize) -> Vec<Customer> {
        (0..n).map(|i| Customer { key: 0, exposed_us: 0, y: if i < did { 1.0 } else { 0.0 }, n: 1.0 }).collect()
    }

    #[test]
    fn one_look_is_the_published_one() {
        // 45 of 100 against 30 of 100 with a mixture of 0.01: the numbers of the check beside the golden file.
        let found = always_valid((&arm(100, 45), &arm(100, 30)), true, 0.1).unwrap();
        assert!((found.p - 0.330_286_031_806_455_3).abs() < 1e-12);
        assert!((found.low + 0.068_352_355_098_137_86).abs() < 1e-12);
        assert_eq!(found.looks, 1);
    }

    #[test]
    fn too_few_are_not_looked_at() {
        assert_eq!(always_valid((&arm(49, 49), &arm(100, 0)), true, 0.1), None);
        assert_eq!(always_valid((&[], &[]), true, 0.1), None);
    }
}
