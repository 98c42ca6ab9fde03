//! A quantile of integers: durations in milliseconds, counts, ten-thousandths of money.

use crate::Undefined;

/// The `q` quantile of observations in rising order, interpolated between neighbours; the median of an even
/// number of observations is the mean of the two in the middle.
///
/// With `h = (n - 1) q` and zero-based ranks, `x[⌊h⌋] + (h - ⌊h⌋) (x[⌊h⌋ + 1] - x[⌊h⌋])`: type 7, what
/// spreadsheets and most databases compute. The difference of neighbours is taken in integers, so that large
/// observations lose nothing to rounding before the last step.
///
/// Source: Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician 50:361.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::Unsorted`], [`Undefined::Quantile`] outside `[0, 1]`.
///
/// # Example
/// ```
/// assert_eq!(stats::quantile(&[1, 2, 3, 10], 0.5), Ok(2.5));
/// ```
pub fn quantile(sorted: &[i64], q: f64) -> Result<f64, Undefined> {
    if !(0.0..=1.0).contains(&q) {
        return Err(Undefined::Quantile);
    }
    if !sorted.is_sorted() {
        return Err(Undefined::Unsorted);
    }
    let Some(last) = sorted.len().checked_sub(1) else {
        return Err(Undefined::NoObservations);
    };
    let position = whole(last as f64 * q);
    let rank = (position.floor() as usize).min(last);
    let (below, above) = (sorted[rank], sorted[(rank + 1).min(last)]);
    let gap = i128::from(above) - i128::from(below);
    Ok(below as f64 + (position - rank as f64) * gap as f64)
}

/// A position that misses a whole rank only by rounding is that rank: 0.29 of 100 steps is 29.
fn whole(position: f64) -> f64 {
    let nearest = position.round();
    if (position - nearest).abs() <= nearest.max(1.0) * 4.0 * f64::EPSILON { nearest } else { position }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_quantile_says_why() {
        assert_eq!(quantile(&[], 0.5), Err(Undefined::NoObservations));
        assert_eq!(quantile(&[2, 1], 0.5), Err(Undefined::Unsorted));
        for q in [-0.1, 1.1, f64::NAN] {
            assert_eq!(quantile(&[1], q), Err(Undefined::Quantile), "{q}");
        }
    }

    #[test]
    fn edges() {
        assert_eq!(quantile(&[7], 0.9), Ok(7.0));
        assert_eq!(quantile(&[3; 50], 0.37), Ok(3.0));
        assert_eq!(quantile(&[i64::MIN, i64::MAX], 0.0), Ok(i64::MIN as f64));
        assert_eq!(quantile(&[i64::MIN, i64::MAX], 1.0), Ok(i64::MAX as f64));
    }
}
