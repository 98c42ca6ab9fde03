//! Upkeep: fewer files and the same answers, of today and of every earlier day, whatever fails or reads on the way.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::store::RealDisk;
use crate::store::failing::{FailingDisk, FailingStore, Faults};
use crate::{Maintained, TableUpkeep, Upkeep};

/// Nothing that was named by an earlier version stays but for readers.
const LATER: Micros = Micros::MAX;

fn upkeep() -> Upkeep {
    Upkeep { now_us: LATER, grace_us: 0, least_files: 2, dry_run: false }
}

/// Seven imports of two months with a correction, a row in quarantine, visits and a merge.
async fn lay(lake: &Lake) {
    for (day, hash) in [(50, 1), (51, 2), (52, 3), (53, 4)] {
        let id: &'static str = ["a", "b", "c", "d"][day as usize - 50];
        let other: &'static str = ["e", "f", "g", "h"][day as usize - 50];
        let orders = batch(&ORDERS, &[order(id, hash, "ann", hash), order(other, hash, "bob", 40 + hash)]);
        let visits = [Row(id, hash, Some("bob"), Some("v1"), hash), Row(other, hash, Some("ann"), Some("v2"), hash)];
        let mut import = begin(lake, day, &[orders, batch(&EVENTS, &visits)]).await;
        import.reject(vec![reject(id)]).await.unwrap();
        Box::new(import).commit(LENIENT).await.unwrap();
    }
    import(lake, 54, &[batch(&ORDERS, &[order("a", 9, "ann", 1), order("f", 9, "eve", 42)])]).await;
    lake.merge(&outside("shop", "ann"), &outside("shop", "bob"), JANUARY + 55 * DAY).await.unwrap();
}

/// What is answered today and as of every day before.
async fn answers(lake: &Lake) -> Vec<String> {
    let mut answers = Vec::new();
    for as_of_us in (49..57).map(|day| Some(JANUARY + day * DAY)).chain([None]) {
        let snapshot = lake.snapshot(as_of_us).await.unwrap();
        answers.push(format!("{:?} {} {:?}", as_of_us, snapshot.id(), snapshot.sources()));
        for sql in [
            "select * from orders order by order_id, row_hash",
            "select * from events order by row_id, row_hash",
            "select * from identities order by customer_key, link",
            "select * from quarantine order by raw, loaded_at",
        ] {
            answers.extend(ask(&snapshot, sql).await);
        }
        if let Some(versions) = snapshot.versions("orders").unwrap() {
            let context = SessionContext::new();
            context.register_table("versions", versions).unwrap();
            answers.extend(lines(&context, "select * from versions order by order_id, row_hash").await);
        }
    }
    answers
}

fn of<'a>(done: &'a Maintained, name: &str) -> &'a TableUpkeep {
    done.tables.iter().find(|table| table.table == name).unwrap()
}

fn data_files(folder: &Path, table: &str) -> Vec<PathBuf> {
    let mut files = super::faults::files(&folder.join("lake").join(table));
    files.retain(|path| !path.to_str().unwrap().contains("_delta_log"));
    files
}

#[tokio::test]
async fn fewer_files_give_the_same_answers_today_and_of_every_earlier_day() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    let before = answers(&lake).await;
    let would = lake.maintain(&Upkeep { dry_run: true, ..upkeep() }).await.unwrap();
    assert_eq!(answers(&lake).await, before);
    assert!(lake.is_crowded(4).await.unwrap() && !lake.is_crowded(9).await.unwrap());
    let files = data_files(folder.path(), "orders").len();

    let done = lake.maintain(&upkeep()).await.unwrap();
    assert_eq!(answers(&lake).await, before);
    let (orders, events) = (of(&done, "orders"), of(&done, "events"));
    assert_eq!((orders.files_after, events.files_after), (2, 1), "one a month");
    assert!(orders.files_before > 6 && events.files_before == 4, "{done:?}");
    for (would, did) in would.tables.iter().zip(&done.tables) {
        let told = |table: &TableUpkeep| (table.table.clone(), table.files_before, table.files_after);
        assert_eq!(told(would), told(did));
        assert_eq!(would.bytes_after, None);
    }
    assert_eq!(data_files(folder.path(), "orders").len(), 2);
    assert_eq!(orders.removed_files, files as u64, "each held rows of an earlier version");
    assert!(orders.bytes_after.unwrap() < orders.bytes_before);

    let again = lake.maintain(&upkeep()).await.unwrap();
    assert!(again.tables.iter().all(|table| table.files_before == table.files_after && table.removed_files == 0));
    lay_more(&lake).await;
    let reopened = Lake::open(folder.path()).await.unwrap();
    assert!(answers(&reopened).await.len() > before.len(), "and is written to as before");
}

async fn lay_more(lake: &Lake) {
    let told = import(lake, 56, &[batch(&ORDERS, &[order("a", 9, "ann", 1), order("n", 1, "new", 3)])]).await;
    assert_eq!(counts(&told, "orders"), (1, 1, 0, 0));
}

#[tokio::test]
async fn merged_events_lie_by_customer_then_time() {
    let (_folder, lake) = empty().await;
    lay(&lake).await;
    lake.maintain(&upkeep()).await.unwrap();
    let snapshot = lake.snapshot(None).await.unwrap();
    let context = SessionContext::new();
    // Each customer under their own key: what they were merged with changes no row.
    context.register_table("events", snapshot.provider("events").unwrap()).unwrap();
    let rows = "select customer_key, ts from events";
    let lie = lines(&context, rows).await;
    assert_eq!(lie, lines(&context, &format!("{rows} order by customer_key nulls last, ts")).await);
    assert_eq!(lie.len(), 8);
}

#[tokio::test]
async fn a_file_stays_while_a_snapshot_reads_it() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    let pinned = Lake::open(folder.path()).await.unwrap().snapshot(None).await.unwrap();
    let before = data_files(folder.path(), "orders");
    let done = lake.maintain(&upkeep()).await.unwrap();
    assert_eq!(of(&done, "orders").files_after, 2);
    let named = pinned.files("orders").await.unwrap();
    assert!(named.len() > 2 && named.iter().all(|file| folder.path().join("lake").join(file).exists()));
    let expected = ask(&lake.snapshot(None).await.unwrap(), ORDERS_SQL).await;
    assert_eq!(ask(&pinned, ORDERS_SQL).await, expected);
    // A table that was taken from a snapshot reads as long as it lives, too.
    let provider = pinned.provider("orders").unwrap();
    drop(pinned);
    lake.maintain(&upkeep()).await.unwrap();
    assert!(named.iter().all(|file| folder.path().join("lake").join(file).exists()));
    let context = SessionContext::new();
    context.register_table("orders", provider).unwrap();
    assert_eq!(lines(&context, "select count(*) from orders").await, ["8"]);
    drop(context);
    let done = lake.maintain(&upkeep()).await.unwrap();
    assert_eq!(of(&done, "orders").removed_files, named.len() as u64);
    assert!(before.iter().all(|file| !file.exists()));
}

#[tokio::test]
async fn files_stay_for_the_grace() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    let before = data_files(folder.path(), "orders");
    // By this clock everything that the machine's clock has seen lies ahead.
    let early = Upkeep { now_us: JANUARY, grace_us: 0, ..upkeep() };
    let done = lake.maintain(&early).await.unwrap();
    assert_eq!((of(&done, "orders").files_after, of(&done, "orders").removed_files), (2, 0));
    assert!(before.iter().all(|file| file.exists()));
}

#[tokio::test]
async fn a_long_log_is_shortened_to_its_checkpoint() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    for day in 60..70 {
        let id: &'static str = format!("o{day}").leak();
        import(&lake, day, &[batch(&ORDERS, &[order(id, 1, "ann", 3)])]).await;
    }
    let before = answers(&lake).await;
    let log = folder.path().join("lake/orders/_delta_log");
    let entries = || {
        super::faults::files(&log).into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).count()
    };
    let many = entries();
    lake.maintain(&upkeep()).await.unwrap();
    assert!(entries() < 3 && many > 15, "{many} entries, then {}", entries());
    assert_eq!(answers(&lake).await, before);
    lay_more(&lake).await;
    lake.maintain(&upkeep()).await.unwrap();
    assert_eq!(data_files(folder.path(), "orders").len(), 2);
}

/// Upkeep that fails at one of its calls, alone or with all that follow: answers are what they were, and doing it again does what
/// undisturbed upkeep does.
async fn disturb(points: impl Iterator<Item = i64>, lasting: bool) {
    let (ground, lake) = empty().await;
    lay(&lake).await;
    let before = answers(&lake).await;
    drop(lake);
    let mut refused = 0;
    for calls in points {
        let folder = super::faults::copy(ground.path());
        let faults = Faults::none();
        let store = Arc::new(FailingStore::new(faults.clone()));
        let lake = Lake::open_on(folder.path(), store, Arc::new(FailingDisk(faults.clone()))).unwrap();
        faults.after(calls, lasting);
        let result = lake.maintain(&upkeep()).await;
        faults.over();
        drop(lake);
        let lake =
            Lake::open_on(folder.path(), Arc::new(object_store::local::LocalFileSystem::new()), Arc::new(RealDisk))
                .unwrap();
        assert_eq!(answers(&lake).await, before, "call {calls} failed");
        refused += i32::from(result.is_err());
        lake.maintain(&upkeep()).await.unwrap_or_else(|error| panic!("after call {calls} failed: {error}"));
        assert_eq!(answers(&lake).await, before, "done again after call {calls} failed");
        assert_eq!((data_files(folder.path(), "orders").len(), data_files(folder.path(), "events").len()), (2, 1));
        assert!(!folder.path().join("lake/_staging").exists());
        assert_eq!(fs::read_dir(folder.path().join("lake/_readers")).unwrap().count(), 0);
        if !faults.failed() {
            break;
        }
    }
    assert!(refused > 3, "several calls were made to fail");
}

#[tokio::test]
async fn upkeep_that_fails_changes_no_answer() {
    disturb((0..).step_by(5), false).await;
}

#[tokio::test]
async fn upkeep_on_a_disk_that_stays_full_changes_no_answer() {
    disturb((2..).step_by(7), true).await;
}

#[tokio::test]
async fn upkeep_that_is_killed_before_it_counts_is_taken_back() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    let before = answers(&lake).await;
    let files = lake.snapshot(None).await.unwrap().files("orders").await.unwrap();
    lake.merge_and_die("orders").await;
    assert!(data_files(folder.path(), "orders").len() > files.len());
    assert_eq!(answers(&lake).await, before);
    lay_more(&lake).await;
    let still = lake.snapshot(None).await.unwrap().files("orders").await.unwrap();
    assert!(files.iter().all(|file| still.contains(file)), "the parts are the table's again");
}

#[tokio::test]
async fn an_idle_state_with_much_free_room_is_written_anew() {
    let (_folder, lake) = empty().await;
    lay(&lake).await;
    let many = "insert into keys with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
                select 'filling ' || i, randomblob(1000) from n";
    lake.state().connection().execute(many, []).unwrap();
    lake.state().connection().execute("delete from keys where name like 'filling%'", []).unwrap();
    let would = lake.maintain(&Upkeep { dry_run: true, ..upkeep() }).await.unwrap();
    assert_eq!(would.state.bytes_after, would.state.bytes_before);
    let done = lake.maintain(&upkeep()).await.unwrap();
    assert!(done.state.bytes_after < done.state.bytes_before / 2, "{:?}", done.state);
}
