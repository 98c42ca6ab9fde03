//! What moved a sum between two periods: that there were more customers, or that each brought more.

use crate::drivers::{Drivers, Effect, Part};
use crate::{Rate, Undefined};

/// Splits the change of a sum, such as revenue, over parts that partition it; in each part the numerator is the sum and the
/// denominator what it is spread over, such as customers or orders.
///
/// With `n` the denominator and `r` the rate of a part, `mix = (r₀+r₁)/2 · (n₁-n₀)` is what its size did and
/// `rate = (n₀+n₁)/2 · (r₁-r₀)` what each one did; they sum to `n₁r₁ - n₀r₀`, the part's change. A part that exists in one period only is
/// all mix.
///
/// Source: Bennet (1920), The theory of measurement of changes in cost of living, Journal of the Royal Statistical Society 83:455.
///
/// # Errors
/// [`Undefined::NoObservations`] for no parts, [`Undefined::Parameter`] for a negative denominator or a numerator over nothing,
/// [`Undefined::NotFinite`].
///
/// # Example
/// ```
/// use stats::{Part, Rate, drivers_of_sum};
///
/// // 10 customers bring 5 each, then 12 bring 6 each: two more at 5.5, and 11 bring one more.
/// let part = Part {
///     before: Rate { numerator: 50.0, denominator: 10.0 },
///     after: Rate { numerator: 72.0, denominator: 12.0 },
/// };
/// let found = drivers_of_sum(&[part]).unwrap();
/// assert_eq!((found.effects[0].mix, found.effects[0].rate), (11.0, 11.0));
/// ```
pub fn drivers_of_sum(parts: &[Part]) -> Result<Drivers, Undefined> {
    if parts.is_empty() {
        return Err(Undefined::NoObservations);
    }
    let rates = || parts.iter().flat_map(|part| [part.before, part.after]);
    if !rates().all(|rate| rate.numerator.is_finite() && rate.denominator.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if rates().any(|rate| rate.denominator < 0.0 || (rate.denominator == 0.0 && rate.numerator != 0.0)) {
        return Err(Undefined::Parameter);
    }
    let effect = |part: &Part| {
        let change = part.after.numerator - part.before.numerator;
        let rate = |rate: Rate| rate.numerator / rate.denominator;
        if part.before.denominator == 0.0 || part.after.denominator == 0.0 {
            return Effect { mix: change, rate: 0.0 };
        }
        let size = part.after.denominator - part.before.denominator;
        let mix = f64::midpoint(rate(part.before), rate(part.after)) * size;
        Effect { mix, rate: change - mix }
    };
    let sum = |of: fn(&Part) -> f64| parts.iter().map(of).sum::<f64>();
    let (before, after) = (sum(|part| part.before.numerator), sum(|part| part.after.numerator));
    let effects: Vec<Effect> = parts.iter().map(effect).collect();
    let finite = before.is_finite() && after.is_finite();
    if finite && effects.iter().all(|effect| effect.mix.is_finite() && effect.rate.is_finite()) {
        Ok(Drivers { before, after, effects })
    } else {
        Err(Undefined::NotFinite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(before: (f64, f64), after: (f64, f64)) -> Part {
        let rate = |(numerator, denominator)| Rate { numerator, denominator };
        Part { before: rate(before), after: rate(after) }
    }

    #[test]
    fn parts_that_come_and_go_are_mix_and_all_sum_to_the_change() {
        let found = drivers_of_sum(&[
            part((0.0, 0.0), (30.0, 3.0)),
            part((20.0, 2.0), (0.0, 0.0)),
            part((7.0, 7.0), (21.0, 7.0)),
        ])
        .unwrap();
        assert_eq!(found.effects.iter().map(|effect| effect.mix).collect::<Vec<_>>(), [30.0, -20.0, 0.0]);
        assert_eq!(found.effects[2].rate, 14.0);
        let (units, change) = found.rounded(2).unwrap();
        assert_eq!((units.iter().map(|(mix, rate)| mix + rate).sum::<i128>(), change), (2_400, 2_400));
    }

    #[test]
    fn what_has_no_answer_says_why() {
        assert_eq!(drivers_of_sum(&[]), Err(Undefined::NoObservations));
        assert_eq!(drivers_of_sum(&[part((1.0, 0.0), (1.0, 1.0))]), Err(Undefined::Parameter));
        assert_eq!(drivers_of_sum(&[part((1.0, 1.0), (f64::INFINITY, 1.0))]), Err(Undefined::NotFinite));
        // Before nobody and after nobody: nothing moved.
        assert_eq!(drivers_of_sum(&[part((0.0, 0.0), (0.0, 0.0))]).unwrap().effects, [Effect { mix: 0.0, rate: 0.0 }]);
    }
}
