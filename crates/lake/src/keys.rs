//! Gives out customer keys while an import is read, in order of first sight.
//!
//! Nothing is kept before the import is published: an import that is killed and begun again gives the same
//! customers the same keys. Memory grows with the customers that the import names, not with its rows.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::identity::{ANONYMOUS, Evidence, NewLink};
use crate::state::State;
use crate::{LakeError, OutsideId};

/// Keys are stored as 32-bit signed integers, the narrowest that Delta has.
const LIMIT: u32 = i32::MAX as u32;

/// The keys of one import.
#[derive(Debug)]
pub(crate) struct Keys {
    /// Key by id, by namespace.
    known: HashMap<String, HashMap<String, u32>>,
    first: u32,
    fresh: Vec<OutsideId>,
    /// Visitors whose link was looked at: at most one live link each.
    linked: RoaringBitmap,
    links: Vec<NewLink>,
}

impl Keys {
    /// Starts at the first key that nobody has.
    pub(crate) fn new(next_key: u32) -> Self {
        Self {
            known: HashMap::new(),
            first: next_key,
            fresh: Vec::new(),
            linked: RoaringBitmap::new(),
            links: Vec::new(),
        }
    }

    /// The key of an outside id, a new one if it was never seen.
    pub(crate) fn key(&mut self, state: &State, namespace: &str, id: &str) -> Result<u32, LakeError> {
        if let Some(key) = self.known.get(namespace).and_then(|ids| ids.get(id)) {
            return Ok(*key);
        }
        let key = match state.key_of(namespace, id)? {
            Some(key) => key,
            None => {
                let count = u32::try_from(self.fresh.len()).map_err(|_| LakeError::KeysExhausted)?;
                let key = self.first.checked_add(count).filter(|key| *key < LIMIT).ok_or(LakeError::KeysExhausted)?;
                self.fresh.push(OutsideId { namespace: namespace.to_owned(), id: id.to_owned() });
                key
            }
        };
        self.known.entry(namespace.to_owned()).or_default().insert(id.to_owned(), key);
        Ok(key)
    }

    /// The key of a visitor nobody has named.
    pub(crate) fn visitor(&mut self, state: &State, id: &str) -> Result<u32, LakeError> {
        self.key(state, ANONYMOUS, id)
    }

    /// Takes note that one row named a visitor and a customer. The first customer a visitor was seen to be
    /// stays: a device that two people share never makes them one. A link that was undone stays undone.
    pub(crate) fn link(&mut self, state: &State, id: &str, customer: u32) -> Result<(), LakeError> {
        let visitor = self.visitor(state, id)?;
        if visitor == customer || self.linked.contains(visitor) {
            return Ok(());
        }
        let known = if visitor < self.first { state.links_of(visitor)? } else { Vec::new() };
        if known.iter().any(|link| link.live) {
            self.linked.insert(visitor);
        } else if !known.iter().any(|link| link.with == customer) {
            self.linked.insert(visitor);
            let outside = OutsideId { namespace: ANONYMOUS.to_owned(), id: id.to_owned() };
            self.links.push(NewLink { outside, key: visitor, with: customer, evidence: Evidence::Event });
        }
        Ok(())
    }

    /// The outside ids never seen before, in the order of their keys, and the links the rows gave evidence for.
    pub(crate) fn take(&mut self) -> (Vec<OutsideId>, Vec<NewLink>) {
        (std::mem::take(&mut self.fresh), std::mem::take(&mut self.links))
    }
}
