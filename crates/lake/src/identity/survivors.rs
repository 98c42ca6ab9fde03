//! Who stands for whom: every key's surviving key, and for the few keys that are shared, at which time.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use model::Micros;
use roaring::RoaringBitmap;

use super::Tie;
use super::parts::Parts;
use super::timeline::{Claims, Timeline};

/// A live link as readers weigh it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub number: i64,
    pub key: u32,
    pub with: u32,
    pub tie: Tie,
    /// Whether each end is a customer that a source has named, and no visitor.
    pub named: (bool, bool),
}

/// The surviving keys under one set of links.
#[derive(Clone, Debug, Default)]
pub(crate) struct Survivors {
    keys: Keys,
    /// By surviving key: ids that belong to several customers, one after the other.
    timelines: HashMap<u32, Timeline, Quick>,
    /// Survivor and key of every key that does not survive itself, sorted.
    merged: OnceLock<Vec<(u32, u32)>>,
}

/// Survivor by key; keys that are absent stand for themselves.
#[derive(Clone, Debug)]
enum Keys {
    Few(HashMap<u32, u32, Quick>),
    /// One slot a key, from where a tenth of all keys is merged.
    Many(Vec<u32>),
}

impl Survivors {
    /// Joins what is linked for ever, and then gives each id that is claimed for times to its customers. A visitor
    /// who was only ever one customer is joined with it; a customer that a source has named never is by having been
    /// seen on a device.
    pub(crate) fn new(links: impl IntoIterator<Item = Link>) -> Self {
        let mut parts = Parts::default();
        let mut named = RoaringBitmap::new();
        let mut timed = Vec::new();
        for link in links {
            if link.tie == Tie::Always {
                parts.join(link.key, link.with);
                named.extend(
                    [(link.key, link.named.0), (link.with, link.named.1)].iter().filter(|end| end.1).map(|end| end.0),
                );
            } else {
                timed.push(link);
            }
        }
        let named: RoaringBitmap = named.into_iter().map(|key| parts.root(key)).collect();
        let mut claims: HashMap<u32, Claims, Quick> = HashMap::default();
        for link in timed {
            let (own, with) = (parts.root(link.key), parts.root(link.with));
            match link.tie {
                _ if own == with => {}
                Tie::Seen(_) if named.contains(own) => {}
                Tie::Seen(at) => claims.entry(own).or_default().seen.push((at, link.number, with)),
                Tie::Between(from, to) => claims.entry(own).or_default().stated.push((from, to, link.number, with)),
                Tie::Always => {}
            }
        }
        let mut timelines: HashMap<u32, Timeline, Quick> = HashMap::default();
        for (own, claims) in claims {
            let timeline = claims.timeline(own);
            match timeline.only() {
                Some(with) => {
                    parts.join(own, with);
                }
                None => {
                    timelines.insert(own, timeline);
                }
            }
        }
        let keys = Keys::new(parts.into_roots());
        let under = |(own, timeline): (u32, Timeline)| (keys.of(own), timeline.under(|key| keys.of(key)));
        let timelines = timelines.into_iter().map(under).collect();
        Self { keys, timelines, merged: OnceLock::new() }
    }

    /// Whether every key stands for itself.
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.timelines.is_empty()
    }

    /// Whether some key stands for several customers, one after the other.
    pub(crate) fn has_timelines(&self) -> bool {
        !self.timelines.is_empty()
    }

    /// The key that stands for this one, whatever the time.
    pub(crate) fn of(&self, key: u32) -> u32 {
        self.keys.of(key)
    }

    /// The key that stands for this one at an instant.
    pub(crate) fn at(&self, key: u32, at_us: Micros) -> u32 {
        // A card may have belonged to a visitor who was a customer: few steps, and never in a circle.
        let mut now = self.keys.of(key);
        for _ in 0..4 {
            match self.timelines.get(&now).map(|timeline| timeline.at(at_us)) {
                Some(next) if next != now => now = next,
                _ => break,
            }
        }
        now
    }

    /// Every customer that this key ever stands for, smallest first.
    pub(crate) fn everybody(&self, key: u32) -> Vec<u32> {
        let own = self.keys.of(key);
        let mut all: Vec<u32> = self.timelines.get(&own).map_or_else(|| vec![own], |all| all.everybody().collect());
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The keys that this surviving key stands for, itself and shared ones included, smallest first.
    pub(crate) fn behind(&self, survivor: u32) -> Vec<u32> {
        let merged = self.merged.get_or_init(|| self.keys.merged());
        let of = |survivor: u32| {
            let first = merged.partition_point(|pair| pair.0 < survivor);
            merged[first..].iter().take_while(move |pair| pair.0 == survivor).map(|pair| pair.1)
        };
        let mut keys = vec![survivor];
        keys.extend(of(survivor));
        for (shared, timeline) in &self.timelines {
            if *shared != survivor && timeline.everybody().any(|key| key == survivor) {
                keys.push(*shared);
                keys.extend(of(*shared));
            }
        }
        keys.sort_unstable();
        keys
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self::Few(HashMap::default())
    }
}

impl Keys {
    fn new(roots: HashMap<u32, u32, Quick>) -> Self {
        let last = roots.keys().max().map_or(0, |key| *key as usize);
        if roots.len() * 10 <= last {
            return Self::Few(roots);
        }
        let slots = if roots.is_empty() { 0 } else { last + 1 };
        let mut keys: Vec<u32> = (0..slots).map(|key| u32::try_from(key).unwrap_or(u32::MAX)).collect();
        for (key, root) in roots {
            keys[key as usize] = root;
        }
        Self::Many(keys)
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Few(keys) => keys.is_empty(),
            Self::Many(keys) => keys.is_empty(),
        }
    }

    fn of(&self, key: u32) -> u32 {
        match self {
            Self::Few(keys) => keys.get(&key).copied().unwrap_or(key),
            Self::Many(keys) => keys.get(key as usize).copied().unwrap_or(key),
        }
    }

    fn merged(&self) -> Vec<(u32, u32)> {
        let mut merged: Vec<(u32, u32)> = match self {
            Self::Few(keys) => keys.iter().map(|(key, survivor)| (*survivor, *key)).collect(),
            Self::Many(keys) => (0..)
                .zip(keys)
                .filter(|(key, survivor)| key != *survivor)
                .map(|(key, survivor)| (*survivor, key))
                .collect(),
        };
        merged.sort_unstable();
        merged
    }
}

/// Hashes one key by a multiplication: keys are given out by this program, nobody can choose them to collide.
pub(crate) type Quick = BuildHasherDefault<KeyHasher>;

/// The hasher of [`Quick`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, key: u32) {
        // Fibonacci hashing, the high bits folded back for tables that look at the low ones.
        let mixed = (self.0 ^ u64::from(key)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::subsequence;

    use super::*;

    fn link(number: i64, key: u32, with: u32, tie: Tie) -> Link {
        Link { number, key, with, tie, named: (tie == Tie::Always, true) }
    }

    #[test]
    fn a_visitor_of_one_customer_is_that_customer_and_of_two_is_each_in_turn() {
        // 0 is a visitor of 5 only; 1 of 5 and then 6, which is also 9.
        let links = [
            link(1, 0, 5, Tie::Seen(10)),
            link(2, 1, 5, Tie::Seen(10)),
            link(3, 1, 6, Tie::Seen(20)),
            link(4, 9, 6, Tie::Always),
        ];
        let survivors = Survivors::new(links);
        assert_eq!((survivors.of(5), survivors.of(0), survivors.of(9)), (0, 0, 6));
        assert_eq!([0, 10, 19, 20, 50].map(|at| survivors.at(1, at)), [0, 0, 0, 6, 6]);
        assert_eq!(survivors.everybody(1), [0, 6]);
        assert_eq!((survivors.behind(0), survivors.behind(6)), (vec![0, 1, 5], vec![1, 6, 9]));
        // Whoever finds out that both customers are one has no shared device any more.
        let merged = Survivors::new(links.into_iter().chain([link(5, 5, 6, Tie::Always)]));
        assert!(!merged.has_timelines());
        assert_eq!([0, 1, 5, 6, 9].map(|key| merged.of(key)), [0; 5]);
    }

    #[test]
    fn a_named_customer_is_not_taken_for_another_because_of_a_device() {
        // Somebody said that visitor 0 is customer 5; being seen as 6 does not make 5 and 6 one.
        let links = [link(1, 0, 5, Tie::Always), link(2, 0, 6, Tie::Seen(10))];
        let survivors = Survivors::new(links);
        assert_eq!([0, 5, 6].map(|key| survivors.of(key)), [0, 0, 6]);
        assert!(!survivors.has_timelines());
    }

    #[test]
    fn a_card_is_its_holders_and_its_own_in_between() {
        let links = [link(1, 3, 7, Tie::Between(None, Some(10))), link(2, 3, 8, Tie::Between(Some(20), None))];
        let survivors = Survivors::new(links);
        assert_eq!([5, 10, 19, 20].map(|at| survivors.at(3, at)), [7, 3, 3, 8]);
        assert_eq!(survivors.of(3), 3);
        let whole = Survivors::new([link(1, 3, 7, Tie::Between(None, None))]);
        assert_eq!((whole.of(7), whole.has_timelines()), (3, false));
    }

    #[test]
    fn many_merged_keys_are_found_as_few_are() {
        let links: Vec<Link> =
            (0..500).map(|number| link(number, number as u32 * 2 + 1, number as u32 * 2, Tie::Always)).collect();
        let survivors = Survivors::new(links.clone());
        assert!(matches!(survivors.keys, Keys::Many(_)));
        assert!((0..1200).all(|key| survivors.of(key) == if key < 1000 { key & !1 } else { key }));
        let far = links.into_iter().map(|link| Link { key: link.key + 1_000_000, ..link });
        let survivors = Survivors::new(far);
        assert!(matches!(survivors.keys, Keys::Few(_)));
        assert_eq!((survivors.of(1_000_001), survivors.of(1_000_000)), (0, 1_000_000));
    }

    fn any_link() -> impl Strategy<Value = (u32, u32, Tie)> {
        let tie = prop_oneof![
            3 => Just(Tie::Always),
            2 => (0i64..8).prop_map(Tie::Seen),
            1 => (prop::option::of(0i64..8), prop::option::of(0i64..8)).prop_map(|(from, to)| Tie::Between(from, to)),
        ];
        (0u32..16, 16u32..32, tie)
    }

    proptest! {
        #[test]
        fn the_order_of_links_does_not_matter(
            (links, shuffled) in prop::collection::vec(any_link(), 0..24).prop_flat_map(|links| {
                let numbered: Vec<Link> =
                    (1..).zip(links).map(|(number, (key, with, tie))| link(number, key, with, tie)).collect();
                (Just(numbered.clone()), Just(numbered).prop_shuffle())
            })
        ) {
            let (one, other) = (Survivors::new(links), Survivors::new(shuffled));
            for key in 0..32 {
                for at in -1..9 {
                    prop_assert_eq!(one.at(key, at), other.at(key, at));
                }
                prop_assert_eq!(one.everybody(key), other.everybody(key));
            }
        }

        #[test]
        fn named_customers_are_one_only_by_links_that_hold_for_ever(
            links in prop::collection::vec(any_link(), 0..24),
        ) {
            // Without cards, the partition of the customers 16 to 31 is that of the lasting links alone.
            let numbered = (1..).zip(links).map(|(number, (key, with, tie))| link(number, key, with, tie));
            let links: Vec<Link> = numbered.filter(|link| !matches!(link.tie, Tie::Between(..))).collect();
            let lasting = Survivors::new(links.iter().copied().filter(|link| link.tie == Tie::Always));
            let all = Survivors::new(links);
            for a in 16..32 {
                for b in 16..32 {
                    prop_assert_eq!(all.of(a) == all.of(b), lasting.of(a) == lasting.of(b));
                }
            }
        }

        #[test]
        fn what_is_undone_leaves_what_the_other_links_say(
            (links, kept) in prop::collection::vec(any_link(), 0..24).prop_flat_map(|links| {
                let numbered: Vec<Link> =
                    (1..).zip(links).map(|(number, (key, with, tie))| link(number, key, with, tie)).collect();
                let all = numbered.len();
                (Just(numbered.clone()), subsequence(numbered, 0..=all))
            })
        ) {
            let undone = Survivors::new(links.into_iter().filter(|link| kept.contains(link)));
            let never = Survivors::new(kept);
            for key in 0..32 {
                for at in -1..9 {
                    prop_assert_eq!(undone.at(key, at), never.at(key, at));
                }
            }
        }
    }
}
