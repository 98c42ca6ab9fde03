//! What looks like another: customers with the same mail address or phone number, rows with the same content under two ids.

use lake::By;
use model::{CustomerKey, Kind, Message, Table, system, tables};

use super::{Amount, Check, Finding, Found, Gathering, Inspector, Listed, Severity, bar, counts, share, text, texts};
use crate::EngineError;
use crate::identity::identity_rules;

/// Things that look alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// Things that are alike in one way.
struct Same {
    groups: Listed<Duplicates>,
    /// Things there are too many, were each group one.
    surplus: u64,
    /// Things that were compared.
    all: u64,
}

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
}

impl Inspector<'_> {
    pub(super) async fn duplicates(&self, found: &mut Found) -> Result<Listed<Duplicates>, EngineError> {
        let mut groups = Listed::default();
        for (likeness, by) in [(Likeness::Email, By::Email), (Likeness::Phone, By::Phone)] {
            let same = self.customers_alike(likeness, by).await?;
            found.look(likeness.check(), 1);
            found.findings.extend(self.judge_alike(likeness, tables::CUSTOMERS.name, &same));
            groups.append(same.groups);
        }
        for table in self.snapshot().tables() {
            if let Some(id) = own_id(table) {
                let same = self.rows_alike(table, id).await?;
                found.look(Check::DuplicateContent, 1);
                found.findings.extend(self.judge_alike(Likeness::Content, table.name, &same));
                groups.append(same.groups);
            }
        }
        Ok(groups)
    }

    /// Groups of customers with the same value, as declared rules compare it.
    async fn customers_alike(&self, likeness: Likeness, by: By) -> Result<Same, EngineError> {
        let rules = identity_rules(self.settings());
        let alike = Box::pin(self.snapshot().alike(&rules, by, Listed::<Duplicates>::MOST)).await?;
        let table = tables::CUSTOMERS.name;
        let group = |keys: &Vec<CustomerKey>| {
            let members = keys.iter().map(|key| self.engine.outside_id(key.0)).collect::<Result<Vec<_>, _>>()?;
            Ok(Duplicates { likeness, table, count: members.len() as u64, members })
        };
        let first: Listed<Duplicates> = alike.first.iter().map(group).collect::<Result<_, EngineError>>()?;
        let groups = Listed { count: alike.groups, ..first };
        Ok(Same { groups, surplus: alike.surplus, all: alike.customers })
    }

    /// Groups of rows that differ in their id only.
    async fn rows_alike(&self, table: &'static Table, id: &str) -> Result<Same, EngineError> {
        let Some(time) = table.time else { return Ok(Same { groups: Listed::default(), surplus: 0, all: 0 }) };
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
             having count(*) > 1",
            content.join(", ")
        );
        let mut surplus = 0;
        let mut groups = Gathering::default();
        for batch in self.read(&sql, name).await? {
            let [namespaces, ones, others] = [texts(&batch, 0)?, texts(&batch, 1)?, texts(&batch, 2)?];
            for (row, count) in counts(&batch, 3)?.into_iter().enumerate() {
                let member = |ids| {
                    format!("{}:{}", text(&namespaces, row).unwrap_or_default(), text(ids, row).unwrap_or_default())
                };
                // Of each group one would be enough.
                surplus += count.saturating_sub(1);
                let members = vec![member(&ones), member(&others)];
                groups.add(Duplicates { likeness: Likeness::Content, table: name, members, count });
            }
        }
        let sql = format!("select count({id}) from {name}");
        let all = self.read(&sql, name).await?.iter().map(|batch| counts(batch, 0)).collect::<Result<Vec<_>, _>>()?;
        Ok(Same { groups: groups.listed(), surplus, all: all.into_iter().flatten().sum() })
    }

    fn judge_alike(&self, likeness: Likeness, place: &str, same: &Same) -> Option<Finding> {
        let max_share = bar(self.settings().quality.max_duplicate_share.as_ref());
        let value = share(same.surplus, same.all);
        Severity::of(value, max_share).map(|severity| Finding {
            check: likeness.check(),
            severity,
            place: place.to_owned(),
            value: Some(Amount::Share(value)),
            bar: max_share.map(Amount::Share),
            detail: Some(
                Message::new("engine.check.duplicate_email.detail")
                    .with("count", same.surplus)
                    .with("groups", same.groups.count),
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
