//! What looks like another: customers with the same mail address or phone number, rows with the same content under two ids.

use std::collections::BTreeMap;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type};
use model::{Kind, Message, Table, system, tables};

use super::{Amount, Check, Finding, Found, Inspector, Severity, bar, counts, share, text, texts};
use crate::EngineError;

/// Things that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicates {
    pub likeness: Likeness,
    pub table: &'static str,
    /// The ids of those that are alike, at most two of rows with the same content.
    pub members: Vec<String>,
    /// How many are alike.
    pub count: u64,
}

/// In what they are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    Email,
    Phone,
    Content,
}

/// A shorter number is an extension or a mistake.
const FEWEST_DIGITS: usize = 7;

impl Likeness {
    /// The name of the column that is alike, or `content`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Content => "content",
        }
    }

    const fn check(self) -> Check {
        match self {
            Self::Email => Check::DuplicateEmail,
            Self::Phone => Check::DuplicatePhone,
            Self::Content => Check::DuplicateContent,
        }
    }

    /// What is compared of a value; none for one that tells nobody apart.
    fn normal(self, value: &str) -> Option<String> {
        let lower = value.trim().to_lowercase();
        match self {
            Self::Phone => {
                let digits: String = lower.chars().filter(char::is_ascii_digit).collect();
                let digits = digits.trim_start_matches('0').to_owned();
                (digits.len() >= FEWEST_DIGITS).then_some(digits)
            }
            _ => lower.contains('@').then_some(lower),
        }
    }
}

impl Inspector<'_> {
    pub(super) async fn duplicates(&self, found: &mut Found) -> Result<Vec<Duplicates>, EngineError> {
        let mut groups = Vec::new();
        for likeness in [Likeness::Email, Likeness::Phone] {
            let (alike, all) = self.customers_alike(likeness).await?;
            found.look(likeness.check(), 1);
            found.findings.extend(self.judge_alike(likeness, tables::CUSTOMERS.name, &alike, all));
            groups.extend(alike);
        }
        for table in self.snapshot().tables() {
            if let Some(id) = own_id(table) {
                let (alike, all) = self.rows_alike(table, id).await?;
                found.look(Check::DuplicateContent, 1);
                found.findings.extend(self.judge_alike(Likeness::Content, table.name, &alike, all));
                groups.extend(alike);
            }
        }
        Ok(groups)
    }

    /// Groups of customers with the same value, and how many customers have one. Values that are blocked, or that more share
    /// than may, tell nobody apart.
    async fn customers_alike(&self, likeness: Likeness) -> Result<(Vec<Duplicates>, u64), EngineError> {
        let identity = &self.settings().identity;
        let column = likeness.name();
        let sql = format!(
            "select distinct {column}, customer_key from customers where {column} is not null and customer_key is not null"
        );
        let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for batch in self.read(&sql, column).await? {
            let values = texts(&batch, 0)?;
            let keys = cast(batch.column(1), &DataType::Int32);
            let keys = keys.map_err(|error| EngineError::sql(column, error.into()))?;
            for (row, key) in keys.as_primitive::<Int32Type>().iter().enumerate() {
                let normal = text(&values, row).and_then(|value| likeness.normal(value));
                if let (Some(normal), Some(key)) = (normal.filter(|normal| !identity.blocked.contains(normal)), key) {
                    groups.entry(normal).or_default().push(key.cast_unsigned());
                }
            }
        }
        let all = groups.values().map(|keys| keys.len() as u64).sum();
        let most = usize::try_from(identity.shared_over).unwrap_or(usize::MAX);
        let mut alike = Vec::new();
        for keys in groups.values_mut() {
            keys.sort_unstable();
            keys.dedup();
            if !(2..=most).contains(&keys.len()) {
                continue;
            }
            let members = keys.iter().map(|key| self.engine.outside_id(*key)).collect::<Result<_, _>>()?;
            alike.push(Duplicates { likeness, table: tables::CUSTOMERS.name, members, count: keys.len() as u64 });
        }
        alike.sort_by(|a, b| a.members.cmp(&b.members));
        Ok((alike, all))
    }

    /// Groups of rows that differ in their id only, and how many rows have an id of their own.
    async fn rows_alike(&self, table: &'static Table, id: &str) -> Result<(Vec<Duplicates>, u64), EngineError> {
        let Some(time) = table.time else { return Ok((Vec::new(), 0)) };
        let (name, id) = (table.name, catalog::quote_name(id));
        let who = if table.has_customer() { system::CUSTOMER_KEY } else { "cast(null as int)" };
        let declared = table.columns.iter().map(|column| column.name);
        let content = declared.filter(|column| !table.identity.contains(column)).chain(table.rest);
        let content: Vec<String> = content.map(catalog::quote_name).collect();
        // Few rows share customer and time: only those are held against each other in full.
        let sql = format!(
            "with crowded as (
               select coalesce({who}, -1) as k, {time} as t from {name} where {id} is not null group by 1, 2 having count(*) > 1
             )
             select namespace, min({id}), max({id}), count(*)
             from {name} join crowded on coalesce({who}, -1) = k and {time} = t
             where {id} is not null
             group by namespace, {}
             having count(*) > 1
             order by 1, 2",
            content.join(", ")
        );
        let mut alike = Vec::new();
        for batch in self.read(&sql, name).await? {
            let [namespaces, ones, others] = [texts(&batch, 0)?, texts(&batch, 1)?, texts(&batch, 2)?];
            for (row, count) in counts(&batch, 3)?.into_iter().enumerate() {
                let member = |ids| {
                    format!("{}:{}", text(&namespaces, row).unwrap_or_default(), text(ids, row).unwrap_or_default())
                };
                let members = vec![member(&ones), member(&others)];
                alike.push(Duplicates { likeness: Likeness::Content, table: name, members, count });
            }
        }
        let sql = format!("select count({id}) from {name}");
        let all = self.read(&sql, name).await?.iter().map(|batch| counts(batch, 0)).collect::<Result<Vec<_>, _>>()?;
        Ok((alike, all.into_iter().flatten().sum()))
    }

    fn judge_alike(&self, likeness: Likeness, place: &str, alike: &[Duplicates], all: u64) -> Option<Finding> {
        // Of each group one would be enough.
        let surplus: u64 = alike.iter().map(|group| group.count - 1).sum();
        let max_share = bar(self.settings().quality.max_duplicate_share.as_ref());
        let value = share(surplus, all);
        Severity::of(value, max_share).map(|severity| Finding {
            check: likeness.check(),
            severity,
            place: place.to_owned(),
            value: Some(Amount::Share(value)),
            bar: max_share.map(Amount::Share),
            detail: Some(
                Message::new("engine.check.duplicate_email.detail").with("count", surplus).with("groups", alike.len()),
            ),
        })
    }
}

/// The one column that tells a table's rows apart and says nothing else of them; none where rows are known by what they are.
fn own_id(table: &Table) -> Option<&'static str> {
    match table.identity {
        [id] => table.column(id).filter(|column| column.kind == Kind::Id).map(|column| column.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_compared_as_they_are_meant() {
        for (likeness, value, normal) in [
            (Likeness::Email, " Anna@Example.ORG ", Some("anna@example.org")),
            (Likeness::Email, "none", None),
            (Likeness::Phone, "+49 (30) 123-45 67", Some("49301234567")),
            (Likeness::Phone, "0049 30 1234567", Some("49301234567")),
            (Likeness::Phone, "123", None),
        ] {
            assert_eq!(likeness.normal(value).as_deref(), normal, "{value}");
        }
    }
}
