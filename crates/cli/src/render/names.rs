//! What the catalog says of the metrics in an answer: how they are called, what their side numbers count.

use catalog::{Catalog, Unit};
use model::Language;

/// A catalog, and the language its titles are shown in.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub catalog: &'a Catalog,
    pub language: Language,
}

impl Names<'_> {
    /// What a metric is called; its id where the catalog has none.
    pub fn title(&self, metric: &str) -> String {
        let found = self.catalog.metrics.get(metric);
        found.map_or_else(|| metric.to_owned(), |metric| metric.title.say(self.language).to_owned())
    }

    /// The unit of a number shown beside a metric's value, where the catalog knows it.
    pub fn unit_beside(&self, metric: &str, name: &str) -> Option<Unit> {
        let also = &self.catalog.metrics.get(metric)?.also;
        let (_, formula) = also.iter().find(|(known, _)| known == name)?;
        Some(engine::unit_of(self.catalog, &formula.expr))
    }
}
