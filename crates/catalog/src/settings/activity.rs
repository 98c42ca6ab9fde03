//! What makes a customer active.

use super::set;
use crate::read::{Fields, Reader};

/// What makes a customer active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    pub basis: Basis,
    /// Days that an order or event keeps a customer active; not used by subscriptions.
    pub window_days: i64,
    /// Event names that count as usage; empty takes every event.
    pub events: Vec<String>,
}

/// What a customer's activity is read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Basis {
    #[default]
    Subscription,
    Purchase,
    Usage,
}

const BASES: &[(&str, Basis)] =
    &[("subscription", Basis::Subscription), ("purchase", Basis::Purchase), ("usage", Basis::Usage)];

impl Default for Activity {
    fn default() -> Self {
        Self { basis: Basis::Subscription, window_days: 90, events: Vec::new() }
    }
}

impl Activity {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.basis, fields.take("basis").and_then(|yaml| reader.choice(yaml, BASES)));
        set(&mut self.window_days, fields.take("window_days").and_then(|yaml| reader.some_days(yaml)));
        set(&mut self.events, fields.take("events").map(|yaml| reader.texts(yaml)));
        fields.finish(reader);
    }
}

impl Basis {
    pub const ALL: [Self; 3] = [Self::Subscription, Self::Purchase, Self::Usage];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::Purchase => "purchase",
            Self::Usage => "usage",
        }
    }

    /// The basis of this name, if there is one.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.name() == name)
    }
}
