//! Examples held against their metric: what the formula needs is given, in its kind, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Found;
use crate::catalog::Catalog;
use crate::error::{ExampleFault, Problem, Wanted};
use crate::example::{Example, Given, GivenValue};
use crate::formula::Type;
use crate::metric::{Formula, Metric, ParamValue};
use crate::settings::Settings;
use crate::source::Place;

/// Reads each given value as the kind its measure is: `[1, 2]` is a set of customers or a distribution of numbers, and
/// only the measure knows which.
pub(crate) fn settle(catalog: &mut Catalog) {
    let sets: BTreeSet<String> = catalog
        .measures
        .values()
        .filter(|measure| measure.gives() == Type::Set)
        .map(|measure| measure.name.clone())
        .collect();
    let segments: BTreeSet<String> = catalog.segments.keys().cloned().collect();
    let of_metrics = catalog.metrics.values_mut().flat_map(|metric| &mut metric.examples).filter_map(|example| {
        match &mut example.given {
            Given::Measures(given) => Some(given),
            Given::Tables(_) => None,
        }
    });
    let of_segments = catalog.segments.values_mut().flat_map(|segment| &mut segment.examples);
    for given in of_metrics.chain(of_segments.map(|example| &mut example.given)) {
        for (name, value) in given.iter_mut() {
            if sets.contains(name) || segments.contains(name) {
                *value = std::mem::replace(value, GivenValue::Number(None)).into_set();
            }
        }
    }
}

pub(super) fn check(catalog: &Catalog, metric: &Metric, example: &Example, found: &mut Found) {
    let place = example.place.head();
    if let Given::Measures(given) = &example.given {
        let given_names: BTreeSet<&str> = given.keys().map(String::as_str).collect();
        let mut needed = BTreeSet::new();
        let given_to = Needs { catalog, given: &given_names, params: &example.params };
        given_to.find(metric, &metric.formula, &mut Vec::new(), &mut needed);
        let mut allowed = needed.clone();
        for (_, formula) in &metric.also {
            given_to.find(metric, formula, &mut Vec::new(), &mut allowed);
        }
        let mut tell = |name: &str, why| {
            found.report(Problem::Example { name: name.to_owned(), why }, place.clone());
        };
        for name in needed.difference(&given_names) {
            tell(name, ExampleFault::NotGiven);
        }
        for (name, value) in given {
            match catalog.type_of(name) {
                _ if !allowed.contains(name.as_str()) => tell(name, ExampleFault::Unused),
                Some(wanted) if !is_of(value, wanted) => tell(name, ExampleFault::Kind),
                _ => {}
            }
        }
    }
    for name in example.expect.also.keys() {
        if !metric.also.iter().any(|(known, _)| known == name) {
            found.report(Problem::Example { name: name.clone(), why: ExampleFault::Unused }, place.clone());
        }
    }
    for name in example.params.keys() {
        if !metric.params.contains_key(name) {
            let known = metric.params.keys().cloned().collect();
            found.report(Problem::UnknownParam { name: name.clone(), known }, place.clone());
        }
    }
    check_query(example, &place, found);
    if let Err(errors) = Settings::from_json(&example.settings, &example.place.source.name) {
        found
            .reports
            .extend(errors.reports.into_iter().map(|report| crate::error::Report { place: place.clone(), ..report }));
    }
}

fn check_query(example: &Example, place: &Place, found: &mut Found) {
    let Some(query) = &example.query else { return };
    for text in [&query.from, &query.to] {
        if text.parse::<Date>().is_err() {
            let problem = Problem::Value { value: text.clone(), expected: Wanted::Date };
            found.report(problem, place.clone());
        }
    }
    if let Some(now) = &query.now
        && now.parse::<jiff::Timestamp>().is_err()
        && now.parse::<Date>().is_err()
    {
        found.report(Problem::Value { value: now.clone(), expected: Wanted::Time }, place.clone());
    }
}

/// What an example is given, where the names are sought that its formula needs.
struct Needs<'c> {
    catalog: &'c Catalog,
    given: &'c BTreeSet<&'c str>,
    params: &'c BTreeMap<String, ParamValue>,
}

impl<'c> Needs<'c> {
    /// The names whose values a formula needs: measures, and metrics that are given themselves; the formulas of other
    /// metrics are looked into.
    fn find(&self, metric: &'c Metric, formula: &'c Formula, path: &mut Vec<&'c str>, needed: &mut BTreeSet<&'c str>) {
        for name in metric.names_chosen(formula, self.params) {
            match self.catalog.metrics.get(name) {
                Some(metric) if !self.given.contains(name) && !self.catalog.measures.contains_key(name) => {
                    if !path.contains(&name) {
                        path.push(name);
                        self.find(metric, &metric.formula, path, needed);
                        path.pop();
                    }
                }
                _ => {
                    needed.insert(name);
                }
            }
        }
    }
}

pub(super) fn is_of(value: &GivenValue, wanted: Type) -> bool {
    match wanted {
        Type::Set => matches!(value, GivenValue::Set(_)),
        Type::Vector | Type::Time => matches!(value, GivenValue::Vector(_)),
        Type::Rows => matches!(value, GivenValue::Distribution(_)),
        // A curve is only ever given by the rows it is made of.
        Type::Curve => false,
        Type::Number => matches!(value, GivenValue::Number(_)),
    }
}
