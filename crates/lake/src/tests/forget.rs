//! Forgetting a customer: whole, proved, for good, and whatever happens on the way.

use std::fs;

use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::identity::{meet, rules};
use super::*;
use crate::NeedleKind;
use crate::store::RealDisk;
use crate::store::failing::{FailingDisk, FailingStore, Faults};

const SECRET: [u8; 32] = [7; 32];

/// What only Ann's rows hold: ids, an address, a number, a name, and what was wrong with a row of hers.
const HERS: [&str; 5] = ["ann-100200", "visitor-ann-1", "ann@example.com", "+49 30 901820", "Ann Lee"];

fn hers() -> [CanonicalBatch; 2] {
    let orders = [order("a", 1, "ann-100200", 1), order("b", 2, "bob-100200", 2), order("c", 3, "ann-100200", 3)];
    let events = [
        Row("1", 1, Some("ann-100200"), Some("visitor-ann-1"), 1),
        Row("2", 1, None, Some("visitor-ann-1"), 2),
        Row("3", 1, Some("bob-100200"), Some("visitor-bob-1"), 2),
    ];
    [batch(&ORDERS, &orders), batch(&EVENTS, &events)]
}

/// Ann in two sources, with a corrected order, visits and a row in quarantine; Bob beside her.
async fn lay(lake: &Lake) {
    let crm =
        [("crm", "7", "ann@example.com", "+49 30 901820", "Ann Lee"), ("crm", "8", "bob@example.com", "", "Bob Ray")];
    meet(lake, 50, &crm, rules(true)).await;
    meet(lake, 51, &[("shop", "ann-100200", "ann@example.com", "", "Ann Lee")], rules(true)).await;
    import(lake, 52, &hers()).await;
    let corrected = [order("a", 9, "ann-100200", 1), order("b", 9, "bob-100200", 2)];
    let mut import = begin(lake, 53, &[batch(&ORDERS, &corrected)]).await;
    import.reject(vec![reject("z;ann-100200;x"), reject("z;bob-100200;x")]).await.unwrap();
    Box::new(import).commit(LENIENT).await.unwrap();
}

fn key(snapshot: &Snapshot) -> CustomerKey {
    snapshot.find("ann-100200").unwrap()[0]
}

const VISITS_SQL: &str = "select row_hash, customer_id, anonymous_id from events order by row_id";

/// What is left of somebody in the bytes of every file, read once as it lies and once row by row. Finds by itself what the
/// proof should have found.
fn traces(folder: &Path) -> Vec<String> {
    let mut traces = Vec::new();
    let mut note = |path: &Path, text: &str| {
        let found = HERS.into_iter().filter(|wanted| text.to_lowercase().contains(&wanted.to_lowercase()));
        traces.extend(found.map(|wanted| format!("{wanted} in {}", path.display())));
    };
    for path in super::faults::files(folder) {
        note(&path, &String::from_utf8_lossy(&fs::read(&path).unwrap()));
        if path.extension().is_some_and(|extension| extension == "parquet") {
            let rows = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(&path).unwrap()).unwrap();
            for rows in rows.build().unwrap() {
                note(&path, &arrow::util::pretty::pretty_format_batches(&[rows.unwrap()]).unwrap().to_string());
            }
        }
    }
    traces
}

/// That Ann was never there, and Bob is as he was.
async fn assert_forgotten(folder: &Path, lake: &Lake) {
    assert_eq!(traces(folder), [""; 0]);
    let snapshot = lake.snapshot(None).await.unwrap();
    assert!(snapshot.find("ann-100200").unwrap().is_empty());
    let kept = ["b 2 2024-01 bob-100200", "b 9 2024-01 bob-100200"];
    let orders = "select order_id, row_hash, month, customer_id from orders";
    assert_eq!(ask(&snapshot, orders).await, kept[1..]);
    assert_eq!(ask(&snapshot, VISITS_SQL).await, ["1 bob-100200 visitor-bob-1"]);
    let then = lake.snapshot(Some(JANUARY + 52 * DAY)).await.unwrap();
    assert_eq!(ask(&then, orders).await, kept[..1], "nor was she there before");
    assert_eq!(ask(&snapshot, "select raw from quarantine").await, ["z;bob-100200;x"]);
    let ids = "select outside_id from identities order by outside_id";
    assert_eq!(ask(&snapshot, ids).await, ["8", "bob-100200", "visitor-bob-1", "visitor-bob-1"]);
    assert!(lake.identities_are_sound().await.unwrap());
    let counted: u64 = snapshot.sources().iter().filter(|source| source.table == "orders").map(|s| s.rows).sum();
    assert_eq!(counted, 1, "no count tells of her");
}

#[tokio::test]
async fn a_customer_is_erased_from_rows_versions_ids_quarantine_and_past_answers() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    let before = lake.snapshot(None).await.unwrap();
    let ann = key(&before);
    assert!(HERS.iter().all(|wanted| traces(folder.path()).iter().any(|trace| trace.starts_with(wanted))));

    let planned = lake.erasure(ann).await.unwrap();
    let ids: Vec<String> = planned.ids.iter().map(OutsideId::to_string).collect();
    assert_eq!(ids, ["crm:7", "shop:ann-100200", "anonymous:visitor-ann-1"]);
    let rows = |table: &str| planned.tables.get(table).map(|rows| (rows.rows, rows.earlier));
    assert_eq!([rows("customers"), rows("orders"), rows("events")], [Some((2, 0)), Some((2, 1)), Some((2, 0))]);
    assert_eq!((planned.links, planned.quarantined), (2, 1));
    assert_eq!(lake.snapshot(None).await.unwrap().id(), before.id(), "a look erases nothing");

    let done = lake.forget(ann, SECRET, JANUARY + 60 * DAY).await.unwrap();
    assert_eq!(done.erasure, planned);
    assert_eq!((done.proof.traces.as_slice(), done.proof.mentions.as_slice()), (&[][..], &[][..]));
    for (kind, text) in [
        (NeedleKind::Id, "ann-100200"),
        (NeedleKind::Id, "7"),
        (NeedleKind::Email, "ann@example.com"),
        (NeedleKind::Phone, "+49 30 901820"),
        (NeedleKind::Name, "Ann Lee"),
        (NeedleKind::Raw, "z;ann-100200;x"),
    ] {
        assert!(done.proof.sought.iter().any(|needle| needle.kind == kind && needle.text == text), "{kind} {text}");
    }
    assert_forgotten(folder.path(), &lake).await;
    assert_ne!(lake.snapshot(None).await.unwrap().id(), before.id());
    let gone = lake.forget(ann, SECRET, JANUARY + 61 * DAY).await;
    assert!(matches!(gone, Err(LakeError::NobodyToForget)), "{gone:?}");
}

#[tokio::test]
async fn what_was_agreed_to_is_what_is_erased() {
    let (_folder, lake) = empty().await;
    lay(&lake).await;
    let ann = key(&lake.snapshot(None).await.unwrap());
    let agreed = lake.erasure(ann).await.unwrap();
    import(&lake, 55, &[batch(&ORDERS, &[order("n", 1, "ann-100200", 4)])]).await;
    let refused = lake.forget_agreed(ann, &agreed, (SECRET, JANUARY + 60 * DAY)).await;
    assert!(matches!(refused, Err(LakeError::ErasureChanged)), "{refused:?}");
    assert_eq!(ask(&lake.snapshot(None).await.unwrap(), "select count(*) from orders").await, ["4"]);
    let agreed = lake.erasure(ann).await.unwrap();
    let done = lake.forget_agreed(ann, &agreed, (SECRET, JANUARY + 60 * DAY)).await.unwrap();
    assert_eq!(done.erasure, agreed);
}

#[tokio::test]
async fn rows_in_quarantine_that_were_closed_are_counted_as_such() {
    let (_folder, lake) = empty().await;
    lay(&lake).await;
    let waiting = lake.snapshot(None).await.unwrap().rejects(&RejectFilter::default()).await.unwrap();
    let hers = waiting.iter().find(|reject| reject.raw.contains("ann-")).unwrap().clone();
    let mut import = begin(&lake, 54, &[batch(&ORDERS, &[order("z", 1, "ann-100200", 4)])]).await;
    import.corrects(Place { file: "rows.csv".to_owned(), line: 1 }, hers.id, [1; 16]);
    Box::new(import).commit(LENIENT).await.unwrap();
    let counted = || {
        let quarantine = lake.state().published().unwrap()["quarantine"];
        (quarantine.live_rows, quarantine.closed_rows)
    };
    assert_eq!(counted(), (1, 1));
    assert_eq!(lake.state().corrected().unwrap().get(&hers.id), Some(&[1; 16]));
    let ann = key(&lake.snapshot(None).await.unwrap());
    lake.forget(ann, SECRET, JANUARY + 60 * DAY).await.unwrap();
    assert_eq!(counted(), (1, 0), "what waits is another's");
    assert!(lake.state().corrected().unwrap().is_empty(), "nor is told what became of it");
}

#[tokio::test]
async fn files_that_people_wrote_are_searched_and_left_alone() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    fs::create_dir_all(folder.path().join("mappings")).unwrap();
    let rules = "exclude:\n  customers: [ANN@example.com]\n";
    fs::write(folder.path().join("tenure.yaml"), rules).unwrap();
    fs::write(folder.path().join("mappings/crm.yaml"), "table: orders\n# Lee, Ann asked on 030/901820\n").unwrap();
    let ann = key(&lake.snapshot(None).await.unwrap());
    let done = lake.forget(ann, SECRET, JANUARY + 60 * DAY).await.unwrap();
    let mut told: Vec<_> =
        done.proof.written.iter().map(|w| (w.file.to_str().unwrap(), w.line, w.needle.kind.as_str())).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [("mappings/crm.yaml", 2, "name"), ("mappings/crm.yaml", 2, "phone"), ("tenure.yaml", 2, "email")]
    );
    assert_eq!(fs::read_to_string(folder.path().join("tenure.yaml")).unwrap(), rules);
}

#[tokio::test]
async fn an_old_file_brings_nobody_back() {
    let (folder, lake) = empty().await;
    lay(&lake).await;
    let ann = key(&lake.snapshot(None).await.unwrap());
    lake.forget(ann, SECRET, JANUARY + 60 * DAY).await.unwrap();

    let mut again = begin(&lake, 70, &hers()).await;
    again.reject(vec![reject("z;ann-100200;x")]).await.unwrap();
    let told = Box::new(again).commit(LENIENT).await.unwrap();
    assert_eq!(told.forgotten, 3, "rows.csv names her in three lines");
    assert_eq!((counts(&told, "orders"), told.new_customers), ((0, 0, 1, 1), 0));
    assert_eq!(traces(folder.path()), [""; 0]);
    let waiting = lake.snapshot(None).await.unwrap().rejects(&RejectFilter::default()).await.unwrap();
    let last = waiting.last().unwrap();
    assert_eq!((last.raw.as_str(), last.place.line), ("", 7), "of a bad row of hers only the place is kept");
    // Another's key is never hers: the next newcomer gets one that nobody had.
    let next = import(&lake, 71, &[batch(&ORDERS, &[order("n", 1, "new-customer", 4)])]).await;
    assert_eq!(next.new_customers, 1);
    let keys = ask(&lake.snapshot(None).await.unwrap(), "select customer_key from orders where order_id = 'n'").await;
    assert_eq!(keys, ["6"]);
}

#[tokio::test]
async fn what_others_wrote_of_somebody_is_told_and_stays() {
    let (_folder, lake) = empty().await;
    lay(&lake).await;
    meet(&lake, 54, &[("crm", "9", "eve@example.com", "", "Wife of Ann Lee")], rules(false)).await;
    let ann = key(&lake.snapshot(None).await.unwrap());
    let done = lake.forget(ann, SECRET, JANUARY + 60 * DAY).await.unwrap();
    assert!(done.proof.traces.is_empty(), "{:?}", done.proof.traces);
    let mention = &done.proof.mentions[0];
    assert_eq!((mention.table.as_str(), mention.column.as_str(), mention.rows), ("customers", "name", 1));
    assert_eq!(mention.needle.kind, NeedleKind::Name);
}

#[tokio::test]
async fn an_erasure_that_fails_anywhere_is_ended_by_the_next_writer() {
    let (ground, lake) = empty().await;
    lay(&lake).await;
    let ann = key(&lake.snapshot(None).await.unwrap());
    drop(lake);
    let mut begun = 0;
    for calls in (0..).step_by(3) {
        let folder = super::faults::copy(ground.path());
        let faults = Faults::none();
        let store = Arc::new(FailingStore::new(faults.clone()));
        let lake = Lake::open_on(folder.path(), store, Arc::new(FailingDisk(faults.clone()))).unwrap();
        faults.after(calls, true);
        let result = lake.forget(ann, SECRET, JANUARY + 60 * DAY).await;
        faults.over();
        drop(lake);
        let lake =
            Lake::open_on(folder.path(), Arc::new(object_store::local::LocalFileSystem::new()), Arc::new(RealDisk))
                .unwrap();
        if result.is_err() {
            begun += 1;
            import(&lake, 70, &[]).await;
        }
        let snapshot = lake.snapshot(None).await.unwrap();
        if snapshot.find("ann-100200").unwrap().is_empty() {
            assert_forgotten(folder.path(), &lake).await;
        } else {
            assert!(result.is_err(), "call {calls}: nothing may be said done that is not");
            assert_eq!(ask(&snapshot, VISITS_SQL).await.len(), 3, "call {calls}: not begun is not half done");
        }
        if !faults.failed() {
            break;
        }
    }
    assert!(begun > 2, "several calls were made to fail");
}
