//! Two imports into one workspace at once: the second waits, says so, and both land.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::binary;
use crate::crash::{count, init};

const HEADER: &str = "order_id,customer_id,ordered_at,amount\n";

fn begin(workspace: &Path, file: &str) -> Child {
    let mut command = Command::new(binary::path());
    command.args(["--now", "2024-06-01T00:00:00Z", "-C"]).arg(workspace).args(["import", "orders", file]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn the_second_of_two_imports_waits_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("company");
    init(&workspace);
    let file = folder.path().join("second.csv");
    std::fs::write(&file, format!("{HEADER}b,bob,2024-02-01,2.00\n")).unwrap();

    // The first holds the workspace for as long as its input is open.
    let mut first = begin(&workspace, "-");
    let mut input = first.stdin.take().unwrap();
    writeln!(input, "{HEADER}a,ann,2024-01-01,1.00").unwrap();
    input.flush().unwrap();
    let lock = workspace.join("lake/_staging");
    while !lock.exists() {
        std::thread::yield_now();
    }

    let mut second = begin(&workspace, file.to_str().unwrap());
    let mut told = BufReader::new(second.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("waiting") {
        assert_ne!(told.read_line(&mut said).unwrap(), 0, "it did not wait: {said}");
    }
    // A reader does not wait.
    assert_eq!(count(&workspace), 0);

    drop(input);
    let first = first.wait_with_output().unwrap();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    told.read_to_string(&mut said).unwrap();
    assert!(second.wait().unwrap().success(), "{said}");
    assert_eq!(count(&workspace), 2);
}

#[test]
fn many_imports_at_once_all_land() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("company");
    init(&workspace);
    let imports: Vec<Child> = (0..5)
        .map(|number| {
            let file = folder.path().join(format!("orders-{number}.csv"));
            let rows: String = (0..50).map(|row| format!("o{number}-{row},c{row},2024-01-01,1.00\n")).collect();
            std::fs::write(&file, format!("{HEADER}{rows}")).unwrap();
            begin(&workspace, file.to_str().unwrap())
        })
        .collect();
    for import in imports {
        let done = import.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(count(&workspace), 250);
}
