//! A disk with no room: the message says so, nothing is half done, and the same import works once there is room.

use std::path::Path;
use std::process::{Command, Output};

use crate::binary;
use crate::crash::{ROWS, count, import, init, orders, state};

/// Runs an import whose files may not grow beyond this size, as if the disk ended there.
fn import_within(kilobytes: u32, workspace: &Path, file: &Path) -> Output {
    // A write beyond the limit is refused, as on a full disk, once the signal that would end the process is ignored.
    // `ulimit` counts blocks of 512 bytes.
    let script = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh", &(kilobytes * 2).to_string()]).arg(binary::path());
    command.args(["--now", "2024-06-01T00:00:00Z", "-q", "-C"]).arg(workspace).args(["import", "orders"]).arg(file);
    command.output().unwrap()
}

#[test]
fn an_import_that_does_not_fit_the_disk_says_so_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.csv");
    std::fs::write(&file, orders()).unwrap();
    let clean = folder.path().join("clean");
    init(&clean);
    assert!(import(&clean, &file).wait().unwrap().success());

    let full = folder.path().join("full");
    init(&full);
    let mut refused = 0;
    // From too little for anything to nearly enough for all.
    for kilobytes in [8, 48, 96, 200, 400, 800] {
        let told = import_within(kilobytes, &full, &file);
        let said = String::from_utf8_lossy(&told.stderr).into_owned();
        if told.status.success() {
            break;
        }
        refused += 1;
        assert_eq!(told.status.code(), Some(1), "within {kilobytes} KiB: {said}");
        assert!(said.contains("no room left"), "within {kilobytes} KiB: {said}");
        assert_eq!(count(&full), 0, "within {kilobytes} KiB");
    }
    assert!(refused > 2, "several sizes were too small");
    assert!(import(&full, &file).wait().unwrap().success());
    assert_eq!(count(&full), ROWS);
    assert_eq!(state(&full), state(&clean));
}

/// On a disk of its own, where the machine lets a test make one.
#[test]
fn a_disk_that_fills_up_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.csv");
    std::fs::write(&file, orders()).unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let script = "mount -t tmpfs -o size=900k tmpfs \"$1\" || exit 77
        tenure=\"$2 -q --now 2024-06-01T00:00:00Z -C $1/company\"
        $2 -q init \"$1/company\" || exit 78
        $tenure import orders \"$3\"; echo \"first: $?\"
        $tenure --format csv sql 'select count(*) as n from orders'
        mount -o remount,size=64m \"$1\" || exit 79
        $tenure import orders \"$3\"; echo \"second: $?\"
        $tenure --format csv sql 'select count(*) as n from orders'";
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", script, "sh"]).args([&disk, &binary::path(), &file]);
    let Ok(told) = command.output() else { return };
    let (out, said) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    if !out.contains("first") {
        // No right to mount here: the limit on the size of files stands in for the disk.
        assert!(matches!(told.status.code(), Some(1 | 77)), "{out}{said}");
        return;
    }
    let lines: Vec<&str> = out.lines().filter(|line| line.contains(": ") || line.parse::<u32>().is_ok()).collect();
    assert_eq!(lines, ["first: 1", "0", "second: 0", &ROWS.to_string()], "{out}{said}");
    assert!(said.contains("no room left"), "{said}");
}
