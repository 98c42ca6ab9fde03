//! Sets and vectors of customers: what every measure is made of.

use std::collections::BTreeMap;

use model::Micros;
pub use roaring::RoaringBitmap as Set;
use rust_decimal::Decimal;

/// Stands in for the customer of a row that names nobody.
pub const NOBODY: u32 = u32::MAX;

/// Customer → amount, one entry a customer, sorted by key. Rows that name nobody share [`NOBODY`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    pub entries: Vec<(u32, i128)>,
    /// Decimal places of the amounts: 4 for money, 0 for counts, milliseconds and instants.
    pub scale: u32,
}

/// The values of single rows, and whether each had ended: a distribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observations {
    pub rows: Vec<Observation>,
    pub scale: u32,
}

/// One row's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    pub value: i128,
    /// False when the true value is known only to be at least as large.
    pub ended: bool,
    pub customer: u32,
}

impl Amounts {
    /// Amounts in key order, added up where a key comes twice.
    #[must_use]
    pub fn summed(entries: impl IntoIterator<Item = (u32, i128)>, scale: u32) -> Self {
        let mut sums: BTreeMap<u32, i128> = BTreeMap::new();
        for (key, amount) in entries {
            *sums.entry(key).or_default() += amount;
        }
        Self { entries: sums.into_iter().collect(), scale }
    }

    /// The exact total; zero when there is nothing.
    ///
    /// `None` when it has more digits than an exact decimal can hold.
    #[must_use]
    pub fn total(&self) -> Option<Decimal> {
        let mut total: i128 = 0;
        for (_, amount) in &self.entries {
            total = total.checked_add(*amount)?;
        }
        exact_total(total, self.scale)
    }

    /// Only the customers of a set.
    #[must_use]
    pub fn over(&self, set: &Set) -> Self {
        let entries = self.entries.iter().copied().filter(|(key, _)| set.contains(*key)).collect();
        Self { entries, scale: self.scale }
    }

    #[must_use]
    pub fn keys(&self) -> Set {
        self.entries.iter().map(|(key, _)| *key).filter(|key| *key != NOBODY).collect()
    }

    #[must_use]
    pub fn decimal(&self, amount: i128) -> Decimal {
        Decimal::try_from_i128_with_scale(amount, self.scale).unwrap_or_default()
    }

    /// Both vectors combined customer by customer. A customer that one of them lacks has zero there.
    #[must_use]
    pub fn zip(&self, other: &Self, combine: impl Fn(i128, i128) -> i128) -> Self {
        let scale = self.scale.max(other.scale);
        let mut both: BTreeMap<u32, (i128, i128)> = BTreeMap::new();
        for (key, amount) in &self.entries {
            both.entry(*key).or_default().0 = amount * 10_i128.pow(scale - self.scale);
        }
        for (key, amount) in &other.entries {
            both.entry(*key).or_default().1 = amount * 10_i128.pow(scale - other.scale);
        }
        Self { entries: both.into_iter().map(|(key, (left, right))| (key, combine(left, right))).collect(), scale }
    }
}

impl Amounts {
    /// A decimal for every customer that `convert` gives one, kept to eight places.
    #[must_use]
    pub fn each(&self, convert: impl Fn(Decimal) -> Option<Decimal>) -> Self {
        let entries =
            self.entries.iter().filter_map(|(key, amount)| Some((*key, exact(convert(self.decimal(*amount))?))));
        Self { entries: entries.collect(), scale: PLACES }
    }

    /// Both vectors combined over the customers that both have, kept to eight places.
    #[must_use]
    pub fn shared(&self, other: &Self, combine: impl Fn(Decimal, Decimal) -> Option<Decimal>) -> Self {
        let theirs: BTreeMap<u32, i128> = other.entries.iter().copied().collect();
        let entries = self.entries.iter().filter_map(|(key, amount)| {
            let right = other.decimal(*theirs.get(key)?);
            Some((*key, exact(combine(self.decimal(*amount), right)?)))
        });
        Self { entries: entries.collect(), scale: PLACES }
    }
}

/// A total as a decimal. Places beyond the eighth, which only shares of customers have, are rounded away where a decimal
/// cannot hold them all; `None` when it cannot hold the others.
#[must_use]
pub fn exact_total(total: i128, scale: u32) -> Option<Decimal> {
    let (mut total, mut scale) = (total, scale);
    loop {
        match Decimal::try_from_i128_with_scale(total, scale) {
            Ok(decimal) => return Some(decimal),
            Err(_) if scale > PLACES => {
                total = (total + total.signum() * 5) / 10;
                scale -= 1;
            }
            Err(_) => return None,
        }
    }
}

/// Decimal places of what vectors are computed to.
const PLACES: u32 = 8;

fn exact(number: Decimal) -> i128 {
    let mut kept = number.round_dp(PLACES);
    kept.rescale(PLACES);
    kept.mantissa()
}

/// One slot a customer: their own instant, from which a window is counted.
pub type Anchors = Vec<Option<Micros>>;
