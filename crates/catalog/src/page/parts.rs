//! The measures and metrics that a metric is made of.

use std::collections::BTreeSet;

use super::labels::label;
use super::markdown::{Page, code};
use crate::catalog::Catalog;
use crate::formula::Type;
use crate::measure::Measure;
use crate::metric::Metric;
use model::Language;

pub(super) fn write(page: &mut Page, catalog: &Catalog, metric: &Metric, language: Language) {
    let measures = catalog.measures_of(metric);
    let of_subjects = measures.iter().any(|measure| matches!(measure.gives(), Type::Set | Type::Vector | Type::Time));
    if !measures.is_empty() {
        page.heading(2, label("parts", language));
        let head = [
            label("name", language),
            label("kind", language),
            label("meaning", language),
            label("definition", language),
        ];
        let rows: Vec<_> = measures.into_iter().map(|measure| row(measure, language)).collect();
        page.table(&head, &rows);
    }
    if of_subjects {
        page.block(label("subjects", language));
    }
    let mut seen = BTreeSet::new();
    let names = metric.formulas().flat_map(|formula| metric.names_in(formula));
    let metrics: Vec<String> = names
        .filter(|name| !catalog.measures.contains_key(*name) && seen.insert(*name))
        .filter_map(|name| Some((name, catalog.metrics.get(name)?)))
        .map(|(name, metric)| format!("- [{}]({name}.md)", metric.title.say(language)))
        .collect();
    if !metrics.is_empty() {
        page.heading(2, label("metrics", language));
        page.block(&metrics.join("\n"));
    }
}

fn row(measure: &Measure, language: Language) -> Vec<String> {
    let kind = match measure.gives() {
        Type::Set => "kinds.set",
        Type::Vector => "kinds.vector",
        Type::Time => "kinds.time",
        Type::Rows => "kinds.rows",
        Type::Curve => "kinds.curve",
        Type::Number => "kinds.number",
    };
    vec![
        code(&measure.name),
        label(kind, language).to_owned(),
        measure.about.say(language).to_owned(),
        code(&measure.definition()),
    ]
}

impl Measure {
    /// The measure on one line, in the words of its file: `sum(amount) from paid_orders where … when during`.
    #[must_use]
    pub fn definition(&self) -> String {
        let value = self.value.as_ref().map(|value| format!("{value} "));
        let condition = self.condition.as_ref().map(|condition| format!(" where {condition}"));
        let when = self.when.as_ref().map(|rule| format!(" when {rule}"));
        let at = self.at.as_ref().map(|column| format!(" at {column}"));
        let parts = [value, Some(format!("from {}", self.from)), condition, when, at];
        parts.into_iter().flatten().collect()
    }
}

impl Catalog {
    /// The measures that a metric's formulas name, its anchor, and the anchors of those, each once, in the order they
    /// are met. Measures of other metrics it refers to are not among them.
    #[must_use]
    pub fn measures_of(&self, metric: &Metric) -> Vec<&Measure> {
        let names = metric.formulas().flat_map(|formula| formula.expr.names()).map(|(name, _)| name);
        let mut waiting: Vec<&str> = names.chain(metric.matures.iter().map(|matures| matures.after.as_str())).collect();
        waiting.reverse();
        let mut found: Vec<&Measure> = Vec::new();
        while let Some(name) = waiting.pop() {
            let Some(measure) = self.measures.get(name) else { continue };
            if found.iter().any(|known| known.name == name) {
                continue;
            }
            found.push(measure);
            waiting.extend(measure.when.as_ref().and_then(|rule| rule.anchor()));
        }
        found
    }
}
