//! What customers come to month by month since an instant of their own.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::shares::Shares;
use crate::subjects::{Amounts, exact_total};

/// Customers and their sums in each month since their own instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// Month (from 1), customer, sum in that month; in the order of months.
    pub entries: Vec<(i64, u32, i128)>,
    /// Whole months that each customer has been observed for. Everybody of the curve is here, also who has no entry.
    pub observed: BTreeMap<u32, i64>,
    /// Decimal places of the sums.
    pub scale: u32,
}

impl Curve {
    /// The first month by whose end all customers together have come to an amount; `None` while they have not. Only
    /// months count that everybody has been observed through, so that the month found stays the month found.
    #[must_use]
    pub fn reaches(&self, amount: Decimal, shares: Option<&Shares>) -> Option<i64> {
        let last = *self.observed.values().min()?;
        let scale = self.scale + shares.map_or(0, |_| Shares::PLACES);
        let mut total = 0_i128;
        for month in self.entries.chunk_by(|one, next| one.0 == next.0) {
            let number = month.first().map(|(number, ..)| *number).filter(|number| *number <= last)?;
            for (_, customer, sum) in month {
                total += sum * shares.map_or(1, |shares| shares.of(*customer));
            }
            if exact_total(total, scale)? >= amount {
                return Some(number);
            }
        }
        None
    }

    /// What each customer has come to by the end of so many months, of those observed so long.
    #[must_use]
    pub fn upto(&self, months: i64) -> Amounts {
        let long_enough = self.observed.iter().filter(|(_, observed)| **observed >= months);
        let mut sums: BTreeMap<u32, i128> = long_enough.map(|(customer, _)| (*customer, 0)).collect();
        for (_, customer, sum) in self.entries.iter().filter(|(month, ..)| *month <= months) {
            if let Some(so_far) = sums.get_mut(customer) {
                *so_far += sum;
            }
        }
        Amounts { entries: sums.into_iter().collect(), scale: self.scale }
    }

    /// What each customer has come to so far.
    #[must_use]
    pub fn to_date(&self) -> Amounts {
        let nothing = self.observed.keys().map(|customer| (*customer, 0));
        Amounts::summed(nothing.chain(self.entries.iter().map(|(_, customer, sum)| (*customer, *sum))), self.scale)
    }

    /// Only these customers.
    #[must_use]
    pub fn of(&self, has: impl Fn(u32) -> bool) -> Self {
        let entries = self.entries.iter().copied().filter(|(_, customer, _)| has(*customer));
        let observed = self.observed.iter().filter(|(customer, _)| has(**customer));
        Self {
            entries: entries.collect(),
            observed: observed.map(|(customer, months)| (*customer, *months)).collect(),
            scale: self.scale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve() -> Curve {
        Curve {
            entries: vec![(1, 7, 100), (2, 7, 50), (2, 8, 30), (4, 7, 500)],
            observed: [(7, 5), (8, 3), (9, 2)].into(),
            scale: 0,
        }
    }

    #[test]
    fn a_month_counts_once_everybody_has_been_observed_through_it() {
        let reaches = |amount: i64| curve().reaches(Decimal::from(amount), None);
        assert_eq!((reaches(100), reaches(101), reaches(180)), (Some(1), Some(2), Some(2)));
        // 680 by the fourth month, but customer 9 has been observed for two.
        assert_eq!(reaches(181), None);
        assert_eq!(curve().of(|customer| customer == 7).reaches(Decimal::from(181), None), Some(4));
        assert_eq!(Curve::default().reaches(Decimal::ONE, None), None);
    }

    #[test]
    fn customers_count_once_they_have_been_observed_so_long() {
        assert_eq!(curve().upto(2).entries, [(7, 150), (8, 30), (9, 0)]);
        assert_eq!(curve().upto(3).entries, [(7, 150), (8, 30)]);
        assert_eq!(curve().upto(6).entries, []);
        assert_eq!(curve().to_date().entries, [(7, 650), (8, 30), (9, 0)]);
    }
}
