//! Customers whom declared rules would find alike, counted as the rules compare them.

use super::{By, Holders, IdentityRule, IdentityRules, Namespaces};
use crate::{LakeError, Snapshot};
use model::CustomerKey;

/// Customers with the same value of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alike {
    /// Customers with a value that can be compared.
    pub customers: u64,
    /// Values that several of them have.
    pub groups: u64,
    /// Customers there are too many, were each group one.
    pub surplus: u64,
    /// The customers of the first groups by key, ascending.
    pub first: Vec<Vec<CustomerKey>>,
}

impl Snapshot {
    /// Customers that are alike in a value, as the rule compares it that is declared for it, else one that takes values as
    /// they are meant. Values that are blocked, or that more customers of one source have than may share one, tell
    /// nobody apart; customers that somebody has refused to join are not alike. No more than `most` groups are kept.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when the customers cannot be read.
    pub async fn alike(&self, rules: &IdentityRules, by: By, most: usize) -> Result<Alike, LakeError> {
        let declared = rules.rules.iter().find(|rule| rule.by == by).copied();
        let rule = declared.unwrap_or(IdentityRule { by, automatic: false, ignore_tags: false });
        let (mut namespaces, mut holders) = (Namespaces::default(), Holders::default());
        self.each_customer(|customer| {
            let value = customer.value(by).and_then(|text| rules.normal(&rule, text, customer.country));
            if let Some(value) = value {
                holders.add(&value, customer.key, namespaces.of(customer.namespace), true);
            }
        })
        .await?;
        let survivor = |key| self.survivor(CustomerKey(key)).0;
        let refused = self.refused()?;
        let mut alike = Alike { customers: holders.customers(survivor), ..Alike::default() };
        for group in holders.groups(survivor).iter().filter(|group| group.most_in_one <= rules.shared_over) {
            let parts = group.parts(survivor);
            let mut pairs = parts.iter().enumerate().flat_map(|(at, a)| parts[at + 1..].iter().map(|b| (*a, *b)));
            if pairs.all(|pair| refused.contains(&pair)) {
                continue;
            }
            alike.groups += 1;
            alike.surplus += parts.len() as u64 - 1;
            if alike.first.len() < most {
                alike.first.push(parts.into_iter().map(CustomerKey).collect());
            }
        }
        Ok(alike)
    }
}
