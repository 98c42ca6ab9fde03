//! Workspaces that another version of tenure wrote.

use std::collections::BTreeMap;

use arrow::datatypes::{DataType, Field, Schema};
use datafusion::prelude::{col, lit};

use super::*;
use crate::delta::Attempt;
use crate::evolve;
use crate::state::{Publication, Published};
use crate::stored::Stored;

/// The columns of every table as a released tenure wrote them: `table.column type`, and `!` where they must not be empty.
const VERSION_1: &str = include_str!("version_1_columns.txt");

fn all_stored() -> Vec<Stored> {
    let canonical = model::tables::TABLES.into_iter().map(Stored::canonical);
    canonical.chain([Stored::identities(), Stored::quarantine()]).collect()
}

#[test]
fn columns_are_only_added_and_may_then_be_empty() {
    let released: BTreeMap<&str, &str> = VERSION_1.lines().filter_map(|line| line.split_once(' ')).collect();
    let tables: Vec<&str> = released.keys().filter_map(|name| name.split_once('.')).map(|(table, _)| table).collect();
    let mut found = BTreeMap::new();
    for stored in all_stored() {
        for field in evolve::schema(&stored).unwrap().fields() {
            let must = if field.is_nullable() { "" } else { "!" };
            found.insert(format!("{}.{}", stored.name, field.name()), format!("{}{must}", field.data_type()));
        }
    }
    for (column, kind) in &released {
        let now = found.get(*column).map(String::as_str);
        assert!(now == Some(*kind) || now == kind.strip_suffix('!'), "{column} was {kind} and is {now:?}");
    }
    for (column, kind) in &found {
        let table = column.split_once('.').unwrap().0;
        let fresh = tables.contains(&table) && !released.contains_key(column.as_str());
        assert!(!fresh || !kind.ends_with('!'), "rows of earlier workspaces have no {column}: it must be optional");
    }
}

/// Orders as a tenure wrote them that knew neither currencies nor channels.
fn earlier_orders(change: impl Fn(&Field) -> Option<Field>) -> Stored {
    let stored = Stored::canonical(&ORDERS);
    let fields: Vec<_> = stored.schema.fields().iter().filter_map(|field| change(field)).collect();
    Stored { schema: Arc::new(Schema::new(fields)), measured: vec!["ordered_at"], ..stored }
}

fn without_currency_and_channel(field: &Field) -> Option<Field> {
    (!matches!(field.name().as_str(), "currency" | "channel")).then(|| field.clone())
}

/// Writes the table of orders anew as another tenure would have.
async fn rewrite_orders(folder: &Path, lake: &Lake, earlier: &Stored) {
    let snapshot = lake.snapshot(None).await.unwrap();
    let context = SessionContext::new();
    let rows = context.read_table(snapshot.provider("orders").unwrap()).unwrap();
    let now = Stored::canonical(&ORDERS);
    let columns = earlier.schema.fields().iter().map(|field| match now.schema.field_with_name(field.name()) {
        Ok(_) => datafusion::logical_expr::cast(col(field.name()), field.data_type().clone()).alias(field.name()),
        Err(_) => lit("from tomorrow").alias(field.name()),
    });
    let rows = rows.select(columns.collect::<Vec<_>>()).unwrap().collect().await.unwrap();
    std::fs::remove_dir_all(folder.join("lake/orders")).unwrap();
    let writing = lake.write_unswept().await.unwrap();
    let context = crate::session::writing(&folder.join("lake/_staging")).unwrap();
    let attempt = Attempt { context: &context, number: writing.state.begin_attempt().unwrap() };
    let plan = context.read_batches(rows).unwrap().into_unoptimized_plan();
    let version = writing.tables.append(earlier, plan, &attempt).await.unwrap();
    let tables = [("orders".to_owned(), Published { version, ..Published::default() })].into();
    writing.state.publish(&Publication { at_us: Micros::MIN, tables, ..Publication::default() }).unwrap();
}

fn sold(id: &'static str, hash: i64, channel: &str) -> CanonicalBatch {
    let mut batch = batch(&ORDERS, &[order(id, hash, "ann", 1)]);
    let place = batch.rows.schema().index_of("channel").unwrap();
    let mut columns = batch.rows.columns().to_vec();
    columns[place] = Arc::new(StringArray::from(vec![channel]));
    batch.rows = RecordBatch::try_new(batch.rows.schema(), columns).unwrap();
    batch
}

#[tokio::test]
async fn a_table_of_fewer_columns_is_read_padded_and_widened_by_the_next_import() {
    let (folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1), order("b", 2, "bob", 40)])]).await;
    rewrite_orders(folder.path(), &lake, &earlier_orders(without_currency_and_channel)).await;
    let channels = "select order_id, row_hash, channel, currency from orders order by order_id";

    let lake = Lake::open(folder.path()).await.unwrap();
    let before = lake.snapshot(None).await.unwrap();
    assert_eq!(ask(&before, channels).await, ["a 1  ", "b 2  "]);
    assert_eq!(ask(&before, "select channel from orders").await, ["", ""]);
    assert_eq!(ask(&before, "select count(*) from orders where channel is null and row_hash = 2").await, ["1"]);
    assert_eq!(ask(&before, "select order_id from orders where channel = 'shop'").await, Vec::<String>::new());
    assert_eq!(before.provider("orders").unwrap().schema(), ORDERS.lake_schema());

    // A correction rewrites old files, a new row appends; the reader of before sees neither.
    let receipt =
        import(&lake, 60, &[sold("a", 9, "till"), sold("c", 3, "web"), batch(&ORDERS, &[order("b", 2, "bob", 40)])])
            .await;
    assert_eq!(counts(&receipt, "orders"), (1, 1, 1, 0));
    let after = lake.snapshot(None).await.unwrap();
    assert_eq!(ask(&after, channels).await, ["a 9 till ", "b 2  ", "c 3 web "]);
    assert_eq!(ask(&before, channels).await, ["a 1  ", "b 2  "]);
    let then = lake.snapshot(Some(JANUARY + 55 * DAY)).await.unwrap();
    assert_eq!(ask(&then, channels).await, ["a 1  ", "b 2  "]);
    let log = std::fs::read_dir(folder.path().join("lake/orders/_delta_log")).unwrap();
    let log: String = log.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    assert!(log.contains("ordered_at,customer_key,loaded_at"), "statistics are kept of the present columns");
}

#[tokio::test]
async fn a_killed_import_that_widened_a_table_leaves_it_as_it_was() {
    let (folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    rewrite_orders(folder.path(), &lake, &earlier_orders(without_currency_and_channel)).await;
    kill(&lake, 60, &[sold("c", 3, "web")]).await;
    assert_eq!(orders(&lake, None).await, ["a 1 0 2024-01"]);
    import(&lake, 60, &[sold("c", 3, "web")]).await;
    let channels = "select order_id, channel from orders order by order_id";
    assert_eq!(ask(&lake.snapshot(None).await.unwrap(), channels).await, ["a ", "c web"]);
}

#[tokio::test]
async fn a_column_that_may_be_empty_now_is_relaxed() {
    let (folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    let strict =
        earlier_orders(|field| Some(field.clone().with_nullable(field.is_nullable() && field.name() != "order_id")));
    rewrite_orders(folder.path(), &lake, &strict).await;
    let mut nameless = batch(&ORDERS, &[order("c", 3, "ann", 3)]);
    let mut columns = nameless.rows.columns().to_vec();
    columns[0] = Arc::new(StringArray::from(vec![None::<&str>]));
    nameless.rows = RecordBatch::try_new(nameless.rows.schema(), columns).unwrap();
    import(&lake, 60, &[nameless]).await;
    assert_eq!(orders(&lake, None).await, ["a 1 0 2024-01", " 3 0 2024-01"]);
}

#[tokio::test]
async fn a_column_of_another_type_is_refused_with_the_way_out() {
    let (folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    let other = earlier_orders(|field| {
        let kind = if field.name() == "amount" { DataType::Utf8 } else { field.data_type().clone() };
        Some(Field::new(field.name(), kind, field.is_nullable()))
    });
    rewrite_orders(folder.path(), &lake, &other).await;
    let refused = Box::new(begin(&lake, 60, &[batch(&ORDERS, &[order("b", 2, "ann", 2)])]).await).commit(LENIENT).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("`amount` of `orders`") && said.contains("tenure init"), "{said}");
    let context = SessionContext::new();
    lake.snapshot(None).await.unwrap().register(&context).unwrap();
    let said = context.sql("select * from orders").await.unwrap().collect().await.unwrap_err().to_string();
    assert!(said.contains("`amount` of `orders`") && said.contains("tenure init"), "{said}");
}

#[tokio::test]
async fn what_a_newer_tenure_added_is_left_out_by_readers_and_refused_to_writers() {
    let (folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    let mut newer = earlier_orders(|field| Some(field.clone()));
    let fields = newer.schema.fields().iter().map(|field| field.as_ref().clone());
    newer.schema = Arc::new(Schema::new(fields.chain([Field::new("mood", DataType::Utf8, true)]).collect::<Vec<_>>()));
    rewrite_orders(folder.path(), &lake, &newer).await;
    assert_eq!(orders(&lake, None).await, ["a 1 0 2024-01"]);
    let refused = Box::new(begin(&lake, 60, &[batch(&ORDERS, &[order("b", 2, "ann", 2)])]).await).commit(LENIENT).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("`mood`") && said.contains("update tenure"), "{said}");
}
