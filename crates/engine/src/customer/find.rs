//! Whom an id means: a customer by any outside id, or an account.

use std::collections::BTreeMap;
use std::fmt::Write;

use model::{CustomerKey, Message};

use crate::accounts::Accounts;
use crate::engine::Engine;
use crate::subjects::Set;
use crate::{EngineError, Subject, session};

/// The most candidates that are named where an id means several.
const MOST_CANDIDATES: usize = 20;

/// Whom an id means.
#[derive(Clone, Debug)]
pub enum Found {
    /// The key after all merges.
    Customer(u32),
    /// The key that stands for the account, and all accounts.
    Account(u32, Accounts),
}

impl Found {
    #[must_use]
    pub fn subject(&self) -> Subject {
        match self {
            Self::Customer(_) => Subject::Customer,
            Self::Account(..) => Subject::Account,
        }
    }
}

impl Engine {
    /// Whom `namespace:id`, or an id alone, means; where it is said, as a customer's id or as an account's.
    ///
    /// # Errors
    /// [`EngineError::Question`] when nobody is known by it, or several are: then all of them are named.
    pub async fn find(&self, text: &str, subject: Option<Subject>) -> Result<Found, EngineError> {
        let mut customers: BTreeMap<u32, String> = BTreeMap::new();
        for key in self.snapshot.find(text)? {
            customers.insert(key.0, self.known_as(key, None, text)?);
        }
        let split = text.split_once(':');
        if let Some((namespace, id)) = split {
            for key in self.snapshot.find(id)? {
                let known = self.snapshot.outside_ids(key)?;
                if known.iter().any(|outside| outside.namespace == namespace && outside.id == id) {
                    customers.insert(key.0, self.known_as(key, Some(namespace), id)?);
                }
            }
        }
        let people = session::open(self).await?;
        let accounts = Accounts::read(&people, &Set::new()).await?;
        let mut found: BTreeMap<u32, String> = accounts.named(None, text).map(named).collect();
        found.extend(split.iter().flat_map(|(namespace, id)| accounts.named(Some(namespace), id)).map(named));
        match subject {
            Some(Subject::Customer) => found.clear(),
            Some(Subject::Account) => customers.clear(),
            None => {}
        }
        match (customers.len(), found.len()) {
            (1, 0) => Ok(Found::Customer(customers.into_keys().next().unwrap_or_default())),
            (0, 1) => Ok(Found::Account(found.into_keys().next().unwrap_or_default(), accounts)),
            (0, 0) => Err(EngineError::Question(Message::new("engine.nobody").with("id", text))),
            _ => Err(several(text, &customers, &found)),
        }
    }

    /// What somebody who was found is called.
    pub(super) fn name_of(&self, found: &Found) -> Result<String, EngineError> {
        match found {
            Found::Customer(key) => self.outside_id(*key),
            Found::Account(key, accounts) => {
                Ok(accounts.get(*key).map_or_else(|| key.to_string(), ToString::to_string))
            }
        }
    }

    /// The outside id by which somebody was found.
    fn known_as(&self, key: CustomerKey, namespace: Option<&str>, id: &str) -> Result<String, EngineError> {
        let known = self.snapshot.outside_ids(key)?;
        let meant = known
            .iter()
            .find(|outside| outside.id == id && namespace.is_none_or(|namespace| outside.namespace == namespace));
        Ok(meant.map_or_else(|| key.to_string(), |outside| format!("{}:{}", outside.namespace, outside.id)))
    }
}

fn named((key, account): (u32, &crate::accounts::Account)) -> (u32, String) {
    (key, account.to_string())
}

fn several(text: &str, customers: &BTreeMap<u32, String>, accounts: &BTreeMap<u32, String>) -> EngineError {
    let mut candidates = String::new();
    let all = customers.values().chain(accounts.values());
    for candidate in all.take(MOST_CANDIDATES) {
        let _ = write!(candidates, "{}{candidate}", if candidates.is_empty() { "" } else { ", " });
    }
    let key = if customers.is_empty() || accounts.is_empty() { "engine.several" } else { "engine.several_kinds" };
    EngineError::Question(
        Message::new(key)
            .with("id", text)
            .with("count", customers.len() + accounts.len())
            .with("candidates", candidates),
    )
}
