//! The local times that a change of the clock skipped or doubled, as expressions meet them: a function of SQL can give a
//! value and nothing beside it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::parse::Turn;

/// Beyond this many of one batch only their number would matter.
const MOST: usize = 8192;

/// Shared by the functions of one session and the expressions that call them.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<Mutex<Vec<Turned>>>);

/// One such time.
#[derive(Clone, Debug)]
pub struct Turned {
    /// Its position in what the function was given, and how many rows that were: in a branch of an expression they are
    /// some of the batch's.
    pub row: (usize, usize),
    pub turn: Turn,
    pub value: String,
}

impl Turns {
    pub fn note(&self, row: (usize, usize), turn: Turn, value: &str) {
        let mut turned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turned.len() < MOST {
            turned.push(Turned { row, turn, value: value.to_owned() });
        }
    }

    /// Those since the last time, which are forgotten.
    pub fn take(&self) -> Vec<Turned> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl PartialEq for Turns {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Turns {}
