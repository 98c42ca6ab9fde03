//! The first of many things found, and how many there are.

use std::collections::BTreeSet;

/// Things kept of one kind; a person or a program reads no more, and more would only fill the memory.
const MOST: usize = 10_000;

/// Things in order, the first of them kept and all of them counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The first, in order.
    pub first: Vec<T>,
    /// All there are.
    pub count: u64,
}

impl<T> Listed<T> {
    /// How many are kept at most.
    pub(super) const MOST: usize = MOST;

    /// Adds another list after this one.
    pub(super) fn append(&mut self, other: Self) {
        self.first.extend(other.first);
        self.count += other.count;
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { first: Vec::new(), count: 0 }
    }
}

/// Things on their way into a list, in any order.
pub(super) struct Gathering<T> {
    kept: BTreeSet<T>,
    count: u64,
}

impl<T: Ord> Gathering<T> {
    /// Adds one that is unlike all others.
    pub fn add(&mut self, one: T) {
        self.count += 1;
        self.kept.insert(one);
        if self.kept.len() > MOST {
            self.kept.pop_last();
        }
    }

    /// The smallest, and how many there were.
    pub fn listed(self) -> Listed<T> {
        Listed { first: self.kept.into_iter().collect(), count: self.count }
    }
}

impl<T> Default for Gathering<T> {
    fn default() -> Self {
        Self { kept: BTreeSet::new(), count: 0 }
    }
}

impl<T: Ord> FromIterator<T> for Listed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut gathering = Gathering::default();
        all.into_iter().for_each(|one| gathering.add(one));
        gathering.listed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_are_kept_and_all_are_counted() {
        let many = MOST as u64 + 7;
        let mut listed: Listed<u64> = (0..many).rev().collect();
        assert_eq!((listed.count, listed.first.len(), listed.first[MOST - 1]), (many, MOST, MOST as u64 - 1));
        listed.append([2, 1].into_iter().collect());
        assert_eq!((listed.count, &listed.first[MOST..]), (many + 2, &[1, 2][..]));
    }
}
