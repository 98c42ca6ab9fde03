//! An import that is killed at any moment leaves nothing behind, and importing again makes the lake of one clean import.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::binary;

const NOW: &str = "2024-06-01T00:00:00Z";
pub const ROWS: u32 = 60_000;

#[test]
fn a_killed_import_leaves_nothing_and_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.csv");
    std::fs::write(&file, orders()).unwrap();

    let clean = folder.path().join("clean");
    init(&clean);
    assert!(import(&clean, &file).wait().unwrap().success());
    let expected = state(&clean);
    assert!(expected.contains(&ROWS.to_string()), "{expected}");

    let killed = folder.path().join("killed");
    init(&killed);
    // Moments from before the first row to after the last commit: whichever comes, the outcome is the same.
    for delay_ms in [5, 40, 120, 300, 500, 800, 1_200] {
        let mut child = import(&killed, &file);
        std::thread::sleep(Duration::from_millis(delay_ms));
        let _ = child.kill();
        child.wait().unwrap();
        let found = count(&killed);
        assert!(found == 0 || found == ROWS, "{found} rows are visible after a kill at {delay_ms} ms");
    }
    assert!(import(&killed, &file).wait().unwrap().success());
    assert_eq!(state(&killed), expected);
}

/// Every moment at which another file lies in the lake is a moment to be killed at: while rows are staged, between the
/// tables, and between the last table and the publication.
#[test]
fn corrections_that_are_killed_at_any_file_leave_the_workspace_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (file, corrected) = (folder.path().join("orders.csv"), folder.path().join("corrected.csv"));
    std::fs::write(&file, orders()).unwrap();
    std::fs::write(&corrected, orders().replace(".50\n", ".75\n").replace(",c1,", ",new1,")).unwrap();
    let workspace = folder.path().join("company");
    init(&workspace);
    assert!(import(&workspace, &file).wait().unwrap().success());
    let before = state(&workspace);

    let (mut kills, mut landed) = (0, false);
    for further in (1..60).step_by(3) {
        let files = files_below(&workspace.join("lake")) + further;
        let mut child = import(&workspace, &corrected);
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if files_below(&workspace.join("lake")) >= files {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
        };
        let found = state(&workspace);
        if let Some(status) = ended {
            assert!(status.success());
            landed = true;
            break;
        }
        kills += 1;
        if found != before {
            // Killed between the publication and the end of the process: then all of it counts.
            landed = true;
            break;
        }
    }
    assert!(kills > 1 && landed, "{kills} kills");
    let after = state(&workspace);
    assert_ne!(after, before);
    assert!(import(&workspace, &corrected).wait().unwrap().success());
    assert_eq!(state(&workspace), after, "what landed is whole: importing it again changes nothing");
}

fn files_below(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    // What is deleted while it is looked at counts as it was met.
    entries.flatten().map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}

pub fn orders() -> String {
    let mut text = "order_id,customer_id,ordered_at,amount\n".to_owned();
    for row in 0..ROWS {
        let (day, customer) = (1 + row % 28, row % 700);
        text.push_str(&format!("o{row},c{customer},2024-0{}-{day:02},{}.50\n", 1 + row % 4, row % 90));
    }
    text
}

pub fn init(workspace: &Path) {
    let made = Command::new(binary::path()).arg("init").arg(workspace).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

pub fn import(workspace: &Path, file: &Path) -> std::process::Child {
    let mut command = Command::new(binary::path());
    command.args(["--now", NOW, "-q", "-C"]).arg(workspace).args(["import", "orders"]).arg(file);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

pub fn count(workspace: &Path) -> u32 {
    let told = sql(workspace, "select count(*) as n from orders");
    told.lines().last().unwrap().trim().parse().unwrap()
}

/// Every row with its customer's key, and every identity.
pub fn state(workspace: &Path) -> String {
    let rows = "select count(*) as n, sum(amount) as total, sum(customer_key) as keys, \
                sum(customer_key * cast(substr(order_id, 2) as bigint)) as assigned from orders";
    let identities = "select count(*) as n, sum(customer_key) as keys from identities";
    format!("{}\n{}", sql(workspace, rows), sql(workspace, identities))
}

fn sql(workspace: &Path, sql: &str) -> String {
    let mut command = Command::new(binary::path());
    let told =
        command.args(["--now", NOW, "--format", "csv", "-C"]).arg(workspace).args(["sql", sql]).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap()
}
