//! Refunds held to what they are refunds of: no more goes back than came in.
//!
//! A refund counts with those given before, in the lake and in the import. One of an order or payment that is not known
//! is kept, for it may be delivered later; amounts in two currencies are not held against each other.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use model::tables::{ORDERS, PAYMENTS, REFUNDS};
use model::{Place, Rule, Table, system};

use super::Import;
use super::classify::{Classified, row_id};
use super::commit::{ByTable, column};
use super::duplicates::Places;
use super::faults::Fault;
use super::rows::SEQUENCE;
use super::staging::staged;
use crate::LakeError;
use crate::functions::{kept, superseded};
use crate::snapshot::{PinnedTable, visible};
use crate::state::PublishedTable;
use crate::stored::Stored;

/// What a refund may be of: the table, and the column of its id in both.
const OF: [(&Table, &str); 2] = [(&ORDERS, "order_id"), (&PAYMENTS, "payment_id")];

/// Finds the staged refunds by which more would have gone back than was paid.
pub(super) async fn find(
    import: &Import,
    context: &SessionContext,
    published: &BTreeMap<String, PublishedTable>,
    all: &mut ByTable,
) -> Result<(), LakeError> {
    if import.staging.rows(REFUNDS.name) == 0 {
        return Ok(());
    }
    let mut known = Vec::new();
    for table in [&REFUNDS, &ORDERS, &PAYMENTS] {
        let classified = all.get(table.name).map(|(_, classified)| classified);
        if register(import, context, table, (published.get(table.name), classified)).await? {
            known.push(table.name);
        }
    }
    let Some((_, refunds)) = all.get_mut(REFUNDS.name) else { return Ok(()) };
    for (table, id) in OF.into_iter().filter(|(table, _)| known.contains(&table.name)) {
        let mut batches = context.sql(&question(table, id)).await?.execute_stream().await?;
        let mut given = Given::new(id);
        while let Some(batch) = batches.try_next().await? {
            given.note(&batch, refunds)?;
        }
        given.judge(refunds);
    }
    for name in known {
        context.deregister_table(whole(name))?;
    }
    Ok(())
}

/// Registers a table as it will be with the import, its new rows with their sequence numbers. Whether it has any rows.
async fn register(
    import: &Import,
    context: &SessionContext,
    table: &'static Table,
    (published, classified): (Option<&PublishedTable>, Option<&Classified>),
) -> Result<bool, LakeError> {
    let own: Vec<&str> = OF.iter().map(|(_, id)| *id).filter(|id| table.column(id).is_some()).collect();
    let own = own.iter().map(|id| format!("cast({id} as varchar) as {id}")).collect::<Vec<_>>().join(", ");
    let common = format!(
        "cast(namespace as varchar) as namespace, {own}, amount, coalesce(cast(currency as varchar), '') as currency, row_id"
    );
    let new = match classified {
        Some(classified) if import.staging.rows(table.name) > 0 => {
            let left_out = Arc::new(classified.left_out.clone());
            let rows = context.table(staged(table.name)).await?.filter(kept(&left_out, column(SEQUENCE)))?;
            context.register_table("new", rows.into_view())?;
            let place = format!("{SEQUENCE}, cast(source_file as varchar) as source_file, source_line");
            Some(context.sql(&format!("select {common}, {place} from new")).await?)
        }
        _ => None,
    };
    let old = match published.filter(|published| published.live_rows > 0) {
        Some(published) => {
            let tables = import.writing.tables.clone();
            let pinned = Arc::new(PinnedTable::new(tables, Stored::canonical(table), Some(*published)));
            let closed = classified.map(|classified| classified.closed.clone()).unwrap_or_default();
            let mut live = context.read_table(visible(&pinned, None)?)?;
            if !closed.is_empty() {
                live =
                    live.filter(datafusion::logical_expr::not(superseded(&Arc::new(closed), column(system::ROW_ID))))?;
            }
            context.register_table("live", live.into_view())?;
            // A refund that is corrected is known in both versions, for the correction may be refused.
            let replaces = new.is_some() && table.name != REFUNDS.name;
            let replaced = if replaces { "left anti join new on live.row_id = new.row_id" } else { "" };
            let place = format!("cast(null as bigint) as {SEQUENCE}, cast(null as varchar) as source_file");
            let place = format!("{place}, cast(null as bigint) as source_line");
            let sql = format!("select {common}, {place} from (select live.* from live {replaced})");
            Some(context.sql(&sql).await?)
        }
        None => None,
    };
    let rows = match (new, old) {
        (Some(new), Some(old)) => new.union(old)?,
        (Some(rows), None) | (None, Some(rows)) => rows,
        (None, None) => return Ok(false),
    };
    context.register_table(whole(table.name), rows.into_view())?;
    context.deregister_table("new")?;
    context.deregister_table("live")?;
    Ok(true)
}

fn whole(name: &str) -> String {
    format!("whole_{name}")
}

/// Every refund of what a new refund names, those in the lake first, with what was paid.
fn question(table: &Table, id: &str) -> String {
    let (refunds, paid) = (whole(REFUNDS.name), whole(table.name));
    format!(
        "select r.namespace, r.{id}, r.{SEQUENCE}, r.amount, paid.amount, r.row_id, r.source_file, r.source_line, paid.currency
         from {refunds} r
         join (select distinct namespace, {id} from {refunds} where {SEQUENCE} is not null) named
           on named.namespace = r.namespace and named.{id} = r.{id}
         join (select namespace, {id}, max(currency) as currency, max(amount) as amount from {paid} group by namespace, {id}) paid
           on paid.namespace = r.namespace and paid.{id} = r.{id} and (paid.currency = r.currency or r.currency = '')
         order by r.namespace, r.{id}, r.{SEQUENCE} nulls first"
    )
}

/// The refunds of one order or payment, as they come.
struct Given {
    /// The column of its id.
    column: &'static str,
    of: (String, String),
    currency: String,
    paid: i128,
    /// What the lake has.
    old: HashMap<[u8; 16], i128>,
    new: Vec<Refund>,
}

/// A staged refund.
struct Refund {
    sequence: u64,
    row_id: [u8; 16],
    amount: i128,
    place: Place,
}

impl Given {
    fn new(column: &'static str) -> Self {
        let (of, currency) = (Default::default(), String::new());
        Self { column, of, currency, paid: 0, old: HashMap::new(), new: Vec::new() }
    }

    fn note(&mut self, batch: &RecordBatch, refunds: &mut Classified) -> Result<(), LakeError> {
        let text = |column: usize| -> Result<ArrayRef, LakeError> { Ok(cast(batch.column(column), &DataType::Utf8)?) };
        let (namespaces, ids, currencies) = (text(0)?, text(1)?, text(8)?);
        let sequences = batch.column(2).as_primitive::<Int64Type>();
        let [amounts, paid] = [3, 4].map(|column| batch.column(column).as_primitive::<Decimal128Type>());
        let row_ids = cast(batch.column(5), &DataType::Binary)?;
        let places = Places::new(batch.column(6), batch.column(7))?;
        for row in 0..batch.num_rows() {
            let said = |array: &ArrayRef| array.as_string::<i32>().value(row).to_owned();
            let of = (said(&namespaces), said(&ids));
            if self.of != of {
                self.judge(refunds);
                *self = Self { of, currency: said(&currencies), paid: paid.value(row), ..Self::new(self.column) };
            }
            let Some(row_id) = row_id(&row_ids, row) else { continue };
            let amount = amounts.value(row);
            if sequences.is_valid(row) {
                let sequence = sequences.value(row).cast_unsigned();
                self.new.push(Refund { sequence, row_id, amount, place: places.at(row) });
            } else {
                self.old.insert(row_id, amount);
            }
        }
        Ok(())
    }

    /// Refuses the refunds by which more would have gone back than was paid. Corrections come before new refunds: what they
    /// take back, others may give.
    fn judge(&mut self, refunds: &mut Classified) {
        let mut refunded: i128 = self.old.values().sum();
        self.new.sort_by_key(|refund| (!self.old.contains_key(&refund.row_id), refund.sequence));
        for refund in std::mem::take(&mut self.new) {
            // Refused already, for what it is a refund of besides.
            if refunds.left_out.contains(refund.sequence) {
                continue;
            }
            let before = self.old.get(&refund.row_id).copied().unwrap_or_default();
            let total = refunded - before + refund.amount;
            if total <= self.paid || refund.amount <= before {
                refunded = total;
                continue;
            }
            let money = |value: i128| format!("{} {}", shown(value), self.currency).trim_end().to_owned();
            let message = Rule::RefundAboveAmount
                .message()
                .with("id", &self.of.1)
                .with("column", self.column)
                .with("refunded", money(total))
                .with("amount", money(self.paid));
            let Refund { sequence, row_id, place, .. } = refund;
            refunds.faults.push(Fault { sequence, place, rule: Rule::RefundAboveAmount, message });
            refunds.left_out.insert(sequence);
            if refunds.updated.remove(sequence) {
                refunds.superseded.remove(&row_id);
            }
        }
    }
}

/// An amount in ten-thousandths with two decimals, or with four where it has them.
fn shown(value: i128) -> String {
    let text = format!("{}.{:04}", value / 10_000, value % 10_000);
    text.strip_suffix("00").map_or_else(|| text.clone(), str::to_owned)
}
