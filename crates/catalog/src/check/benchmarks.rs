//! What can be wrong with a benchmark beside its text: it is of no metric.

use super::Found;
use crate::benchmark::Benchmark;
use crate::catalog::Catalog;
use crate::error::{Named, Problem};

pub(super) fn check(catalog: &Catalog, benchmark: &Benchmark, found: &mut Found) {
    if !catalog.metrics.contains_key(&benchmark.metric) {
        let known = catalog.metrics.keys().cloned().collect();
        let problem = Problem::UnknownName { what: Named::Metric, name: benchmark.metric.clone(), known };
        found.report(problem, benchmark.place.head());
    }
}
