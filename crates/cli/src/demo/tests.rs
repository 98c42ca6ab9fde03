//! The company as a whole: the same every time, readable by the import, with settings that are settings.

use std::fs;
use std::path::Path;

use jiff::civil::date;

use super::{Generated, Plan, generate, settings};

/// Columns that no table knows and that are kept as attributes and properties.
const EXTRAS: [&str; 6] = ["newsletter", "seats", "contact", "team_size", "path", "device"];

fn small(seed: u64, into: &Path) -> Generated {
    generate(into, &Plan { seed, customers: 120, ..Plan::default() }).unwrap()
}

fn contents(made: &Generated) -> Vec<Vec<u8>> {
    made.files.iter().map(|file| fs::read(&file.path).unwrap()).collect()
}

#[test]
fn the_same_seed_makes_the_same_bytes_and_another_one_others() {
    let folder = tempfile::tempdir().unwrap();
    let made = [(7, "a"), (7, "b"), (8, "c")].map(|(seed, name)| contents(&small(seed, &folder.path().join(name))));
    assert!(made[0] == made[1]);
    assert!(made[0] != made[2]);
}

#[test]
fn every_table_is_there_and_few_rows_are_bad() {
    let folder = tempfile::tempdir().unwrap();
    let made = small(7, folder.path());
    assert_eq!(made.complete_through, date(2025, 12, 31));
    for table in model::tables::TABLES.iter().filter(|table| table.name != "fx_rates") {
        let rows: u64 = made.files.iter().filter(|file| file.table == table.name).map(|file| file.rows).sum();
        assert!(rows > 0, "{}", table.name);
    }
    let (rows, bad) = made.files.iter().fold((0, 0), |(rows, bad), file| (rows + file.rows, bad + file.bad_rows));
    assert!(bad > 0 && bad * 100 < rows, "{bad} of {rows}");
}

#[test]
fn every_header_means_one_column() {
    let folder = tempfile::tempdir().unwrap();
    for file in small(7, folder.path()).files {
        let table = model::tables::find(file.table).unwrap();
        if file.path.extension().is_some_and(|extension| extension != "csv") {
            continue;
        }
        let text = fs::read_to_string(&file.path).unwrap();
        let mut headers: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        headers.retain(|header| !EXTRAS.contains(header));
        let meant = |header: &&str| {
            table.columns.iter().position(|column| column.name == *header || column.aliases.contains(header))
        };
        let mut columns: Vec<_> = headers.iter().map(meant).collect();
        assert!(columns.iter().all(Option::is_some), "{}: {headers:?}", file.table);
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns.len(), headers.len(), "{}: {headers:?}", file.table);
    }
}

#[test]
fn the_settings_are_settings() {
    let [english, chinese] = model::Language::ALL.map(settings);
    let parsed = catalog::Settings::parse(&english, "tenure.yaml").unwrap();
    assert_eq!((parsed.name.as_str(), parsed.time_zone.as_str()), ("Fernrow", super::timeline::ZONE));
    assert_eq!(parsed.currency, "EUR");
    let language = "zh-CN".to_owned();
    assert_eq!(catalog::Settings::parse(&chinese, "tenure.yaml").unwrap(), catalog::Settings { language, ..parsed });
}
