//! A write, link, rename, deletion or sync fails once, or once and for ever: the lake is then as it was, the same work done
//! again gives what undisturbed work gives, and nothing is left behind.
//!
//! Each point of each work is a test that takes minutes and is run by `cargo test --workspace --lib -- --ignored at_every_point`.
//! The others take every few points, the steps without a common factor, so that each kind of call fails in one of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::*;
use crate::store::RealDisk;
use crate::store::failing::{FailingDisk, FailingStore, Faults};

/// Work that is disturbed.
#[derive(Clone, Copy, Debug)]
enum Work {
    First,
    Corrections,
    Quarantine,
    /// An import of what the journal has, with how far that was.
    Flush,
    Merge,
    Undo,
}

impl Work {
    /// What is done before it, undisturbed.
    fn ground(self) -> &'static [Self] {
        match self {
            Self::First => &[],
            Self::Corrections | Self::Quarantine | Self::Flush | Self::Merge => &[Self::First],
            Self::Undo => &[Self::First, Self::Merge],
        }
    }

    async fn run(self, lake: &Lake) -> Result<(), String> {
        let day = |day: i64| JANUARY + day * DAY;
        let said = |error: LakeError| error.to_string();
        let rows = match self {
            Self::First => vec![
                batch(&ORDERS, &[order("a", 1, "ann", 1), order("b", 2, "bob", 2)]),
                batch(&CUSTOMERS, &[Row("x", 1, Some("ann"), None, 0)]),
            ],
            Self::Corrections => vec![batch(&ORDERS, &[order("a", 7, "eve", 1), order("c", 3, "eve", 3)])],
            Self::Quarantine => vec![batch(&ORDERS, &[order("d", 4, "joe", 4)])],
            Self::Flush => vec![batch(&ORDERS, &[order("e", 5, "sue", 5), order("f", 6, "ann", 6)])],
            Self::Merge => {
                let merged = lake.merge(&outside("shop", "ann"), &outside("shop", "bob"), day(70)).await;
                return merged.map(|_| ()).map_err(said);
            }
            Self::Undo => return lake.undo_merge(LinkId(1), day(80)).await.map_err(said),
        };
        let at = if matches!(self, Self::First) { 50 } else { 60 };
        let mut import = lake.import(day(at)).await.map_err(said)?;
        for batch in rows {
            import.write(batch).await.map_err(|error| error.to_string())?;
        }
        if matches!(self, Self::Flush) {
            import = import.flushing(3);
        }
        if matches!(self, Self::Quarantine) {
            import.reject(vec![reject("x;;"), reject("y;;")]).await.map_err(|error| error.to_string())?;
        }
        Box::new(import).commit(LENIENT).await.map(|_| ()).map_err(|error| error.to_string())
    }
}

/// A workspace on which the work's ground is laid.
async fn prepared(work: Work) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    for before in work.ground() {
        before.run(&lake).await.unwrap();
    }
    folder
}

pub(super) fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    for path in files(from) {
        let place = to.path().join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::copy(&path, place).unwrap();
    }
    to
}

pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Everything a reader can see.
async fn seen(lake: &Lake) -> Vec<String> {
    let snapshot = lake.snapshot(None).await.unwrap();
    let context = SessionContext::new();
    snapshot.register(&context).unwrap();
    let flushed = lake.state().flushed().unwrap();
    let mut seen = vec![format!("{} {} {flushed} {:?}", snapshot.id(), snapshot.key_bound(), snapshot.sources())];
    for sql in [
        ORDERS_SQL,
        "select customer_id, customer_key, import from customers order by customer_id",
        "select * from identities order by customer_key, link",
        "select raw, source_line from quarantine order by raw",
    ] {
        seen.extend(lines(&context, sql).await);
    }
    seen
}

/// The state row by row, but for the counters of attempts, and the size of every file that a published version names: what
/// a reader's answer is made of.
async fn ground_of(folder: &Path, lake: &Lake) -> Vec<String> {
    let connection = rusqlite::Connection::open(folder.join("tenure.db")).unwrap();
    let mut query = connection.prepare("select name from sqlite_master where type = 'table'").unwrap();
    let tables: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut ground = Vec::new();
    for table in tables {
        let mut query = connection.prepare(&format!("select * from \"{table}\"")).unwrap();
        let width = query.column_count();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<_> = (0..width).map(|cell| format!("{:?}", row.get_ref(cell).unwrap())).collect();
            ground.push(format!("{table}: {}", cells.join(" ")));
        }
    }
    ground.retain(|row| !row.starts_with("counter: ") || row.contains("key") || row.contains("known"));
    for path in on_disk_and_known(folder, lake).await.1 {
        let name = path.strip_prefix(folder.canonicalize().unwrap()).unwrap().to_owned();
        ground.push(format!("{} {}", name.display(), fs::metadata(&path).unwrap().len()));
    }
    ground
}

/// The data files on the disk, and those that a published version names.
async fn on_disk_and_known(folder: &Path, lake: &Lake) -> (BTreeSet<PathBuf>, BTreeSet<PathBuf>) {
    let top = folder.canonicalize().unwrap().join("lake");
    let on_disk = files(&top).into_iter().filter(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name != "_lock"
            && !(path.parent().unwrap().ends_with("_delta_log") && name.ends_with(".json") && !name.starts_with('_'))
    });
    let on_disk = on_disk.collect();
    let writing = lake.write_unswept().await.unwrap();
    let mut known = BTreeSet::new();
    for (name, published) in writing.state.published().unwrap() {
        known.extend(writing.tables.known_files(&name, published.version).await.unwrap());
    }
    (on_disk, known)
}

/// Does the work again and again, each time with another of these calls failing, until the work ends before the call.
async fn disturb(work: Work, points: impl Iterator<Item = i64>, lasting: bool) {
    let ground = prepared(work).await;
    let lake = Lake::open(ground.path()).await.unwrap();
    let before = ground_of(ground.path(), &lake).await;
    let clean = copy(ground.path());
    let lake = Lake::open(clean.path()).await.unwrap();
    let then = seen(&lake).await;
    work.run(&lake).await.unwrap();
    let after = seen(&lake).await;
    assert_ne!(then, after);

    for calls in points {
        let folder = copy(ground.path());
        let faults = Faults::none();
        let store = Arc::new(FailingStore::new(faults.clone()));
        let lake = Lake::open_on(folder.path(), store, Arc::new(FailingDisk(faults.clone()))).unwrap();
        faults.after(calls, lasting);
        let result = work.run(&lake).await;
        faults.over();
        drop(lake);
        let lake =
            Lake::open_on(folder.path(), Arc::new(object_store::local::LocalFileSystem::new()), Arc::new(RealDisk))
                .unwrap();
        match result {
            // What fails after all that counts is done may be passed over; then the work is done.
            Ok(()) => assert_eq!(seen(&lake).await, after, "{work:?}: done although call {calls} failed"),
            Err(_) => {
                assert_eq!(ground_of(folder.path(), &lake).await, before, "{work:?}: call {calls} failed");
                work.run(&lake).await.unwrap_or_else(|error| panic!("{work:?} after call {calls} failed: {error}"));
                assert_eq!(seen(&lake).await, after, "{work:?}: done again after call {calls} failed");
            }
        }
        let (on_disk, known) = on_disk_and_known(folder.path(), &lake).await;
        let strays: Vec<_> = on_disk.difference(&known).collect();
        assert!(strays.is_empty(), "{work:?}: left behind after call {calls} failed: {strays:?}");
        if !faults.failed() {
            assert!(calls > 3, "several calls were made to fail");
            break;
        }
    }
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn nothing_is_lost_whatever_fails_at_every_point() {
    for work in [Work::First, Work::Corrections, Work::Quarantine, Work::Flush, Work::Merge, Work::Undo] {
        disturb(work, 0.., false).await;
        disturb(work, 0.., true).await;
    }
}

#[tokio::test]
async fn a_first_import_that_fails_leaves_nothing() {
    disturb(Work::First, (0..).step_by(5), false).await;
}

#[tokio::test]
async fn corrections_that_fail_leave_the_lake_as_it_was() {
    disturb(Work::Corrections, (1..).step_by(7), false).await;
}

#[tokio::test]
async fn corrections_on_a_disk_that_stays_full_leave_the_lake_as_it_was() {
    disturb(Work::Corrections, (3..).step_by(11), true).await;
}

#[tokio::test]
async fn a_quarantine_that_fails_leaves_the_lake_as_it_was() {
    disturb(Work::Quarantine, (2..).step_by(7), false).await;
}

/// The position up to which the journal is in the tables goes with the rows: were it there without them, events were lost, and
/// they without it, doubled.
#[tokio::test]
async fn flushes_that_fail_leave_the_journal_where_it_was() {
    disturb(Work::Flush, (1..).step_by(6), false).await;
    disturb(Work::Flush, (2..).step_by(13), true).await;
}

#[tokio::test]
async fn merges_that_fail_leave_the_customers_as_they_were() {
    disturb(Work::Merge, (0..).step_by(3), false).await;
    disturb(Work::Undo, (1..).step_by(3), false).await;
}
