//! What an example is given: rows of tables, or the values of measures.

use std::collections::BTreeMap;

use super::Reader;
use crate::error::{Problem, Wanted};
use crate::example::{Given, GivenValue, Observation};
use crate::yaml::{Value, Yaml};

/// The longest set or vector an example may write out.
const MOST_CUSTOMERS: usize = 1_000_000;

pub(crate) fn given(reader: &mut Reader, yaml: &Yaml) -> Option<Given> {
    let mut fields = reader.map(yaml)?;
    let measures = fields.take("measures");
    let tables = fields.take("tables");
    let given = match (measures, tables) {
        (Some(yaml), None) => Some(Given::Measures(self::measures(reader, yaml))),
        (None, Some(yaml)) => Some(Given::Tables(self::tables(reader, yaml))),
        (Some(_), Some(tables)) => {
            let expected = vec!["measures".to_owned()];
            reader.report(Problem::UnknownKey { key: "tables".to_owned(), expected }, tables.span);
            None
        }
        (None, None) => {
            reader.report(Problem::MissingKey { key: "measures".to_owned() }, yaml.span);
            None
        }
    };
    fields.finish(reader);
    given
}

pub(super) fn measures(reader: &mut Reader, yaml: &Yaml) -> BTreeMap<String, GivenValue> {
    let mut measures = BTreeMap::new();
    for (name, value) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        if let (Some(name), Some(value)) = (name.scalar(), given_value(reader, value)) {
            measures.insert(name.to_owned(), value);
        }
    }
    measures
}

/// A map is a vector. A list of whole numbers is read as a set and becomes a distribution where the measure is one. A
/// scalar is a number when it is written as one in plain digits, else a set of ranges; where a set is meant, `7` is the
/// set of the customer 7.
fn given_value(reader: &mut Reader, yaml: &Yaml) -> Option<GivenValue> {
    if yaml.is_null() {
        return Some(GivenValue::Number(None));
    }
    match &yaml.value {
        Value::Map(entries) => {
            let mut vector = BTreeMap::new();
            for (key, value) in entries {
                let word = reader.text(key)?;
                match ranges(word) {
                    Some(customers) => {
                        let text = reader.text(value)?;
                        vector.extend(customers.into_iter().map(|customer| (customer, text.to_owned())));
                    }
                    None => return reader.wanted(key, word, Wanted::CustomerKey),
                }
            }
            Some(GivenValue::Vector(vector))
        }
        Value::List(items) => {
            let observations: Option<Vec<Observation>> = items.iter().map(|item| observation(reader, item)).collect();
            Some(GivenValue::Distribution(observations?))
        }
        Value::Scalar { text, style } => {
            let text = text.trim();
            let plain = *style == crate::yaml::Style::Plain;
            let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
            if is_number && (plain || text.contains('.')) {
                return reader.number(yaml).map(|digits| GivenValue::Number(Some(digits)));
            }
            match ranges(text) {
                Some(customers) => Some(GivenValue::Set(customers)),
                None => reader.wanted(yaml, text, Wanted::Customers),
            }
        }
    }
}

/// A value, or `{ value: …, ended: false }`.
fn observation(reader: &mut Reader, yaml: &Yaml) -> Option<Observation> {
    if !matches!(yaml.value, Value::Map(_)) {
        return Some(Observation { value: reader.number(yaml)?, ended: true });
    }
    let mut fields = reader.map(yaml)?;
    let value = fields.need("value", reader).and_then(|yaml| reader.number(yaml));
    let ended = fields.take("ended").map_or(Some(true), |yaml| reader.boolean(yaml));
    fields.finish(reader);
    Some(Observation { value: value?, ended: ended? })
}

/// `1-75, 101-120, 7` → its customers, ascending, each once; an empty text is the empty set.
pub(super) fn ranges(text: &str) -> Option<Vec<u32>> {
    let mut customers = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        let (low, high) = (low.trim().parse::<u32>().ok()?, high.trim().parse::<u32>().ok()?);
        let length = usize::try_from(high.checked_sub(low)?).ok()?;
        if customers.len() + length >= MOST_CUSTOMERS {
            return None;
        }
        customers.extend(low..=high);
    }
    customers.sort_unstable();
    customers.dedup();
    Some(customers)
}

fn tables(reader: &mut Reader, yaml: &Yaml) -> BTreeMap<String, Vec<serde_json::Map<String, serde_json::Value>>> {
    let mut tables = BTreeMap::new();
    for (name, rows) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        let Some(word) = reader.text(name).map(str::to_owned) else { continue };
        let known: Vec<String> = model::tables::TABLES.iter().map(|table| table.name.to_owned()).collect();
        if !known.contains(&word) && !SHAPES.contains(&word.as_str()) {
            let what = crate::error::Named::Table;
            reader.report(Problem::UnknownName { what, name: word, known }, name.span);
            continue;
        }
        let items = reader.list(rows).unwrap_or_default();
        let mut objects = Vec::new();
        for row in items {
            match reader.map(row) {
                Some(_) => objects.push(row.json_map()),
                None => continue,
            }
        }
        tables.insert(word, objects);
    }
    tables
}

/// Shapes of import that are expanded into canonical tables.
const SHAPES: [&str; 2] = ["subscriptions", "order_lines"];

impl GivenValue {
    /// The same value read as a set, where the measure is one: a list or a number of customers.
    pub(crate) fn into_set(self) -> Self {
        let customers: Option<Vec<u32>> = match &self {
            Self::Number(Some(digits)) => ranges(digits),
            Self::Distribution(items) => items.iter().map(|item| item.value.parse().ok()).collect(),
            Self::Vector(_) | Self::Number(None) | Self::Set(_) => None,
        };
        let Some(mut customers) = customers else { return self };
        customers.sort_unstable();
        customers.dedup();
        Self::Set(customers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_inclusive_and_each_customer_counts_once() {
        assert_eq!(ranges("1-3, 7, 2"), Some(vec![1, 2, 3, 7]));
        assert_eq!(ranges(""), Some(Vec::new()));
        for nonsense in ["3-1", "a", "1-", "1-4294967296"] {
            assert_eq!(ranges(nonsense), None, "{nonsense}");
        }
    }
}
