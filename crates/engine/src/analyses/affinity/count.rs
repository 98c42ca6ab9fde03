//! Pairs counted: in how many orders, or of how many customers.

use std::collections::{BTreeMap, BTreeSet};

use model::Micros;

use super::baskets::Baskets;

/// How often each thing and each pair was seen.
pub(super) struct Counted {
    /// All orders, or customers.
    pub all: u64,
    /// Customers left out because the window of all they bought is still open.
    pub immature: u64,
    /// By thing: with it as the first of a pair, and as the second.
    pub first: Vec<u64>,
    pub second: Vec<u64>,
    pub both: BTreeMap<(u32, u32), u64>,
}

impl Counted {
    /// Pairs of one order.
    pub fn together(baskets: &Baskets) -> Self {
        let mut counted = Self::nothing(baskets);
        for basket in &baskets.orders {
            counted.all += 1;
            for a in &basket.things {
                add(&mut counted.first, *a);
                add(&mut counted.second, *a);
                for b in basket.things.iter().filter(|b| *b != a) {
                    *counted.both.entry((*a, *b)).or_default() += 1;
                }
            }
        }
        counted
    }

    /// Customers who bought the second in a later order than the first.
    ///
    /// A purchase counts as a first when its whole window is known. All are those with such a purchase, of anything;
    /// of the second, those who bought it after any of theirs: what anybody buys next is what the pair is held against.
    pub fn in_sequence(baskets: &Baskets, within_us: Option<Micros>, horizon_us: Micros) -> Self {
        let mut counted = Self::nothing(baskets);
        for bought in baskets.by_customer().values() {
            let grown = |at: Micros| within_us.is_none_or(|within_us| at.saturating_add(within_us) <= horizon_us);
            let mut first: BTreeSet<u32> = BTreeSet::new();
            let mut second: BTreeSet<u32> = BTreeSet::new();
            let mut both: BTreeSet<(u32, u32)> = BTreeSet::new();
            for (at, a) in bought.iter().filter(|(at, _)| grown(*at)) {
                first.insert(*a);
                let later = bought.partition_point(|(other, _)| other <= at);
                let until = within_us.map_or(Micros::MAX, |within_us| at.saturating_add(within_us));
                for (_, b) in bought[later..].iter().take_while(|(other, _)| *other <= until) {
                    second.insert(*b);
                    if b != a {
                        both.insert((*a, *b));
                    }
                }
            }
            if first.is_empty() {
                counted.immature += 1;
                continue;
            }
            counted.all += 1;
            first.iter().for_each(|thing| add(&mut counted.first, *thing));
            second.iter().for_each(|thing| add(&mut counted.second, *thing));
            both.into_iter().for_each(|pair| *counted.both.entry(pair).or_default() += 1);
        }
        counted
    }

    fn nothing(baskets: &Baskets) -> Self {
        let none = vec![0; baskets.names.len()];
        Self { all: 0, immature: 0, first: none.clone(), second: none, both: BTreeMap::new() }
    }
}

fn add(counts: &mut [u64], thing: u32) {
    if let Some(count) = counts.get_mut(thing as usize) {
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::baskets::Basket;
    use super::*;

    fn baskets(orders: &[(Option<u32>, Micros, &[u32])]) -> Baskets {
        let basket = |(customer, at, things): &(Option<u32>, Micros, &[u32])| Basket {
            customer: *customer,
            at: *at,
            things: things.to_vec(),
        };
        let names = ["tea", "mug", "pot"].map(str::to_owned).to_vec();
        Baskets { names, orders: orders.iter().map(basket).collect() }
    }

    #[test]
    fn every_order_counts_once_and_pairs_both_ways() {
        let counted = Counted::together(&baskets(&[(Some(1), 1, &[0, 1]), (None, 2, &[0, 1, 2]), (Some(1), 3, &[0])]));
        assert_eq!((counted.all, counted.first.as_slice()), (3, &[3, 2, 1][..]));
        assert_eq!((counted.both[&(0, 1)], counted.both[&(1, 0)], counted.both[&(2, 0)]), (2, 2, 1));
    }

    /// One buys tea and then a mug, another the mug first; what is bought in one order follows nothing.
    #[test]
    fn a_sequence_is_of_customers_and_of_later_orders() {
        let shop = baskets(&[
            (Some(1), 10, &[0]),
            (Some(1), 20, &[1]),
            (Some(2), 10, &[1]),
            (Some(2), 20, &[0]),
            (Some(3), 10, &[0, 1]),
            (None, 10, &[0]),
        ]);
        let counted = Counted::in_sequence(&shop, None, 100);
        assert_eq!((counted.all, counted.immature), (3, 0));
        assert_eq!((counted.first[0], counted.second[1]), (3, 1));
        assert_eq!((counted.both[&(0, 1)], counted.both[&(1, 0)]), (1, 1));
        // Within 5 nobody came back; of a window of 95 after 10 the end is not known yet.
        assert!(Counted::in_sequence(&shop, Some(5), 100).both.is_empty());
        let early = Counted::in_sequence(&shop, Some(95), 100);
        assert_eq!((early.all, early.immature), (0, 3));
    }
}
