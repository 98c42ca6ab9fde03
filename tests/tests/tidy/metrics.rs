//! The catalog's folder: a metric is a file, named for the metric, in the folder of its area.

use crate::checkout::{self, Source, assert_none};

#[test]
fn a_metric_is_in_the_file_of_its_name_and_the_folder_of_its_area() {
    let mut found = Vec::new();
    for source in metric_files() {
        let folder = source.path.split('/').nth(1).unwrap();
        if top_level(&source, "metric") != Some(source.stem()) {
            found.push(format!("{}: expected `metric: {}`", source.path, source.stem()));
        }
        if top_level(&source, "area") != Some(folder) {
            found.push(format!("{}: expected `area: {folder}`", source.path));
        }
    }
    assert_none("metrics out of place", &found);
}

#[test]
fn every_metric_has_a_source_and_a_worked_example() {
    let mut found = Vec::new();
    for source in metric_files() {
        for key in ["title", "question", "formula", "source", "examples"] {
            if top_level(&source, key).is_none() {
                found.push(format!("{} has no `{key}`", source.path));
            }
        }
    }
    assert_none("metrics that cannot be trusted yet", &found);
}

fn metric_files() -> Vec<Source> {
    let other = ["measures", "relations", "laws", "reports", "segments", "scores", "benchmarks"];
    let files = checkout::files("metrics", &[".yaml"]);
    files.into_iter().filter(|source| !other.contains(&source.path.split('/').nth(1).unwrap())).collect()
}

/// The text beside a key that starts a line, comment and quotes left out.
fn top_level<'a>(source: &'a Source, key: &str) -> Option<&'a str> {
    let line = source.text.lines().find(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))?;
    Some(line[key.len() + 1..].split('#').next()?.trim().trim_matches('"'))
}
