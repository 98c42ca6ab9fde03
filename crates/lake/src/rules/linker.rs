//! Who may be taken for one customer by a rule, as links are added one after the other.

use std::collections::HashMap;

use super::Namespace;
use crate::identity::{Parts, Quick};

/// The customers so far, and what keeps them apart.
#[derive(Debug, Default)]
pub(crate) struct Linker {
    parts: Parts,
    /// By surviving key: the namespaces that have an id of the customer, for customers of several ids.
    namespaces: HashMap<u32, Vec<Namespace>, Quick>,
    /// By surviving key: keys that a person has said are somebody else.
    others: HashMap<u32, Vec<u32>, Quick>,
}

/// One id of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub key: u32,
    /// None for a visitor's.
    pub namespace: Option<Namespace>,
}

impl Linker {
    /// Two ids that are one customer, whatever speaks against it.
    pub(crate) fn linked(&mut self, a: End, b: End) {
        self.join(a, b);
    }

    /// Two ids that a person has said are not one customer.
    pub(crate) fn refused(&mut self, a: u32, b: u32) {
        let (root_a, root_b) = (self.parts.root(a), self.parts.root(b));
        if root_a != root_b {
            self.others.entry(root_a).or_default().push(b);
            self.others.entry(root_b).or_default().push(a);
        }
    }

    /// The key that stands for a customer.
    pub(crate) fn part(&mut self, key: u32) -> u32 {
        self.parts.root(key)
    }

    /// Whether a person has said that two customers are not one.
    pub(crate) fn are_refused(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.parts.root(a), self.parts.root(b));
        let others = self.others.get(&a).cloned().unwrap_or_default();
        others.into_iter().any(|other| self.parts.root(other) == b)
    }

    /// Takes two ids for one customer, unless a person has said otherwise, or some source knows both and gives
    /// them two ids.
    pub(crate) fn may_link(&mut self, a: End, b: End) -> bool {
        if self.parts.root(a.key) == self.parts.root(b.key) || self.are_refused(a.key, b.key) {
            return false;
        }
        let theirs = self.namespaces_of(b);
        if self.namespaces_of(a).iter().any(|namespace| theirs.contains(namespace)) {
            return false;
        }
        self.join(a, b);
        true
    }

    fn namespaces_of(&mut self, end: End) -> Vec<Namespace> {
        let root = self.parts.root(end.key);
        self.namespaces.get(&root).cloned().unwrap_or_else(|| end.namespace.into_iter().collect())
    }

    fn join(&mut self, a: End, b: End) {
        let (mut namespaces, theirs) = (self.namespaces_of(a), self.namespaces_of(b));
        let (root_a, root_b) = (self.parts.root(a.key), self.parts.root(b.key));
        if !self.parts.join(root_a, root_b) {
            return;
        }
        namespaces.extend(theirs.into_iter().filter(|namespace| !namespaces.contains(namespace)).collect::<Vec<_>>());
        let (root, gone) = (root_a.min(root_b), root_a.max(root_b));
        self.namespaces.remove(&gone);
        self.namespaces.insert(root, namespaces);
        if let Some(others) = self.others.remove(&gone) {
            self.others.entry(root).or_default().extend(others);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Namespaces;
    use super::*;

    /// Ids of four customers of three sources.
    fn ends() -> [End; 4] {
        let mut namespaces = Namespaces::default();
        let keys = [(1, "crm"), (2, "shop"), (3, "desk"), (4, "crm")];
        keys.map(|(key, name)| End { key, namespace: namespaces.of(name) })
    }

    #[test]
    fn a_rule_never_makes_two_customers_of_one_source_one() {
        let (mut linker, [ann, in_shop, at_desk, other]) = (Linker::default(), ends());
        assert!(linker.may_link(ann, in_shop));
        assert!(!linker.may_link(ann, in_shop), "they are one already");
        assert!(linker.may_link(in_shop, at_desk));
        assert!(!linker.may_link(other, at_desk), "the CRM has 1 and 4");
        // A person may.
        linker.linked(other, at_desk);
        assert_eq!(linker.part(4), 1);
    }

    #[test]
    fn whom_a_person_took_apart_no_rule_brings_together() {
        let (mut linker, [ann, in_shop, at_desk, _]) = (Linker::default(), ends());
        linker.refused(1, 2);
        assert!(!linker.may_link(ann, in_shop));
        assert!(linker.may_link(in_shop, at_desk));
        assert!(!linker.may_link(ann, at_desk), "not by a way around either");
        assert!(linker.are_refused(3, 1) && !linker.are_refused(3, 2));
    }
}
