//! The lake as a whole, in a temporary folder.

mod between;
mod evolution;
mod faults;
mod forget;
mod identity;
mod maintain;
mod quarantine;
mod refunds;
mod state_faults;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use arrow::array::{
    ArrayRef, AsArray, BinaryArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, new_null_array,
};
use arrow::util::display::array_value_to_string;
use datafusion::prelude::SessionContext;
use model::tables::{CUSTOMERS, EVENTS, ORDERS};
use model::{
    Bar, CanonicalBatch, CustomerKey, Micros, Place, Receipt, Recipe, Reject, Rule, Sink, SinkError, Table, Watermark,
};
use tempfile::TempDir;

use crate::{Import, Lake, LakeError, LinkId, OutsideId, RejectFilter, Snapshot};

/// 2024-01-01T00:00:00Z.
const JANUARY: Micros = 1_704_067_200_000_000;
const DAY: Micros = 86_400_000_000;
const LENIENT: Bar = Bar { most_bad_share: 0.5, rows_read: 100 };

/// One row: identity, content, customer, visitor, day after the first of January.
#[derive(Clone, Copy)]
struct Row(&'static str, i64, Option<&'static str>, Option<&'static str>, i64);

fn order(id: &'static str, hash: i64, customer: &'static str, day: i64) -> Row {
    Row(id, hash, Some(customer), None, day)
}

fn batch(table: &'static Table, rows: &[Row]) -> CanonicalBatch {
    let texts =
        |of: &dyn Fn(&Row) -> Option<String>| -> ArrayRef { Arc::new(rows.iter().map(of).collect::<StringArray>()) };
    let schema = table.import_schema();
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "customer_id" => texts(&|row| row.2.map(str::to_owned)),
            "anonymous_id" => texts(&|row| row.3.map(str::to_owned)),
            "order_id" => texts(&|row| Some(row.0.to_owned())),
            "name" => texts(&|row| Some(row.1.to_string())),
            "namespace" | "source_name" => texts(&|_| Some("shop".to_owned())),
            "source_file" => texts(&|_| Some("rows.csv".to_owned())),
            "source_line" => Arc::new(Int64Array::from_iter_values(1..=rows.len() as i64)),
            "row_hash" => Arc::new(rows.iter().map(|row| Some(row.1)).collect::<Int64Array>()),
            "row_id" => Arc::new(BinaryArray::from_iter_values(rows.iter().map(|row| {
                let mut id = [0; 16];
                id[..row.0.len()].copy_from_slice(row.0.as_bytes());
                id
            }))),
            name if Some(name) == table.time => Arc::new(
                TimestampMicrosecondArray::from_iter_values(rows.iter().map(|row| JANUARY + row.4 * DAY))
                    .with_timezone("UTC"),
            ),
            _ => new_null_array(field.data_type(), rows.len()),
        }
    });
    let columns: Vec<_> = columns.collect();
    // Required columns that these tests do not fill are amounts of money.
    let columns = columns.into_iter().zip(schema.fields()).map(|(column, field)| {
        if column.null_count() == 0 || field.is_nullable() {
            return column;
        }
        arrow::compute::cast(&Int64Array::from(vec![7; rows.len()]), field.data_type()).unwrap()
    });
    CanonicalBatch { table, rows: RecordBatch::try_new(schema.clone(), columns.collect()).unwrap() }
}

async fn begin(lake: &Lake, day: i64, batches: &[CanonicalBatch]) -> Import {
    let mut import = lake.import(JANUARY + day * DAY).await.unwrap();
    for batch in batches {
        import.write(batch.clone()).await.unwrap();
    }
    import
}

async fn import(lake: &Lake, day: i64, batches: &[CanonicalBatch]) -> Receipt {
    Box::new(begin(lake, day, batches).await).commit(LENIENT).await.unwrap()
}

async fn ask(snapshot: &Snapshot, sql: &str) -> Vec<String> {
    let context = SessionContext::new();
    snapshot.register(&context).unwrap();
    lines(&context, sql).await
}

async fn lines(context: &SessionContext, sql: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for batch in context.sql(sql).await.unwrap().collect().await.unwrap() {
        for row in 0..batch.num_rows() {
            let values = batch.columns().iter().map(|column| array_value_to_string(column, row).unwrap());
            lines.push(values.collect::<Vec<_>>().join(" "));
        }
    }
    lines
}

const ORDERS_SQL: &str = "select order_id, row_hash, customer_key, month from orders order by order_id, row_hash";

async fn orders(lake: &Lake, as_of_day: Option<i64>) -> Vec<String> {
    let snapshot = lake.snapshot(as_of_day.map(|day| JANUARY + day * DAY)).await.unwrap();
    ask(&snapshot, ORDERS_SQL).await
}

async fn empty() -> (TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    (folder, lake)
}

fn counts(receipt: &Receipt, table: &str) -> (u64, u64, u64, u64) {
    let counts = receipt.tables[table];
    (counts.accepted, counts.unchanged, counts.updated, counts.quarantined)
}

#[tokio::test]
async fn importing_the_same_rows_twice_changes_nothing() {
    let (_folder, lake) = empty().await;
    let rows = [batch(&ORDERS, &[order("a", 1, "ann", 1), order("b", 2, "bob", 40), Row("c", 3, None, None, 2)])];
    let first = import(&lake, 50, &rows).await;
    assert_eq!((first.import, first.new_customers, first.unknown_customers), (1, 2, 2));
    assert_eq!(counts(&first, "orders"), (3, 0, 0, 0));
    let before = lake.snapshot(None).await.unwrap();

    let second = import(&lake, 51, &rows).await;
    assert_eq!((second.import, second.new_customers), (2, 0));
    assert_eq!(counts(&second, "orders"), (0, 3, 0, 0));
    let after = lake.snapshot(None).await.unwrap();
    assert_eq!(before.id(), after.id());
    let expected = ["a 1 0 2024-01", "b 2 1 2024-02", "c 3  2024-01"];
    assert_eq!(ask(&after, ORDERS_SQL).await, expected);
    assert_eq!(after.sources()[0].rows, 3);
    assert_eq!(after.tables(), [&ORDERS]);
    assert_eq!(after.files("orders").await.unwrap().len(), 2);
    assert_eq!(after.imports().len(), 2);
}

#[tokio::test]
async fn a_folder_of_any_name_is_used_as_it_is_named() {
    // Paths become URLs and patterns on their way: this one has what these escape.
    let (name, folder) = ("acme & söhne 100% #1? [a*] x@y:z^|", tempfile::tempdir().unwrap());
    let lake = Lake::open(&folder.path().join(name)).await.unwrap();
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    import(&lake, 51, &[batch(&ORDERS, &[order("a", 2, "ann", 1)])]).await;
    assert_eq!(orders(&lake, None).await, ["a 2 0 2024-01"]);
    let made: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(made, [name]);
}

#[tokio::test]
async fn a_correction_closes_the_old_version_and_both_can_be_asked_for() {
    let (_folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1), order("b", 2, "ann", 2)])]).await;
    let then = lake.snapshot(Some(JANUARY + 55 * DAY)).await.unwrap();
    // The corrected order also moves to another month and another customer.
    let receipt = import(&lake, 60, &[batch(&ORDERS, &[order("a", 9, "bob", 45), order("b", 2, "ann", 2)])]).await;
    assert_eq!(counts(&receipt, "orders"), (0, 1, 1, 0));

    assert_eq!(orders(&lake, None).await, ["a 9 1 2024-02", "b 2 0 2024-01"]);
    assert_eq!(orders(&lake, Some(60)).await, ["a 9 1 2024-02", "b 2 0 2024-01"]);
    assert_eq!(orders(&lake, Some(59)).await, ["a 1 0 2024-01", "b 2 0 2024-01"]);
    assert_eq!(orders(&lake, Some(49)).await, Vec::<String>::new());
    assert_eq!(ask(&then, ORDERS_SQL).await, ["a 1 0 2024-01", "b 2 0 2024-01"]);
    let again = lake.snapshot(Some(JANUARY + 55 * DAY)).await.unwrap();
    assert_eq!(then.id(), again.id());
    assert_eq!((then.key_bound(), again.key_bound()), (1, 1));
    assert_ne!(then.id(), lake.snapshot(None).await.unwrap().id());
}

#[tokio::test]
async fn the_first_of_contradictory_rows_counts_and_the_others_are_quarantined() {
    let (_folder, lake) = empty().await;
    let rows = [order("a", 1, "ann", 1), order("b", 2, "bob", 2), order("a", 1, "ann", 1), order("a", 3, "ann", 1)];
    let receipt = import(&lake, 50, &[batch(&ORDERS, &rows)]).await;
    assert_eq!(counts(&receipt, "orders"), (2, 1, 0, 1));
    assert_eq!(orders(&lake, None).await, ["a 1 0 2024-01", "b 2 1 2024-01"]);
    let reject = &receipt.rejects[0];
    assert_eq!((reject.place.line, reject.rule), (4, Rule::Duplicate));
    assert!(reject.message.to_string().ends_with("rows.csv:1"), "{}", reject.message);
    assert!(reject.raw.contains("\"order_id\":\"a\""), "{}", reject.raw);

    let again = import(&lake, 51, &[batch(&ORDERS, &rows)]).await;
    assert_eq!(counts(&again, "orders"), (0, 3, 0, 1));
    let kept = lake.snapshot(None).await.unwrap().rejects(&RejectFilter::default()).await.unwrap();
    assert_eq!(kept.len(), 1, "the same bad row is kept once");
    assert_eq!((kept[0].import, kept[0].rule.as_str(), kept[0].place.line), (1, "duplicate", 4));
}

fn reject(raw: &str) -> Reject {
    let message = Rule::Missing.message().with("column", "order_id");
    let place = Place { file: "rows.csv".to_owned(), line: 7 };
    let recipe = Recipe {
        target: "orders".to_owned(),
        source: "shop".to_owned(),
        namespace: "shop".to_owned(),
        mapping: None,
        header: vec!["order_id".to_owned()],
        delimiter: Some(';'),
        time_zone: "Europe/Berlin".to_owned(),
        day_order: None,
        day_orders: Default::default(),
        decimal_sign: None,
        decimal_signs: Default::default(),
        currency: None,
    };
    Reject {
        table: "orders",
        place,
        rule: Rule::Missing,
        message,
        raw: raw.to_owned(),
        recipe: Arc::new(recipe),
        replaces: None,
    }
}

#[tokio::test]
async fn an_import_below_the_bar_leaves_no_trace() {
    let (folder, lake) = empty().await;
    let mut import = begin(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    import.reject(vec![reject("x"), reject("y")]).await.unwrap();
    let refused = Box::new(import).commit(Bar { most_bad_share: 0.1, rows_read: 3 }).await;
    assert!(matches!(refused, Err(SinkError::TooManyBad { bad: 2, read: 3, .. })), "{refused:?}");

    let left: Vec<_> = std::fs::read_dir(folder.path().join("lake")).unwrap().collect();
    assert_eq!(left.len(), 1, "only the lock file: {left:?}");
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!((snapshot.imports().len(), snapshot.key_bound()), (0, 0));
    assert!(snapshot.rejects(&RejectFilter::default()).await.unwrap().is_empty());
}

#[tokio::test]
async fn rejects_are_kept_word_for_word() {
    let (_folder, lake) = empty().await;
    let mut import = begin(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    import.reject(vec![reject("x;;"), reject("x;;")]).await.unwrap();
    let receipt = Box::new(import).commit(LENIENT).await.unwrap();
    assert_eq!(counts(&receipt, "orders"), (1, 0, 0, 2));
    let snapshot = lake.snapshot(None).await.unwrap();
    let kept = snapshot.rejects(&RejectFilter::default()).await.unwrap();
    assert_eq!(kept.len(), 2, "two bad rows alike are two bad rows");
    assert_eq!((kept[0].raw.as_str(), kept[0].place.line, kept[0].table.as_str()), ("x;;", 7, "orders"));
    assert_eq!(ask(&snapshot, "select rule, raw from quarantine").await, ["missing x;;", "missing x;;"]);
    let original = reject("x;;");
    assert_eq!((&kept[0].message, kept[0].recipe.as_ref()), (&original.message, Some(&original.recipe)));
    assert_eq!(kept[0].closed_at_us, None);
}

/// Everything a reader can see, for comparing two lakes.
async fn everything(lake: &Lake) -> Vec<String> {
    let snapshot = lake.snapshot(None).await.unwrap();
    let mut all = ask(&snapshot, ORDERS_SQL).await;
    all.extend(ask(&snapshot, "select customer_id, customer_key, import from customers order by customer_id").await);
    all.extend(ask(&snapshot, "select * from identities order by customer_key, link").await);
    all.push(format!("{} {} {:?}", snapshot.id(), snapshot.key_bound(), snapshot.sources()));
    all
}

async fn kill(lake: &Lake, day: i64, batches: &[CanonicalBatch]) {
    begin(lake, day, batches).await.land_and_die(LENIENT).await;
}

#[tokio::test]
async fn a_killed_import_done_again_equals_one_clean_import() {
    let first = [batch(&ORDERS, &[order("a", 1, "ann", 1), order("b", 2, "bob", 2)])];
    let second = [
        batch(&ORDERS, &[order("c", 3, "eve", 3), order("a", 7, "bob", 40)]),
        batch(&CUSTOMERS, &[Row("x", 1, Some("joe"), None, 0), Row("y", 1, Some("eve"), None, 0)]),
    ];
    let other = [batch(&ORDERS, &[order("z", 3, "zoe", 3), order("b", 8, "zoe", 40)])];
    let (_clean_folder, clean) = empty().await;
    import(&clean, 50, &first).await;
    import(&clean, 60, &second).await;

    let (_folder, lake) = empty().await;
    kill(&lake, 50, &other).await;
    import(&lake, 50, &first).await;
    let before = orders(&lake, None).await;
    kill(&lake, 55, &other).await;
    assert_eq!(orders(&lake, None).await, before, "nothing unpublished is seen");
    kill(&lake, 60, &second).await;
    import(&lake, 60, &second).await;
    assert_eq!(everything(&lake).await, everything(&clean).await);
}

fn outside(namespace: &str, id: &str) -> OutsideId {
    OutsideId { namespace: namespace.to_owned(), id: id.to_owned() }
}

#[tokio::test]
async fn merges_map_keys_and_can_be_undone_in_any_order() {
    let (_folder, lake) = empty().await;
    let rows = [order("a", 1, "ann", 1), order("b", 1, "bob", 1), order("c", 1, "eve", 1)];
    import(&lake, 50, &[batch(&ORDERS, &rows)]).await;
    let keys =
        async || ask(&lake.snapshot(None).await.unwrap(), "select customer_key from orders order by order_id").await;
    let (ann, bob, eve) = (outside("shop", "ann"), outside("shop", "bob"), outside("shop", "eve"));
    let day = |day| JANUARY + day * DAY;

    let first = lake.merge(&eve, &bob, day(51)).await.unwrap();
    assert_eq!(lake.merge(&bob, &eve, day(51)).await.unwrap(), first, "a second merge of the same two is the first");
    assert_eq!(keys().await, ["0", "1", "1"]);
    let second = lake.merge(&bob, &ann, day(52)).await.unwrap();
    assert_eq!(keys().await, ["0", "0", "0"]);
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!(snapshot.find("eve").unwrap(), [CustomerKey(0)]);
    assert_eq!(snapshot.outside_ids(CustomerKey(2)).unwrap(), [ann.clone(), bob.clone(), eve.clone()]);

    lake.undo_merge(first, day(53)).await.unwrap();
    assert_eq!(keys().await, ["0", "0", "2"]);
    lake.undo_merge(second, day(54)).await.unwrap();
    assert_eq!(keys().await, ["0", "1", "2"]);
    let then = lake.snapshot(Some(day(52))).await.unwrap();
    assert_eq!(ask(&then, "select distinct customer_key from orders").await, ["0"]);
    assert_eq!(then.id(), snapshot.id());
    let open = "select link from identities where link is not null and undone_at is null order by link";
    assert_eq!(ask(&then, open).await, ["1", "2"]);
    assert_eq!(ask(&lake.snapshot(None).await.unwrap(), open).await, Vec::<String>::new());

    assert!(matches!(lake.undo_merge(first, day(55)).await, Err(LakeError::UndoneLink { link: 1 })));
    assert!(matches!(lake.undo_merge(LinkId(9), day(55)).await, Err(LakeError::UnknownLink { link: 9 })));
    assert!(matches!(lake.merge(&ann, &outside("crm", "ann"), day(55)).await, Err(LakeError::UnknownId { .. })));
    assert!(matches!(lake.merge(&ann, &ann, day(55)).await, Err(LakeError::SameId { .. })));
}

#[tokio::test]
async fn a_table_is_as_complete_as_its_least_complete_source() {
    let (_folder, lake) = empty().await;
    let said = async |day, through, source: &str| {
        let mut rows = batch(&ORDERS, &[Row("a", day, None, None, 1)]);
        let names: ArrayRef = Arc::new(StringArray::from(vec![source]));
        let place = rows.rows.schema().index_of("source_name").unwrap();
        let mut columns = rows.rows.columns().to_vec();
        columns[place] = names;
        rows.rows = RecordBatch::try_new(rows.rows.schema(), columns).unwrap();
        let mut import = begin(&lake, day, &[rows]).await;
        let complete_through_us = JANUARY + through * DAY;
        import.watermark(Watermark { table: &ORDERS, source: source.to_owned(), complete_through_us });
        Box::new(import).commit(LENIENT).await.unwrap();
    };
    assert_eq!(lake.snapshot(None).await.unwrap().watermark("orders"), None);
    said(50, 30, "shop").await;
    said(51, 20, "till").await;
    said(52, 25, "shop").await;
    let at = async |as_of: Option<i64>| {
        let snapshot = lake.snapshot(as_of.map(|day| JANUARY + day * DAY)).await.unwrap();
        snapshot.watermark("orders").map(|us| (us - JANUARY) / DAY)
    };
    assert_eq!((at(Some(50)).await, at(None).await), (Some(30), Some(20)));
}

#[tokio::test]
async fn personal_data_has_no_statistics() {
    let (folder, lake) = empty().await;
    let rows = [Row("x", 31_337, Some("joe"), None, 0), Row("y", 31_338, Some("eve"), None, 0)];
    import(&lake, 50, &[batch(&CUSTOMERS, &rows)]).await;
    let log = folder.path().join("lake/customers/_delta_log/00000000000000000001.json");
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("customer_key") && !log.contains("joe") && !log.contains("31337"), "{log}");
    let file =
        folder.path().join("lake").join(&lake.snapshot(None).await.unwrap().files("customers").await.unwrap()[0]);
    let bytes = std::fs::read(file).unwrap();
    let tail = bytes.len() - bytes.len().min(4096);
    // The name's smallest and largest value stand in the data; the footer behind it must not repeat them.
    let times = bytes[tail..].windows(5).filter(|text| text == b"31337").count();
    assert!(times <= 1, "{times}");
}

#[tokio::test]
async fn a_newer_or_torn_workspace_is_refused() {
    let (folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    drop(lake);
    let state = |path: &Path| path.join("tenure.db");
    let connection = rusqlite::Connection::open(state(folder.path())).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let refused = Lake::open(folder.path()).await.unwrap_err();
    assert!(matches!(refused, LakeError::NewerSchema { found: 99, .. }), "{refused}");
    std::fs::remove_file(state(folder.path())).unwrap();
    let refused = Lake::open(folder.path()).await.unwrap_err();
    assert!(matches!(refused, LakeError::StateMissing { .. }), "{refused}");
}

#[tokio::test]
async fn tables_without_rows_are_there_and_empty() {
    let (_folder, lake) = empty().await;
    let snapshot = lake.snapshot(None).await.unwrap();
    for table in model::tables::TABLES {
        assert_eq!(ask(&snapshot, &format!("select * from {}", table.name)).await, Vec::<String>::new());
        assert_eq!(snapshot.provider(table.name).unwrap().schema(), table.lake_schema());
    }
    assert!(snapshot.provider("nothing").is_none());
    assert_eq!(ask(&snapshot, "select * from identities, quarantine").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_second_writer_waits_for_the_first() {
    let (_folder, lake) = empty().await;
    let told = Arc::new(AtomicI64::new(0));
    let telling = told.clone();
    let second = lake.clone().on_waiting(move |_| {
        telling.fetch_add(1, Ordering::SeqCst);
    });
    let first = begin(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    let waiting = tokio::spawn(async move { import(&second, 51, &[batch(&ORDERS, &[order("b", 1, "bob", 1)])]).await });
    while told.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    Box::new(first).commit(LENIENT).await.unwrap();
    assert_eq!(waiting.await.unwrap().import, 2);
    assert_eq!(orders(&lake, None).await, ["a 1 0 2024-01", "b 1 1 2024-01"]);
}

#[tokio::test]
async fn rows_have_the_types_of_the_lake_schema() {
    let (_folder, lake) = empty().await;
    import(&lake, 50, &[batch(&EVENTS, &[Row("1", 1, Some("ann"), Some("v1"), 1)])]).await;
    let context = SessionContext::new();
    lake.snapshot(None).await.unwrap().register(&context).unwrap();
    let batches = context.sql("select * from events").await.unwrap().collect().await.unwrap();
    for (field, expected) in batches[0].schema().fields().iter().zip(EVENTS.lake_schema().fields()) {
        assert_eq!((field.name(), field.data_type()), (expected.name(), expected.data_type()));
    }
    assert_eq!(batches[0].column_by_name("month").unwrap().as_string::<i32>().value(0), "2024-01");
}
