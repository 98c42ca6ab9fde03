//! Pairs of customers that may be one, for a person to decide, and values that say nothing about anybody.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use arrow::array::{Array, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{SessionContext, col};
use futures::TryStreamExt;
use model::{system, tables::CUSTOMERS};

use super::confidence::{Confidence, confidence};
use super::{By, Holders, IdentityRules, Namespaces, groups};
use crate::{LakeError, OutsideId, Snapshot};

/// What declared rules say beyond the links that there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Pairs of customers that share a value and that nobody has refused: the most confident first.
    pub pairs: Vec<Candidate>,
    /// Values that too many customers share, by kind and value.
    pub shared: Vec<SharedValue>,
}

/// Two customers that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub id: CandidateId,
    pub a: Vec<OutsideId>,
    pub b: Vec<OutsideId>,
    /// The names that sources have for each, without repetition.
    pub names: (Vec<String>, Vec<String>),
    /// What they share: the values as they are compared.
    pub because: Vec<(By, String)>,
    pub confidence: Confidence,
}

/// Names a pair by the keys of its customers: `17-204`. It stays the same while both stay who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidateId(u32, u32);

/// A value that says nothing, because too many share it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SharedValue {
    /// `email`, `phone` or `anonymous_id`.
    pub column: &'static str,
    pub value: String,
    /// How many customers share it.
    pub customers: usize,
}

impl Snapshot {
    /// The pairs of customers that declared rules, automatic ones included, leave to be decided.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when the customers cannot be read.
    pub async fn candidates(&self, rules: &IdentityRules) -> Result<Candidates, LakeError> {
        let mut namespaces = Namespaces::default();
        let mut held: Vec<Holders> = rules.rules.iter().map(|_| Holders::default()).collect();
        self.each_customer(|customer| {
            for (rule, holders) in rules.rules.iter().zip(&mut held) {
                if let Some(value) = customer.value(rule.by).and_then(|text| rules.normal(rule, text, customer.country))
                {
                    let namespace = namespaces.of(customer.namespace);
                    holders.add(&value, customer.key, namespace, true);
                }
            }
        })
        .await?;
        let mut found = Found::new(self, rules)?;
        for (number, holders) in held.iter_mut().enumerate() {
            found.take(number, holders);
        }
        drop(held);
        found.words(self, rules).await
    }

    /// Pairs of surviving keys that somebody has refused to join, the smaller first.
    pub(super) fn refused(&self) -> Result<HashSet<(u32, u32)>, LakeError> {
        let survivor = |key| self.survivor(model::CustomerKey(key)).0;
        let undone = self.state().refused_links(self.links_until())?;
        Ok(undone.into_iter().map(|(a, b)| ordered(survivor(a), survivor(b))).collect())
    }

    pub(super) async fn each_customer(&self, mut each: impl FnMut(Customer<'_>)) -> Result<(), LakeError> {
        let names = [system::CUSTOMER_KEY, system::NAMESPACE, "email", "phone", "country", "name"];
        let rows = SessionContext::new().read_table(self.own_rows(CUSTOMERS.name)?)?;
        let mut batches = rows.select(names.map(col).to_vec())?.execute_stream().await?;
        while let Some(batch) = batches.try_next().await? {
            let columns = Columns::new(&batch)?;
            (0..batch.num_rows()).for_each(|row| each(columns.customer(row)));
        }
        Ok(())
    }
}

/// A row of `customers`, as far as rules look at it.
pub(super) struct Customer<'a> {
    pub key: u32,
    pub namespace: &'a str,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    pub country: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> Customer<'a> {
    pub fn value(&self, by: By) -> Option<&'a str> {
        match by {
            By::Email => self.email,
            By::Phone => self.phone,
        }
    }
}

struct Columns {
    keys: arrow::array::Int32Array,
    texts: Vec<StringArray>,
}

impl Columns {
    fn new(batch: &RecordBatch) -> Result<Self, LakeError> {
        let texts = batch.columns()[1..].iter().map(|column| Ok(cast(column, &DataType::Utf8)?.as_string().clone()));
        let keys = cast(batch.column(0), &DataType::Int32)?.as_primitive::<Int32Type>().clone();
        Ok(Self { keys, texts: texts.collect::<Result<_, LakeError>>()? })
    }

    fn customer(&self, row: usize) -> Customer<'_> {
        let text =
            |column: usize| Some(&self.texts[column]).filter(|texts| texts.is_valid(row)).map(|texts| texts.value(row));
        Customer {
            key: self.keys.value(row).cast_unsigned(),
            namespace: text(0).unwrap_or_default(),
            email: text(1),
            phone: text(2),
            country: text(3),
            name: text(4),
        }
    }
}

/// What is known of pairs and shared values before their words are read.
struct Found<'a> {
    rules: &'a IdentityRules,
    survivor: Box<dyn Fn(u32) -> u32 + Send + Sync + 'a>,
    refused: HashSet<(u32, u32)>,
    /// By the smaller and the larger surviving key.
    pairs: BTreeMap<(u32, u32), Vec<Shares>>,
    /// Number of the rule, value, customers.
    shared: Vec<(usize, u128, usize)>,
}

/// A value that two customers share.
struct Shares {
    /// The number of the rule that compares it.
    rule: usize,
    value: u128,
    /// Whether others have it too.
    unclear: bool,
}

impl<'a> Found<'a> {
    fn new(snapshot: &'a Snapshot, rules: &'a IdentityRules) -> Result<Self, LakeError> {
        let survivor = |key| snapshot.survivor(model::CustomerKey(key)).0;
        Ok(Self {
            rules,
            survivor: Box::new(survivor),
            refused: snapshot.refused()?,
            pairs: BTreeMap::new(),
            shared: Vec::new(),
        })
    }

    fn take(&mut self, rule: usize, holders: &mut Holders) {
        for group in holders.groups(&self.survivor) {
            let parts = group.parts(&self.survivor);
            if group.most_in_one > self.rules.shared_over {
                self.shared.push((rule, group.value(), parts.len()));
                continue;
            }
            let unclear = group.office() || group.most_in_one > 1;
            for (position, a) in parts.iter().enumerate() {
                for b in parts[position + 1..].iter().filter(|b| !self.refused.contains(&(*a, **b))) {
                    self.pairs.entry((*a, *b)).or_default().push(Shares { rule, value: group.value(), unclear });
                }
            }
        }
    }

    /// Reads the values and names of what was found.
    async fn words(self, snapshot: &Snapshot, rules: &IdentityRules) -> Result<Candidates, LakeError> {
        let wanted: HashSet<u128> = self
            .pairs
            .values()
            .flatten()
            .map(|shares| shares.value)
            .chain(self.shared.iter().map(|shared| shared.1))
            .collect();
        let parts: HashSet<u32> = self.pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
        let mut values: HashMap<u128, String> = HashMap::new();
        let mut names: HashMap<u32, Vec<String>> = HashMap::new();
        let read = |customer: Customer<'_>| {
            for rule in &rules.rules {
                let text = customer.value(rule.by);
                if let Some(value) = text.and_then(|text| rules.normal(rule, text, customer.country)) {
                    let digest = groups::digest(&value.text);
                    if wanted.contains(&digest) {
                        values.insert(digest, value.text);
                    }
                }
            }
            let part = (self.survivor)(customer.key);
            if let Some(name) = customer.name.filter(|_| parts.contains(&part)) {
                let names = names.entry(part).or_default();
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        };
        snapshot.each_customer(read).await?;
        names.values_mut().for_each(|names| names.sort_unstable());
        let said = |rule: usize, value: u128| (rules.rules[rule].by, values.get(&value).cloned().unwrap_or_default());
        let mut pairs = Vec::with_capacity(self.pairs.len());
        for ((a, b), because) in &self.pairs {
            let names_of = |part: &u32| names.get(part).cloned().unwrap_or_default();
            let names = (names_of(a), names_of(b));
            let ids = |part: u32| snapshot.outside_ids(model::CustomerKey(part));
            pairs.push(Candidate {
                id: CandidateId(*a, *b),
                a: ids(*a)?,
                b: ids(*b)?,
                confidence: confidence(
                    because.iter().map(|shares| (rules.rules[shares.rule].by, shares.unclear)),
                    &names,
                ),
                names,
                because: because.iter().map(|shares| said(shares.rule, shares.value)).collect(),
            });
        }
        pairs.sort_by(|a, b| {
            (b.confidence, b.because.len()).cmp(&(a.confidence, a.because.len())).then_with(|| a.id.cmp(&b.id))
        });
        let shared = self.shared.iter().map(|(rule, value, customers)| {
            let (by, value) = said(*rule, *value);
            SharedValue { column: by.column(), value, customers: *customers }
        });
        let visitors = snapshot.state().shared_visitors(rules.shared_over, snapshot.links_until())?;
        let visitors =
            visitors.into_iter().map(|(value, customers)| SharedValue { column: "anonymous_id", value, customers });
        let mut shared: Vec<SharedValue> = shared.chain(visitors).collect();
        shared.sort_unstable();
        Ok(Candidates { pairs, shared })
    }
}

fn ordered(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

impl fmt::Display for CandidateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.1)
    }
}

impl FromStr for CandidateId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (a, b) = text.trim().split_once('-').ok_or(())?;
        Ok(Self(a.parse().map_err(|_| ())?, b.parse().map_err(|_| ())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_is_named_by_its_keys() {
        assert_eq!("17-204".parse(), Ok(CandidateId(17, 204)));
        assert_eq!(CandidateId(17, 204).to_string(), "17-204");
        assert!(["17", "a-b", "-1-2", ""].iter().all(|text| text.parse::<CandidateId>().is_err()));
    }
}
