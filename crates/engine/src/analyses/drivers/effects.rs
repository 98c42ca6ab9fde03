//! What each part did to the change: effects in whole units of the last decimal, so that they sum to it exactly.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use stats::{Effect, Part, Rate, Undefined};

use super::parts::{Parts, Side};
use super::{Driver, DriverSide, DriversMethod, Why};
use crate::units;
use crate::{Number, Unit};
use model::Currency;

/// Decimals of what is neither money nor time.
const DECIMALS: u32 = 12;
/// The largest number of units whose sums are exact.
const MOST_UNITS: f64 = 4e15;

/// How the effects of a metric are told.
pub(super) struct Scale<'a> {
    pub method: DriversMethod,
    pub unit: Unit,
    /// Of what is below the line.
    pub size: Unit,
    pub currency: Currency,
    pub whole: [Side; 2],
    /// How many parts of a dimension are told one by one.
    pub top: usize,
    pub dimension: &'a str,
}

/// A part at work: its effects in units.
#[derive(Clone)]
struct Counted {
    value: Option<String>,
    gathered: Option<usize>,
    mix: i128,
    rate: i128,
    sides: [Side; 2],
}

impl Scale<'_> {
    /// The value of one side; `None` where nothing is divided by nothing.
    pub fn value(&self, side: Side) -> Option<Decimal> {
        match self.method {
            DriversMethod::Rate => side.above.checked_div(side.below?),
            DriversMethod::Sum | DriversMethod::Parts => Some(side.above),
        }
    }

    /// Decimals in which this metric's effects are exact.
    pub fn decimals(&self) -> u32 {
        match self.unit {
            Unit::Money => 4,
            Unit::Duration => 0,
            _ => {
                let sides = self.whole.iter().filter_map(|side| self.value(*side)).chain([self.whole[0].above]);
                let largest = sides.chain([self.whole[1].above]).filter_map(|value| value.abs().to_f64());
                // Effects of parts may be larger than the whole that they cancel out in.
                let largest = largest.fold(1.0, f64::max) * 1000.0;
                (0..=DECIMALS)
                    .rev()
                    .find(|places| largest * 10_f64.powi(i32::try_from(*places).unwrap_or_default()) < MOST_UNITS)
                    .unwrap_or(0)
            }
        }
    }

    /// A value in whole units.
    pub fn units(&self, value: Decimal) -> Option<i128> {
        let places = self.decimals();
        let rounded = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        rounded.checked_mul(Decimal::from(10_i64.checked_pow(places)?))?.to_i128()
    }

    /// Units as a number of the metric.
    pub fn number(&self, units: i128) -> Number {
        let value = Decimal::try_from_i128_with_scale(units, self.decimals()).unwrap_or_default();
        units::number(value.normalize(), self.unit, self.currency)
    }

    /// What each part did, the largest effect first; the small ones gathered in one that comes last.
    ///
    /// # Errors
    /// [`Why`] where the parts do not make up the whole.
    pub fn drivers(&self, parts: Parts) -> Result<Vec<Driver>, Why> {
        self.holds(&parts)?;
        let (values, sides): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let effects = self.effects(&sides)?;
        let mut counted: Vec<Counted> = values
            .into_iter()
            .zip(sides)
            .zip(effects)
            .map(|((value, sides), (mix, rate))| Counted { value, gathered: None, mix, rate, sides })
            .collect();
        counted.sort_by(|one, other| {
            let size =
                |part: &Counted| (part.mix + part.rate).abs().max(part.mix.abs().max(part.rate.abs()) / 1_000_000);
            size(other).cmp(&size(one)).then_with(|| one.value.cmp(&other.value))
        });
        if counted.len() > self.top + 1 {
            let small = counted.split_off(self.top);
            counted.push(gathered(&small));
        }
        Ok(counted.into_iter().map(|part| self.told(part)).collect())
    }

    /// Whether the parts add up to the whole on both sides of the line.
    fn holds(&self, parts: &Parts) -> Result<(), Why> {
        let rate = self.method == DriversMethod::Rate;
        for (index, whole) in self.whole.iter().enumerate() {
            let above: Decimal = parts.values().map(|sides| sides[index].above).sum();
            let below: Decimal = parts.values().filter_map(|sides| sides[index].below).sum();
            let same = |sum: Decimal, whole: Decimal| {
                (sum - whole).abs() <= whole.abs().max(Decimal::ONE) / Decimal::from(1_000_000_000)
            };
            if !same(above, whole.above) || (rate && !same(below, whole.below.unwrap_or_default())) {
                return Err(Why::Overlap);
            }
        }
        Ok(())
    }

    fn effects(&self, sides: &[[Side; 2]]) -> Result<Vec<(i128, i128)>, Why> {
        let change = self.change().ok_or(Why::TooLarge)?;
        let rate = |side: &Side| Rate {
            numerator: side.above.to_f64().unwrap_or(f64::NAN),
            denominator: side.below.and_then(|below| below.to_f64()).unwrap_or_default(),
        };
        let parts: Vec<Part> =
            sides.iter().map(|[before, after]| Part { before: rate(before), after: rate(after) }).collect();
        let found = match self.method {
            DriversMethod::Rate => stats::drivers(&parts),
            DriversMethod::Sum => stats::drivers_of_sum(&parts),
            DriversMethod::Parts => Ok(all_mix(&parts)),
        };
        let found = found.map_err(|why| match why {
            Undefined::NoObservations => Why::OnePart,
            Undefined::NotFinite => Why::TooLarge,
            _ => Why::NothingBelow,
        })?;
        let shared = found.shared_out(self.decimals(), change).map_err(|_| Why::TooLarge)?;
        if self.method == DriversMethod::Rate {
            return Ok(shared);
        }
        // The parts of a sum have changes of their own, which their two effects come to.
        let own = |sides: &[Side; 2]| Some(self.units(sides[1].above)? - self.units(sides[0].above)?);
        let own: Option<Vec<i128>> = sides.iter().map(own).collect();
        Ok(match own {
            Some(own) if own.iter().sum::<i128>() == change => shared
                .iter()
                .zip(own)
                .map(|((mix, _), own)| match self.method {
                    DriversMethod::Parts => (own, 0),
                    _ => (*mix, own - *mix),
                })
                .collect(),
            _ => shared,
        })
    }

    /// The change in whole units.
    pub fn change(&self) -> Option<i128> {
        let [before, after] = self.whole.map(|side| self.value(side).and_then(|value| self.units(value)));
        Some(after? - before?)
    }

    fn told(&self, part: Counted) -> Driver {
        let effect = part.mix + part.rate;
        let change = self.change().unwrap_or_default();
        let sides = [self.side(part.sides, 0), self.side(part.sides, 1)];
        let weight = sides.iter().filter_map(|side| side.share).sum::<f64>() / 2.0;
        let places = 10_f64.powi(i32::try_from(self.decimals()).unwrap_or_default());
        let [before, after] = sides;
        Driver {
            dimension: self.dimension.to_owned(),
            value: part.value,
            gathered: part.gathered,
            mix: self.number(part.mix),
            rate: self.number(part.rate),
            effect: self.number(effect),
            share_of_change: (change != 0).then(|| effect as f64 / change as f64),
            before,
            after,
            beyond_size: (effect as f64 - weight * change as f64) / places,
        }
    }

    fn side(&self, sides: [Side; 2], index: usize) -> DriverSide {
        let (side, whole) = (sides[index], self.whole[index]);
        let size = (self.method != DriversMethod::Parts).then(|| side.below.unwrap_or_default());
        let (part, all) = match self.method {
            DriversMethod::Rate => (side.below, whole.below),
            DriversMethod::Sum | DriversMethod::Parts => (Some(side.above), Some(whole.above)),
        };
        DriverSide {
            value: self.value(side).and_then(|value| self.units(value)).map(|units| self.number(units)),
            size: size.map(|size| units::number(size, self.size, self.currency)),
            share: part.zip(all).and_then(|(part, all)| part.checked_div(all)).and_then(|share| share.to_f64()),
        }
    }
}

/// Parts of which nothing says over whom they are spread: their changes are their size.
fn all_mix(parts: &[Part]) -> stats::Drivers {
    let sum = |of: fn(&Part) -> f64| parts.iter().map(of).sum::<f64>();
    let effect = |part: &Part| Effect { mix: part.after.numerator - part.before.numerator, rate: 0.0 };
    stats::Drivers {
        before: sum(|part| part.before.numerator),
        after: sum(|part| part.after.numerator),
        effects: parts.iter().map(effect).collect(),
    }
}

/// Small parts as one.
fn gathered(small: &[Counted]) -> Counted {
    let side = |index: usize| {
        small.iter().fold(Side::default(), |sum, part| {
            let side = part.sides[index];
            let below = match (sum.below, side.below) {
                (None, below) => below,
                (sum, None) => sum,
                (Some(sum), Some(below)) => Some(sum + below),
            };
            Side { above: sum.above + side.above, below }
        })
    };
    Counted {
        value: None,
        gathered: Some(small.len()),
        mix: small.iter().map(|part| part.mix).sum(),
        rate: small.iter().map(|part| part.rate).sum(),
        sides: [side(0), side(1)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same in every run.
    struct Draw(u64);

    impl Draw {
        fn below(&mut self, bound: u64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((self.0 >> 33) % bound).unwrap()
        }
    }

    fn scale(method: DriversMethod, unit: Unit, whole: [Side; 2], top: usize) -> Scale<'static> {
        Scale { method, unit, size: Unit::Count, currency: "EUR".parse().unwrap(), whole, top, dimension: "plan" }
    }

    fn summed(parts: &Parts) -> [Side; 2] {
        [0, 1].map(|index| Side {
            above: parts.values().map(|sides| sides[index].above).sum(),
            below: Some(parts.values().filter_map(|sides| sides[index].below).sum()),
        })
    }

    /// Whatever the parts, their effects sum to the change in the last decimal, gathered or not.
    #[test]
    fn effects_of_any_parts_sum_to_the_change() {
        let mut draw = Draw(7);
        for round in 0..600 {
            let (method, unit) = match round % 4 {
                0 => (DriversMethod::Rate, Unit::Share),
                1 => (DriversMethod::Rate, Unit::Money),
                2 => (DriversMethod::Sum, Unit::Money),
                _ => (DriversMethod::Parts, Unit::Count),
            };
            let mut side = || {
                let below = draw.below(50);
                let above = if below == 0 && method == DriversMethod::Sum { 0 } else { draw.below(100_000) };
                let above = if unit == Unit::Count { Decimal::from(above) } else { Decimal::new(above, 2) };
                Side { above, below: Some(Decimal::from(below)) }
            };
            let first =
                (Some("first".to_owned()), [side(), side()].map(|side| Side { below: Some(Decimal::ONE), ..side }));
            let mut parts = Parts::from([first]);
            for part in 0..round % 23 {
                parts.insert(Some(format!("{part:02}")), [side(), side()]);
            }
            let (whole, count) = (summed(&parts), parts.len());
            let scale = scale(method, unit, whole, 5);
            let found = scale.drivers(parts).unwrap();
            let both = |of: fn(&Driver) -> Number| Number::sum(&found.iter().map(of).collect::<Vec<_>>()).unwrap();
            let change = scale.number(scale.change().unwrap());
            let apart = Number::sum(&[both(|driver| driver.mix), both(|driver| driver.rate)]).unwrap();
            assert!(same(apart, change), "{round}: {apart:?} is not {change:?}");
            assert!(same(both(|driver| driver.effect), change));
            let told: usize = found.iter().map(|driver| driver.gathered.unwrap_or(1)).sum();
            assert_eq!((told, found.len()), (count, count.min(6)));
        }
    }

    /// A whole number and a decimal of the same value are the same.
    fn same(one: Number, other: Number) -> bool {
        one == other || (one.to_f64() - other.to_f64()).abs() < 1e-12
    }

    /// 50 of 100 and 10 of 100; then 75 of 150 and 5 of 50: both rates stand still, and all of the tenth is mix.
    #[test]
    fn a_shift_between_parts_is_mix() {
        let side = |above, below| Side { above: Decimal::from(above), below: Some(Decimal::from(below)) };
        let parts =
            Parts::from([(Some("a".to_owned()), [side(50, 100), side(75, 150)]), (None, [side(10, 100), side(5, 50)])]);
        let found = scale(DriversMethod::Rate, Unit::Share, summed(&parts), 5).drivers(parts).unwrap();
        let told: Vec<(Option<&str>, f64, f64)> =
            found.iter().map(|driver| (driver.value.as_deref(), driver.mix.to_f64(), driver.rate.to_f64())).collect();
        assert_eq!(told, [(None, 0.0625, 0.0), (Some("a"), 0.0375, 0.0)]);
        assert_eq!((found[1].before.share, found[1].after.share), (Some(0.5), Some(0.75)));
    }

    /// 900 billion in one part and as much in another, then twice that: more ten-thousandths than 64 bits hold.
    #[test]
    fn large_money_has_effects_and_numbers_beyond_all_money_say_so() {
        let side = |above: i64, below| Side { above: Decimal::from(above), below: Some(Decimal::from(below)) };
        let parts = |billions: i64| {
            let money = billions * 1_000_000_000;
            Parts::from([
                (Some("a".to_owned()), [side(money, 1), side(2 * money, 1)]),
                (Some("b".to_owned()), [side(money, 1), side(money, 1)]),
            ])
        };
        let told = |parts: Parts| scale(DriversMethod::Sum, Unit::Money, summed(&parts), 5).drivers(parts);
        let found = told(parts(900_000)).unwrap();
        assert_eq!((found[0].value.as_deref(), found[0].effect.to_f64()), (Some("a"), 9e14));
        let beyond = Decimal::from(10_i128.pow(25));
        let beyond = [0, 1].map(|_| Side { above: beyond, below: Some(Decimal::ONE) });
        let beyond = Parts::from([(Some("a".to_owned()), beyond), (Some("b".to_owned()), beyond)]);
        assert_eq!(told(beyond).map(|_| ()), Err(Why::TooLarge));
    }

    #[test]
    fn parts_that_do_not_make_up_the_whole_are_refused() {
        let side = |above, below| Side { above: Decimal::from(above), below: Some(Decimal::from(below)) };
        let parts = Parts::from([(Some("a".to_owned()), [side(1, 2), side(1, 2)])]);
        let whole = [side(2, 2), side(1, 2)];
        let overlapping = scale(DriversMethod::Rate, Unit::Share, whole, 5).drivers(parts.clone());
        assert_eq!(overlapping.map(|_| ()), Err(Why::Overlap));
        let parts = Parts::from([
            (Some("a".to_owned()), [side(1, -1), side(1, 2)]),
            (Some("b".to_owned()), [side(1, 3), side(1, 2)]),
        ]);
        let unbased = scale(DriversMethod::Rate, Unit::Share, summed(&parts), 5).drivers(parts);
        assert_eq!(unbased.map(|_| ()), Err(Why::NothingBelow));
    }
}
