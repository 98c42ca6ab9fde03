//! What moved a rate between two periods: that parts changed their rates, or that customers moved between parts.

use crate::Undefined;

/// A sum over a sum: churned over customers, revenue over orders.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub numerator: f64,
    /// Not negative; 0 where the part did not exist.
    pub denominator: f64,
}

/// One part of the customers in both periods, for example those of one plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub before: Rate,
    pub after: Rate,
}

/// What a part contributed to the change of the whole, in its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// That the part grew or shrank beside the others.
    pub mix: f64,
    /// That its own rate changed.
    pub rate: f64,
}

/// The change and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Drivers {
    /// All parts together, before and after.
    pub before: f64,
    pub after: f64,
    /// One per part, in their order; mix and rate of all sum to `after - before`.
    pub effects: Vec<Effect>,
}

/// Splits the change of a rate over parts that partition the whole.
///
/// With `w` a part's share of the denominator and `r` its rate, `rate = (w₀+w₁)/2 · (r₁-r₀)` and
/// `mix = (w₁-w₀) · ((r₀+r₁)/2 - (R₀+R₁)/2)`, where `R` is the rate of the whole. Neither period is preferred and nothing is left over:
/// the shares' changes sum to zero. A part of above-average rate that grows raises the whole. A part that exists in one
/// period only is all mix, at the rate it had. A part with a numerator over nothing, such as spend in a channel that won
/// nobody, has no rate: what it adds to the whole, `numerator / whole denominator`, counts in place of `w·r`, and its change is rate.
///
/// Source: Marshall (1887) and Edgeworth (1925) for the midpoint; Bennet (1920), Journal of the Royal Statistical Society 83:455.
///
/// # Errors
/// [`Undefined::NoObservations`] for no parts, [`Undefined::ZeroDenominator`] where a period is empty, [`Undefined::Parameter`] for a
/// negative denominator, [`Undefined::NotFinite`].
///
/// # Example
/// ```
/// use stats::{Part, Rate, drivers};
///
/// let rate = |numerator, denominator| Rate { numerator, denominator };
/// // Of 100 + 100 customers a half and a tenth stay; then of 150 + 50, at the same rates.
/// let found = drivers(&[
///     Part { before: rate(50.0, 100.0), after: rate(75.0, 150.0) },
///     Part { before: rate(10.0, 100.0), after: rate(5.0, 50.0) },
/// ]).unwrap();
/// assert!((found.after - found.before - 0.1).abs() < 1e-12);
/// assert_eq!((found.effects[0].rate, found.effects[1].rate), (0.0, 0.0));
/// ```
pub fn drivers(parts: &[Part]) -> Result<Drivers, Undefined> {
    if parts.is_empty() {
        return Err(Undefined::NoObservations);
    }
    let rates = || parts.iter().flat_map(|part| [part.before, part.after]);
    if !rates().all(|rate| rate.numerator.is_finite() && rate.denominator.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if rates().any(|rate| rate.denominator < 0.0) {
        return Err(Undefined::Parameter);
    }
    let whole = |of: fn(&Part) -> Rate| {
        let sum = |number: fn(Rate) -> f64| parts.iter().map(|part| number(of(part))).sum::<f64>();
        (sum(|rate| rate.numerator), sum(|rate| rate.denominator))
    };
    let (before, after) = (whole(|part| part.before), whole(|part| part.after));
    if before.1 == 0.0 || after.1 == 0.0 {
        return Err(Undefined::ZeroDenominator);
    }
    let (first, last) = (before.0 / before.1, after.0 / after.1);
    let centre = f64::midpoint(first, last);
    let effect = |part: &Part| {
        let (w0, w1) = (part.before.denominator / before.1, part.after.denominator / after.1);
        let unbased = |rate: Rate| rate.denominator == 0.0 && rate.numerator != 0.0;
        if unbased(part.before) || unbased(part.after) {
            let adds = part.after.numerator / after.1 - part.before.numerator / before.1;
            return Effect { mix: -(w1 - w0) * centre, rate: adds };
        }
        let own = |rate: Rate, other: Rate| {
            let known = if rate.denominator > 0.0 { rate } else { other };
            if known.denominator > 0.0 { known.numerator / known.denominator } else { centre }
        };
        let (r0, r1) = (own(part.before, part.after), own(part.after, part.before));
        Effect { mix: (w1 - w0) * (f64::midpoint(r0, r1) - centre), rate: f64::midpoint(w0, w1) * (r1 - r0) }
    };
    let effects: Vec<Effect> = parts.iter().map(effect).collect();
    let finite = first.is_finite() && last.is_finite();
    if finite && effects.iter().all(|effect| effect.mix.is_finite() && effect.rate.is_finite()) {
        Ok(Drivers { before: first, after: last, effects })
    } else {
        Err(Undefined::NotFinite)
    }
}

impl Drivers {
    /// The effects in whole units of the last of so many decimals, mix and then rate of each part, which sum exactly to the second
    /// number: the change between `before` and `after` as each is rounded.
    ///
    /// What rounding leaves over goes to the effects that rounding took most from.
    ///
    /// Source: Hamilton's method of largest remainders; Balinski and Young (1982), Fair Representation.
    ///
    /// # Errors
    /// [`Undefined::NotFinite`] where a number has more than 27 digits in such units.
    ///
    /// # Example
    /// ```
    /// use stats::{Part, Rate, drivers};
    ///
    /// let rate = |numerator, denominator| Rate { numerator, denominator };
    /// let found = drivers(&[
    ///     Part { before: rate(1.0, 3.0), after: rate(2.0, 3.0) },
    ///     Part { before: rate(1.0, 4.0), after: rate(2.0, 7.0) },
    /// ]).unwrap();
    /// let (effects, change) = found.rounded(4).unwrap();
    /// assert_eq!(effects.iter().map(|(mix, rate)| mix + rate).sum::<i128>(), change);
    /// ```
    pub fn rounded(&self, decimals: u32) -> Result<(Vec<(i128, i128)>, i128), Undefined> {
        let half = 0.5 / scale(decimals)?;
        let change = units(self.after + half, decimals)? - units(self.before + half, decimals)?;
        Ok((self.shared_out(decimals, change)?, change))
    }

    /// The same of a change that was rounded elsewhere: mix and rate of each part, which sum exactly to it.
    ///
    /// # Errors
    /// As [`Drivers::rounded`].
    pub fn shared_out(&self, decimals: u32, change: i128) -> Result<Vec<(i128, i128)>, Undefined> {
        let unit = scale(decimals)?;
        let exact: Vec<f64> = self.effects.iter().flat_map(|effect| [effect.mix, effect.rate]).collect();
        let mut whole = exact.iter().map(|value| units(*value, decimals)).collect::<Result<Vec<i128>, _>>()?;
        let mut order: Vec<usize> = (0..whole.len()).collect();
        let rest = |place: usize| exact[place] * unit - (exact[place] * unit).floor();
        order.sort_by(|a, b| rest(*b).total_cmp(&rest(*a)).then(a.cmp(b)));
        let left = change - whole.iter().sum::<i128>();
        let size = whole.len() as i128;
        for (rank, place) in (0_i128..).zip(order) {
            whole[place] += left.div_euclid(size) + i128::from(rank < left.rem_euclid(size));
        }
        Ok(whole.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
    }
}

/// Ten to so many decimals.
fn scale(decimals: u32) -> Result<f64, Undefined> {
    i32::try_from(decimals).map(|decimals| 10_f64.powi(decimals)).map_err(|_| Undefined::NotFinite)
}

/// A value in whole units of the last of so many decimals, rounded down.
fn units(value: f64, decimals: u32) -> Result<i128, Undefined> {
    // So that as many as there are memory for can be summed.
    const MOST: f64 = 1e27;
    let units = (value * scale(decimals)?).floor();
    if units.abs() < MOST { Ok(units as i128) } else { Err(Undefined::NotFinite) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(numerator: f64, denominator: f64) -> Rate {
        Rate { numerator, denominator }
    }

    #[test]
    fn what_has_no_answer_says_why() {
        let part = |before, after| drivers(&[Part { before, after }]).map(|_| ());
        assert_eq!(drivers(&[]), Err(Undefined::NoObservations));
        assert_eq!(part(rate(0.0, 0.0), rate(1.0, 2.0)), Err(Undefined::ZeroDenominator));
        assert_eq!(part(rate(1.0, 0.0), rate(1.0, 2.0)), Err(Undefined::ZeroDenominator));
        assert_eq!(part(rate(1.0, -1.0), rate(1.0, 2.0)), Err(Undefined::Parameter));
        assert_eq!(part(rate(f64::NAN, 1.0), rate(1.0, 2.0)), Err(Undefined::NotFinite));
    }

    /// A part of rate 0.9 appears beside one of 0.5 and takes half: all of the rise of 0.2 is mix.
    #[test]
    fn a_part_that_appears_is_mix() {
        let found = drivers(&[
            Part { before: rate(50.0, 100.0), after: rate(25.0, 50.0) },
            Part { before: rate(0.0, 0.0), after: rate(45.0, 50.0) },
        ])
        .unwrap();
        assert_eq!((found.effects[0].rate, found.effects[1].rate), (0.0, 0.0));
        assert!((found.effects[0].mix + found.effects[1].mix - 0.2).abs() < 1e-12);
        assert!((found.effects[1].mix - 0.15).abs() < 1e-12);
    }

    /// 30 are spent where nobody is won and 70 on ten customers; then 50 win five of those and 100 the ten: 10 and then 10.
    #[test]
    fn a_numerator_over_nothing_is_rate() {
        let found = drivers(&[
            Part { before: rate(30.0, 0.0), after: rate(50.0, 5.0) },
            Part { before: rate(70.0, 10.0), after: rate(100.0, 10.0) },
        ])
        .unwrap();
        assert_eq!((found.before, found.after), (10.0, 10.0));
        let sum: f64 = found.effects.iter().map(|effect| effect.mix + effect.rate).sum();
        assert!(sum.abs() < 1e-12);
        assert!((found.effects[0].rate - (50.0 / 15.0 - 3.0)).abs() < 1e-12);
    }

    #[test]
    fn one_part_is_all_rate_and_no_change_is_nothing() {
        let found = drivers(&[Part { before: rate(1.0, 4.0), after: rate(3.0, 4.0) }]).unwrap();
        assert_eq!(found.effects, [Effect { mix: 0.0, rate: 0.5 }]);
        let same = Part { before: rate(1.0, 3.0), after: rate(1.0, 3.0) };
        assert_eq!(drivers(&[same, same]).unwrap().rounded(6).unwrap(), (vec![(0, 0), (0, 0)], 0));
    }

    /// Trillions to the ten-thousandth: beyond what 64 bits hold, and the effects still sum to the change.
    #[test]
    fn large_money_is_shared_out_too() {
        let found = drivers(&[
            Part { before: rate(3e15, 1.0), after: rate(7e15, 3.0) },
            Part { before: rate(2e15, 1.0), after: rate(5e15, 1.0) },
        ])
        .unwrap();
        let (effects, change) = found.rounded(4).unwrap();
        assert_eq!(
            (change, effects.iter().map(|(mix, rate)| mix + rate).sum::<i128>()),
            (5_000_000_000_000_000_000, change)
        );
        assert_eq!(found.rounded(13), Err(Undefined::NotFinite));
    }
}
