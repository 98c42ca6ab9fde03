//! Fifths of a list of values: the score 1 to 5 of each.

/// Scores in the order of the values, each 1 to 5, and the bounds between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quintiles {
    pub scores: Vec<u8>,
    /// What lies between score `s` and `s + 1`, in fifths of a unit: exact, because a fifth of the way between two whole
    /// values is. Empty where scores go by rank, which has no bounds.
    pub bounds_in_fifths: Vec<i128>,
}

/// Fifths of equal size: values in rising order, those of the same value in the order given, the first fifth scores 1.
///
/// With zero-based place `k` among `n` values the score is `⌊5k/n⌋ + 1`. Equal values may get different scores, so the
/// order given must mean something that does not change.
///
/// Source: Hughes (2005), Strategic Database Marketing, third edition, chapter 5: each fifth holds as many customers.
///
/// # Example
/// ```
/// assert_eq!(stats::quintiles_by_rank(&[30, 10, 10, 20, 40]).scores, [4, 1, 2, 3, 5]);
/// ```
#[must_use]
pub fn quintiles_by_rank(values: &[i64]) -> Quintiles {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|index| values[*index]);
    let mut scores = vec![0; values.len()];
    for (place, index) in order.into_iter().enumerate() {
        scores[index] = score(place * 5 / values.len());
    }
    Quintiles { scores, bounds_in_fifths: Vec::new() }
}

/// Fifths between the 20th, 40th, 60th and 80th percentile: a value scores 1 and one more for each bound it exceeds, so
/// that equal values have equal scores and fifths differ in size.
///
/// The percentiles interpolate between neighbours as [`crate::quantile`] does (type 7); comparing fifths of a unit keeps
/// them exact.
///
/// Source: Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician 50:361.
///
/// # Example
/// ```
/// assert_eq!(stats::quintiles_by_threshold(&[30, 10, 10, 20, 40]).scores, [4, 1, 1, 3, 5]);
/// ```
#[must_use]
pub fn quintiles_by_threshold(values: &[i64]) -> Quintiles {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let Some(last) = sorted.len().checked_sub(1) else {
        return Quintiles { scores: Vec::new(), bounds_in_fifths: Vec::new() };
    };
    let bound = |fifth: usize| {
        let (rank, beyond) = (last * fifth / 5, last * fifth % 5);
        let (below, above) = (i128::from(sorted[rank]), i128::from(sorted[(rank + 1).min(last)]));
        5 * below + (above - below) * beyond as i128
    };
    let bounds: Vec<i128> = (1..5).map(bound).collect();
    let exceeded = |value: i64| bounds.iter().filter(|bound| 5 * i128::from(value) > **bound).count();
    let scores = values.iter().map(|value| score(exceeded(*value))).collect();
    Quintiles { scores, bounds_in_fifths: bounds }
}

/// The score of somebody with so many fifths below.
fn score(below: usize) -> u8 {
    u8::try_from(below.min(4)).unwrap_or(4) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifths_by_rank_are_equally_large_and_ties_keep_their_order() {
        let scores = quintiles_by_rank(&[7; 10]).scores;
        assert_eq!(scores, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert!(quintiles_by_rank(&[]).scores.is_empty());
        assert_eq!(quintiles_by_rank(&[3, 1]).scores, [3, 1]);
    }

    #[test]
    fn fifths_by_threshold_give_equal_values_equal_scores() {
        assert_eq!(quintiles_by_threshold(&[7; 10]).scores, [1; 10]);
        assert!(quintiles_by_threshold(&[]).scores.is_empty());
        // Percentiles of 1, 1, 1, 2, 9: 1, 1, 1.4, 3.4.
        let found = quintiles_by_threshold(&[1, 1, 1, 2, 9]);
        assert_eq!(found.bounds_in_fifths, [5, 5, 7, 17]);
        assert_eq!(found.scores, [1, 1, 1, 4, 5]);
    }

    #[test]
    fn the_largest_and_smallest_values_do_not_overflow() {
        assert_eq!(quintiles_by_threshold(&[i64::MIN, i64::MAX]).scores, [1, 5]);
    }
}
