//! Refunds beside their orders.

use arrow::array::Decimal128Array;
use model::tables::REFUNDS;

use super::*;

/// Rows of orders or refunds with their amounts in whole units, all in one currency.
fn amounts(table: &'static Table, rows: &[(&'static str, &'static str, i128)]) -> CanonicalBatch {
    let plain: Vec<Row> = rows.iter().map(|(id, _, amount)| Row(id, *amount as i64, None, None, 1)).collect();
    let filled = batch(table, &plain);
    let schema = filled.rows.schema();
    let columns = schema.fields().iter().zip(filled.rows.columns()).map(|(field, column)| -> ArrayRef {
        match field.name().as_str() {
            "amount" => Arc::new(
                Decimal128Array::from_iter_values(rows.iter().map(|row| row.2 * 10_000))
                    .with_precision_and_scale(18, 4)
                    .unwrap(),
            ),
            "currency" => Arc::new(StringArray::from(vec!["USD"; rows.len()])),
            "order_id" => Arc::new(rows.iter().map(|row| Some(row.1)).collect::<StringArray>()),
            "refund_id" => Arc::new(rows.iter().map(|row| Some(row.0)).collect::<StringArray>()),
            _ => column.clone(),
        }
    });
    let columns = columns.collect();
    CanonicalBatch { table, rows: RecordBatch::try_new(filled.rows.schema(), columns).unwrap() }
}

#[tokio::test]
async fn a_refund_above_its_order_is_quarantined_wherever_the_order_is() {
    let (_folder, lake) = empty().await;
    import(&lake, 50, &[amounts(&ORDERS, &[("a", "a", 10), ("b", "b", 10)])]).await;
    let refunds = [("r1", "a", 10), ("r2", "a", 11), ("r3", "b", 15), ("r4", "c", 6), ("r5", "unknown", 99)];
    // Order b is corrected and order c is news with the refunds themselves.
    let orders = [("b", "b", 20), ("c", "c", 5)];
    let receipt = import(&lake, 60, &[amounts(&REFUNDS, &refunds), amounts(&ORDERS, &orders)]).await;
    assert_eq!(counts(&receipt, "refunds"), (3, 0, 0, 2));
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!(ask(&snapshot, "select refund_id from refunds order by 1").await, ["r1", "r3", "r5"]);
    let kept = snapshot.rejects(&RejectFilter::default()).await.unwrap();
    let told: Vec<_> =
        kept.iter().map(|reject| (reject.rule.as_str(), reject.place.line, reject.message.to_string())).collect();
    let said = |refunded: u32, amount: u32, order: &str| {
        format!(
            "with this refund {refunded}.00 USD would have gone back of `{order}` in `order_id`, which was {amount}.00 USD"
        )
    };
    assert_eq!(told, [("refund_above_amount", 2, said(21, 10, "a")), ("refund_above_amount", 4, said(6, 5, "c"))]);
    // A correction of a refund that was kept, to more than its order: the old version stays.
    let receipt = import(&lake, 61, &[amounts(&REFUNDS, &[("r1", "a", 12)])]).await;
    assert_eq!(counts(&receipt, "refunds"), (0, 0, 0, 1));
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!(ask(&snapshot, "select amount from refunds where refund_id = 'r1'").await, ["10.0000"]);
}
