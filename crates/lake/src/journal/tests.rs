//! The journal alone: what is acknowledged is there once, whatever happens, and what does not fit is refused.

use tempfile::TempDir;

use super::*;

const MARCH: Micros = 1_709_251_200_000_000;
const DAY: Micros = 86_400_000_000;
const ALL: Most = Most { calls: usize::MAX, bytes: usize::MAX };

fn open(folder: &TempDir, flushed: u64) -> Journal {
    Journal::open(folder.path(), flushed, JournalLimits::default()).unwrap()
}

/// Messages of these numbers, received so many days after the first of March 2024.
fn delivery(numbers: std::ops::Range<usize>, day: i64) -> Delivery {
    let call = |number: usize| Arrival { message_id: format!("m{number}"), payload: format!("{{\"n\":{number}}}") };
    Delivery {
        write_key: 7,
        namespace: "web".to_owned(),
        received_us: MARCH + day * DAY,
        calls: numbers.map(call).collect(),
    }
}

async fn append(journal: &Journal, numbers: std::ops::Range<usize>, day: i64) -> (u64, u64) {
    let answer = journal.append(delivery(numbers, day)).await.unwrap();
    (answer.accepted, answer.repeated)
}

async fn positions(journal: &Journal, from: u64) -> Vec<u64> {
    journal.read(from, ALL).await.unwrap().iter().map(|entry| entry.position).collect()
}

#[tokio::test]
async fn what_was_appended_is_read_in_order_and_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder, 0);
    assert_eq!(append(&journal, 0..3, 0).await, (3, 0));
    assert_eq!(append(&journal, 2..5, 0).await, (2, 1));
    assert_eq!(append(&journal, 1..1, 0).await, (0, 0));
    drop(journal);
    let journal = open(&folder, 0);
    let entries = journal.read(1, ALL).await.unwrap();
    let found: Vec<_> = entries.iter().map(|entry| (entry.position, entry.payload.as_str())).collect();
    let expected = [(1, "{\"n\":0}"), (2, "{\"n\":1}"), (3, "{\"n\":2}"), (4, "{\"n\":3}"), (5, "{\"n\":4}")];
    assert_eq!(found, expected);
    assert_eq!((entries[3].namespace.as_str(), entries[3].received_us), ("web", MARCH));
    assert_eq!(append(&journal, 0..6, 40).await, (1, 5));
    assert_eq!(positions(&journal, 5).await, [5, 6]);
    assert_eq!(journal.read(2, Most { calls: 2, bytes: 1000 }).await.unwrap().len(), 2);
    assert_eq!(journal.read(2, Most { calls: 9, bytes: 1 }).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_message_is_known_for_good_per_write_key() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder, 0);
    // Enough that digests move into the tables of three months, in several steps.
    for month in 0..3 {
        for part in 0..10 {
            let first = month * 1000 + part * 100;
            assert_eq!(append(&journal, first..first + 100, month as i64 * 31).await, (100, 0));
        }
    }
    for round in 0..2 {
        let again = journal.append(delivery(0..3000, 100)).await.unwrap();
        assert_eq!((again.accepted, again.repeated), (0, 3000), "{round}");
    }
    let other = journal.append(Delivery { write_key: 8, ..delivery(0..10, 62) }).await.unwrap();
    assert_eq!(other.accepted, 10, "another key's messages are its own");
    journal.settle().await.unwrap();
    drop(journal);
    let file = Connection::open(folder.path().join("journal.db")).unwrap();
    let months = file.prepare("select month from month order by month").unwrap();
    let months: Vec<i64> = { months }.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(months, [202_403, 202_404, 202_405]);
    let moved: i64 = file.query_row("select sum(digests) from month", [], |row| row.get(0)).unwrap();
    assert!(moved > 2000, "{moved}");
    drop(file);
    let journal = open(&folder, 0);
    assert_eq!(append(&journal, 0..3001, 200).await, (1, 3000));
}

#[tokio::test]
async fn what_is_flushed_is_deleted_and_leaves_no_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder, 0);
    let secret = |number: usize| Delivery {
        calls: vec![Arrival {
            message_id: number.to_string(),
            payload: format!("secret {number} {}", "x".repeat(9000)),
        }],
        ..delivery(0..0, 0)
    };
    for number in 0..300 {
        journal.append(secret(number)).await.unwrap();
    }
    assert_eq!(journal.tail().calls(), 300);
    journal.flushed(300).unwrap();
    journal.settle().await.unwrap();
    assert_eq!((journal.tail().from, journal.tail().calls()), (300, 1));
    assert_eq!(positions(&journal, 0).await, [300]);
    assert!(journal.tail().bytes < 10_000);
    let holds = |text: &str| {
        FILES
            .iter()
            .filter_map(|name| std::fs::read(folder.path().join(name)).ok())
            .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    };
    assert!(!holds("secret 17 ") && !holds("secret 298 "));
    assert!(holds("secret 299 "));
    drop(journal);
    // The tables know better than the file how far they are, and a position is never given twice.
    let journal = open(&folder, 301);
    assert_eq!(journal.tail().calls(), 0);
    assert_eq!(append(&journal, 0..1, 0).await, (1, 0));
    assert_eq!(positions(&journal, 301).await, [301]);
}

#[tokio::test]
async fn a_journal_that_was_lost_goes_on_behind_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder, 41);
    append(&journal, 0..2, 0).await;
    assert_eq!(positions(&journal, 0).await, [41, 42]);
}

#[tokio::test]
async fn one_process_has_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder, 0);
    let refused = Journal::open(folder.path(), 0, JournalLimits::default()).unwrap_err();
    assert!(matches!(refused, LakeError::JournalHeld), "{refused}");
    drop(journal);
    open(&folder, 0);
}

#[tokio::test]
async fn a_full_file_refuses_loses_nothing_and_recovers_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let limits = JournalLimits { most_pages: Some(60), ..JournalLimits::default() };
    let journal = Journal::open(folder.path(), 0, limits).unwrap();
    let mut kept = 0;
    let refused = loop {
        match journal.append(delivery(kept * 100..kept * 100 + 100, 0)).await {
            Ok(answer) => assert_eq!(answer.accepted, 100),
            Err(refused) => break refused,
        }
        kept += 1;
    };
    assert!(matches!(refused, LakeError::JournalFull { .. }) && refused.is_passing(), "{refused}");
    assert!(kept > 10, "{kept}");
    let tail = journal.tail();
    assert_eq!((tail.calls(), positions(&journal, 0).await.len()), (kept as u64 * 100, kept * 100));
    let most = Delivery { calls: delivery(0..kept * 100, 0).calls, ..delivery(0..0, 0) };
    assert_eq!(journal.append(most).await.unwrap().repeated, kept as u64 * 100, "what is known needs no room");

    journal.flushed(tail.next).unwrap();
    journal.settle().await.unwrap();
    assert_eq!(append(&journal, kept * 100..kept * 100 + 100, 0).await, (100, 0));
}

#[tokio::test]
async fn what_would_wait_too_long_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let limits = JournalLimits { most_unflushed_bytes: 2000, ..JournalLimits::default() };
    let journal = Journal::open(folder.path(), 0, limits).unwrap();
    append(&journal, 0..10, 0).await;
    let refused = journal.append(delivery(10..40, 0)).await.unwrap_err();
    assert!(matches!(refused, LakeError::JournalBusy { .. }) && refused.is_passing(), "{refused}");
    assert_eq!(journal.tail().waiting_bytes, 0);
    journal.flushed(11).unwrap();
    journal.settle().await.unwrap();
    append(&journal, 10..30, 0).await;
}

#[tokio::test]
async fn many_at_once_are_kept_once_each() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder, 0);
    let tasks = (0..40).map(|task| {
        let journal = journal.clone();
        // Each message is sent by four of them.
        tokio::spawn(async move { append(&journal, task / 4 * 50..task / 4 * 50 + 50, 0).await })
    });
    let mut all = (0, 0);
    for task in tasks.collect::<Vec<_>>() {
        let (accepted, repeated) = task.await.unwrap();
        all = (all.0 + accepted, all.1 + repeated);
    }
    assert_eq!(all, (500, 1500));
    assert_eq!(positions(&journal, 1).await, (1..=500).collect::<Vec<_>>());
    assert_eq!(journal.tail().calls(), 500);
}

#[tokio::test]
async fn a_copy_is_a_journal_of_its_own() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let journal = open(&folder, 0);
    append(&journal, 0..200, 0).await;
    journal.copy_to(&other.path().join("journal.db")).await.unwrap();
    let copy = open(&other, 0);
    assert_eq!(append(&copy, 0..201, 0).await, (1, 200));
}
