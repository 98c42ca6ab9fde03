//! Visitors who were seen to be customers: rows that carry both ids, identify and alias calls.
//!
//! A visitor has one link for each time it was seen to be somebody else than just before. Most visitors are only
//! ever one customer: their first sighting is enough. Where a visitor meets a second customer, all its sightings are
//! read, those that the lake has included, so that the links do not depend on the order in which files are imported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, StringArray, TimestampMicrosecondArray};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{SessionContext, col};
use futures::TryStreamExt;
use model::tables::EVENTS;
use model::{Micros, Place};
use roaring::RoaringTreemap;

use super::columns::{self, Places, instant, instants, keys};
use super::{Found, aliases};
use crate::functions::kept;
use crate::identity::{ANONYMOUS, Evidence, NewLink, Tie};
use crate::import::Import;
use crate::import::rows::SEQUENCE;
use crate::import::staging::staged;
use crate::snapshot::{PinnedTable, visible};
use crate::state::KnownLink;
use crate::stored::Stored;
use crate::{LakeError, OutsideId};

/// The staged events that go into the lake.
pub(super) const NEW_EVENTS: &str = "new_events";

/// The events that the lake has.
const OLD_EVENTS: &str = "old_events";

/// Customers named in the search for old sightings; with more, every customer's rows are searched.
const CUSTOMERS_NAMED: usize = 20;

/// Adds the links that the staged events are evidence for.
pub(super) async fn find(
    import: &mut Import,
    context: &SessionContext,
    left_out: &RoaringTreemap,
    found: &mut Found,
) -> Result<(), LakeError> {
    let mut events = context.table(staged(EVENTS.name)).await?;
    if !left_out.is_empty() {
        events = events.filter(kept(&Arc::new(left_out.clone()), col(SEQUENCE)))?;
    }
    context.register_table(NEW_EVENTS, events.into_view())?;
    let (links, aliased) = aliases::find(import, context).await?;
    found.links.extend(links);
    let aliased = aliased.into_iter().map(|id| format!("'{}'", id.replace('\'', "''"))).collect::<Vec<_>>().join(", ");
    let meetings = |events: &str| meetings(events, &aliased);

    let mut visitors = Visitors::default();
    visitors.read(import, context, &meetings(NEW_EVENTS)).await?;
    let sorted = visitors.sort(import)?;
    found.links.extend(first_sightings(context, &meetings(NEW_EVENTS), &sorted.fresh).await?);
    if !sorted.shared.is_empty() {
        let published = import.writing.state.published()?.get(EVENTS.name).copied();
        let tables = import.writing.tables.clone();
        let old = Arc::new(PinnedTable::new(tables, Stored::canonical(&EVENTS), published));
        context.register_table(OLD_EVENTS, visible(&old, None)?)?;
        let both = format!(
            "{} union all select * from ({}) where {}",
            meetings(NEW_EVENTS),
            meetings(OLD_EVENTS),
            sorted.of_customers()
        );
        shared(import, context, &both, sorted.shared, found).await?;
        context.deregister_table(OLD_EVENTS)?;
    }
    context.deregister_table(NEW_EVENTS)?;
    Ok(())
}

/// One row per event that names a visitor and a customer; an alias call names two visitors.
fn meetings(events: &str, aliased: &str) -> String {
    let columns = "customer_key, ts, event_id, row_id, source_file, source_line";
    let both = format!(
        "select anonymous_id as visitor, case when name = 'identify' then 'identify' else 'event' end as how, {columns}
         from {events} where anonymous_id is not null and customer_id is not null"
    );
    if aliased.is_empty() {
        return both;
    }
    format!(
        "{both} union all select previous_id, 'alias', {columns}
         from {events} where previous_id in ({aliased}) and customer_id is not null"
    )
}

/// Whom each visitor of the import met: customer and first instant, by the visitor's key.
#[derive(Default)]
struct Visitors(BTreeMap<u32, (String, Vec<(u32, Micros)>)>);

/// Visitors by what has to be found out about them.
struct Sorted {
    /// Seen for the first time, with one customer: visitor, its key, customer, instant.
    fresh: Vec<(String, u32, u32, Micros)>,
    /// Seen with several customers, now or before: id by key.
    shared: BTreeMap<u32, String>,
    customers: BTreeSet<u32>,
}

impl Visitors {
    async fn read(&mut self, import: &mut Import, context: &SessionContext, meetings: &str) -> Result<(), LakeError> {
        let sql = format!("select visitor, customer_key, min(ts) from ({meetings}) group by visitor, customer_key");
        let state = import.writing.state.clone();
        let mut batches = context.sql(&sql).await?.execute_stream().await?;
        while let Some(batch) = batches.try_next().await? {
            let (ids, customers, times) = (columns::texts(&batch, 0)?, keys(&batch, 1)?, instants(&batch, 2)?);
            for row in 0..batch.num_rows() {
                let Some(at) = instant(&times, row) else { continue };
                let visitor = import.keys.visitor(&state, ids.value(row))?;
                let (_, met) = self.0.entry(visitor).or_insert_with(|| (ids.value(row).to_owned(), Vec::new()));
                met.push((customers.value(row).cast_unsigned(), at));
            }
        }
        Ok(())
    }

    fn sort(self, import: &Import) -> Result<Sorted, LakeError> {
        let mut sorted = Sorted { fresh: Vec::new(), shared: BTreeMap::new(), customers: BTreeSet::new() };
        for (key, (id, met)) in self.0 {
            let known = import.keys.links_of(&import.writing.state, key)?;
            match (known.as_slice(), met.as_slice()) {
                ([], [(customer, at)]) => sorted.fresh.push((id, key, *customer, *at)),
                (known, _) if customers_of(known) > import.rules.shared_over => {}
                (known, [(customer, _)]) if !known.is_empty() && known.iter().all(|link| link.with == *customer) => {}
                (known, met) => {
                    sorted.customers.extend(known.iter().map(|link| link.with).chain(met.iter().map(|met| met.0)));
                    sorted.shared.insert(key, id);
                }
            }
        }
        Ok(sorted)
    }
}

fn customers_of(links: &[KnownLink]) -> usize {
    links.iter().map(|link| link.with).collect::<BTreeSet<_>>().len()
}

impl Sorted {
    /// The condition that a row names one of the customers of shared visitors, by which files are left out.
    fn of_customers(&self) -> String {
        if self.customers.len() > CUSTOMERS_NAMED {
            return "true".to_owned();
        }
        let keys: Vec<_> = self.customers.iter().map(ToString::to_string).collect();
        format!("customer_key in ({})", keys.join(", "))
    }
}

/// A row that names a visitor and a customer.
struct Sighting {
    visitor: String,
    how: Evidence,
    customer: u32,
    at: Micros,
    /// By which rows of one instant are ordered.
    order: (Option<String>, Vec<u8>),
    place: Place,
}

async fn sightings(context: &SessionContext, sql: &str) -> Result<Vec<Sighting>, LakeError> {
    let mut sightings = Vec::new();
    let mut batches = context.sql(sql).await?.execute_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        let (visitors, how, events) =
            (columns::texts(&batch, 0)?, columns::texts(&batch, 1)?, columns::texts(&batch, 4)?);
        let (customers, times) = (keys(&batch, 2)?, instants(&batch, 3)?);
        let (ids, places) = (columns::bytes(&batch, 5)?, Places::new(&batch, 6)?);
        for row in 0..batch.num_rows() {
            let Some(at) = instant(&times, row) else { continue };
            sightings.push(Sighting {
                visitor: visitors.value(row).to_owned(),
                how: match how.value(row) {
                    "identify" => Evidence::Identify,
                    "alias" => Evidence::Alias,
                    _ => Evidence::Event,
                },
                customer: customers.value(row).cast_unsigned(),
                at,
                order: (columns::text(&events, row).map(str::to_owned), ids.value(row).to_vec()),
                place: places.at(row),
            });
        }
    }
    sightings.sort_unstable_by(|a, b| {
        (&a.visitor, a.at, &a.order, a.how, a.customer).cmp(&(&b.visitor, b.at, &b.order, b.how, b.customer))
    });
    Ok(sightings)
}

const COLUMNS: &str = "m.visitor, m.how, m.customer_key, m.ts, m.event_id, m.row_id, m.source_file, m.source_line";

/// The links of visitors who met one customer, with the row of their first sighting.
async fn first_sightings(
    context: &SessionContext,
    meetings: &str,
    fresh: &[(String, u32, u32, Micros)],
) -> Result<Vec<NewLink>, LakeError> {
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let ids: ArrayRef = Arc::new(fresh.iter().map(|visitor| Some(visitor.0.as_str())).collect::<StringArray>());
    let times = TimestampMicrosecondArray::from_iter_values(fresh.iter().map(|visitor| visitor.3)).with_timezone("UTC");
    let wanted = RecordBatch::try_from_iter([("visitor", ids), ("ts", Arc::new(times) as ArrayRef)])?;
    context.register_batch("wanted", wanted)?;
    let sql =
        format!("select {COLUMNS} from ({meetings}) m join wanted on m.visitor = wanted.visitor and m.ts = wanted.ts");
    let mut rows = sightings(context, &sql).await?;
    context.deregister_table("wanted")?;
    rows.dedup_by(|later, first| later.visitor == first.visitor);
    let known: BTreeMap<&str, u32> = fresh.iter().map(|visitor| (visitor.0.as_str(), visitor.1)).collect();
    let link = |row: Sighting| known.get(row.visitor.as_str()).map(|key| row.link(*key));
    let mut links: Vec<NewLink> = rows.into_iter().filter_map(link).collect();
    links.sort_unstable_by_key(|link| link.key);
    Ok(links)
}

/// The links of visitors who met several customers: one for each change of customer.
async fn shared(
    import: &mut Import,
    context: &SessionContext,
    meetings: &str,
    shared: BTreeMap<u32, String>,
    found: &mut Found,
) -> Result<(), LakeError> {
    let ids: ArrayRef = Arc::new(shared.values().map(|id| Some(id.as_str())).collect::<StringArray>());
    let keys: ArrayRef = Arc::new(shared.keys().map(|key| Some(key.cast_signed())).collect::<Int32Array>());
    context.register_batch("shared", RecordBatch::try_from_iter([("visitor", ids), ("visitor_key", keys)])?)?;
    let sql = format!("select {COLUMNS} from ({meetings}) m join shared on m.visitor = shared.visitor");
    let mut by_visitor: BTreeMap<String, Vec<Sighting>> = BTreeMap::new();
    for sighting in sightings(context, &sql).await? {
        by_visitor.entry(sighting.visitor.clone()).or_default().push(sighting);
    }
    context.deregister_table("shared")?;
    for (key, id) in shared {
        let known = import.keys.links_of(&import.writing.state, key)?;
        let seen = by_visitor.remove(&id).unwrap_or_default();
        changes(key, &known, seen, import.rules.shared_over, found);
    }
    Ok(())
}

/// Adds what one visitor's sightings say beyond its known links. One that too many customers share is nobody's.
fn changes(key: u32, known: &[KnownLink], seen: Vec<Sighting>, shared_over: usize, found: &mut Found) {
    // A sighting that is closed was one of too many; whom a person refused is said by a link for ever.
    let refused =
        |customer: u32| known.iter().any(|link| !link.live && link.tie == Tie::Always && link.with == customer);
    let before: BTreeSet<u32> = known.iter().map(|link| link.with).collect();
    let mut customers = before.clone();
    customers.extend(seen.iter().map(|sighting| sighting.customer));
    if customers.len() > shared_over {
        let live = known.iter().filter(|link| link.live && link.tie != Tie::Always);
        found.undone.extend(live.map(|link| link.number));
        // As many refused links as tell that it is shared by too many; further customers say nothing new.
        let mut told = before;
        let fresh = seen.into_iter().filter(|sighting| told.len() <= shared_over && told.insert(sighting.customer));
        found.links.extend(fresh.map(|sighting| NewLink { refused: true, ..sighting.link(key) }));
        return;
    }
    // What was known before counts as well: not every row that it rests on is read again.
    let known = known.iter().filter(|link| link.live).filter_map(|link| match link.tie {
        Tie::Seen(at) => Some((at, link.with)),
        Tie::Always | Tie::Between(..) => None,
    });
    let mut known: Vec<(Micros, u32)> = known.collect();
    known.sort_unstable();
    let mut last = None;
    for sighting in seen.into_iter().filter(|sighting| !refused(sighting.customer)) {
        let before = known.partition_point(|(at, _)| *at < sighting.at).checked_sub(1).map(|place| known[place]);
        let newest = last.max(before);
        last = Some((sighting.at, sighting.customer));
        if newest.is_some_and(|(_, customer)| customer == sighting.customer) {
            continue;
        }
        if !known.contains(&(sighting.at, sighting.customer)) {
            found.links.push(sighting.link(key));
        }
    }
}

impl Sighting {
    fn link(self, key: u32) -> NewLink {
        NewLink {
            outside: OutsideId { namespace: ANONYMOUS.to_owned(), id: self.visitor },
            key,
            with: self.customer,
            with_visitor: false,
            evidence: self.how,
            record: Some(self.place),
            tie: Tie::Seen(self.at),
            refused: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_known_before_stands_between_what_is_read() {
        let known = [KnownLink { number: 1, with: 1, tie: Tie::Seen(10), live: true }];
        let seen = |at| Sighting {
            visitor: "v".to_owned(),
            how: Evidence::Event,
            customer: 2,
            at,
            order: (None, Vec::new()),
            place: Place { file: "events.csv".to_owned(), line: 1 },
        };
        let mut found = Found::default();
        changes(0, &known, vec![seen(5), seen(7), seen(20), seen(21)], 100, &mut found);
        let made: Vec<_> = found.links.iter().map(|link| (link.with, link.tie)).collect();
        assert_eq!(made, [(2, Tie::Seen(5)), (2, Tie::Seen(20))]);
    }
}
