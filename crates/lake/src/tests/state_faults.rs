//! `tenure.db` full, busy, not writable and damaged: the error says so, and nothing is half done.

use std::fs;
use std::time::Duration;

use super::*;

const BEFORE: [&str; 1] = ["a 1 0 2024-01"];

async fn one_order() -> (TempDir, Lake) {
    let (folder, lake) = empty().await;
    import(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    (folder, lake)
}

fn set(lake: &Lake, pragma: &str, value: i64) {
    lake.state().connection().pragma_update(None, pragma, value).unwrap();
}

#[tokio::test]
async fn a_full_state_says_so_and_the_import_can_be_run_again() {
    let (_folder, lake) = one_order().await;
    // Room for a few more rows, then none: the import fails in the middle of its publication.
    let blob = "insert into keys values ('filling', randomblob(3000))";
    lake.state().connection().execute(blob, []).unwrap();
    let pages: i64 = lake.state().connection().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    set(&lake, "max_page_count", pages);
    let many: Vec<_> = (0..400).map(|_| order("c", 3, "eve", 3)).collect();
    let mut import = begin(&lake, 60, &[batch(&ORDERS, &many[..1])]).await;
    import.write(with_customers(400)).await.unwrap();
    let said = Box::new(import).commit(LENIENT).await.unwrap_err().to_string();
    assert!(said.contains("no room left") && said.contains("unchanged"), "{said}");
    assert_eq!(orders(&lake, None).await, BEFORE);

    set(&lake, "max_page_count", 1_000_000);
    let mut import = begin(&lake, 60, &[batch(&ORDERS, &many[..1])]).await;
    import.write(with_customers(400)).await.unwrap();
    let receipt = Box::new(import).commit(LENIENT).await.unwrap();
    assert_eq!((receipt.import, receipt.new_customers), (2, 401));
}

/// As many orders as customers, so that the publication has many rows.
fn with_customers(count: usize) -> CanonicalBatch {
    let names: Vec<&'static str> = (0..count).map(|number| &*format!("customer {number:09}").leak()).collect();
    let rows: Vec<_> = names.iter().map(|name| order(&name[9..], 1, name, 2)).collect();
    batch(&ORDERS, &rows)
}

#[tokio::test]
async fn a_state_that_another_program_holds_says_so() {
    let (folder, lake) = one_order().await;
    let other = rusqlite::Connection::open(folder.path().join("tenure.db")).unwrap();
    let import = begin(&lake, 60, &[batch(&ORDERS, &[order("b", 2, "bob", 2)])]).await;
    lake.state().connection().busy_timeout(Duration::from_millis(1)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let said = Box::new(import).commit(LENIENT).await.unwrap_err().to_string();
    assert!(said.contains("another program holds tenure.db"), "{said}");
    assert_eq!(orders(&lake, None).await, BEFORE);
    other.execute_batch("rollback").unwrap();
    import_again(&lake).await;
}

#[tokio::test]
async fn a_state_that_may_not_be_written_says_so() {
    let (_folder, lake) = one_order().await;
    let import = begin(&lake, 60, &[batch(&ORDERS, &[order("b", 2, "bob", 2)])]).await;
    set(&lake, "query_only", 1);
    let said = Box::new(import).commit(LENIENT).await.unwrap_err().to_string();
    assert!(said.contains("may not be written"), "{said}");
    set(&lake, "query_only", 0);
    assert_eq!(orders(&lake, None).await, BEFORE);
    import_again(&lake).await;
}

async fn import_again(lake: &Lake) {
    import(lake, 60, &[batch(&ORDERS, &[order("b", 2, "bob", 2)])]).await;
    assert_eq!(orders(lake, None).await, ["a 1 0 2024-01", "b 2 1 2024-01"]);
}

#[tokio::test]
async fn a_damaged_state_is_refused_with_the_way_out() {
    let (folder, lake) = one_order().await;
    drop(lake);
    let path = folder.path().join("tenure.db");
    let whole = fs::read(&path).unwrap();
    let mut torn = whole.clone();
    // Pages behind the first, which still says that it is a database.
    torn[4096..].fill(0x5a);
    for (damaged, what) in
        [(b"not a database at all, although it has this name".to_vec(), "text"), (torn, "torn pages")]
    {
        let _ = fs::remove_file(folder.path().join("tenure.db-wal"));
        let _ = fs::remove_file(folder.path().join("tenure.db-shm"));
        fs::write(&path, &damaged).unwrap();
        let refused = match Lake::open(folder.path()).await {
            Err(refused) => refused.to_string(),
            Ok(lake) => lake.snapshot(None).await.unwrap_err().to_string(),
        };
        assert!(refused.contains("damaged") && refused.contains("backup"), "{what}: {refused}");
    }
    fs::write(&path, whole).unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    assert_eq!(orders(&lake, None).await, BEFORE);
}
