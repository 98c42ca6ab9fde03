//! Gives out customer keys while an import is read, in order of first sight.
//!
//! Nothing is kept before the import is published: an import that is killed and begun again gives the same
//! customers the same keys. Memory grows with the customers that the import names, not with its rows.

use std::collections::HashMap;

use crate::identity::ANONYMOUS;
use crate::state::{KnownLink, State};
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
}

impl Keys {
    /// Starts at the first key that nobody has.
    pub(crate) fn new(next_key: u32) -> Self {
        Self { known: HashMap::new(), first: next_key, fresh: Vec::new() }
    }

    /// The key of an outside id, a new one if it was never seen.
    pub(crate) fn key(&mut self, state: &State, namespace: &str, id: &str) -> Result<u32, LakeError> {
        if let Some(key) = self.find(state, namespace, id)? {
            return Ok(key);
        }
        let count = u32::try_from(self.fresh.len()).map_err(|_| LakeError::KeysExhausted)?;
        let key = self.first.checked_add(count).filter(|key| *key < LIMIT).ok_or(LakeError::KeysExhausted)?;
        self.fresh.push(OutsideId { namespace: namespace.to_owned(), id: id.to_owned() });
        self.remember(namespace, id, key);
        Ok(key)
    }

    /// The key of a visitor nobody has named.
    pub(crate) fn visitor(&mut self, state: &State, id: &str) -> Result<u32, LakeError> {
        self.key(state, ANONYMOUS, id)
    }

    /// The key of an outside id; none if it was never seen.
    pub(crate) fn find(&mut self, state: &State, namespace: &str, id: &str) -> Result<Option<u32>, LakeError> {
        if let Some(key) = self.known.get(namespace).and_then(|ids| ids.get(id)) {
            return Ok(Some(*key));
        }
        let key = state.key_of(namespace, id)?;
        if let Some(key) = key {
            self.remember(namespace, id, key);
        }
        Ok(key)
    }

    /// The outside id that has a key.
    pub(crate) fn outside(&self, state: &State, key: u32) -> Result<Option<OutsideId>, LakeError> {
        match key.checked_sub(self.first) {
            Some(place) => Ok(self.fresh.get(place as usize).cloned()),
            None => Ok(state.outside_ids(&[key], self.first)?.pop()),
        }
    }

    /// The links that start at a key, oldest first. A key that this import gives out has none.
    pub(crate) fn links_of(&self, state: &State, key: u32) -> Result<Vec<KnownLink>, LakeError> {
        if key < self.first { state.links_of(key) } else { Ok(Vec::new()) }
    }

    /// The outside ids never seen before, in the order of their keys.
    pub(crate) fn take(&mut self) -> Vec<OutsideId> {
        std::mem::take(&mut self.fresh)
    }

    fn remember(&mut self, namespace: &str, id: &str, key: u32) {
        if !self.known.contains_key(namespace) {
            self.known.insert(namespace.to_owned(), HashMap::new());
        }
        if let Some(ids) = self.known.get_mut(namespace) {
            ids.insert(id.to_owned(), key);
        }
    }
}
