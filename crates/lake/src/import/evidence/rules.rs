//! Customers that an automatic rule takes for one: the import that brings the second of them links them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{DataFrame, SessionContext, col};
use futures::TryStreamExt;
use model::tables::CUSTOMERS;
use model::{Micros, Place, system};

use super::Found;
use super::columns::{Places, keys, text, texts};
use crate::LakeError;
use crate::functions::{kept, superseded};
use crate::identity::{NewLink, Tie};
use crate::import::Import;
use crate::import::classify::Classified;
use crate::import::rows::SEQUENCE;
use crate::import::staging::staged;
use crate::rules::{By, End, Group, Holders, IdentityRule, Linker, Namespaces};
use crate::snapshot::{PinnedTable, visible};
use crate::stored::Stored;

/// Adds the links that automatic rules make of the staged customers.
pub(super) async fn find(
    import: &mut Import,
    context: &SessionContext,
    customers: &Classified,
    found: &mut Found,
) -> Result<(), LakeError> {
    let automatic: Vec<IdentityRule> = import.rules.rules.iter().filter(|rule| rule.automatic).copied().collect();
    if automatic.is_empty() {
        return Ok(());
    }
    let brought = brought(context).await?;
    let held = automatic.iter().map(|_| Holders::default()).collect();
    let mut read = Read { automatic, brought, namespaces: Namespaces::default(), held };
    for rows in sources(import, context, customers).await? {
        read.take(import, rows).await?;
    }
    let mut linker = linker(import, found, &mut read.namespaces)?;
    let mut bringers = Vec::new();
    for (rule, holders) in read.automatic.iter().zip(&mut read.held) {
        for group in holders.groups(|key| linker.part(key)) {
            let made = link(import, rule, group, &mut linker)?;
            bringers.extend(made.iter().map(|(_, bringer)| *bringer));
            found.links.extend(made.into_iter().map(|(link, _)| link));
        }
    }
    let first = found.links.len() - bringers.len();
    place(context, &bringers, &mut found.links[first..]).await
}

/// The keys of all staged customers, those that say nothing new included: a rule may be newer than they are.
async fn brought(context: &SessionContext) -> Result<HashSet<u32>, LakeError> {
    let mut brought = HashSet::new();
    let rows = context.table(staged(CUSTOMERS.name)).await?.select(vec![col(system::CUSTOMER_KEY)])?;
    let mut batches = rows.execute_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        brought.extend(keys(&batch, 0)?.values().iter().map(|key| key.cast_unsigned()));
    }
    Ok(brought)
}

/// The newest version of every customer: staged rows that go in, and rows of the lake that stay.
async fn sources(
    import: &Import,
    context: &SessionContext,
    customers: &Classified,
) -> Result<Vec<DataFrame>, LakeError> {
    let mut new = context.table(staged(CUSTOMERS.name)).await?;
    if !customers.left_out.is_empty() {
        new = new.filter(kept(&Arc::new(customers.left_out.clone()), col(SEQUENCE)))?;
    }
    let published = import.writing.state.published()?.get(CUSTOMERS.name).copied();
    let old = Arc::new(PinnedTable::new(import.writing.tables.clone(), Stored::canonical(&CUSTOMERS), published));
    let mut old = context.read_table(visible(&old, None)?)?;
    if !customers.superseded.is_empty() {
        old = old.filter(!superseded(&Arc::new(customers.superseded.clone()), col(system::ROW_ID)))?;
    }
    Ok(vec![new, old])
}

/// The values of all customers, by automatic rule.
struct Read {
    automatic: Vec<IdentityRule>,
    brought: HashSet<u32>,
    namespaces: Namespaces,
    held: Vec<Holders>,
}

impl Read {
    async fn take(&mut self, import: &Import, rows: DataFrame) -> Result<(), LakeError> {
        let columns = [system::CUSTOMER_KEY, system::NAMESPACE, "country", "email", "phone"];
        let mut batches = rows.select(columns.map(col).to_vec())?.execute_stream().await?;
        while let Some(batch) = batches.try_next().await? {
            let (customers, namespaces, countries) = (keys(&batch, 0)?, texts(&batch, 1)?, texts(&batch, 2)?);
            for (rule, holders) in self.automatic.iter().zip(&mut self.held) {
                let values = texts(&batch, if rule.by == By::Email { 3 } else { 4 })?;
                for row in 0..batch.num_rows() {
                    let value =
                        text(&values, row).and_then(|value| import.rules.normal(rule, value, text(&countries, row)));
                    let Some(value) = value.filter(|value| !value.office) else { continue };
                    let key = customers.value(row).cast_unsigned();
                    let namespace = self.namespaces.of(namespaces.value(row));
                    holders.add(&value, key, namespace, self.brought.contains(&key));
                }
            }
        }
        Ok(())
    }
}

/// Who is one customer before the rules speak, this import's other evidence included.
fn linker(import: &Import, found: &Found, namespaces: &mut Namespaces) -> Result<Linker, LakeError> {
    let state = &import.writing.state;
    let mut linker = Linker::default();
    for ends in state.lasting_links()? {
        let [a, b] = ends.map(|(key, namespace)| End { key, namespace: namespaces.of(&namespace) });
        linker.linked(a, b);
    }
    for link in found.links.iter().filter(|link| link.tie == Tie::Always && !link.refused) {
        let with = import.keys.outside(state, link.with)?;
        let of_with = with.as_ref().and_then(|with| namespaces.of(&with.namespace));
        let own = End { key: link.key, namespace: namespaces.of(&link.outside.namespace) };
        linker.linked(own, End { key: link.with, namespace: of_with });
    }
    for (a, b) in state.refused_links(Micros::MAX)? {
        linker.refused(a, b);
    }
    Ok(linker)
}

/// The links of one value, each with the key of the customer whose row brought it. A value that some source gives
/// to two of its customers is left for a person.
fn link(
    import: &Import,
    rule: &IdentityRule,
    group: Group<'_>,
    linker: &mut Linker,
) -> Result<Vec<(NewLink, u32)>, LakeError> {
    let mut made = Vec::new();
    if group.most_in_one > 1 || !group.holders.iter().any(|holder| holder.fresh) {
        return Ok(made);
    }
    for (position, holder) in group.holders.iter().enumerate() {
        let earlier = group.holders[..position].iter();
        let Some(with) = earlier.copied().find(|earlier| linker.may_link(earlier.end(), holder.end())) else {
            continue;
        };
        let Some(outside) = import.keys.outside(&import.writing.state, holder.key)? else { continue };
        let bringer = if holder.fresh { holder.key } else { with.key };
        let link = NewLink {
            outside,
            key: holder.key,
            with: with.key,
            with_visitor: false,
            evidence: rule.by.evidence(),
            record: None,
            tie: Tie::Always,
            refused: false,
        };
        made.push((link, bringer));
    }
    Ok(made)
}

/// Notes for each link where the row stands that brought it.
async fn place(context: &SessionContext, bringers: &[u32], links: &mut [NewLink]) -> Result<(), LakeError> {
    if links.is_empty() {
        return Ok(());
    }
    let wanted: ArrayRef = Arc::new(bringers.iter().map(|key| Some(key.cast_signed())).collect::<Int32Array>());
    context.register_batch("bringers", RecordBatch::try_from_iter([("bringer", wanted)])?)?;
    let sql = format!(
        "select customer_key, source_file, source_line from {} where customer_key in (select bringer from bringers)
         order by {SEQUENCE} desc",
        staged(CUSTOMERS.name)
    );
    let mut places: HashMap<u32, Place> = HashMap::new();
    let mut batches = context.sql(&sql).await?.execute_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        let (customers, at) = (keys(&batch, 0)?, Places::new(&batch, 1)?);
        places.extend((0..batch.num_rows()).map(|row| (customers.value(row).cast_unsigned(), at.at(row))));
    }
    context.deregister_table("bringers")?;
    for (link, bringer) in links.iter_mut().zip(bringers) {
        link.record = places.get(bringer).cloned();
    }
    Ok(())
}
