//! The signs before decimals in the columns of a source, as the functions of SQL look them up: what a function is given are
//! values, and only the whole column says how they are written.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::DecimalSign;
use crate::detect::is_open;

/// Shared by the functions of one session and those who know the columns.
#[derive(Clone, Debug, Default)]
pub struct Signs(Arc<Mutex<BTreeMap<String, Sign>>>);

/// What the values of a column say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Is(DecimalSign),
    /// They contradict each other, or leave open what a comma is.
    Unclear,
}

impl Signs {
    /// Says what holds from now on, by header.
    pub fn set(&self, signs: impl Iterator<Item = (String, Sign)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = signs.collect();
    }

    /// The sign under a header, where something is known of it.
    pub fn get(&self, header: &str) -> Option<Sign> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(header).copied()
    }
}

impl Sign {
    /// Whether a text leaves open what nothing else says.
    pub fn leaves_open(self, text: &str) -> bool {
        self == Self::Unclear && is_open(text)
    }

    /// The sign that is known.
    pub fn known(self) -> Option<DecimalSign> {
        match self {
            Self::Is(sign) => Some(sign),
            Self::Unclear => None,
        }
    }
}

impl PartialEq for Signs {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Signs {}
