//! What can be wrong with a metric beside its text: its formulas' parts, its parameters, its anchor, its examples.

use super::scope::MetricScope;
use super::{Found, examples, measures, params};
use crate::catalog::Catalog;
use crate::error::{Named, Problem};
use crate::formula::{Count, Type};
use crate::metric::{Formula, Metric, Param, ParamValue};

pub(super) fn check(catalog: &Catalog, metric: &Metric, found: &mut Found) {
    if let Some(measure) = catalog.measures.get(&metric.id) {
        let other = measure.place.source.name.clone();
        found.report(Problem::NameTaken { name: metric.id.clone(), other }, metric.place.head());
    }
    let before = found.reports.len();
    for formula in metric.formulas() {
        check_formula(catalog, metric, formula, found);
    }
    let formulas_are_well = found.reports.len() == before;
    for param in metric.params.values() {
        check_choices(catalog, metric, param, found);
    }
    if let Some(matures) = &metric.matures {
        measures::check_anchor(catalog, &matures.after, &metric.place, found);
        if let Count::Param(name) = &matures.window_days
            && !params::knows(metric, name)
        {
            let problem = Problem::UnknownParam { name: name.clone(), known: params::known(metric) };
            found.report(problem, metric.place.head());
        }
    }
    if formulas_are_well {
        // What an example lacks is only known when the formulas are.
        for example in &metric.examples {
            examples::check(catalog, metric, example, found);
        }
    }
}

/// What a parameter may name are metrics of one unit, its default one of them.
fn check_choices(catalog: &Catalog, metric: &Metric, param: &Param, found: &mut Found) {
    let place = metric.place.head();
    let mut units = Vec::new();
    for name in &param.choices {
        match catalog.metrics.get(name) {
            Some(choice) => units.push((name, choice.unit)),
            None => {
                let known = catalog.metrics.keys().cloned().collect();
                let problem = Problem::UnknownName { what: Named::Metric, name: name.clone(), known };
                found.report(problem, place.clone());
            }
        }
    }
    let first = units.first().map(|(_, unit)| *unit);
    for (name, _) in units.iter().filter(|(_, unit)| Some(*unit) != first) {
        found.report(Problem::ChoiceUnit { name: (*name).clone() }, place.clone());
    }
    if let (false, Some(ParamValue::Number(text) | ParamValue::Text(text))) = (param.choices.is_empty(), &param.default)
        && !param.choices.contains(text)
    {
        found.report(Problem::Choice { value: text.clone(), expected: param.choices.clone() }, place);
    }
}

fn check_formula(catalog: &Catalog, metric: &Metric, formula: &Formula, found: &mut Found) {
    let mut errors = Vec::new();
    formula.expr.check_is(&[Type::Number], &MetricScope { catalog, metric }, &mut errors);
    for error in errors {
        found.report(error.problem, formula.spots.place(error.span));
    }
    for (name, span) in formula.expr.names() {
        let Some(measure) = catalog.measures.get(name) else { continue };
        for variable in params::of_measure(catalog, measure) {
            if !params::knows(metric, variable) {
                let problem = Problem::UnknownParam { name: variable.to_owned(), known: params::known(metric) };
                found.report(problem, formula.spots.place(span));
            }
        }
    }
}
