//! An answer of an earlier moment is given again to the byte, whatever was imported, merged or rewritten since: rows,
//! rates, settings and metrics are those of that moment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lake::{Defined, Lake};
use serde_json::Value;
use tempfile::TempDir;

use crate::binary;
use crate::company::{at, block_on};

const ORDERS: &str = "order_id,customer_id,ordered_at,amount,currency\n\
    a,ann,2024-01-05,100.00,USD\nb,bob,2024-01-20,50.00,EUR\nc,cat,2024-02-03,30.00,USD\n";
const JANUARY_AND_FEBRUARY: [&str; 6] = ["--from", "2024-01-01", "--to", "2024-03-01", "--grain", "month"];

/// A workspace that the binary works on.
pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub fn new(settings: &str) -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        workspace.write("tenure.yaml", settings);
        workspace
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Imports a text as a file of this name, complete through `through`.
    pub fn import(&self, now: &str, table: &str, file: (&str, &str), through: &str) {
        self.write(file.0, file.1);
        let path = self.path(file.0);
        self.done(now, &["import", table, path.to_str().unwrap(), "--complete-through", through]);
    }

    pub fn run(&self, now: &str, words: &[&str]) -> Output {
        run(self.folder.path(), now, words)
    }

    /// What a command that must succeed writes to stdout.
    pub fn done(&self, now: &str, words: &[&str]) -> String {
        let output = self.run(now, words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json(&self, now: &str, words: &[&str]) -> Value {
        let told = self.done(now, &[&["--format", "json"], words].concat());
        serde_json::from_str(&told).unwrap_or_else(|error| panic!("{words:?}: {error}: {told}"))
    }
}

fn run(folder: &Path, now: &str, words: &[&str]) -> Output {
    let mut command = Command::new(binary::path());
    command.arg("-C").arg(folder).args(["--now", now]).args(words).env("NO_COLOR", "1").env("COLUMNS", "110");
    command.output().unwrap()
}

/// One question over two months, in JSON.
fn ask(workspace: &Workspace, now: &str, metric: &str, further: &[&str]) -> String {
    let question = ["--format", "json", "query", metric];
    workspace.done(now, &[&question[..], &JANUARY_AND_FEBRUARY, further].concat())
}

fn value(told: &str, period: usize) -> Value {
    serde_json::from_str::<Value>(told).unwrap()["rows"][period]["value"].clone()
}

#[test]
fn an_earlier_answer_is_the_same_bytes_after_everything_has_changed() {
    let shop = Workspace::new("currency: USD\nactivity: { basis: purchase, window_days: 30 }\n");
    let rates = "date,from,to,rate\n2024-01-20,EUR,USD,1.10\n";
    shop.import("2024-03-01", "fx_rates", ("rates.csv", rates), "2024-02-29");
    shop.import("2024-03-02", "orders", ("orders.csv", ORDERS), "2024-02-29");
    own(&shop, "100");
    let then = "2024-03-05";
    let questions = ["revenue", "customers_at_end", "big_orders", "nps"];
    let before = questions.map(|metric| ask(&shop, then, metric, &[]));
    assert_eq!(value(&before[0], 0)["amount"], "155.0000");
    assert_eq!(value(&before[2], 0), 1);

    // A late order, a correction, another rate, other settings, another metric of the same name.
    let late = ORDERS.replace("a,ann,2024-01-05,100.00", "a,ann,2024-01-05,90.00") + "d,dan,2024-01-30,10.00,USD\n";
    shop.import("2024-04-01", "orders", ("orders-2.csv", &late), "2024-03-31");
    shop.import("2024-04-02", "fx_rates", ("rates-2.csv", &rates.replace("1.10", "1.20")), "2024-03-31");
    shop.write("tenure.yaml", "currency: USD\nactivity: { basis: purchase, window_days: 60 }\n");
    own(&shop, "10");
    let now = questions.map(|metric| ask(&shop, "2024-05-01", metric, &[]));
    assert_eq!(value(&now[0], 0)["amount"], "160.0000");
    for ((metric, before), now) in questions.into_iter().zip(&before).zip(&now) {
        assert_eq!(ask(&shop, "2024-05-01", metric, &["--as-of", then]), *before, "{metric}");
        assert_eq!(ask(&shop, "2024-05-02", metric, &["--as-of", "now"]).replace("05-02", "05-01"), *now, "{metric}");
    }
    let states = shop.json("2024-05-01", &["status", "--states"]);
    let event = |state: &Value| format!("{} {}", state["event"].as_str().unwrap(), state["number"]);
    let events: Vec<_> = states["states"].as_array().unwrap().iter().map(event).collect();
    let expected = ["import 1", "definitions 1", "import 2", "definitions 2", "import 3", "import 4", "definitions 3"];
    assert_eq!(events, expected);
    assert_eq!(states["states"][6]["files"], "metrics/measures.yaml, tenure.yaml");
    let third = ask(&shop, "2024-06-01", "revenue", &["--as-of", "3"]);
    assert_eq!(third, ask(&shop, "2024-06-01", "revenue", &["--as-of", "2024-04-01"]));
    let none = shop.run("2024-06-01", &["query", "revenue", "--as-of", "9"]);
    assert!(none.status.code() == Some(2) && String::from_utf8(none.stderr).unwrap().contains("status --states"));
    let page = |further: &[&str]| shop.done("2024-05-01", &[&["metrics", "big_orders"][..], further].concat());
    own(&shop, "5");
    shop.write(
        "metrics/big_orders.yaml",
        &std::fs::read_to_string(shop.path("metrics/big_orders.yaml")).unwrap().replace("our own", "rewritten"),
    );
    assert!(page(&[]).contains("rewritten") && !page(&["--as-of", then]).contains("rewritten"));
    std::fs::remove_dir_all(shop.path("metrics")).unwrap();
    assert_eq!(ask(&shop, "2024-06-01", "big_orders", &["--as-of", then]), before[2], "a metric that is gone");

    // The rows of then under the definitions of today.
    let mixed = ask(&shop, "2024-06-01", "customers_at_end", &["--as-of", then, "--definitions", "now"]);
    assert_eq!((value(&before[1], 0), value(&mixed, 0)), (2.into(), 2.into()));
    assert_eq!((value(&before[1], 1), value(&mixed, 1)), (1.into(), 3.into()));
    let gone = ["query", "big_orders", "--as-of", then, "--definitions", "now"];
    assert_eq!(shop.run("2024-06-01", &gone).status.code(), Some(2));
}

#[test]
fn definitions_that_this_tenure_cannot_read_are_refused_with_the_way_out() {
    let shop = Workspace::new("currency: USD\nactivity: { basis: purchase }\n");
    // What an earlier tenure may have left: a setting that is gone since.
    block_on(async {
        let files = BTreeMap::from([("tenure.yaml".to_owned(), "colour: red\n".to_owned())]);
        let old = Defined { hash: "0123456789abcdef", tenure: "0.0.1", files: &files };
        let lake = Lake::open(&shop.path("")).await.unwrap();
        lake.keep_definitions(old, at("2024-03-01")).await.unwrap();
    });
    shop.import("2024-03-02", "orders", ("orders.csv", &ORDERS.replace("EUR", "USD")), "2024-02-29");
    let question = [&["query", "revenue", "--as-of", "2024-03-01"][..], &JANUARY_AND_FEBRUARY].concat();
    let refused = shop.run("2024-05-01", &question);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    for part in ["2024-03-01T00:00:00Z", "tenure 0.0.1", "colour", "--definitions now"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    shop.done("2024-05-01", &[&question[..], &["--definitions", "now"]].concat());
    shop.done("2024-05-01", &[&["query", "revenue", "--as-of", "2024-03-02"][..], &JANUARY_AND_FEBRUARY].concat());
}

/// A metric and a measure of the workspace's own: orders of at least so much.
fn own(shop: &Workspace, least: &str) {
    let measure = format!(
        "{{ kind: rows, from: paid_orders, where: amount >= {least}, when: during, value: count(*), unit: count, about: {{ en: Big orders, zh-CN: 大额订单 }} }}"
    );
    shop.write("metrics/measures.yaml", &format!("measures:\n  big_orders_in_period: {measure}\n"));
    let metric = [
        "metric: big_orders",
        "title: { en: Big orders, zh-CN: 大额订单 }",
        "area: sales",
        "question: { en: How many orders were big?, zh-CN: 大额订单有多少？ }",
        "unit: count",
        "better: higher",
        "formula: big_orders_in_period",
        "interval: none",
        "source: our own",
        "examples:",
        "  - why: { en: One of two, zh-CN: 两笔中的一笔 }",
        "    given:",
        "      tables:",
        "        orders:",
        "          - { order_id: a, ordered_at: '2024-01-05', customer_id: ann, amount: '500.00' }",
        "          - { order_id: b, ordered_at: '2024-01-06', customer_id: ann, amount: '1.00' }",
        "    query: { from: '2024-01-01', to: '2024-02-01' }",
        "    expect: { value: 1 }",
    ];
    shop.write("metrics/big_orders.yaml", &metric.join("\n"));
}
