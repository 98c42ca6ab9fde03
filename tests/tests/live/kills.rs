//! kill -9 at any moment under load: every event that was acknowledged is there exactly once.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::server::{Server, get, post, workspace};

const KILLS: u64 = 50;
const SENDERS: u64 = 3;

#[test]
fn what_was_acknowledged_is_there_once_after_fifty_kills() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path());
    let next = Arc::new(AtomicU64::new(0));
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    // Deliveries that were not acknowledged are sent again, as libraries do.
    let again = Arc::new(Mutex::new(Vec::<u64>::new()));
    let mut seed = 20_260_101u64;
    for _ in 0..KILLS {
        let server = Server::start(&workspace);
        let stop = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                let (address, stop) = (server.address.clone(), Arc::clone(&stop));
                let (next, acknowledged, again) = (Arc::clone(&next), Arc::clone(&acknowledged), Arc::clone(&again));
                std::thread::spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        let repeated = again.lock().unwrap().pop();
                        let batch = repeated.unwrap_or_else(|| next.fetch_add(1, Ordering::Relaxed));
                        if post(&address, "/v1/batch", &calls(batch)) == Some(200) {
                            acknowledged.lock().unwrap().insert(batch);
                        } else {
                            again.lock().unwrap().push(batch);
                        }
                    }
                })
            })
            .collect();
        // Questions make it flush, so that kills meet flushes too.
        let asker = {
            let (address, stop) = (server.address.clone(), Arc::clone(&stop));
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    get(&address, "/api/status");
                }
            })
        };
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(20 + (seed >> 33) % 500));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        asker.join().unwrap();
    }
    // What is in the journal still is in the tables once the service has ended by itself.
    Server::start(&workspace).stop();
    let rows = Server::sql(&workspace, "select event_id, count(*) as copies from events group by event_id");
    let doubled: Vec<_> = rows.iter().filter(|row| row["copies"] != 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
    let there: BTreeSet<&str> = rows.iter().filter_map(|row| row["event_id"].as_str()).collect();
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.len() as u64 > KILLS, "{}", acknowledged.len());
    let lost: Vec<_> =
        acknowledged.iter().flat_map(|batch| ids(*batch)).filter(|id| !there.contains(id.as_str())).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let customers = Server::sql(&workspace, "select count(*) as customers from customers");
    assert_eq!(customers[0]["customers"], json!(acknowledged_customers(&there)));
}

/// Four events and what somebody is called.
fn calls(batch: u64) -> Value {
    let mut calls: Vec<Value> = ids(batch)
        .map(|id| json!({ "type": "track", "messageId": id, "userId": user(batch), "event": "Bought" }))
        .collect();
    calls[0]["type"] = json!("identify");
    calls[0]["traits"] = json!({ "name": format!("Customer {batch}"), "batches": batch });
    json!({ "batch": calls })
}

fn ids(batch: u64) -> impl Iterator<Item = String> {
    (0..5).map(move |number| format!("{batch}-{number}"))
}

fn user(batch: u64) -> String {
    format!("user {}", batch % 40)
}

fn acknowledged_customers(there: &BTreeSet<&str>) -> usize {
    let batches = there.iter().filter_map(|id| id.split_once('-')?.0.parse::<u64>().ok());
    batches.map(user).collect::<BTreeSet<_>>().len()
}
