//! Which column of a table a trait is.

use std::collections::BTreeMap;

use model::{Kind, Table};

use crate::header::normal;
use crate::source::{Member, ValueKind, members};

/// A value as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub kind: ValueKind,
}

/// The traits of one call by column, or by their own names where no column is known by them.
///
/// Of two that mean one column the one of the column's own name counts, then the first of its aliases. Whatever says who is
/// meant is not a trait: the call says that itself.
pub fn columns(table: &'static Table, traits: &str) -> BTreeMap<String, Value> {
    let found = if traits.starts_with('{') { members(traits).unwrap_or_default() } else { Vec::new() };
    let mut all = BTreeMap::new();
    let mut ranks: BTreeMap<&'static str, usize> = BTreeMap::new();
    for member in &found {
        let name = normal(&member.key);
        if table.identity.contains(&name.as_str()) {
            continue;
        }
        if Some(name.as_str()) == table.rest {
            // An object of attributes is so many traits.
            let inner =
                if member.value.starts_with('{') { members(&member.value).unwrap_or_default() } else { Vec::new() };
            for member in inner.iter().filter(|member| is_free(table, &normal(&member.key))) {
                all.entry(member.key.to_string()).or_insert_with(|| value(member));
            }
            continue;
        }
        match column(table, &name) {
            Some((column, rank)) if ranks.get(column).is_none_or(|before| rank < *before) => {
                ranks.insert(column, rank);
                all.insert(column.to_owned(), value(member));
            }
            Some(_) => {}
            None => {
                all.insert(member.key.to_string(), value(member));
            }
        }
    }
    all
}

/// The column that a name means, and how far down the list of its names that stands.
fn column(table: &'static Table, name: &str) -> Option<(&'static str, usize)> {
    let is_id = |column: &&model::Column| !table.identity.contains(&column.name) && column.kind != Kind::CustomerId;
    if let Some(own) = table.columns.iter().filter(is_id).find(|column| column.name == name) {
        return Some((own.name, 0));
    }
    table.columns.iter().filter(is_id).find_map(|column| {
        let place = column.aliases.iter().position(|alias| *alias == name)?;
        Some((column.name, place + 1))
    })
}

/// Whether a name means nothing else in the table.
fn is_free(table: &'static Table, name: &str) -> bool {
    column(table, name).is_none() && table.rest != Some(name) && !table.identity.contains(&name)
}

fn value(member: &Member<'_>) -> Value {
    Value { text: member.value.to_string(), kind: member.kind }
}

#[cfg(test)]
mod tests {
    use model::tables::CUSTOMERS;

    use super::*;

    #[test]
    fn traits_are_columns_by_name_and_alias_and_attributes_otherwise() {
        let traits = r#"{"Email":"b","email":"a","createdAt":"2024-01-01","tier":"x","plan_tier":"y","customerId":"no",
            "id":"no id","logins":3,"address":{"city":"Bonn"},"phone":null,"attributes":{"a":1,"email":"c"}}"#;
        let found = columns(&CUSTOMERS, traits);
        let found: Vec<_> = found.iter().map(|(name, value)| format!("{name}={}", value.text)).collect();
        let expected = [
            "a=1",
            r#"address={"city":"Bonn"}"#,
            "created_at=2024-01-01",
            "email=b",
            "id=no id",
            "logins=3",
            "phone=null",
            "plan=y",
        ];
        assert_eq!(found, expected);
        assert!(columns(&CUSTOMERS, "[1]").is_empty() && columns(&CUSTOMERS, "").is_empty());
    }
}
