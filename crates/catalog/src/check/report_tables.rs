//! What can be wrong with a table of a report beside its text: metrics that do not exist, numbers they do not have.

use super::Found;
use crate::catalog::Catalog;
use crate::error::{Named, Problem};
use crate::formula::{BinaryOperator, Expr, Node};
use crate::report_table::{MetricPart, ReportColumn, ReportTable};

pub(super) fn check(catalog: &Catalog, table: &ReportTable, found: &mut Found) {
    for column in &table.columns {
        check_column(catalog, column, found);
    }
}

fn check_column(catalog: &Catalog, column: &ReportColumn, found: &mut Found) {
    let place = column.place.head();
    let Some(metric) = catalog.metrics.get(&column.metric) else {
        let known = catalog.metrics.keys().cloned().collect();
        let problem = Problem::UnknownName { what: Named::Metric, name: column.metric.clone(), known };
        return found.report(problem, place);
    };
    let divides = divides(&metric.formula.expr);
    let has = match &column.part {
        MetricPart::Value => true,
        MetricPart::Numerator | MetricPart::Denominator => divides,
        MetricPart::Also(name) => metric.also.iter().any(|(known, _)| known == name),
    };
    if !has {
        let mut expected = vec![MetricPart::Value.name().to_owned()];
        if divides {
            expected.extend([MetricPart::Numerator, MetricPart::Denominator].map(|part| part.name().to_owned()));
        }
        expected.extend(metric.also.iter().map(|(name, _)| name.clone()));
        found.report(Problem::Choice { value: column.part.name().to_owned(), expected }, place);
    }
}

/// Whether a formula is a rate, perhaps times a constant.
fn divides(formula: &Expr) -> bool {
    match &formula.node {
        Node::Binary { operator: BinaryOperator::Divide, .. } => true,
        Node::Binary { operator: BinaryOperator::Times, left, right } => match (&left.node, &right.node) {
            (Node::Number(_), _) => divides(right),
            (_, Node::Number(_)) => divides(left),
            _ => false,
        },
        _ => false,
    }
}
