//! Several senders at once for a while: every event is there once, and the service's files stay few. `make soak` runs for
//! longer and tells how fast it goes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::server::{Server, get, post, workspace};

const BATCHES: u64 = 60;
const EVENTS: u64 = 100;
const SENDERS: usize = 3;

#[test]
fn under_load_every_event_arrives_once_and_files_stay_few() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path());
    let server = Server::start(&workspace);
    let next = Arc::new(AtomicU64::new(0));
    let senders = (0..SENDERS).map(|_| {
        let (address, next) = (server.address.clone(), Arc::clone(&next));
        std::thread::spawn(move || {
            loop {
                let batch = next.fetch_add(1, Ordering::Relaxed);
                if batch >= BATCHES {
                    return;
                }
                // Told to come again, libraries do.
                while post(&address, "/v1/batch", &calls(batch)) != Some(200) {}
                if batch % 20 == 0 {
                    get(&address, "/api/status");
                }
            }
        })
    });
    senders.collect::<Vec<_>>().into_iter().for_each(|sender| sender.join().unwrap());
    server.stop();
    let rows = Server::sql(&workspace, "select count(*) as events, count(distinct event_id) as ids from events");
    let sent = json!(BATCHES * EVENTS);
    assert_eq!((&rows[0]["events"], &rows[0]["ids"]), (&sent, &sent));
    let files = files_below(&workspace.join("lake/events"));
    assert!(files < 60, "{files} files");
}

fn calls(batch: u64) -> Value {
    let call = |number: u64| {
        json!({ "type": "track", "messageId": format!("{batch}-{number}"), "userId": format!("user {number}"),
            "event": "Order Completed", "properties": { "total": 19.9, "currency": "EUR" } })
    };
    json!({ "batch": (0..EVENTS).map(call).collect::<Vec<_>>() })
}

fn files_below(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}
