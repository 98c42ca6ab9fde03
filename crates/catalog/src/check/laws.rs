//! What can be wrong with a law beside its text: names that lead nowhere, sides of the wrong kind.

use super::{Found, params};
use crate::catalog::Catalog;
use crate::error::{Named, Problem};
use crate::formula::{Scope, Type};
use crate::law::{Law, Statement};

pub(super) fn check(catalog: &Catalog, law: &Law, found: &mut Found) {
    if let Statement::Parts { metrics, .. } = &law.says {
        for name in metrics.iter().filter(|name| !catalog.metrics.contains_key(*name)) {
            let known = catalog.metrics.keys().cloned().collect();
            let problem = Problem::UnknownName { what: Named::Metric, name: name.clone(), known };
            found.report(problem, law.place.head());
        }
    }
    let Some((left, right)) = law.says.sides() else { return };
    let wanted = if matches!(law.says, Statement::SameCustomers(..)) { Type::Set } else { Type::Number };
    for side in [left, right] {
        let mut errors = Vec::new();
        side.expr.check_is(&[wanted], &LawScope { catalog, wanted }, &mut errors);
        for error in errors {
            found.report(error.problem, side.spots.place(error.span));
        }
    }
}

/// The names of the catalog and the settings. Where customers are held against each other, a metric is the set it counts.
struct LawScope<'c> {
    catalog: &'c Catalog,
    wanted: Type,
}

impl Scope for LawScope<'_> {
    fn name(&self, name: &str) -> Option<Type> {
        if self.wanted == Type::Set && self.catalog.metrics.get(name).is_some_and(|metric| metric.counted().is_some()) {
            return Some(Type::Set);
        }
        self.catalog.type_of(name)
    }

    fn param(&self, name: &str) -> bool {
        params::is_setting(name)
    }

    fn names(&self) -> Vec<String> {
        self.catalog.measures.keys().chain(self.catalog.metrics.keys()).cloned().collect()
    }

    fn params(&self) -> Vec<String> {
        params::settings()
    }
}
