//! Metrics that refer to themselves by way of others, and relations and anchors that do.

use std::collections::BTreeSet;

use super::Found;
use crate::catalog::Catalog;
use crate::error::Problem;
use crate::source::Place;

pub(super) fn check(catalog: &Catalog, found: &mut Found) {
    let metrics = Graph {
        names: catalog.metrics.keys().map(String::as_str).collect(),
        next: &|name| {
            let metric = catalog.metrics.get(name);
            let formulas =
                metric.into_iter().flat_map(|metric| metric.formulas().map(move |formula| (metric, formula)));
            let names = formulas.flat_map(|(metric, formula)| metric.names_in(formula));
            names.filter(|name| !catalog.measures.contains_key(*name)).collect()
        },
        place: &|name| {
            let metric = catalog.metrics.get(name)?;
            Some(metric.formula.spots.place(metric.formula.expr.span))
        },
    };
    metrics.check(found);
    let segments = Graph {
        names: catalog.segments.keys().map(String::as_str).collect(),
        next: &|name| {
            let segment = catalog.segments.get(name);
            let names = segment.into_iter().flat_map(|segment| segment.formula.expr.names()).map(|(name, _)| name);
            names.filter(|name| !catalog.measures.contains_key(*name)).collect()
        },
        place: &|name| {
            let segment = catalog.segments.get(name)?;
            Some(segment.formula.spots.place(segment.formula.expr.span))
        },
    };
    segments.check(found);
    let relations = Graph {
        names: catalog.relations.keys().map(String::as_str).collect(),
        next: &|name| {
            let relation = catalog.relations.get(name);
            let reads = relation.into_iter().flat_map(|relation| relation.reads.iter());
            reads.flat_map(|name| catalog.relations_named(name)).map(|relation| relation.name.as_str()).collect()
        },
        place: &|name| catalog.relations.get(name).map(|relation| relation.place.head()),
    };
    relations.check(found);
    let anchors = Graph {
        names: catalog.measures.keys().map(String::as_str).collect(),
        next: &|name| {
            let rule = catalog.measures.get(name).and_then(|measure| measure.when.as_ref());
            rule.and_then(|rule| rule.anchor()).into_iter().collect()
        },
        place: &|name| catalog.measures.get(name).map(|measure| measure.place.head()),
    };
    anchors.check(found);
}

/// Names and what each refers to.
struct Graph<'c> {
    names: Vec<&'c str>,
    next: &'c dyn Fn(&'c str) -> Vec<&'c str>,
    place: &'c dyn Fn(&'c str) -> Option<Place>,
}

impl<'c> Graph<'c> {
    /// Tells each circle once, at its first name in order.
    fn check(&self, found: &mut Found) {
        let mut done: BTreeSet<&'c str> = BTreeSet::new();
        for name in &self.names {
            self.visit(name, &mut Vec::new(), &mut done, found);
        }
    }

    fn visit(&self, name: &'c str, path: &mut Vec<&'c str>, done: &mut BTreeSet<&'c str>, found: &mut Found) {
        if let Some(at) = path.iter().position(|earlier| *earlier == name) {
            let circle = path.iter().skip(at).chain([&name]).map(|name| (*name).to_owned()).collect();
            if let Some(place) = (self.place)(name) {
                found.report(Problem::Cycle { path: circle }, place);
            }
            return;
        }
        if done.contains(name) {
            return;
        }
        path.push(name);
        for next in (self.next)(name) {
            self.visit(next, path, done, found);
        }
        path.pop();
        done.insert(name);
    }
}
