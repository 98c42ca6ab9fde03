//! Upkeep and backups as a user sees them: fewer files and the same answers; a copy that answers as the original did.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::binary;
use crate::crash::init;
use crate::desk::Desk;

/// After everything that the tests import, by any clock.
const LATER: &str = "2099-01-01T00:00:00Z";

/// Orders and visits in weekly files, some of them corrected later, and one file with a bad row.
fn laid() -> Desk {
    let desk = Desk::new();
    for week in 0..5 {
        let (mut orders, mut visits) = ("order_id,customer_id,ordered_at,amount,currency\n".to_owned(), String::new());
        visits.push_str("event_id,event,customer_id,ts\n");
        for day in 0..7 {
            let (number, month) = (week * 7 + day, 1 + week / 3);
            let date = format!("2025-{month:02}-{:02}", 1 + (week % 3) * 7 + day);
            orders.push_str(&format!("o{number},c{},{date},{}.00,USD\n", number % 11, 10 + number));
            if week > 0 && day == 0 {
                // A correction of the last order of the week before.
                orders.push_str(&format!("o{},c{},{date},5.50,USD\n", number - 1, (number + 10) % 11));
            }
            visits.push_str(&format!("e{number},visit,c{},{date}T12:00:00Z\n", number % 5));
        }
        desk.write("orders.csv", if week == 3 { orders + "o999,c1,never,1,USD\n" } else { orders });
        desk.write("visits.csv", visits);
        for (table, file) in [("orders", "orders.csv"), ("events", "visits.csv")] {
            let done =
                desk.run(&["import", table, file, "--max-bad", "20%", "--now", &format!("2026-01-{:02}", 1 + week)]);
            assert_eq!(done.code, 0, "{}", done.err);
        }
    }
    desk
}

/// What is asked before and after, of today and of an earlier moment.
const QUESTIONS: [&[&str]; 5] = [
    &["query", "revenue", "customers_at_end", "nps", "--from", "2025-01-01", "--to", "2025-05-01", "--grain", "month"],
    &["query", "customer_retention_rate", "--from", "2025-01-01", "--to", "2025-05-01", "--grain", "month"],
    &[
        "retention",
        "--start",
        "first:orders",
        "--return",
        "orders",
        "--grain",
        "month",
        "--from",
        "2025-01-01",
        "--to",
        "2025-05-01",
    ],
    &["customer", "c1"],
    &["status"],
];

fn answers(desk: &Desk) -> Vec<String> {
    let ask = |question: &&[&str], further: &[&str]| {
        let done = desk.run(&[*question, &["--format", "json"], further].concat());
        format!("{question:?} {further:?} {}\n{}{}", done.code, done.out, done.err)
    };
    let now = QUESTIONS.iter().map(|question| ask(question, &[]));
    let then = QUESTIONS.iter().map(|question| ask(question, &["--as-of", "2026-01-03"]));
    let rows = ["select * from orders order by order_id", "select * from events order by event_id"];
    let rows = rows.map(|sql| desk.rows(sql).join("\n"));
    let answers: Vec<_> = now.chain(then).chain(rows).collect();
    let answered = answers.iter().filter(|answer| answer.contains(" 0\n")).count();
    assert!(answered >= 8, "most of it has an answer: {answers:?}");
    answers
}

fn data_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path.is_dir() {
            true if path.ends_with("_delta_log") => 0,
            true => data_files(&path),
            false => 1,
        })
        .sum()
}

#[test]
fn maintain_leaves_fewer_files_and_every_answer() {
    let desk = laid();
    let before = answers(&desk);
    let explained = desk.run(&["explain", "revenue", "--at", "2025-02", "--format", "json"]);
    let files = data_files(&desk.path("lake/orders"));
    let would = desk.json(&["maintain", "--dry-run"]);
    assert_eq!(data_files(&desk.path("lake/orders")), files, "a dry run does nothing");

    // By the desk's clock all files are of the last hour, so only what is read changes.
    let done = desk.json(&["maintain"]);
    assert_eq!(done["files_after"], would["files_after"]);
    assert!(done["files_before"].as_u64().unwrap() > done["files_after"].as_u64().unwrap() + 4, "{done}");
    assert_eq!(done["removed_files"], 0);
    assert_eq!(answers(&desk), before);

    let done = desk.json(&["maintain", "--now", LATER]);
    let of = |name: &str| -> Value {
        done["tables"].as_array().unwrap().iter().find(|table| table["table"] == name).unwrap().clone()
    };
    assert_eq!((&of("orders")["files_after"], data_files(&desk.path("lake/orders"))), (&2.into(), 2));
    assert!(of("orders")["removed_files"].as_u64().unwrap() as usize >= files);
    assert_eq!(answers(&desk), before);
    // The trace names the lake's files, which are others; the numbers, rows and source files are the same.
    let again = desk.run(&["explain", "revenue", "--at", "2025-02", "--format", "json"]);
    let told = |text: &str| {
        let mut told: Value = serde_json::from_str(text).unwrap();
        let provenance = told.as_object_mut().unwrap();
        let files = provenance.remove("files");
        assert!(files.is_some(), "{text}");
        told
    };
    assert_eq!(told(&again.out), told(&explained.out));
    let chinese = desk.run(&["maintain", "--lang", "zh-CN", "--dry-run"]);
    assert!(
        chinese.out.contains("合并前文件数") && chinese.err.contains("未作任何更改"),
        "{}{}",
        chinese.out,
        chinese.err
    );
    let bad = desk.run(&["maintain", "--grace", "soon"]);
    assert_eq!(bad.code, 2, "{}", bad.err);
}

#[test]
fn a_backup_answers_as_the_workspace_did() {
    let desk = laid();
    desk.write("mappings/shop.yaml", "table: orders\ncolumns:\n  order_id: id\n");
    let before = answers(&desk);
    let done = desk.json(&["backup", "copy"]);
    assert!(done["files"].as_u64().unwrap() > 10 && done["copied_bytes"].as_u64().unwrap() > 10_000, "{done}");
    // What comes later is not in it.
    desk.write("orders.csv", "order_id,customer_id,ordered_at,amount,currency\nlate,c1,2025-03-01,1000.00,USD\n");
    assert_eq!(desk.run(&["import", "orders", "orders.csv"]).code, 0);
    desk.json(&["maintain", "--now", LATER]);
    let place = |name: &str| desk.path(name);
    let restored = Desk::at(&place("again"));
    assert_eq!(desk.run(&["restore", "copy", "again"]).code, 0);
    let shown = |answers: Vec<String>| -> Vec<String> {
        answers.into_iter().map(|answer| answer.replace(place("again").to_str().unwrap(), "HERE")).collect()
    };
    let before: Vec<_> = before
        .into_iter()
        .map(|answer| answer.replace(desk.path("").to_str().unwrap().trim_end_matches('/'), "HERE"))
        .collect();
    assert_eq!(shown(answers(&restored)), before);
    assert_eq!(restored.read("mappings/shop.yaml"), desk.read("mappings/shop.yaml"));
    // The copy is a workspace like any other.
    restored.write("orders.csv", "order_id,customer_id,ordered_at,amount,currency\nnew,c1,2025-03-01,1.00,USD\n");
    assert_eq!(restored.json(&["import", "orders", "orders.csv"])["accepted"], 1);
    restored.json(&["maintain", "--now", LATER]);

    let full = desk.run(&["backup", "copy"]);
    assert!(full.code == 1 && full.err.contains("not empty"), "{}", full.err);
    let full = desk.run(&["restore", "copy", "again"]);
    assert!(full.code == 1 && full.err.contains("not empty"), "{}", full.err);
}

#[test]
fn a_backup_that_is_not_whole_is_not_taken_for_one() {
    let desk = laid();
    desk.json(&["backup", "copy"]);
    let damaged = |name: &str, damage: &dyn Fn(&Path)| {
        let copy = desk.path(name);
        let copied = Command::new("cp").arg("-r").arg(desk.path("copy")).arg(&copy).status().unwrap();
        assert!(copied.success());
        damage(&copy);
        let to = format!("{name}-back");
        let done = desk.run(&["restore", name, &to]);
        assert_eq!(done.code, 1, "{name}: {}", done.err);
        assert!(!desk.path(&to).join("tenure.yaml").exists(), "{name}: what is left is no workspace");
        done.err
    };
    let said = damaged("unended", &|copy| std::fs::remove_file(copy.join("backup.json")).unwrap());
    assert!(said.contains("no backup"), "{said}");
    let said = damaged("torn", &|copy| {
        let list = std::fs::read(copy.join("backup.json")).unwrap();
        std::fs::write(copy.join("backup.json"), &list[..list.len() / 2]).unwrap();
    });
    assert!(said.contains("no backup"), "{said}");
    let said = damaged("changed", &|copy| {
        let mut state = std::fs::read(copy.join("tenure.db")).unwrap();
        *state.last_mut().unwrap() ^= 1;
        std::fs::write(copy.join("tenure.db"), state).unwrap();
    });
    assert!(said.contains("tenure.db") && said.contains("changed"), "{said}");
    let said = damaged("settings", &|copy| std::fs::write(copy.join("tenure.yaml"), "name: other\n").unwrap());
    assert!(said.contains("tenure.yaml"), "{said}");
    let said = damaged("lost", &|copy| std::fs::remove_file(copy.join("tenure.db")).unwrap());
    assert!(said.contains("tenure.db"), "{said}");
    let said = damaged("elsewhere", &|copy| {
        let list = std::fs::read_to_string(copy.join("backup.json")).unwrap();
        std::fs::write(copy.join("backup.json"), list.replace("\"tenure.db\"", "\"../tenure.db\"")).unwrap();
    });
    assert!(said.contains("no backup"), "{said}");
}

/// Backups and upkeep beside a writer: each copy is of one moment, whole imports and nothing else.
#[test]
fn backups_taken_while_others_write_and_clear_up_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("company");
    init(&workspace);
    let writing = {
        let (workspace, file) = (workspace.clone(), folder.path().join("orders.csv"));
        std::thread::spawn(move || {
            for round in 0..4 {
                let rows: String =
                    (0..500).map(|row| format!("o{round}-{row},c{row},2025-0{}-01,1.00\n", 1 + row % 3)).collect();
                std::fs::write(&file, format!("order_id,customer_id,ordered_at,amount\n{rows}")).unwrap();
                done(&workspace, &["import", "orders", file.to_str().unwrap()]);
                done(&workspace, &["--now", LATER, "maintain", "--grace", "1s"]);
            }
        })
    };
    let mut copies: Vec<PathBuf> = Vec::new();
    while copies.len() < 3 || !writing.is_finished() {
        let copy = folder.path().join(format!("copy{}", copies.len()));
        done(&workspace, &["backup", copy.to_str().unwrap()]);
        copies.push(copy);
    }
    writing.join().unwrap();
    for copy in copies {
        let back = copy.with_extension("back");
        done(&workspace, &["restore", copy.to_str().unwrap(), back.to_str().unwrap()]);
        let (rows, customers) = orders(&back);
        assert!(rows.is_multiple_of(500) && customers == if rows == 0 { 0 } else { 500 }, "{rows} {customers}");
    }
    assert_eq!(orders(&workspace), (2_000, 500));
}

/// How many orders there are, and of how many customers.
fn orders(workspace: &Path) -> (u32, u32) {
    let question = "select count(*) as n, count(distinct customer_key) as c from orders";
    let told = String::from_utf8(done(workspace, &["--format", "csv", "sql", question]).stdout).unwrap();
    let (rows, customers) = told.lines().nth(1).unwrap().split_once(',').unwrap();
    (rows.parse().unwrap(), customers.parse().unwrap())
}

fn done(workspace: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(binary::path());
    command.args(["-q", "-C"]).arg(workspace).args(words);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
