//! Customers who have the same value: an e-mail address, a telephone number.

use std::collections::HashMap;

use super::{End, Normal};
use crate::identity::ANONYMOUS;

/// One customer's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Holder {
    /// Digest of the value as it is compared.
    value: u128,
    /// The customer's own key.
    pub key: u32,
    /// Whose id it is.
    pub namespace: Option<Namespace>,
    /// Whether the import that is under way brings it.
    pub fresh: bool,
    /// Whether the value is that of an office.
    pub office: bool,
}

/// The values of many customers: 32 bytes each, whatever the values are.
#[derive(Debug, Default)]
pub(crate) struct Holders(Vec<Holder>);

/// A source of ids, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Namespace(u16);

/// The numbers of namespaces.
#[derive(Debug, Default)]
pub(crate) struct Namespaces(HashMap<String, Namespace>);

/// The customers of one value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group<'a> {
    pub holders: &'a [Holder],
    /// Customers that the source which knows the most of them tells apart.
    pub most_in_one: usize,
}

impl Holders {
    /// Adds a customer's value; `fresh` says that the import under way brings it.
    pub(crate) fn add(&mut self, value: &Normal, key: u32, namespace: Option<Namespace>, fresh: bool) {
        self.0.push(Holder { value: digest(&value.text), key, namespace, fresh, office: value.office });
    }

    /// How many customers have a value, once for each they have. `part` says which keys are one customer already.
    pub(crate) fn customers(&mut self, mut part: impl FnMut(u32) -> u32) -> u64 {
        self.sort();
        let of = |holders: &[Holder]| if holders.len() > 1 { parts(holders, &mut part).len() as u64 } else { 1 };
        self.0.chunk_by(|a, b| a.value == b.value).map(of).sum()
    }

    /// Every value that several customers have, in the order of their first keys. `part` says which keys are one
    /// customer already.
    pub(crate) fn groups(&mut self, mut part: impl FnMut(u32) -> u32) -> Vec<Group<'_>> {
        self.sort();
        let mut groups = Vec::new();
        for holders in self.0.chunk_by(|a, b| a.value == b.value).filter(|holders| holders.len() > 1) {
            let first = part(holders[0].key);
            if holders.iter().any(|holder| part(holder.key) != first) {
                groups.push(Group { holders, most_in_one: most_in_one(holders, &mut part) });
            }
        }
        groups.sort_unstable_by_key(|group| (group.holders[0].key, group.holders[0].value));
        groups
    }

    fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup_by(|later, first| {
            let same = (later.value, later.key) == (first.value, first.key);
            first.fresh |= same && later.fresh;
            same
        });
    }
}

impl Holder {
    pub(crate) fn end(&self) -> End {
        End { key: self.key, namespace: self.namespace }
    }
}

impl Namespaces {
    /// The number of a namespace; none for that of visitors, which is no source that knows anybody.
    pub(crate) fn of(&mut self, name: &str) -> Option<Namespace> {
        if name == ANONYMOUS {
            return None;
        }
        if let Some(known) = self.0.get(name) {
            return Some(*known);
        }
        let number = Namespace(u16::try_from(self.0.len()).unwrap_or(u16::MAX));
        self.0.insert(name.to_owned(), number);
        Some(number)
    }
}

impl Group<'_> {
    /// Names the value, without telling it.
    pub(crate) fn value(&self) -> u128 {
        self.holders[0].value
    }

    /// The customers' surviving keys, ascending.
    pub(crate) fn parts(&self, part: impl FnMut(u32) -> u32) -> Vec<u32> {
        parts(self.holders, part)
    }

    /// Whether it is the value of an office.
    pub(crate) fn office(&self) -> bool {
        self.holders[0].office
    }
}

/// The digest of a value as it is compared.
pub(crate) fn digest(value: &str) -> u128 {
    let mut half = [0; 16];
    half.copy_from_slice(&blake3::hash(value.as_bytes()).as_bytes()[..16]);
    u128::from_le_bytes(half)
}

fn parts(holders: &[Holder], mut part: impl FnMut(u32) -> u32) -> Vec<u32> {
    let mut parts: Vec<u32> = holders.iter().map(|holder| part(holder.key)).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn most_in_one(holders: &[Holder], mut part: impl FnMut(u32) -> u32) -> usize {
    let mut parts: Vec<(Option<Namespace>, u32)> =
        holders.iter().map(|holder| (holder.namespace, part(holder.key))).collect();
    parts.sort_unstable();
    parts.dedup();
    parts.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_tells_how_many_one_source_keeps_apart() {
        let (mut holders, mut namespaces) = (Holders::default(), Namespaces::default());
        let (crm, shop) = (namespaces.of("crm"), namespaces.of("shop"));
        assert_eq!((namespaces.of("crm"), namespaces.of("anonymous")), (crm, None));
        assert_ne!(crm, shop);
        let value = |text: &str| Normal { text: text.to_owned(), office: false };
        for (text, key, namespace) in
            [("a", 9, crm), ("a", 4, shop), ("a", 5, crm), ("b", 1, crm), ("c", 2, crm), ("c", 2, crm), ("d", 7, shop)]
        {
            holders.add(&value(text), key, namespace, key == 5);
        }
        let none = |key| key;
        assert_eq!(holders.customers(none), 6);
        assert_eq!(holders.customers(|key| if key == 9 { 5 } else { key }), 5);
        let groups: Vec<_> =
            holders.groups(none).iter().map(|group| (group.holders.len(), group.most_in_one)).collect();
        assert_eq!(groups, [(3, 2)]);
        // Once both customers of the CRM are known to be one, no source keeps anybody apart.
        let merged = |key| if key == 9 { 5 } else { key };
        let groups = holders.groups(merged);
        assert_eq!(groups.iter().map(|group| group.most_in_one).collect::<Vec<_>>(), [1]);
        assert_eq!(groups[0].holders.iter().map(|holder| holder.fresh).collect::<Vec<_>>(), [false, true, false]);
    }
}
