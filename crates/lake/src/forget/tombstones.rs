//! Who was forgotten, so that nobody brings them back by importing an old file again.
//!
//! An id is kept only as a digest under a secret of the workspace's own: whoever reads the state learns whether an
//! id he already knows was forgotten, and nothing else.

use std::collections::HashSet;

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
        let value = |column: Option<&StringArray>, row: usize| {
            column.filter(|column| column.is_valid(row)).map(|column| column.value(row).to_owned())
        };
        let usual = text(system::NAMESPACE);
        // A customer's id with the column that says whose it is, where that is not the whole file's namespace.
        let mut customers: Vec<(&StringArray, Option<&StringArray>)> = Vec::new();
        for column in
            table.columns.iter().filter(|column| column.kind == Kind::CustomerId || column.name == "previous_id")
        {
            let whose = match column.name {
                "outside_id" => text("outside_namespace"),
                "with_outside_id" => text("with_namespace"),
                _ => None,
            };
            customers.extend(text(column.name).map(|ids| (ids, whose)));
        }
        // What was called before may be a visitor.
        let visitor = |name: &str| table.column(name).is_some_and(|column| column.kind == Kind::AnonymousId);
        let visitors: Vec<&StringArray> = table
            .columns
            .iter()
            .filter(|column| visitor(column.name) || column.name == "previous_id")
            .filter_map(|column| text(column.name))
            .collect();
        let things: Vec<(Of, &StringArray)> =
            Of::THINGS.into_iter().filter_map(|of| Some((of, text(of.column())?))).collect();
        let keep = |row: usize| {
            let namespace = value(usual, row).unwrap_or_default();
            let customer = customers.iter().any(|(ids, whose)| {
                let namespace = value(*whose, row).unwrap_or_else(|| namespace.clone());
                value(Some(*ids), row).is_some_and(|id| self.has(Of::Customer, &namespace, &id))
            });
            let mut visitors = visitors.iter().filter_map(|ids| value(Some(*ids), row));
            let thing =
                things.iter().any(|(of, ids)| value(Some(*ids), row).is_some_and(|id| self.has(*of, &namespace, &id)));
            !customer && !visitors.any(|id| self.has(Of::Customer, ANONYMOUS, &id)) && !thing
        };
        let kept: BooleanArray = (0..rows.num_rows()).map(|row| Some(keep(row))).collect();
        (kept.true_count() < kept.len()).then_some(kept)
    }

    /// Rejects as they may be kept: of a row that names somebody who was forgotten no more than its place.
    pub(crate) fn veiled(&self, rejects: &[Reject]) -> Vec<Reject> {
        let veil = |reject: &Reject| match self.names(&reject.recipe.namespace, &reject.raw) {
            false => reject.clone(),
            true => Reject { raw: String::new(), message: Message::new("lake.forgotten_row"), ..reject.clone() },
        };
        rejects.iter().map(veil).collect()
    }

    /// Whether a text of a namespace holds the id of somebody who was forgotten as a whole field.
    fn names(&self, namespace: &str, text: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let words = text.split([',', ';', '\t', '|', '"', '\'', '{', '}', '[', ']', ' ', '\r', '\n']);
        let mut words = words.flat_map(|word| [word, word.trim_matches(':')]).filter(|word| !word.is_empty());
        words.any(|word| [namespace, ANONYMOUS].iter().any(|namespace| self.has(Of::Customer, namespace, word)))
    }
}

#[cfg(test)]
mod tests {
    use model::IDENTITIES;
    use model::tables::EVENTS;

    use super::*;

    fn forgotten(ids: &[(Of, &str, &str)]) -> Tombstones {
        let secret = [7; 32];
        let all = ids.iter().map(|(of, namespace, id)| tombstone(&secret, *of, namespace, id)).collect();
        Tombstones { secret: Some(secret), all }
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
            assert!(tombstones.names("shop", raw), "{raw}");
        }
        assert!(!tombstones.names("shop", "o1,joann@x.com,5"));
        assert!(!tombstones.names("crm", "o1,ann@x.com,5"));
    }

    #[test]
    fn an_id_is_found_in_every_column_that_holds_one() {
        let tombstones = forgotten(&[(Of::Customer, "crm", "7"), (Of::Customer, "anonymous", "v1")]);
        let rows = |columns: &[(&str, [&str; 2])]| {
            let column = |(name, values): &(&str, [&str; 2])| {
                ((*name).to_owned(), std::sync::Arc::new(StringArray::from(values.to_vec())) as arrow::array::ArrayRef)
            };
            RecordBatch::try_from_iter(columns.iter().map(column)).unwrap()
        };
        let kept = |table: &Table, columns: &[(&str, [&str; 2])]| {
            tombstones.kept(table, &rows(columns)).map(|kept| [kept.value(0), kept.value(1)])
        };
        let links = |of: [&'static str; 2], with: [&'static str; 2]| {
            let ids = [("namespace", ["shop", "shop"]), ("outside_namespace", of), ("outside_id", ["7", "7"])];
            [&ids[..], &[("with_namespace", with), ("with_outside_id", ["7", "8"])]].concat()
        };
        assert_eq!(kept(&IDENTITIES, &links(["desk", "crm"], ["shop", "shop"])), Some([true, false]));
        assert_eq!(kept(&IDENTITIES, &links(["desk", "desk"], ["crm", "crm"])), Some([false, true]));
        let aliases = [("namespace", ["crm", "shop"]), ("customer_id", ["1", "1"]), ("previous_id", ["7", "7"])];
        assert_eq!(kept(&EVENTS, &aliases), Some([false, true]));
        let visitors = [("namespace", ["web", "web"]), ("previous_id", ["v1", "v2"])];
        assert_eq!(kept(&EVENTS, &visitors), Some([false, true]));
    }
}
