//! Every id of the specification is answered: by a metric of the catalog, or by an analysis that is named as one.

use std::collections::BTreeSet;
use std::error::Error;

use catalog::Catalog;

/// What an id of the list is answered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AnsweredBy {
    Metric,
    Analysis,
}

/// `(id, what answers it)` in the order of the file.
fn ids() -> Result<Vec<(&'static str, AnsweredBy)>, String> {
    let lines = include_str!("ids.txt").lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with('['));
    lines
        .map(|line| match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [id] => Ok((*id, AnsweredBy::Metric)),
            [id, "analysis"] => Ok((*id, AnsweredBy::Analysis)),
            _ => Err(format!("`{line}` is neither an id nor an id and what answers it")),
        })
        .collect()
}

#[test]
fn every_id_of_the_specification_is_a_metric_or_named_an_analysis() -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::builtin()?;
    let absent: Vec<&str> = ids()?
        .into_iter()
        .filter(|(id, by)| *by == AnsweredBy::Metric && !catalog.metrics.contains_key(*id))
        .map(|(id, _)| id)
        .collect();
    assert!(absent.is_empty(), "ids without a metric: {absent:?}");
    Ok(())
}

#[test]
fn no_id_is_listed_twice_and_no_listed_analysis_is_a_metric() -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::builtin()?;
    let mut seen = BTreeSet::new();
    for (id, by) in ids()? {
        assert!(seen.insert((id, by == AnsweredBy::Metric)), "`{id}` is listed twice");
        let both = by == AnsweredBy::Analysis && id != "leads" && catalog.metrics.contains_key(id);
        assert!(!both, "`{id}` is a metric now: its line says analysis");
    }
    Ok(())
}
