//! From an exact decimal to a number in its unit.

use catalog::{BinaryOperator, Catalog, Expr, Function, Node, Unit, ValueUnit};
use model::{Currency, Money};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::Number;

/// Gives a decimal its unit: counts and durations become whole, money gets its currency and four places.
///
/// A count or duration that is not whole, such as a mean over days, stays as it is.
#[must_use]
pub fn number(value: Decimal, unit: Unit, currency: Currency) -> Number {
    match unit {
        Unit::Money => {
            let rounded = value.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero);
            let shifted = rounded * Decimal::from(10_000);
            Number::Money(Money { ten_thousandths: shifted.to_i128().unwrap_or_default(), currency })
        }
        Unit::Duration => {
            let whole = value.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
            Number::Whole(whole.to_i128().unwrap_or_default())
        }
        Unit::Count if value.fract().is_zero() => Number::Whole(value.trunc().to_i128().unwrap_or_default()),
        Unit::Count | Unit::Share | Unit::Points | Unit::Ratio | Unit::Months => Number::Real(value),
    }
}

/// The unit of a part of a formula, for the numbers shown beside the value.
#[must_use]
pub fn unit_of(catalog: &Catalog, expr: &Expr) -> Unit {
    match &expr.node {
        Node::Number(_) => Unit::Ratio,
        Node::Param(name) => chosen_unit(catalog, name),
        Node::Name(name) => match (catalog.measures.get(name), catalog.metrics.get(name)) {
            (Some(measure), _) => match measure.unit {
                Some(ValueUnit::Money) => Unit::Money,
                Some(ValueUnit::Duration) => Unit::Duration,
                Some(ValueUnit::Count) => Unit::Count,
                Some(ValueUnit::Number | ValueUnit::Time) => Unit::Ratio,
                None if measure.value == Some(catalog::Value::Count) => Unit::Count,
                None => Unit::Ratio,
            },
            (None, Some(metric)) => metric.unit,
            (None, None) => Unit::Ratio,
        },
        Node::Call { function: Function::Count, .. } => Unit::Count,
        Node::Call { function: Function::Reaches, .. } => Unit::Months,
        Node::Call { arguments, .. } => arguments.first().map_or(Unit::Ratio, |argument| unit_of(catalog, argument)),
        Node::Unary { operand, .. } => unit_of(catalog, operand),
        Node::MeanOver { body, .. } => unit_of(catalog, body),
        Node::Binary { operator, left, right } => {
            let (left, right) = (unit_of(catalog, left), unit_of(catalog, right));
            match operator {
                BinaryOperator::Times if left == Unit::Ratio => right,
                BinaryOperator::Divide if left == right => Unit::Ratio,
                BinaryOperator::Divide if left == Unit::Count => Unit::Ratio,
                _ => left,
            }
        }
    }
}

/// The unit of the metrics that a parameter may name, which is one.
fn chosen_unit(catalog: &Catalog, name: &str) -> Unit {
    let mut choices = catalog.metrics.values().filter_map(|metric| metric.params.get(name)?.choices.first());
    choices.find_map(|choice| catalog.metrics.get(choice)).map_or(Unit::Ratio, |metric| metric.unit)
}
