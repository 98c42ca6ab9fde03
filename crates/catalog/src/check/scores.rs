//! What can be wrong with a score beside its text: a component that is neither set nor vector, names that lead nowhere,
//! measures that are about a whole period, weights that only some components have.

use super::{Found, PERIOD_END, params};
use crate::catalog::Catalog;
use crate::error::Problem;
use crate::formula::{Node, Scope, Type};
use crate::measure::TimeRule;
use crate::metric::Formula;
use crate::score::Score;

pub(super) fn check(catalog: &Catalog, score: &Score, found: &mut Found) {
    check_formula(catalog, &score.of, &[Type::Set], found);
    for component in &score.components {
        check_formula(catalog, &component.formula, &[Type::Set, Type::Vector], found);
    }
    // Beside components with a weight one without has none that could be guessed.
    let weighted = score.components.iter().any(|component| component.weight.is_some());
    for component in score.components.iter().filter(|component| weighted && component.weight.is_none()) {
        found.report(Problem::MissingKey { key: "weight".to_owned() }, component.place.head());
    }
    for component in score.components.iter().filter(|component| component.weight.is_some()) {
        let gives = component.formula.expr.check(&ScoreScope { catalog }, &mut Vec::new());
        if gives == Some(Type::Vector) && component.range.is_none() {
            found.report(Problem::MissingKey { key: "range".to_owned() }, component.place.head());
        }
    }
}

/// A score is of an instant, so each of its measures must be.
fn check_formula(catalog: &Catalog, formula: &Formula, wanted: &[Type], found: &mut Found) {
    let mut errors = Vec::new();
    formula.expr.check_is(wanted, &ScoreScope { catalog }, &mut errors);
    for error in errors {
        found.report(error.problem, formula.spots.place(error.span));
    }
    formula.expr.walk(&mut |expr| {
        let rule = match &expr.node {
            Node::MeanOver { .. } => Some("mean over".to_owned()),
            Node::Name(name) => {
                let rule = catalog.measures.get(name).and_then(|measure| measure.when.as_ref());
                rule.filter(|rule| !rule.is_of_an_instant()).map(TimeRule::to_string)
            }
            _ => None,
        };
        if let Some(rule) = rule {
            found.report(Problem::OfAPeriod { rule }, formula.spots.place(expr.span));
        }
    });
    for (name, span) in formula.expr.names() {
        let Some(measure) = catalog.measures.get(name) else { continue };
        for variable in params::of_measure(catalog, measure) {
            if !params::is_setting(variable) {
                let problem = Problem::UnknownParam { name: variable.to_owned(), known: params::settings() };
                found.report(problem, formula.spots.place(span));
            }
        }
    }
}

/// Measures, and saved segments.
struct ScoreScope<'c> {
    catalog: &'c Catalog,
}

impl Scope for ScoreScope<'_> {
    fn name(&self, name: &str) -> Option<Type> {
        match self.catalog.measures.get(name) {
            Some(measure) => Some(measure.gives()),
            None => self.catalog.segments.get(name).map(|_| Type::Set),
        }
    }

    fn param(&self, name: &str) -> bool {
        name == PERIOD_END || params::is_setting(name)
    }

    fn names(&self) -> Vec<String> {
        let of_an_instant = |rule: &Option<TimeRule>| rule.as_ref().is_none_or(TimeRule::is_of_an_instant);
        let measures = self.catalog.measures.values().filter(|measure| of_an_instant(&measure.when));
        measures.map(|measure| measure.name.clone()).chain(self.catalog.segments.keys().cloned()).collect()
    }

    fn params(&self) -> Vec<String> {
        params::settings()
    }
}
