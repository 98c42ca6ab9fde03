//! What can be wrong with a segment beside its text: a formula that is no set, names that lead nowhere, measures that are
//! about a whole period, examples that give other things than it names.

use std::collections::BTreeSet;

use super::examples::is_of;
use super::{Found, params};
use crate::catalog::Catalog;
use crate::error::{ExampleFault, Problem};
use crate::formula::{Node, Scope, Type};
use crate::measure::TimeRule;
use crate::segment::Segment;

pub(super) fn check(catalog: &Catalog, segment: &Segment, found: &mut Found) {
    let taken = catalog.measures.get(&segment.name).map(|measure| &measure.place);
    let taken = taken.or_else(|| catalog.metrics.get(&segment.name).map(|metric| &metric.place));
    if let Some(place) = taken {
        let problem = Problem::NameTaken { name: segment.name.clone(), other: place.source.name.clone() };
        found.report(problem, segment.place.head());
    }
    let mut errors = Vec::new();
    segment.formula.expr.check_is(&[Type::Set], &SegmentScope { catalog, segment }, &mut errors);
    let is_well = errors.is_empty();
    for error in errors {
        found.report(error.problem, segment.formula.spots.place(error.span));
    }
    check_instant(catalog, segment, found);
    if is_well {
        check_examples(catalog, segment, found);
    }
}

/// Who is in a segment is asked of an instant, so each of its measures must be.
fn check_instant(catalog: &Catalog, segment: &Segment, found: &mut Found) {
    segment.formula.expr.walk(&mut |expr| {
        let rule = match &expr.node {
            Node::MeanOver { .. } => Some("mean over".to_owned()),
            Node::Name(name) => {
                let rule = catalog.measures.get(name).and_then(|measure| measure.when.as_ref());
                rule.filter(|rule| !rule.is_of_an_instant()).map(TimeRule::to_string)
            }
            _ => None,
        };
        if let Some(rule) = rule {
            found.report(Problem::OfAPeriod { rule }, segment.formula.spots.place(expr.span));
        }
    });
    for (name, span) in segment.formula.expr.names() {
        let Some(measure) = catalog.measures.get(name) else { continue };
        for variable in params::of_measure(catalog, measure) {
            if !params::is_setting(variable) {
                let problem = Problem::UnknownParam { name: variable.to_owned(), known: params::settings() };
                found.report(problem, segment.formula.spots.place(span));
            }
        }
    }
}

fn check_examples(catalog: &Catalog, segment: &Segment, found: &mut Found) {
    let needed: BTreeSet<&str> = segment.formula.expr.names().into_iter().map(|(name, _)| name).collect();
    for example in &segment.examples {
        let mut tell = |name: &str, why| {
            found.report(Problem::Example { name: name.to_owned(), why }, example.place.head());
        };
        for name in needed.iter().filter(|name| !example.given.contains_key(**name)) {
            tell(name, ExampleFault::NotGiven);
        }
        for (name, value) in &example.given {
            let wanted = SegmentScope { catalog, segment }.name(name);
            match wanted {
                _ if !needed.contains(name.as_str()) => tell(name, ExampleFault::Unused),
                Some(wanted) if !is_of(value, wanted) => tell(name, ExampleFault::Kind),
                _ => {}
            }
        }
    }
}

/// Measures, and other segments.
struct SegmentScope<'c> {
    catalog: &'c Catalog,
    segment: &'c Segment,
}

impl Scope for SegmentScope<'_> {
    fn name(&self, name: &str) -> Option<Type> {
        match self.catalog.measures.get(name) {
            Some(measure) => Some(measure.gives()),
            None => self.catalog.segments.get(name).map(|_| Type::Set),
        }
    }

    fn param(&self, name: &str) -> bool {
        params::is_setting(name)
    }

    fn names(&self) -> Vec<String> {
        let of_an_instant = |rule: &Option<TimeRule>| rule.as_ref().is_none_or(TimeRule::is_of_an_instant);
        let measures = self.catalog.measures.values().filter(|measure| of_an_instant(&measure.when));
        let segments = self.catalog.segments.keys().filter(|name| **name != self.segment.name);
        measures.map(|measure| measure.name.clone()).chain(segments.cloned()).collect()
    }

    fn params(&self) -> Vec<String> {
        params::settings()
    }
}
