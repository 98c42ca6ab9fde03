//! Why two profiles of rules give different recurring revenue: rule by rule, customer by customer, to the cent.
//!
//! The rules in which the profiles differ are changed one after the other, from the first profile to the second, and
//! what each change does to every customer is its part. Nothing is left over, because each step begins where the one
//! before it ended. What two rules do together falls to the later one; the order is that of [`MrrRules::RULES`].

use std::collections::{BTreeMap, BTreeSet};

use catalog::MrrRules;
use model::Period;

use super::bridge::{ByCustomer, Moved};
use super::{CustomerMovements, Movements, MrrBasis, MrrQuery};
use crate::EngineError;
use crate::engine::Engine;

/// The difference between two profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MrrReconciliation {
    pub basis: MrrBasis,
    /// The profile that is subtracted, and the one it is subtracted from.
    pub profiles: [String; 2],
    /// Under the first profile and under the second, one a period.
    pub totals: Vec<(Period, [Movements; 2])>,
    /// One per rule that differs and period in which it moves anything.
    pub rules: Vec<RuleDifference>,
}

/// What one rule does in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDifference {
    pub rule: &'static str,
    pub period: Period,
    pub total: Movements,
    /// Those whom it moves, by outside id.
    pub customers: Vec<CustomerMovements>,
}

impl Engine {
    /// Why the second rules give other movements than the first: parts that sum to the difference exactly.
    ///
    /// # Errors
    /// As [`Engine::mrr`].
    pub async fn mrr_reconcile(
        &self,
        query: &MrrQuery,
        [first, second]: [&MrrRules; 2],
    ) -> Result<MrrReconciliation, EngineError> {
        let query = &MrrQuery { by: Vec::new(), ..query.clone() };
        let Moved { reached, by_customer: opening, .. } = self.mrr_moved(query, first).await?;
        let mut rules = first.clone();
        let mut before = opening.clone();
        let mut parts = Vec::new();
        for rule in MrrRules::RULES {
            if !rules.take(rule, second) {
                continue;
            }
            let after = self.mrr_moved(query, &rules).await?.by_customer;
            for (index, reach) in reached.periods.iter().enumerate() {
                let moved = difference(&after, &before, index);
                if !moved.is_empty() {
                    parts.push(self.part(rule, reach.period, moved)?);
                }
            }
            before = after;
        }
        let sum = |by_customer: &ByCustomer, index: usize| {
            by_customer[index].values().fold(Movements::default(), |sum, movements| sum.plus(movements))
        };
        let totals = reached
            .periods
            .iter()
            .enumerate()
            .map(|(index, reach)| (reach.period, [sum(&opening, index), sum(&before, index)]));
        Ok(MrrReconciliation {
            basis: self.mrr_basis(),
            profiles: [first.profile.clone(), second.profile.clone()],
            totals: totals.collect(),
            rules: parts,
        })
    }

    fn part(
        &self,
        rule: &'static str,
        period: Period,
        moved: BTreeMap<u32, Movements>,
    ) -> Result<RuleDifference, EngineError> {
        let total = moved.values().fold(Movements::default(), |sum, movements| sum.plus(movements));
        let mut customers = Vec::with_capacity(moved.len());
        for (key, movements) in moved {
            customers.push(CustomerMovements { customer: self.outside_id(key)?, movements });
        }
        customers.sort_by(|one, other| one.customer.cmp(&other.customer));
        Ok(RuleDifference { rule, period, total, customers })
    }
}

/// Customer by customer what one step changed in one period; those it left alone are not there.
fn difference(after: &ByCustomer, before: &ByCustomer, index: usize) -> BTreeMap<u32, Movements> {
    let (after, before) = (&after[index], &before[index]);
    let keys: BTreeSet<u32> = after.keys().chain(before.keys()).copied().collect();
    let of = |side: &BTreeMap<u32, Movements>, key: u32| side.get(&key).copied().unwrap_or_default();
    let changed = keys.into_iter().map(|key| (key, of(after, key).less(&of(before, key))));
    changed.filter(|(_, movements)| !movements.is_zero()).collect()
}
