//! The part of each customer that belongs to one group, where attribution shares customers out.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::subjects::{Amounts, Set, exact_total};

/// Customer → share of them, in units of 10⁻¹². The shares of a customer over all groups come to one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    pub of: BTreeMap<u32, i128>,
    /// Where the group has everybody who is not shared out: who is.
    pub all_but: Option<Arc<Set>>,
}

impl Shares {
    /// Decimal places of a share.
    pub const PLACES: u32 = 12;
    const ONE: i128 = 1_000_000_000_000;

    /// The share of a customer that belongs to the group.
    #[must_use]
    pub fn of(&self, customer: u32) -> i128 {
        let left = self.all_but.as_ref().is_some_and(|shared| !shared.contains(customer));
        self.of.get(&customer).copied().unwrap_or(if left { Self::ONE } else { 0 })
    }

    /// How many customers of a set belong to the group.
    #[must_use]
    pub fn count(&self, set: &Set) -> Option<Decimal> {
        exact_total(set.iter().map(|customer| self.of(customer)).sum(), Self::PLACES)
    }

    /// What each customer's share of an amount is.
    #[must_use]
    pub fn take(&self, amounts: &Amounts) -> Amounts {
        let entries = amounts.entries.iter().map(|(customer, amount)| (*customer, amount * self.of(*customer)));
        Amounts { entries: entries.filter(|(_, amount)| *amount != 0).collect(), scale: amounts.scale + Self::PLACES }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_shared_out_belongs_to_the_group_of_the_rest() {
        let shared = Arc::new(Set::from_iter([1, 2]));
        let search = Shares { of: [(1, Shares::ONE / 2), (2, Shares::ONE)].into(), all_but: None };
        let rest = Shares { of: [(1, Shares::ONE / 2)].into(), all_but: Some(shared) };
        let set = Set::from_iter([1, 2, 3]);
        assert_eq!(search.count(&set).unwrap().normalize().to_string(), "1.5");
        assert_eq!(rest.count(&set).unwrap().normalize().to_string(), "1.5");
        let amounts = Amounts { entries: vec![(1, 300), (2, 50), (3, 7)], scale: 2 };
        assert_eq!(search.take(&amounts).total().unwrap().normalize().to_string(), "2");
        assert_eq!(rest.take(&amounts).total().unwrap().normalize().to_string(), "1.57");
    }
}
