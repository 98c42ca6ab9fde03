//! Whose rows they are: the keys of one customer, and the ids behind them.

use std::sync::Arc;

use model::{CustomerKey, Micros};

use crate::identity::Survivors;
use crate::state::State;
use crate::{LakeError, OutsideId};

/// One customer, with all they were merged with.
#[derive(Debug)]
pub(super) struct Whose {
    /// The key that stands for the customer.
    pub survivor: u32,
    /// The keys that stand for nobody else, in order.
    pub keys: Vec<u32>,
    /// Their outside ids.
    pub ids: Vec<OutsideId>,
    /// Ids that belonged to others too, at other times.
    pub shared: Vec<OutsideId>,
    pub survivors: Arc<Survivors>,
}

impl Whose {
    /// # Errors
    /// [`LakeError::NobodyToForget`] when the key is nobody's.
    pub(super) fn new(state: &State, key: CustomerKey) -> Result<Self, LakeError> {
        let survivors = Survivors::new(state.live_links(Micros::MAX)?);
        let survivor = survivors.of(key.0);
        let behind = survivors.behind(survivor);
        let (keys, shared): (Vec<u32>, Vec<u32>) = behind.into_iter().partition(|key| survivors.of(*key) == survivor);
        let ids = state.outside_ids(&keys, u32::MAX)?;
        if ids.is_empty() {
            return Err(LakeError::NobodyToForget);
        }
        let shared = state.outside_ids(&shared, u32::MAX)?;
        Ok(Self { survivor, keys, ids, shared, survivors: Arc::new(survivors) })
    }
}
