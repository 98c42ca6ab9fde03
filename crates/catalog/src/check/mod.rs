//! The check of the catalog as a whole: every name leads somewhere, every part fits, nothing goes in circles.

mod benchmarks;
mod cycles;
mod examples;
mod laws;
mod measures;
mod metrics;
mod params;
mod relations;
mod report_tables;
mod scope;
mod scores;
mod segments;

pub(crate) use examples::settle;
pub use params::PERIOD_END;

use crate::catalog::Catalog;
use crate::error::{Problem, Report};
use crate::source::Place;

/// Everything that is wrong with a catalog whose files read well, file by file.
pub(crate) fn check(catalog: &Catalog) -> Vec<Report> {
    let mut found = Found::default();
    for relation in catalog.relations.values() {
        relations::check(catalog, relation, &mut found);
    }
    for measure in catalog.measures.values() {
        measures::check(catalog, measure, &mut found);
    }
    for metric in catalog.metrics.values() {
        metrics::check(catalog, metric, &mut found);
    }
    for law in catalog.laws.values() {
        laws::check(catalog, law, &mut found);
    }
    for benchmark in catalog.benchmarks.values() {
        benchmarks::check(catalog, benchmark, &mut found);
    }
    for segment in catalog.segments.values() {
        segments::check(catalog, segment, &mut found);
    }
    for score in catalog.scores.values() {
        scores::check(catalog, score, &mut found);
    }
    for table in &catalog.report_tables {
        report_tables::check(catalog, table, &mut found);
    }
    cycles::check(catalog, &mut found);
    found.reports
}

/// What has been found so far.
#[derive(Default)]
struct Found {
    reports: Vec<Report>,
}

impl Found {
    fn report(&mut self, problem: Problem, place: Place) {
        self.reports.push(Report { problem, place });
    }
}
