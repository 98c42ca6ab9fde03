//! An interval by drawing the clusters again and again, for what has no formula of its own.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Interval, Undefined, level};

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// How many times to draw; 1,000 or more for a 95 % interval.
    pub resamples: u32,
    /// Given by the caller: the same seed gives the same interval on every machine.
    pub seed: u64,
    /// Confidence level, such as 0.95.
    pub level: f64,
}

/// The percentile interval of a statistic over `count` clusters (customers, say).
///
/// Each resample draws `count` indexes below `count` with replacement and hands them to `statistic`, which answers
/// `None` where it has no value; such a draw is left out. The ends are the `tail` and `1 - tail` quantiles of
/// what remains, the nearest observed draw outwards.
///
/// Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3.
///
/// # Errors
/// [`Undefined::NoObservations`] without clusters, [`Undefined::TooFew`] below two clusters or when fewer than nine
/// in ten draws have a value, [`Undefined::NotFinite`], [`Undefined::Level`].
pub fn bootstrap(
    count: u32,
    draw: Bootstrap,
    mut statistic: impl FnMut(&[u32]) -> Option<f64>,
) -> Result<Interval, Undefined> {
    let tail = level::tail(draw.level)?;
    match count {
        0 => return Err(Undefined::NoObservations),
        1 => return Err(Undefined::TooFew),
        _ => {}
    }
    let mut generator = ChaCha8Rng::seed_from_u64(draw.seed);
    let mut drawn = vec![0; count as usize];
    let mut values = Vec::with_capacity(draw.resamples as usize);
    for _ in 0..draw.resamples {
        drawn.fill_with(|| generator.random_range(0..count));
        values.extend(statistic(&drawn));
    }
    if values.is_empty() || (values.len() as u64) * 10 < u64::from(draw.resamples) * 9 {
        return Err(Undefined::TooFew);
    }
    if !values.iter().all(|value| value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len() - 1;
    let low = (last as f64 * tail).floor() as usize;
    Ok(Interval { low: values[low.min(last)], high: values[last - low.min(last)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAW: Bootstrap = Bootstrap { resamples: 2_000, seed: 7, level: 0.95 };

    fn mean(values: &[f64]) -> impl Fn(&[u32]) -> Option<f64> {
        move |drawn| Some(drawn.iter().map(|i| values[*i as usize]).sum::<f64>() / drawn.len() as f64)
    }

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let first = bootstrap(50, DRAW, mean(&values)).unwrap();
        assert_eq!(first, bootstrap(50, DRAW, mean(&values)).unwrap());
        assert_ne!(first, bootstrap(50, Bootstrap { seed: 8, ..DRAW }, mean(&values)).unwrap());
    }

    #[test]
    fn it_agrees_with_student_on_a_mean() {
        let values: Vec<f64> = (0..200).map(|i| f64::from(i * i % 97)).collect();
        let (drawn, exact) = (bootstrap(200, DRAW, mean(&values)).unwrap(), crate::student(&values, 0.95).unwrap());
        let width = exact.high - exact.low;
        assert!((drawn.low - exact.low).abs() < 0.1 * width && (drawn.high - exact.high).abs() < 0.1 * width);
    }

    #[test]
    fn what_has_no_interval_says_why() {
        assert_eq!(bootstrap(0, DRAW, |_| Some(1.0)), Err(Undefined::NoObservations));
        assert_eq!(bootstrap(1, DRAW, |_| Some(1.0)), Err(Undefined::TooFew));
        assert_eq!(bootstrap(5, DRAW, |_| None), Err(Undefined::TooFew));
        assert_eq!(bootstrap(5, DRAW, |_| Some(f64::NAN)), Err(Undefined::NotFinite));
        assert_eq!(bootstrap(5, Bootstrap { resamples: 0, ..DRAW }, |_| Some(1.0)), Err(Undefined::TooFew));
        assert_eq!(bootstrap(5, Bootstrap { level: 0.0, ..DRAW }, |_| Some(1.0)), Err(Undefined::Level));
    }
}
