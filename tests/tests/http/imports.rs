//! Files over HTTP: the same account as in a terminal, progress on the way, and nothing left of what was broken off.

use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::served::{Service, wait_until};

const ORDERS: &str =
    "order_id,customer_id,ordered_at,amount,currency\n7,ann,2024-02-20,5.00,EUR\n8,eve,2024-02-21,6.00,EUR\n";

fn count(service: &Service) -> i64 {
    let told = service.get("/api/sql?sql=select+count(*)+as+n+from+orders", &[]).json();
    told["rows"][0]["n"].as_i64().or_else(|| told[0]["n"].as_i64()).unwrap_or_else(|| panic!("{told}"))
}

/// Files that wait to be read.
fn uploads(service: &Service) -> usize {
    fn below(folder: &Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        entries.flatten().map(|entry| if entry.path().is_dir() { below(&entry.path()) } else { 1 }).sum()
    }
    below(&service.folder.path().join("lake/_uploads"))
}

#[test]
fn a_file_is_imported_as_on_a_terminal() {
    let service = Service::start();
    let path = "/api/import/orders?file=february.csv&namespace=main&complete_through=2024-02-29";
    let would = service.post(&format!("{path}&dry_run=true"), &[], ORDERS.as_bytes());
    assert_eq!((would.status, count(&service)), (200, 3), "{}", String::from_utf8_lossy(&would.body));
    let done = service.post(path, &[], ORDERS.as_bytes());
    let account = done.json();
    assert_eq!(
        (done.status, &account["accepted"], &account["new_customers"]),
        (200, &2.into(), &1.into()),
        "{account}"
    );
    assert_eq!(account["files"][0]["file"], "february.csv");
    assert_eq!(count(&service), 5);
    let again = service.post(path, &[], ORDERS.as_bytes()).json();
    assert_eq!((&again["accepted"], &again["unchanged"]), (&0.into(), &2.into()), "{again}");
    let places = service.get("/api/sql?sql=select+distinct+source_file+from+orders+order+by+1", &[]);
    assert!(String::from_utf8_lossy(&places.body).contains("\"february.csv\""));
    assert_eq!(uploads(&service), 0);
}

#[test]
fn a_packed_body_is_unpacked() {
    let service = Service::start();
    let mut gzip = Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    gzip.stdin.take().unwrap().write_all(ORDERS.as_bytes()).unwrap();
    let packed = gzip.wait_with_output().unwrap().stdout;
    let account = service.post("/api/import/orders", &[("content-encoding", "gzip")], &packed).json();
    assert_eq!((&account["accepted"], &account["files"][0]["file"]), (&2.into(), &"upload.gz".into()), "{account}");
    let other = service.post("/api/import/orders", &[("content-encoding", "br")], &packed);
    assert_eq!((other.status, other.json()["code"].as_str()), (415, Some("serve::encoding")));
}

#[test]
fn an_import_with_too_many_bad_rows_is_refused_with_what_is_wrong() {
    let service = Service::start();
    let rows: String = (10..20).map(|row| format!("{row},ann,never,1.00,EUR\n")).collect();
    let bad = format!("{ORDERS}{rows}");
    let refused = service.post("/api/import/orders?file=bad.csv", &[], bad.as_bytes());
    let problem = refused.json();
    assert_eq!((refused.status, &problem["code"]), (422, &"ingest::too_many_bad".into()), "{problem}");
    let reject = &problem["rejects"][0];
    assert_eq!((&reject["file"], &reject["line"]), (&"bad.csv".into(), &"4".into()), "{problem}");
    assert_eq!((count(&service), uploads(&service)), (3, 0));
    let kept = service.post("/api/import/orders?file=bad.csv&max_bad=90%25", &[], bad.as_bytes()).json();
    assert_eq!((&kept["accepted"], &kept["quarantined"]), (&2.into(), &10.into()), "{kept}");
}

#[test]
fn rows_in_quarantine_are_corrected_and_brought_in() {
    let service = Service::start();
    let bad = format!("{ORDERS}9,eve,2024-02-31,7.00,EUR\n");
    let kept = service.post("/api/import/orders?file=bad.csv&max_bad=90%25", &[], bad.as_bytes()).json();
    assert_eq!((&kept["accepted"], &kept["quarantined"]), (&2.into(), &1.into()), "{kept}");
    let sheet = service.get("/api/rejects/export?table=orders", &[("accept", "text/csv")]);
    let sheet = String::from_utf8(sheet.body).unwrap();
    assert!(sheet.starts_with("tenure_reject,") && sheet.contains(",9,eve,2024-02-31,"), "{sheet}");

    let replay = |sheet: &str| service.post("/api/rejects/replay?file=fixed.csv", &[], sheet.as_bytes());
    let as_it_was = replay(&sheet).json();
    assert_eq!((&as_it_was["accepted"], &as_it_was["quarantined"]), (&0.into(), &1.into()), "{as_it_was}");
    let account = replay(&sheet.replace("2024-02-31", "2024-02-29")).json();
    assert_eq!((&account["accepted"], &account["skipped"]), (&1.into(), &0.into()), "{account}");
    assert_eq!((count(&service), uploads(&service)), (6, 0));
    let left = service.get("/api/rejects", &[]).json();
    assert_eq!(left["rejects"].as_array().map(Vec::len), Some(0), "{left}");

    // Of a row that is not known, the file is told as whoever sent it calls it.
    let unknown = replay("tenure_reject,order_id\n0123,9\n").json();
    assert_eq!(
        (&unknown["skipped"], &unknown["skipped_rows"][0]["file"]),
        (&1.into(), &"fixed.csv".into()),
        "{unknown}"
    );
    let none = replay("order_id\n9\n");
    assert_eq!((none.status, uploads(&service)), (400, 0), "{}", String::from_utf8_lossy(&none.body));
}

#[test]
fn what_cannot_be_is_refused_and_no_path_leads_elsewhere() {
    let service = Service::start();
    for (path, status, code) in [
        ("/api/import/nothing", 400, ""),
        ("/api/import/orders?map=../../etc/passwd", 400, "cli::mapping_name"),
        ("/api/import/orders?map=%2Fetc%2Fpasswd", 400, "cli::mapping_name"),
        ("/api/import/orders?files=%2Fetc%2Fpasswd", 400, "cli::unknown_param"),
        ("/api/import/orders?interactive=true", 400, "cli::unknown_param"),
        ("/api/import/orders?file=a&file=b", 400, "serve::one_file"),
        ("/api/import/--help", 400, ""),
        ("/api/import/-C?namespace=x", 400, ""),
    ] {
        let refused = service.post(path, &[], ORDERS.as_bytes());
        let problem = refused.json();
        assert_eq!(refused.status, status, "{path}: {problem}");
        assert!(code.is_empty() || problem["code"] == code, "{path}: {problem}");
    }
    for (sent, called) in [("..%2F..%2Fx.csv", "x.csv"), ("%2Ftmp%2F%2A.csv", "_.csv"), ("-", "upload")] {
        let account = service.post(&format!("/api/import/orders?file={sent}"), &[], ORDERS.as_bytes()).json();
        assert_eq!(account["files"][0]["file"], called, "{account}");
    }
    let empty = service.post("/api/import/orders?file=empty.csv", &[], b"");
    assert!(empty.status >= 400 && empty.status < 600 && empty.json()["title"].as_str().unwrap().contains("empty.csv"));
    assert_eq!(uploads(&service), 0);
}

#[test]
fn progress_is_told_as_events_and_ends_with_the_account() {
    let service = Service::start();
    let mut rows = "order_id,customer_id,ordered_at,amount,currency\n".to_owned();
    for row in 0..60_000 {
        rows.push_str(&format!("n{row},c{},2024-02-{:02},1.00,EUR\n", row % 50, 1 + row % 28));
    }
    let events = service.post("/api/import/orders?file=many.csv", &[("accept", "text/event-stream")], rows.as_bytes());
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    let text = String::from_utf8(events.body).unwrap();
    let events: Vec<(&str, Value)> = text
        .split("\n\n")
        .filter_map(|event| {
            let name = event.lines().find_map(|line| line.strip_prefix("event: "))?;
            let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
            Some((name, serde_json::from_str(data).unwrap()))
        })
        .collect();
    let progress: Vec<_> = events.iter().filter(|(name, _)| *name == "progress").collect();
    assert!(!progress.is_empty(), "{text}");
    assert_eq!(progress[0].1["bytes_total"], rows.len());
    let (name, account) = events.last().unwrap();
    assert_eq!((*name, &account["accepted"]), ("done", &60_000.into()), "{account}");

    let bad = ORDERS.replace("2024-02", "never");
    let events = service.post("/api/import/orders", &[("accept", "text/event-stream")], bad.as_bytes());
    let text = String::from_utf8(events.body).unwrap();
    assert!(text.contains("event: refused") && text.contains("\"status\":422"), "{text}");
}

#[test]
fn nothing_stays_of_an_upload_that_is_broken_off() {
    let service = Service::start();
    let mut stream = TcpStream::connect(service.address()).unwrap();
    let token = service.first.as_ref().unwrap();
    let head = format!(
        "POST /api/import/orders?file=half.csv HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-length: 100000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(ORDERS.as_bytes()).unwrap();
    wait_until("the file waits to be read", || uploads(&service) == 1);
    drop(stream);
    wait_until("nothing of it is left", || uploads(&service) == 0);
    assert_eq!(count(&service), 3);
}
