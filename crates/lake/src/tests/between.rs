//! What lies between two states of knowledge, and the states in between.

use std::collections::BTreeSet;

use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::{Expr, lit};

use super::*;
use crate::delta::Attempt;
use crate::state::{Publication, Published};
use crate::stored::Stored;
use crate::{Between, Change, session};

/// Five orders as known on day 50. By day 60: one is late, one corrected twice, one deleted, one is news, and a link
/// was made; one had been corrected before.
async fn changed() -> (TempDir, Lake) {
    let (folder, lake) = empty().await;
    let known = [order("a", 1, "ann", 1), order("b", 1, "bob", 2), order("c", 1, "eve", 3), order("d", 1, "dan", 4)];
    import(&lake, 48, &[batch(&ORDERS, &known)]).await;
    import(&lake, 49, &[batch(&ORDERS, &[order("d", 2, "dan", 4)])]).await;
    import(&lake, 52, &[batch(&ORDERS, &[order("e", 1, "ann", 5), order("b", 2, "bob", 2)])]).await;
    import(&lake, 53, &[batch(&ORDERS, &[order("b", 3, "bob", 2), order("f", 1, "fay", 51)])]).await;
    delete(&lake, 54, "c").await;
    lake.merge(&outside("shop", "ann"), &outside("shop", "bob"), JANUARY + 55 * DAY).await.unwrap();
    (folder, lake)
}

/// Closes a row that gets no successor.
async fn delete(lake: &Lake, day: i64, id: &str) {
    let writing = lake.write().await.unwrap();
    let context = session::writing(&writing.scratch).unwrap();
    let attempt = Attempt { context: &context, number: writing.state.begin_attempt().unwrap() };
    let at_us = JANUARY + day * DAY;
    let predicate = Expr::Column(Column::from_name("order_id")).eq(lit(id));
    let closed = ("superseded_at", lit(ScalarValue::TimestampMicrosecond(Some(at_us), Some("UTC".into()))));
    let version = writing.tables.update(&Stored::canonical(&ORDERS), predicate, closed, &attempt).await.unwrap();
    let mut publication = Publication { at_us, ..Publication::default() };
    publication.tables.insert("orders".to_owned(), Published { version, live_rows: -1, closed_rows: 1 });
    writing.state.publish(&publication).unwrap();
}

async fn between(lake: &Lake, until: Option<i64>) -> Between {
    let before = lake.snapshot(Some(JANUARY + 50 * DAY)).await.unwrap();
    let after = lake.snapshot(until.map(|day| JANUARY + day * DAY)).await.unwrap();
    Between::new(&before, &after).await.unwrap()
}

/// Id, version and customer of every order.
async fn seen(between: &Between, made: &[Change]) -> String {
    let made: BTreeSet<Change> = made.iter().copied().collect();
    let sql = "select order_id || row_hash || '-' || customer_key from orders order by order_id, row_hash";
    ask(&between.with(&made), sql).await.join(" ")
}

#[tokio::test]
async fn each_change_can_be_made_alone() {
    let (_folder, lake) = changed().await;
    let between = between(&lake, None).await;
    let before = "a1-0 b1-1 c1-2 d2-3";
    assert_eq!(seen(&between, &[]).await, before);
    assert_eq!(seen(&between, &[Change::Clock]).await, before);
    assert_eq!(seen(&between, &[Change::LateRows]).await, "a1-0 b1-1 c1-2 d2-3 e1-0");
    assert_eq!(seen(&between, &[Change::NewRows]).await, "a1-0 b1-1 c1-2 d2-3 f1-4");
    assert_eq!(seen(&between, &[Change::Corrections]).await, "a1-0 b3-1 c1-2 d2-3");
    assert_eq!(seen(&between, &[Change::Deletions]).await, "a1-0 b1-1 d2-3");
    assert_eq!(seen(&between, &[Change::Refunds, Change::Rates]).await, before);
    assert_eq!(seen(&between, &[Change::Links]).await, "a1-0 b1-0 c1-2 d2-3");
    let rows = [Change::LateRows, Change::NewRows, Change::Corrections, Change::Deletions, Change::Links];
    assert_eq!(seen(&between, &rows).await, "a1-0 b3-0 d2-3 e1-0 f1-4");
    assert_eq!(seen(&between, &Change::ALL).await, "a1-0 b3-0 d2-3 e1-0 f1-4");
}

#[tokio::test]
async fn the_later_state_may_be_past_too() {
    let (_folder, lake) = changed().await;
    let between = between(&lake, Some(52)).await;
    let rows = [Change::LateRows, Change::NewRows, Change::Corrections, Change::Deletions, Change::Links];
    assert_eq!(seen(&between, &rows).await, "a1-0 b2-1 c1-2 d2-3 e1-0");
    assert_eq!(seen(&between, &Change::ALL).await, "a1-0 b2-1 c1-2 d2-3 e1-0");
}

#[tokio::test]
async fn every_row_that_changed_is_told_once_with_what_brought_it() {
    let (_folder, lake) = changed().await;
    let brought = between(&lake, None).await.brought().await.unwrap();
    let told: Vec<_> = brought
        .iter()
        .map(|row| {
            let day = row.at_us.map(|at_us| (at_us - JANUARY) / DAY);
            (row.change, row.table, row.import, row.file.as_str(), day, row.rows)
        })
        .collect();
    let expected = [
        (Change::LateRows, "orders", Some(3), "rows.csv", Some(5), 1),
        (Change::NewRows, "orders", Some(4), "rows.csv", Some(51), 1),
        (Change::Corrections, "orders", Some(4), "rows.csv", Some(2), 1),
        (Change::Deletions, "orders", None, "rows.csv", Some(3), 1),
        (Change::Links, "identities", None, "merge", None, 1),
    ];
    assert_eq!(told, expected);
}
