//! A metric as an aggregate over the fields of datasets, as far as SQL over the rows of a period can say it.
//!
//! What it cannot say is left to tenure: state at an instant, sets joined or taken from each other, windows that follow
//! somebody's own first step, means over days, quantiles of what has not ended, values of settings.

use super::dataset::needs_settings;
use crate::catalog::Catalog;
use crate::formula::{BinaryOperator, Expr, Function, Node, UnaryOperator};
use crate::measure::{Kind, Measure, TimeRule, Value};
use crate::relation::TimeColumns;

/// The aggregate that a formula is over the rows of a period; `None` where SQL over rows cannot say it.
pub(super) fn portable(catalog: &Catalog, formula: &Expr) -> Option<String> {
    match &formula.node {
        Node::Number(text) => Some(text.clone()),
        Node::Name(name) => match (catalog.measures.get(name), catalog.metrics.get(name)) {
            (Some(measure), _) => rows(catalog, measure),
            (None, Some(metric)) => portable(catalog, &metric.formula.expr),
            (None, None) => None,
        },
        Node::Unary { operator: UnaryOperator::Minus, operand } => Some(format!("-({})", portable(catalog, operand)?)),
        Node::Call { function: Function::Count, arguments, over: None } => match &arguments.first()?.node {
            Node::Name(name) => customers(catalog, catalog.measures.get(name)?),
            _ => None,
        },
        Node::Binary { operator, left, right } => {
            let (left, right) = (portable(catalog, left)?, portable(catalog, right)?);
            match operator {
                BinaryOperator::Plus | BinaryOperator::Minus | BinaryOperator::Times => {
                    Some(format!("({left} {} {right})", operator.symbol()))
                }
                BinaryOperator::Divide => Some(format!("(1.0 * {left} / NULLIF({right}, 0))")),
                _ => None,
            }
        }
        Node::Param(_) | Node::Call { .. } | Node::MeanOver { .. } => None,
    }
}

/// A measure of rows as an aggregate over its field; an empty sum is zero.
fn rows(catalog: &Catalog, measure: &Measure) -> Option<String> {
    if measure.kind != Kind::Rows || !is_of_period(catalog, measure) {
        return None;
    }
    let field = format!("{}.{}", measure.from, measure.name);
    match measure.value.as_ref()? {
        Value::Count => Some(format!("COUNT({field})")),
        Value::Sum(_) => Some(format!("COALESCE(SUM({field}), 0)")),
        Value::Min(_) | Value::Max(_) | Value::Last(_) | Value::Values { .. } | Value::Curve { .. } => None,
    }
}

/// The size of a set of those who have a row in the period.
fn customers(catalog: &Catalog, measure: &Measure) -> Option<String> {
    let is_set = measure.kind == Kind::Set && is_of_period(catalog, measure);
    is_set.then(|| format!("COUNT(DISTINCT {}.{})", measure.from, measure.name))
}

/// Whether the measure takes the rows whose instant lies in the period, and nothing that only tenure knows.
fn is_of_period(catalog: &Catalog, measure: &Measure) -> bool {
    let texts = measure.condition.iter().cloned().chain(measure.value_sql());
    let is_point = matches!(catalog.time_of(measure), Some(TimeColumns::Point(_)));
    is_point && measure.when == Some(TimeRule::During) && texts.into_iter().all(|text| !needs_settings(&text))
}
