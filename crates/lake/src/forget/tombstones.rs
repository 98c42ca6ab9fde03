//! Who was forgotten, so that nobody brings them back by importing an old file again.
//!
//! An id is kept only as a digest under a secret of the workspace's own: whoever reads the state learns whether an
//! id he already knows was forgotten, and nothing else.

use std::collections::{BTreeSet, HashSet};

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, StringArray};
use model::{Kind, Message, Reject, Table, system};

use crate::identity::ANONYMOUS;

/// The digest of one forgotten id.
pub(crate) type Tombstone = [u8; 32];

/// What an id is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Of {
    Customer,
    Order,
    Payment,
    Subscription,
    Ticket,
}

impl Of {
    /// What other rows hang on.
    pub(crate) const THINGS: [Self; 4] = [Self::Order, Self::Payment, Self::Subscription, Self::Ticket];

    /// The column that holds such an id, in every table that has it.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Customer => "customer_id",
            Self::Order => "order_id",
            Self::Payment => "payment_id",
            Self::Subscription => "subscription_id",
            Self::Ticket => "ticket_id",
        }
    }

    /// The table of these things.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Customer => "customers",
            Self::Order => "orders",
            Self::Payment => "payments",
            Self::Subscription => "subscription_changes",
            Self::Ticket => "tickets",
        }
    }
}

/// The digest of an id.
pub(crate) fn tombstone(secret: &[u8; 32], of: Of, namespace: &str, id: &str) -> Tombstone {
    let mut hasher = blake3::Hasher::new_keyed(secret);
    for part in [of.column(), namespace, id] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Everybody who was forgotten.
#[derive(Debug, Default)]
pub(crate) struct Tombstones {
    /// None until somebody is forgotten.
    pub(crate) secret: Option<[u8; 32]>,
    pub(crate) all: HashSet<Tombstone>,
    /// Theirs.
    pub(crate) namespaces: BTreeSet<String>,
}

impl Tombstones {
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether an id was forgotten.
    pub(crate) fn has(&self, of: Of, namespace: &str, id: &str) -> bool {
        self.secret.is_some_and(|secret| self.all.contains(&tombstone(&secret, of, namespace, id)))
    }

    /// Which rows may be kept: those that name nobody forgotten, nor anything that hung on them. None where all may.
    pub(crate) fn kept(&self, table: &Table, rows: &RecordBatch) -> Option<BooleanArray> {
        if self.is_empty() {
            return None;
        }
        let text = |name: &str| rows.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
        let namespaces = text(system::NAMESPACE);
        let kind =
            |kind: Kind| table.columns.iter().find(|column| column.kind == kind).and_then(|column| text(column.name));
        let (customers, visitors) = (kind(Kind::CustomerId), kind(Kind::AnonymousId));
        let things: Vec<(Of, &StringArray)> =
            Of::THINGS.into_iter().filter_map(|of| Some((of, text(of.column())?))).collect();
        let value = |column: Option<&StringArray>, row: usize| {
            column.filter(|column| column.is_valid(row)).map(|column| column.value(row).to_owned())
        };
        let keep = |row: usize| {
            let namespace = value(namespaces, row).unwrap_or_default();
            let customer = value(customers, row).is_some_and(|id| self.has(Of::Customer, &namespace, &id));
            let visitor = value(visitors, row).is_some_and(|id| self.has(Of::Customer, ANONYMOUS, &id));
            let thing =
                things.iter().any(|(of, ids)| value(Some(*ids), row).is_some_and(|id| self.has(*of, &namespace, &id)));
            !customer && !visitor && !thing
        };
        let kept: BooleanArray = (0..rows.num_rows()).map(|row| Some(keep(row))).collect();
        (kept.true_count() < kept.len()).then_some(kept)
    }

    /// Rejects as they may be kept: of a row that names somebody who was forgotten no more than its place.
    pub(crate) fn veiled(&self, rejects: &[Reject]) -> Vec<Reject> {
        let veil = |reject: &Reject| match self.names(&reject.raw) {
            false => reject.clone(),
            true => Reject { raw: String::new(), message: Message::new("lake.forgotten_row"), ..reject.clone() },
        };
        rejects.iter().map(veil).collect()
    }

    /// Whether a text holds the id of somebody who was forgotten as a whole field.
    fn names(&self, text: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let words = text.split([',', ';', '\t', '|', '"', '\'', '{', '}', '[', ']', ' ', '\r', '\n']);
        let mut words = words.flat_map(|word| [word, word.trim_matches(':')]).filter(|word| !word.is_empty());
        words.any(|word| self.namespaces.iter().any(|namespace| self.has(Of::Customer, namespace, word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forgotten(ids: &[(Of, &str, &str)]) -> Tombstones {
        let secret = [7; 32];
        let all = ids.iter().map(|(of, namespace, id)| tombstone(&secret, *of, namespace, id)).collect();
        let namespaces = ids.iter().map(|(_, namespace, _)| (*namespace).to_owned()).collect();
        Tombstones { secret: Some(secret), all, namespaces }
    }

    #[test]
    fn an_id_is_forgotten_in_its_namespace_and_as_what_it_is() {
        let tombstones = forgotten(&[(Of::Customer, "shop", "ann")]);
        assert!(tombstones.has(Of::Customer, "shop", "ann"));
        assert!(!tombstones.has(Of::Customer, "crm", "ann"));
        assert!(!tombstones.has(Of::Order, "shop", "ann"));
        assert!(!tombstones.has(Of::Customer, "shopa", "nn"));
        let other = tombstone(&[8; 32], Of::Customer, "shop", "ann");
        assert!(!tombstones.all.contains(&other), "another workspace's digest is another");
    }

    #[test]
    fn a_raw_row_names_somebody_by_a_whole_field() {
        let tombstones = forgotten(&[(Of::Customer, "shop", "ann@x.com")]);
        for raw in ["o1,ann@x.com,5", "{\"customer_id\":\"ann@x.com\"}", "o1;'ann@x.com'"] {
            assert!(tombstones.names(raw), "{raw}");
        }
        assert!(!tombstones.names("o1,joann@x.com,5"));
        assert!(!forgotten(&[(Of::Order, "crm", "ann@x.com")]).names("o1,ann@x.com,5"));
    }
}
