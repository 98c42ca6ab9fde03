//! The connected parts of customers that links join, each known by its smallest key.
//!
//! They are computed anew from the live links every time, so it does not matter in which order links were made
//! and undone.

use std::collections::HashMap;

use super::survivors::Quick;

/// Keys joined so far. Keys that were never joined are parts of their own and take no room.
#[derive(Debug, Default)]
pub(crate) struct Parts(HashMap<u32, u32, Quick>);

impl Parts {
    /// The key that stands for the part.
    pub(crate) fn root(&mut self, key: u32) -> u32 {
        let mut root = key;
        while let Some(&parent) = self.0.get(&root) {
            root = parent;
        }
        let mut step = key;
        while let Some(parent) = self.0.get_mut(&step) {
            step = std::mem::replace(parent, root);
            if step == root {
                break;
            }
        }
        root
    }

    /// Makes two parts one; whether they were two.
    pub(crate) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        // The larger root always points to the smaller, so a part's root is its smallest key.
        if a != b {
            self.0.insert(a.max(b), a.min(b));
        }
        a != b
    }

    /// Every key that does not stand for its part itself, with the key that does.
    pub(crate) fn into_roots(mut self) -> HashMap<u32, u32, Quick> {
        let keys: Vec<u32> = self.0.keys().copied().collect();
        for key in keys {
            self.root(key);
        }
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    fn survivors(links: impl IntoIterator<Item = (u32, u32)>) -> HashMap<u32, u32, Quick> {
        let mut parts = Parts::default();
        for (a, b) in links {
            parts.join(a, b);
        }
        parts.into_roots()
    }

    #[test]
    fn a_chain_is_one_customer_known_by_its_smallest_key() {
        let survivors = survivors([(5, 9), (9, 2), (7, 8)]);
        let mut pairs: Vec<_> = survivors.into_iter().collect();
        pairs.sort_unstable();
        assert_eq!(pairs, [(5, 2), (8, 7), (9, 2)]);
    }

    proptest! {
        #[test]
        fn merging_and_undoing_in_any_order_is_the_identity(
            kept in prop::collection::vec((0u32..40, 0u32..40), 0..20),
            undone in prop::collection::vec((0u32..40, 0u32..40), 0..20),
            places in prop::collection::vec((any::<Index>(), any::<Index>()), 20),
        ) {
            let expected = survivors(kept.iter().copied());

            // Every link that is made and undone again is put anywhere among the others, its end anywhere after it.
            let mut steps: Vec<(usize, bool)> = (0..kept.len()).map(|link| (link, true)).collect();
            for (number, (begin, end)) in (0..undone.len()).zip(&places) {
                let link = kept.len() + number;
                let begin = begin.index(steps.len() + 1);
                steps.insert(begin, (link, true));
                let end = begin + 1 + end.index(steps.len() - begin);
                steps.insert(end, (link, false));
            }
            let links: Vec<_> = kept.iter().chain(&undone).copied().collect();
            let mut live = Vec::new();
            for (link, made) in steps {
                if made {
                    live.push(link);
                } else {
                    live.retain(|other| *other != link);
                }
            }
            prop_assert_eq!(survivors(live.into_iter().map(|link| links[link])), expected);
        }

        #[test]
        fn survivors_are_the_smallest_of_their_part_and_survive_themselves(
            links in prop::collection::vec((0u32..60, 0u32..60), 0..50),
        ) {
            let survivors = survivors(links.iter().copied());
            let of = |key: u32| survivors.get(&key).copied().unwrap_or(key);
            for (a, b) in links {
                prop_assert_eq!(of(a), of(b));
                prop_assert!(of(a) <= a.min(b));
                prop_assert_eq!(of(of(a)), of(a));
            }
            for (key, survivor) in &survivors {
                prop_assert!(survivor < key);
            }
        }
    }
}
