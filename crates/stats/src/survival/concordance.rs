//! How well a risk puts customers in the order in which they leave.

use crate::Undefined;

/// One customer: how long they lasted, whether they ended then, and the risk that was foretold (higher ends sooner).
pub type Ranked = (i64, bool, f64);

/// The share of comparable pairs in which the one with the higher risk ended first, 0 to 1; equal risks count half.
///
/// A pair is comparable where the one seen for a shorter time ended, or both were seen equally long and one of them ended. It takes
/// `n log n` steps.
///
/// Source: Harrell and others (1982), Evaluating the yield of medical tests, Journal of the American Medical Association 247:2543.
///
/// # Errors
/// [`Undefined::NotFinite`]; [`Undefined::NoEvents`] where no pair is comparable.
///
/// # Example
/// ```
/// // The first to leave had the highest risk; of the last two the order is wrong.
/// let customers = [(1, true, 0.9), (2, true, 0.1), (3, true, 0.5)];
/// assert_eq!(stats::survival::concordance(&customers), Ok(2.0 / 3.0));
/// ```
pub fn concordance(customers: &[Ranked]) -> Result<f64, Undefined> {
    if !customers.iter().all(|(_, _, risk)| risk.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let mut risks: Vec<f64> = customers.iter().map(|(_, _, risk)| *risk).collect();
    risks.sort_unstable_by(f64::total_cmp);
    risks.dedup();
    let rank = |risk: f64| risks.partition_point(|other| *other < risk);
    let mut sorted = customers.to_vec();
    sorted.sort_unstable_by_key(|(duration, ..)| std::cmp::Reverse(*duration));
    let mut later = Counts(vec![0; risks.len() + 1]);
    let (mut pairs, mut concordant, mut seen) = (0.0, 0.0, 0_u64);
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        for (_, _, risk) in same.iter().filter(|(_, ended, _)| !ended) {
            later.add(rank(*risk));
            seen += 1;
        }
        for (_, _, risk) in same.iter().filter(|(_, ended, _)| *ended) {
            let (below, through) = (later.below(rank(*risk)), later.below(rank(*risk) + 1));
            pairs += seen as f64;
            concordant += below as f64 + 0.5 * (through - below) as f64;
        }
        for (_, _, risk) in same.iter().filter(|(_, ended, _)| *ended) {
            later.add(rank(*risk));
            seen += 1;
        }
    }
    if pairs == 0.0 { Err(Undefined::NoEvents) } else { Ok(concordant / pairs) }
}

/// Counts per rank, with sums of the ranks below one in `log n` steps.
///
/// Source: Fenwick (1994), Software: Practice and Experience 24:327.
struct Counts(Vec<u64>);

impl Counts {
    fn add(&mut self, rank: usize) {
        let mut place = rank + 1;
        while place < self.0.len() {
            self.0[place] += 1;
            place += place & place.wrapping_neg();
        }
    }

    fn below(&self, rank: usize) -> u64 {
        let (mut place, mut sum) = (rank, 0);
        while place > 0 {
            sum += self.0[place];
            place -= place & place.wrapping_neg();
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_risks_are_a_coin_and_nobody_ended_is_no_answer() {
        assert_eq!(concordance(&[(1, true, 0.5), (2, true, 0.5), (3, false, 0.5)]), Ok(0.5));
        assert_eq!(concordance(&[(1, false, 0.5), (2, false, 0.1)]), Err(Undefined::NoEvents));
        assert_eq!(concordance(&[]), Err(Undefined::NoEvents));
        assert_eq!(concordance(&[(1, true, f64::NAN)]), Err(Undefined::NotFinite));
    }

    #[test]
    fn one_who_ended_when_another_was_last_seen_ended_first() {
        assert_eq!(concordance(&[(5, true, 0.9), (5, false, 0.1)]), Ok(1.0));
        assert_eq!(concordance(&[(5, true, 0.9), (5, true, 0.1)]), Err(Undefined::NoEvents));
    }
}
