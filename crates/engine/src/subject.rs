//! Whom a question counts: people, or the accounts they belong to.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// Whom a question counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The customer: a person, or whoever buys.
    #[default]
    Customer,
    /// The account that customers belong to. A customer without an account stands for itself.
    Account,
}

impl Subject {
    pub const ALL: [Self; 2] = [Self::Customer, Self::Account];

    /// The stable word that questions and answers carry.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Account => "account",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Subject {
    type Err = String;

    /// # Errors
    /// The text itself, when it names no subject.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|subject| subject.name() == text).ok_or_else(|| text.to_owned())
    }
}
