//! Refunds above what was paid: each is held against its order, of this import or of the lake, in the order's currency.
//!
//! A refund whose order is not known yet is kept: files come in any order.

use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::prelude::SessionContext;
use model::tables::{ORDERS, REFUNDS};
use model::{Place, Rule};

use super::Import;
use super::classify::{Classified, row_id};
use super::faults::Fault;
use super::rows::SEQUENCE;
use super::staging::staged;
use crate::LakeError;
use crate::snapshot::{PinnedTable, visible};
use crate::state::PublishedTable;
use crate::stored::Stored;

/// Finds the new refunds that are above the amount of their order.
pub(super) async fn find(
    import: &Import,
    context: &SessionContext,
    orders: Option<PublishedTable>,
    classified: &mut Classified,
) -> Result<(), LakeError> {
    let columns = "namespace, order_id, amount, currency";
    let mut known = Vec::new();
    if import.staging.rows(ORDERS.name) > 0 {
        known.push(format!("select {columns}, 1 as age from {}", staged(ORDERS.name)));
    }
    if orders.is_some_and(|orders| orders.live_rows > 0) {
        let pinned = Arc::new(PinnedTable::new(import.writing.tables.clone(), Stored::canonical(&ORDERS), orders));
        context.register_table("known_orders", visible(&pinned, None)?)?;
        known.push(format!("select {columns}, 2 as age from known_orders"));
    }
    if known.is_empty() {
        return Ok(());
    }
    // An order that this import brings anew counts in place of the one in the lake.
    let sql = format!(
        "with known as ({known}), paid as (
             select * from (
                 select {columns}, row_number() over (partition by namespace, order_id order by age) as nth from known
             ) where nth = 1
         )
         select refund.{SEQUENCE}, refund.row_id, refund.source_file, refund.source_line,
                cast(refund.order_id as varchar), cast(refund.amount as varchar), cast(paid.amount as varchar)
         from {refunds} refund
         join paid on refund.order_id = paid.order_id and refund.namespace = paid.namespace
         where refund.amount > paid.amount and (refund.currency = paid.currency or refund.currency is null)
         order by refund.{SEQUENCE}",
        known = known.join(" union all "),
        refunds = staged(REFUNDS.name),
    );
    let found = context.sql(&sql).await?.collect().await?;
    if context.table_exist("known_orders")? {
        context.deregister_table("known_orders")?;
    }
    for batch in found {
        let sequences = batch.column(0).as_primitive::<Int64Type>();
        let ids = cast(batch.column(1), &DataType::Binary)?;
        let lines = batch.column(3).as_primitive::<Int64Type>();
        let texts = [2, 4, 5, 6].map(|column| cast(batch.column(column), &DataType::Utf8));
        let [files, orders, amounts, paid] = texts;
        let (files, orders, amounts, paid) = (files?, orders?, amounts?, paid?);
        for row in 0..batch.num_rows() {
            let sequence = sequences.value(row).cast_unsigned();
            if classified.left_out.contains(sequence) {
                continue;
            }
            classified.left_out.insert(sequence);
            if classified.updated.remove(sequence)
                && let Some(id) = row_id(&ids, row)
            {
                classified.superseded.remove(&id);
            }
            let said = |array: &Arc<dyn Array>| array.as_string::<i32>().value(row).to_owned();
            let message = Rule::RefundAboveAmount.message().with("value", said(&amounts)).with("amount", said(&paid));
            classified.faults.push(Fault {
                sequence,
                place: Place { file: said(&files), line: lines.value(row).try_into().unwrap_or_default() },
                rule: Rule::RefundAboveAmount,
                message: message.with("order", said(&orders)),
            });
        }
    }
    Ok(())
}
