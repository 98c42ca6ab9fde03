//! What can be wrong with a measure beside its text: where it reads from, and whether its rule can be answered there.

use super::Found;
use crate::catalog::Catalog;
use crate::error::{Named, Needs, Problem};
use crate::measure::{Measure, TimeRule};
use crate::relation::TimeColumns;

pub(super) fn check(catalog: &Catalog, measure: &Measure, found: &mut Found) {
    let Some(time) = catalog.time_of(measure) else {
        let known = catalog.relation_names();
        let problem = Problem::UnknownName { what: Named::Relation, name: measure.from.clone(), known };
        found.report(problem, measure.place.head());
        return;
    };
    let relation = measure.from.clone();
    match (&measure.when, &time) {
        (None, TimeColumns::None) => {}
        (None, _) => found.report(Problem::MissingKey { key: "when".to_owned() }, measure.place.head()),
        (Some(rule), time) => {
            if let Some(needs) = unmet(rule, time) {
                let rule = rule.to_string();
                found.report(Problem::Rule { rule, relation, needs }, measure.place.head());
            }
        }
    }
    if let Some(anchor) = measure.when.as_ref().and_then(TimeRule::anchor) {
        check_anchor(catalog, anchor, &measure.place, found);
    }
}

/// A window starts from a vector of times.
pub(super) fn check_anchor(catalog: &Catalog, name: &str, place: &crate::source::Place, found: &mut Found) {
    match catalog.measures.get(name) {
        Some(anchor) if anchor.is_anchor() => {}
        Some(_) => found.report(Problem::NotAnchor { name: name.to_owned() }, place.head()),
        None => {
            let anchors = catalog.measures.values().filter(|measure| measure.is_anchor());
            let known = anchors.map(|measure| measure.name.clone()).collect();
            let problem = Problem::UnknownName { what: Named::Measure, name: name.to_owned(), known };
            found.report(problem, place.head());
        }
    }
}

/// What a rule needs that the times of the rows are not.
fn unmet(rule: &TimeRule, time: &TimeColumns) -> Option<Needs> {
    let needs = match rule {
        TimeRule::During | TimeRule::Before(_) => Needs::Any,
        TimeRule::Ever
        | TimeRule::LastDays { .. }
        | TimeRule::DuringPrevious
        | TimeRule::FirstDuring
        | TimeRule::WithinDaysAfter { .. } => Needs::Point,
        TimeRule::At(_)
        | TimeRule::DaysBefore { .. }
        | TimeRule::DaysAfter { .. }
        | TimeRule::StartsDuring
        | TimeRule::EndsDuring
        | TimeRule::FirstStartsDuring => Needs::Interval,
    };
    let met = match time {
        TimeColumns::None => false,
        TimeColumns::Point(_) => needs != Needs::Interval,
        TimeColumns::Interval(..) => needs != Needs::Point,
    };
    (!met).then_some(needs)
}
