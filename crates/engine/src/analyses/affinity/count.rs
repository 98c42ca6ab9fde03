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
    pub both: BTreeMap<(u32, u32), Seen>,
}

/// How often a pair was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// With the one as a first and the other as a second.
    pub joint: u64,
    /// With the other after the one; together, the same.
    pub both: u64,
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
                    let seen = counted.both.entry((*a, *b)).or_default();
                    *seen = Seen { joint: seen.joint + 1, both: seen.both + 1 };
                }
            }
        }
        counted
    }

    /// Customers who bought the second in a later order than the first.
    ///
    /// A purchase of the range counts as a first when its whole window is known. All are those with such a purchase, of
    /// anything; of the second, those who bought it after any of theirs: what anybody buys next is what the pair is held
    /// against.
    pub fn in_sequence(baskets: &Baskets, within_us: Option<Micros>, horizon_us: Micros) -> Self {
        let mut counted = Self::nothing(baskets);
        for bought in baskets.by_customer().values() {
            let grown = |at: Micros| within_us.is_none_or(|within_us| at.saturating_add(within_us) <= horizon_us);
            let own = || bought.iter().filter(|(at, _)| *at < baskets.end_us);
            let mut firsts: BTreeMap<u32, Vec<Micros>> = BTreeMap::new();
            for (at, a) in own().filter(|(at, _)| grown(*at)) {
                firsts.entry(*a).or_default().push(*at);
            }
            if firsts.is_empty() {
                counted.immature += u64::from(own().next().is_some());
                continue;
            }
            let pairs = following(bought, &firsts, within_us);
            let second: BTreeSet<u32> = pairs.iter().map(|(_, b)| *b).collect();
            counted.all += 1;
            for a in firsts.keys() {
                add(&mut counted.first, *a);
                for b in second.iter().filter(|b| *b != a) {
                    let seen = counted.both.entry((*a, *b)).or_default();
                    seen.joint += 1;
                    seen.both += u64::from(pairs.contains(&(*a, *b)));
                }
            }
            second.iter().for_each(|thing| add(&mut counted.second, *thing));
        }
        counted
    }

    fn nothing(baskets: &Baskets) -> Self {
        let none = vec![0; baskets.names.len()];
        Self { all: 0, immature: 0, first: none.clone(), second: none, both: BTreeMap::new() }
    }
}

/// What came after what, of one customer's purchases in order of time, in the windows after these.
fn following(
    bought: &[(Micros, u32)],
    firsts: &BTreeMap<u32, Vec<Micros>>,
    within_us: Option<Micros>,
) -> BTreeSet<(u32, u32)> {
    let mut pairs = BTreeSet::new();
    for (a, times) in firsts {
        // Windows of one thing overlap: what was seen in an earlier one need not be looked at again.
        let mut next = 0;
        for at in times {
            let until = within_us.map_or(Micros::MAX, |within_us| at.saturating_add(within_us));
            next = next.max(bought.partition_point(|(other, _)| other <= at));
            while let Some((_, b)) = bought.get(next).filter(|(other, _)| *other <= until) {
                pairs.insert((*a, *b));
                next += 1;
            }
        }
    }
    pairs
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

    const TEA: u32 = 0;
    const MUG: u32 = 1;
    const POT: u32 = 2;

    fn baskets(orders: &[(Option<u32>, Micros, &[u32])]) -> Baskets {
        let basket = |(customer, at, things): &(Option<u32>, Micros, &[u32])| Basket {
            customer: *customer,
            at: *at,
            things: things.to_vec(),
        };
        let names = ["tea", "mug", "pot"].map(str::to_owned).to_vec();
        Baskets { names, orders: orders.iter().map(basket).collect(), end_us: 1_000, nameless: 0 }
    }

    fn both(counted: &Counted, a: u32, b: u32) -> u64 {
        counted.both.get(&(a, b)).copied().unwrap_or_default().both
    }

    #[test]
    fn every_order_counts_once_and_pairs_both_ways() {
        let shop = baskets(&[(Some(1), 1, &[TEA, MUG]), (None, 2, &[TEA, MUG, POT]), (Some(1), 3, &[TEA])]);
        let counted = Counted::together(&shop);
        assert_eq!((counted.all, counted.first.as_slice()), (3, &[3, 2, 1][..]));
        assert_eq!((both(&counted, TEA, MUG), both(&counted, MUG, TEA), both(&counted, POT, TEA)), (2, 2, 1));
        assert!(counted.both.values().all(|seen| seen.joint == seen.both));
    }

    /// One buys tea and then a mug, another the mug first; what is bought in one order follows nothing.
    #[test]
    fn a_sequence_is_of_customers_and_of_later_orders() {
        let shop = baskets(&[
            (Some(1), 10, &[TEA]),
            (Some(1), 20, &[MUG]),
            (Some(2), 10, &[MUG]),
            (Some(2), 20, &[TEA]),
            (Some(3), 10, &[TEA, MUG]),
            (None, 10, &[TEA]),
        ]);
        let counted = Counted::in_sequence(&shop, None, 100);
        assert_eq!((counted.all, counted.immature), (3, 0));
        assert_eq!((counted.first[0], counted.second[1]), (3, 1));
        assert_eq!((both(&counted, TEA, MUG), both(&counted, MUG, TEA)), (1, 1));
        // Within 5 nobody came back; of a window of 95 after 10 the end is not known yet.
        assert!(Counted::in_sequence(&shop, Some(5), 100).both.is_empty());
        let early = Counted::in_sequence(&shop, Some(95), 100);
        assert_eq!((early.all, early.immature), (0, 3));
    }

    /// X buys tea, a pot, a mug; Y a mug, then a pot. Both bought a mug as a first and a pot after something, Y alone
    /// the pot after the mug.
    #[test]
    fn having_both_is_not_having_them_in_order() {
        let shop = baskets(&[
            (Some(1), 10, &[TEA]),
            (Some(1), 20, &[POT]),
            (Some(1), 30, &[MUG]),
            (Some(2), 10, &[MUG]),
            (Some(2), 20, &[POT]),
        ]);
        let counted = Counted::in_sequence(&shop, None, 100);
        assert_eq!((counted.all, counted.first[MUG as usize], counted.second[POT as usize]), (2, 2, 2));
        assert_eq!(counted.both[&(MUG, POT)], Seen { joint: 2, both: 1 });
    }

    /// Bought on the last day of the range, and what was bought in the window after it; who came only then is nobody's
    /// first.
    #[test]
    fn a_window_reaches_beyond_the_range_and_a_first_does_not() {
        let shop = Baskets {
            end_us: 15,
            ..baskets(&[(Some(1), 10, &[TEA]), (Some(1), 20, &[MUG]), (Some(1), 25, &[POT]), (Some(2), 20, &[MUG])])
        };
        let counted = Counted::in_sequence(&shop, Some(10), 100);
        assert_eq!((counted.all, counted.immature), (1, 0));
        assert_eq!(counted.first, [1, 0, 0]);
        assert_eq!((both(&counted, TEA, MUG), both(&counted, TEA, POT), both(&counted, MUG, POT)), (1, 0, 0));
    }

    /// A shop of many things bought in baskets that overlap in every way, against the definition word by word.
    #[test]
    fn large_baskets_that_cross_are_counted_as_the_definition_says() {
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut orders = Vec::new();
        for _ in 0..300 {
            let (customer, at) = (next(6) as u32, next(120) as Micros);
            let things: BTreeSet<u32> = (0..=next(8)).map(|_| next(12) as u32).collect();
            orders.push(Basket { customer: Some(customer), at, things: things.into_iter().collect() });
        }
        let names = (0..12).map(|thing| thing.to_string()).collect();
        let shop = Baskets { names, orders, end_us: 90, nameless: 0 };
        for within in [None, Some(1), Some(20)] {
            let counted = Counted::in_sequence(&shop, within, 100);
            let mut plain: BTreeMap<(u32, u32), u64> = BTreeMap::new();
            for bought in shop.by_customer().values() {
                let mut pairs = BTreeSet::new();
                for (at, a) in bought.iter().filter(|(at, _)| *at < 90 && within.is_none_or(|w| at + w <= 100)) {
                    let after =
                        bought.iter().filter(|(other, _)| other > at && within.is_none_or(|w| *other <= at + w));
                    pairs.extend(after.filter(|(_, b)| b != a).map(|(_, b)| (*a, *b)));
                }
                pairs.into_iter().for_each(|pair| *plain.entry(pair).or_default() += 1);
            }
            let told: BTreeMap<_, _> =
                counted.both.iter().filter(|(_, seen)| seen.both > 0).map(|(pair, seen)| (*pair, seen.both)).collect();
            assert_eq!(told, plain, "{within:?}");
            assert!(!plain.is_empty() && counted.both.values().all(|seen| seen.both <= seen.joint));
        }
    }
}
