//! What a metric's formulas may refer to.

use super::params;
use crate::catalog::Catalog;
use crate::formula::{Scope, Type};
use crate::measure::{Kind, Measure, Value};
use crate::metric::Metric;

/// The names of the catalog, and the parameters of one metric.
pub(super) struct MetricScope<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) metric: &'c Metric,
}

impl Scope for MetricScope<'_> {
    fn name(&self, name: &str) -> Option<Type> {
        self.catalog.type_of(name)
    }

    fn param(&self, name: &str) -> bool {
        name == params::PERIOD_END || params::knows(self.metric, name)
    }

    fn names(&self) -> Vec<String> {
        let names = self.catalog.measures.keys().chain(self.catalog.metrics.keys());
        names.filter(|name| **name != self.metric.id).cloned().collect()
    }

    fn params(&self) -> Vec<String> {
        let mut known = params::known(self.metric);
        known.push(params::PERIOD_END.to_owned());
        known
    }
}

impl Catalog {
    /// What a measure or metric of this name gives to a formula; none when there is none.
    #[must_use]
    pub fn type_of(&self, name: &str) -> Option<Type> {
        match self.measures.get(name) {
            Some(measure) => Some(measure.gives()),
            None => self.metrics.get(name).map(|_| Type::Number),
        }
    }
}

impl Measure {
    /// What the measure gives to a formula.
    #[must_use]
    pub fn gives(&self) -> Type {
        match (self.kind, &self.value) {
            (Kind::Set, _) => Type::Set,
            (Kind::Vector, _) if self.is_anchor() => Type::Time,
            (Kind::Vector, _) => Type::Vector,
            (Kind::Rows, Some(Value::Values { .. })) => Type::Rows,
            (Kind::Rows, Some(Value::Curve { .. })) => Type::Curve,
            (Kind::Rows, _) => Type::Number,
        }
    }
}
