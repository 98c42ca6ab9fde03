//! A test that may be looked at as often as one likes: the mixture sequential probability ratio test.

use crate::{Interval, Undefined, level};

/// What one look tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// How much likelier the data are under a mixture of effects than under none.
    pub ratio: f64,
    /// Valid at this look and all before: `1 / ratio`, at most 1. Over looks use [`always_valid`].
    pub p: f64,
    /// An interval that contains the true effect at every look at once with the level asked for.
    pub interval: Interval,
}

/// One look at a difference whose estimate has a variance, against effects that vary as a normal distribution around 0
/// with the variance `mixture`: the square of the effect one hopes for is a good choice. It has to be fixed beforehand.
///
/// `Λ = √(V/(V+τ²)) exp(τ² d² / (2V(V+τ²)))`, and the interval is `d ± √(V(V+τ²)/τ² · (2 ln(1/α) + ln((V+τ²)/V)))`.
///
/// Source: Johari, Koomen, Pekelis and Walsh (2022), Always valid inference, Operations Research 70:1806, section 5;
/// Robbins (1970), Annals of Mathematical Statistics 41:1397.
///
/// # Errors
/// [`Undefined::NoSpread`] where the variance is zero, [`Undefined::Parameter`] unless `mixture` is positive,
/// [`Undefined::NotFinite`], [`Undefined::Level`].
///
/// # Example
/// ```
/// // 45 of 100 against 30 of 100.
/// let look = stats::experiment::look(0.15, 0.004575, 0.01, 0.95).unwrap();
/// assert!((look.p - 0.3303).abs() < 1e-4);
/// ```
pub fn look(difference: f64, variance: f64, mixture: f64, level: f64) -> Result<Look, Undefined> {
    let alpha = 2.0 * level::tail(level)?;
    if !(difference.is_finite() && variance.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if variance <= 0.0 {
        return Err(Undefined::NoSpread);
    }
    if !(mixture > 0.0 && mixture.is_finite()) {
        return Err(Undefined::Parameter);
    }
    let both = variance + mixture;
    let ln_ratio = 0.5 * (variance / both).ln() + mixture / both * difference * difference / (2.0 * variance);
    let reach = (both / mixture * variance * (2.0 * (1.0 / alpha).ln() + (both / variance).ln())).sqrt();
    let interval = Interval { low: difference - reach, high: difference + reach };
    if !(interval.low.is_finite() && interval.high.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    // The ratio itself may leave the range of numbers, while its inverse only becomes 0.
    Ok(Look { ratio: ln_ratio.min(700.0).exp(), p: (-ln_ratio).exp().min(1.0), interval })
}

/// The p and interval after each look, in their order: p is the smallest so far, and the interval what all looks have in common, or the
/// last look's where they have nothing in common.
#[must_use]
pub fn always_valid(looks: &[Look]) -> Vec<Look> {
    let mut so_far: Option<Look> = None;
    let mut after = |look: &Look| {
        let joined = so_far.map_or(*look, |before| {
            let (low, high) =
                (before.interval.low.max(look.interval.low), before.interval.high.min(look.interval.high));
            let interval = if low <= high { Interval { low, high } } else { look.interval };
            Look { ratio: look.ratio, p: before.p.min(look.p), interval }
        });
        so_far = Some(joined);
        joined
    };
    looks.iter().map(&mut after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_leaves_out_zero_exactly_where_p_is_below_alpha() {
        for tenths in 0..80 {
            let difference = f64::from(tenths) / 10.0;
            let look = look(difference, 1.3, 0.7, 0.95).unwrap();
            assert_eq!(look.interval.low > 0.0, look.p < 0.05, "{difference}");
        }
    }

    #[test]
    fn later_looks_never_raise_p() {
        let looks: Vec<_> = [0.1, 3.0, 0.2].iter().map(|d| look(*d, 0.3, 1.0, 0.95).unwrap()).collect();
        let path = always_valid(&looks);
        assert_eq!((path[0].p, path[1].p), (1.0, looks[1].p));
        assert_eq!(path[2].p, path[1].p);
        assert!(always_valid(&[]).is_empty());
    }

    #[test]
    fn the_edges() {
        assert_eq!(look(0.1, 0.0, 1.0, 0.95), Err(Undefined::NoSpread));
        assert_eq!(look(0.1, 1.0, 0.0, 0.95), Err(Undefined::Parameter));
        assert_eq!(look(f64::NAN, 1.0, 1.0, 0.95), Err(Undefined::NotFinite));
        let far = look(1e6, 1e-6, 1.0, 0.95).unwrap();
        assert!(far.ratio.is_finite() && far.p == 0.0);
    }
}
