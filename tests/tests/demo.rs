//! The truths hidden in the demo company are found by tenure's own metrics.
//!
//! The company is made and imported once. Each truth is a row of [`TRUTHS`]: a question, the periods or segments it
//! is about, those it is held against, and by how much they must differ.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::binary;

/// A moment after the last day of the company.
const NOW: &str = "2026-01-15T12:00:00Z";

/// Rows of all files, of which this share at most is bad on purpose.
const MOST_BAD_SHARE: f64 = 0.002;

/// One thing that is known about the company.
struct Truth {
    metric: &'static str,
    /// What follows the metric on the command line.
    question: &'static [&'static str],
    /// The starts of the periods, or the values of the segment, that it is about.
    these: &'static [&'static str],
    /// Those it is held against.
    others: &'static [&'static str],
    /// How the mean of `these` stands to the mean of `others`.
    stands: Stands,
}

/// How two means stand to each other.
#[derive(Clone, Copy)]
pub enum Stands {
    /// At least so many times the other.
    TimesOrMore(f64),
    /// At most so many times the other.
    TimesOrLess(f64),
    /// Lower by so much or more.
    LowerBy(f64),
}

use Stands::{LowerBy, TimesOrLess, TimesOrMore};

impl Stands {
    pub fn hold(self, these: f64, others: f64) -> bool {
        match self {
            TimesOrMore(times) => these >= others * times,
            TimesOrLess(times) => these <= others * times,
            LowerBy(points) => these <= others - points,
        }
    }
}

const YEARS: &[&str] = &["--from", "2024-01-01", "--to", "2026-01-01", "--grain", "month"];
const SEPTEMBER: &[&str] = &["--from", "2024-09-01", "--to", "2024-10-01", "--grain", "day"];
const BY_CHANNEL: &[&str] = &["--from", "2025-01-01", "--to", "2026-01-01", "--by", "channel"];

const OUTAGE: &[&str] = &["2024-09-10", "2024-09-11", "2024-09-12", "2024-09-13"];
const WEEK_BEFORE_OUTAGE: &[&str] = &["2024-09-03", "2024-09-04", "2024-09-05", "2024-09-06"];
const SUMMER_2024: &[&str] = &["2024-06-01", "2024-07-01", "2024-08-01"];
const AUTUMN_2025: &[&str] = &["2025-08-01", "2025-09-01", "2025-10-01", "2025-11-01"];
const AROUND_MAY_2025: &[&str] = &["2025-03-01", "2025-04-01", "2025-06-01", "2025-07-01"];

/// Source: the constants of the generator, measured once in the files it writes with pandas and DuckDB; the bounds
/// leave room for another generator of random numbers.
const TRUTHS: &[Truth] = &[
    // Everybody gives presents.
    Truth {
        metric: "orders",
        question: YEARS,
        these: &["2024-11-01", "2024-12-01"],
        others: SUMMER_2024,
        stands: TimesOrMore(1.8),
    },
    // Those who were recommended stay, those who clicked an advertisement leave.
    Truth {
        metric: "customer_retention_rate",
        question: BY_CHANNEL,
        these: &["organic", "referral"],
        others: &["paid_social", "affiliates"],
        stands: TimesOrMore(1.3),
    },
    Truth {
        metric: "conversion_rate",
        question: BY_CHANNEL,
        these: &["organic", "referral"],
        others: &["paid_social", "affiliates"],
        stands: TimesOrMore(1.3),
    },
    Truth {
        metric: "cac",
        question: BY_CHANNEL,
        these: &["paid_social"],
        others: &["organic", "referral"],
        stands: TimesOrMore(2.0),
    },
    Truth {
        metric: "clv_cac_ratio",
        question: BY_CHANNEL,
        these: &["paid_social"],
        others: &["referral"],
        stands: TimesOrLess(0.2),
    },
    // The outage.
    Truth {
        metric: "tickets",
        question: SEPTEMBER,
        these: OUTAGE,
        others: WEEK_BEFORE_OUTAGE,
        stands: TimesOrMore(3.5),
    },
    Truth { metric: "dau", question: SEPTEMBER, these: OUTAGE, others: WEEK_BEFORE_OUTAGE, stands: TimesOrLess(0.65) },
    Truth { metric: "nps", question: YEARS, these: &["2024-09-01"], others: SUMMER_2024, stands: LowerBy(20.0) },
    Truth {
        metric: "churn_rate",
        question: YEARS,
        these: &["2024-10-01"],
        others: SUMMER_2024,
        stands: TimesOrMore(1.5),
    },
    // The price rise.
    Truth {
        metric: "nrr",
        question: YEARS,
        these: &["2025-03-01"],
        others: &["2024-12-01", "2025-01-01", "2025-02-01"],
        stands: TimesOrMore(1.05),
    },
    Truth {
        metric: "churn_rate",
        question: YEARS,
        these: &["2025-03-01", "2025-04-01"],
        others: AUTUMN_2025,
        stands: TimesOrMore(1.33),
    },
    // The onboarding that broke.
    Truth {
        metric: "cohort_retention_30d",
        question: YEARS,
        these: &["2025-05-01"],
        others: AROUND_MAY_2025,
        stands: TimesOrLess(0.7),
    },
    Truth {
        metric: "cohort_retention_90d",
        question: YEARS,
        these: &["2025-05-01"],
        others: AROUND_MAY_2025,
        stands: TimesOrLess(0.65),
    },
];

/// The company in its folder, and what `tenure demo` reported.
struct Company {
    folder: tempfile::TempDir,
    report: Value,
}

static COMPANY: LazyLock<Company> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let report = tenure(folder.path(), &["demo", "fernrow"]);
    Company { folder, report }
});

#[test]
fn every_truth_is_found() {
    let mut missed = Vec::new();
    for truth in TRUTHS {
        let (these, others) = ask(truth);
        if !truth.stands.hold(these, others) {
            missed.push(format!("{} of {:?}: {these} against {others}", truth.metric, truth.these));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn every_row_is_accounted_for_and_few_are_in_quarantine() {
    let imports = COMPANY.report["imports"].as_array().unwrap();
    let sum = |column: &str| imports.iter().map(|import| import[column].as_u64().unwrap()).sum::<u64>();
    let read = sum("read");
    assert_eq!(read, sum("accepted") + sum("unchanged") + sum("updated") + sum("filtered") + sum("quarantined"));
    assert_eq!(sum("unchanged") + sum("updated") + sum("filtered"), 0);
    let bad = sum("quarantined");
    assert!(bad > 0 && bad as f64 <= read as f64 * MOST_BAD_SHARE, "{bad} of {read}");
}

#[test]
fn the_laws_hold() {
    let report = tenure(&COMPANY.folder.path().join("fernrow"), &["check"]);
    assert_eq!(report["holds"], true, "{report:#}");
}

/// The company's workspace.
pub fn workspace() -> PathBuf {
    COMPANY.folder.path().join("fernrow")
}

/// The rows of an answer to SQL.
pub fn ask_sql(sql: &str) -> Vec<Value> {
    let rows = tenure(&COMPANY.folder.path().join("fernrow"), &["sql", sql]);
    rows.as_array().unwrap().clone()
}

/// The answers to a question of several metrics.
pub fn ask_tenure(words: &[&str]) -> Vec<Value> {
    let answers = tenure(&COMPANY.folder.path().join("fernrow"), words);
    answers.as_array().unwrap().clone()
}

/// The means of both sides of a truth.
fn ask(truth: &Truth) -> (f64, f64) {
    let words = [&["query", truth.metric], truth.question].concat();
    let answer = tenure(&COMPANY.folder.path().join("fernrow"), &words);
    let rows = answer["rows"].as_array().unwrap();
    let mean = |keys: &[&str]| {
        let values: Vec<f64> =
            rows.iter().filter(|row| keys.contains(&key(row))).map(|row| number(&row["value"])).collect();
        assert_eq!(values.len(), keys.len(), "{} has no rows for some of {keys:?}: {answer:#}", truth.metric);
        values.iter().sum::<f64>() / values.len() as f64
    };
    (mean(truth.these), mean(truth.others))
}

/// The segment of a row where it has one, else the start of its period.
fn key(row: &Value) -> &str {
    let segment = row["by"].as_object().and_then(|by| by.values().next());
    segment.unwrap_or(&row["start"]).as_str().unwrap_or_default()
}

/// A value, which is an object where it is money.
fn number(value: &Value) -> f64 {
    let amount = value["amount"].as_str().and_then(|amount| amount.parse().ok());
    amount.or(value.as_f64()).unwrap_or_else(|| panic!("`{value}` is not a number"))
}

/// What a command that succeeds prints, read as JSON.
fn tenure(folder: &Path, words: &[&str]) -> Value {
    let output = command(folder, words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(binary::path());
    command.current_dir(folder).args(["--format", "json", "--now", NOW, "--quiet"]).args(words);
    command
}
