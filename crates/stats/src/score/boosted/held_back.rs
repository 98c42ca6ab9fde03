//! What trees are worth on customers that they have not seen: how many to grow, and how far to trust them.

use std::collections::BTreeMap;

use super::grow::{Table, grow};
use super::{Case, FEWEST};
use crate::Undefined;
use crate::score::{Logistic, Observation};

/// In how many parts customers are held back in turn.
const PARTS: usize = 5;
const MOST_ROUNDS: usize = 100;

/// What was found.
pub(super) struct Trusted {
    pub rounds: usize,
    /// The log-odds are multiplied by the one, then the other is added.
    pub slope: f64,
    pub shift: f64,
}

/// Grows trees without each part in turn and holds them against it.
///
/// # Errors
/// [`Undefined::TooFew`].
pub(super) fn trust(table: &Table, cases: &[Case<'_>]) -> Result<Trusted, Undefined> {
    let parts = parts(cases)?;
    let mut losses = vec![0.0; MOST_ROUNDS + 1];
    let mut forests = Vec::with_capacity(PARTS);
    for part in 0..PARTS {
        let (held, seen): (Vec<usize>, Vec<usize>) = table.all().into_iter().partition(|place| parts[*place] == part);
        let forest = grow(table, &seen, MOST_ROUNDS)?;
        for place in held {
            let told = forest.log_odds(table.row(place));
            losses.iter_mut().zip(told).for_each(|(loss, at)| *loss += cost(at, table.outcomes[place]));
        }
        forests.push(forest);
    }
    let most = forests.iter().map(|forest| forest.trees.len()).min().unwrap_or(0);
    let rounds = (0..=most).min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or(0);
    if rounds == 0 {
        return Ok(Trusted { rounds, slope: 1.0, shift: 0.0 });
    }
    let told =
        parts.iter().zip(table.rows()).map(|(part, row)| [forests[*part].log_odds(row).nth(rounds).unwrap_or(0.0)]);
    let (slope, shift) = calibrated(&told.collect::<Vec<_>>(), &table.outcomes);
    Ok(Trusted { rounds, slope, shift })
}

/// By case, the part it is in: customers to whom it happened are shared out in turn, and so are the others, in an order in which their
/// numbers do not follow each other: whatever goes with every fifth customer is no part.
fn parts(cases: &[Case<'_>]) -> Result<Vec<usize>, Undefined> {
    let mut customers: BTreeMap<u32, bool> = BTreeMap::new();
    for case in cases {
        *customers.entry(case.customer).or_default() |= case.outcome;
    }
    let mut seen = [0_usize; 2];
    let mut part_of = BTreeMap::new();
    let mut shuffled: Vec<(u32, bool)> = customers.into_iter().collect();
    shuffled.sort_unstable_by_key(|(customer, _)| mixed(*customer));
    for (customer, happened) in shuffled {
        let seen = &mut seen[usize::from(happened)];
        part_of.insert(customer, *seen % PARTS);
        *seen += 1;
    }
    if seen.iter().any(|count| *count < FEWEST) {
        return Err(Undefined::TooFew);
    }
    Ok(cases.iter().map(|case| part_of[&case.customer]).collect())
}

/// A number that tells nothing of where the customer stands; no two customers have the same.
///
/// Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators, OOPSLA, for the mixing function.
fn mixed(customer: u32) -> u64 {
    let z = (u64::from(customer) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Minus the logarithm of the probability of what happened.
fn cost(log_odds: f64, happened: bool) -> f64 {
    let against = if happened { -log_odds } else { log_odds };
    against.max(0.0) + (-against.abs()).exp().ln_1p()
}

/// The line through the log-odds that fits what happened; the log-odds themselves where there is none.
fn calibrated(told: &[[f64; 1]], outcomes: &[bool]) -> (f64, f64) {
    let observations: Vec<Observation<'_>> =
        told.iter().zip(outcomes).map(|(features, outcome)| Observation { features, outcome: *outcome }).collect();
    match Logistic::fit(&observations, 0.0) {
        Ok(line) if line.coefficients[0] > 0.0 => (line.coefficients[0], line.intercept),
        // All told alike, or told exactly.
        Ok(_) | Err(_) => (1.0, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_in_one_part_and_parts_have_both_outcomes() {
        let features = [Some(1.0)];
        let case = |i: u32| Case { features: &features, outcome: i.is_multiple_of(5) && i >= 100, customer: i % 100 };
        let cases: Vec<_> = (0..200).map(case).collect();
        let parts = parts(&cases).unwrap();
        assert_eq!(parts[..100], parts[100..]);
        for part in 0..PARTS {
            let of = |outcome: bool| cases.iter().zip(&parts).any(|(c, p)| *p == part && c.outcome == outcome);
            assert!(of(true) && of(false));
        }
    }

    #[test]
    fn the_cost_of_the_log_odds_is_finite_however_wrong() {
        assert!((cost(0.0, true) - 2_f64.ln()).abs() < 1e-15);
        assert!((cost(3.0, false) - (1.0 + 3_f64.exp()).ln()).abs() < 1e-12);
        assert_eq!((cost(1e300, false), cost(1e300, true)), (1e300, 0.0));
    }
}
