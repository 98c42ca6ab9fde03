//! A metric taken apart by customer: what each adds to its numerator, and to its denominator where it has one.

use std::collections::BTreeMap;

use catalog::{BinaryOperator, Expr, Function, Metric, Node, Unit};
use model::Message;
use rust_decimal::prelude::ToPrimitive;

use crate::EngineError;
use crate::evaluate::{Ground, Spot, Value, evaluate, number};
use crate::interval::clusters;

/// What each customer adds; a customer who is absent adds nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outcome {
    pub numerator: BTreeMap<u32, f64>,
    /// `None` where the outcome is a mean over all customers.
    pub denominator: Option<BTreeMap<u32, f64>>,
    /// Whether the formula counts each customer once or not at all, so that the outcome is a share of customers. What the
    /// data happen to be changes nothing in it: the method and the unit of an experiment are the same from the first day on.
    pub is_share: bool,
}

impl Outcome {
    /// One customer's numerator and denominator.
    pub fn of(&self, customer: u32) -> (f64, f64) {
        let found = |amounts: &BTreeMap<u32, f64>| amounts.get(&customer).copied().unwrap_or_default();
        (found(&self.numerator), self.denominator.as_ref().map_or(1.0, found))
    }

    fn times(mut self, factor: f64) -> Self {
        self.numerator.values_mut().for_each(|amount| *amount *= factor);
        self.is_share &= factor == 1.0;
        self
    }
}

/// Takes a metric apart at one spot.
///
/// # Errors
/// [`EngineError::Question`] for a metric that is no sum over customers, such as a median.
pub(super) fn of(ground: &dyn Ground, metric: &Metric, spot: Spot) -> Result<Outcome, EngineError> {
    let found = take_apart(ground, &metric.formula.expr, spot)?.ok_or_else(|| {
        EngineError::Question(Message::new("engine.experiment_not_by_customer").with("metric", &metric.id))
    })?;
    // Of two counts the metric says whether the one is a part of the other.
    let is_part = found.denominator.is_none() || metric.unit == Unit::Share;
    Ok(Outcome { is_share: found.is_share && is_part, ..found })
}

fn take_apart(ground: &dyn Ground, expr: &Expr, spot: Spot) -> Result<Option<Outcome>, EngineError> {
    Ok(match &expr.node {
        Node::Name(name) => match ground.formula(name) {
            Some(formula) => take_apart(ground, formula, spot)?,
            None => whole(ground, expr, spot)?,
        },
        Node::Binary { operator: BinaryOperator::Divide, left, right } => {
            if let Some(divisor) = constant(ground, right, spot)? {
                let inner = take_apart(ground, left, spot)?;
                return Ok(inner.filter(|_| divisor != 0.0).map(|inner| inner.times(1.0 / divisor)));
            }
            let (Some(above), Some(below)) = (sums(ground, left, spot)?, sums(ground, right, spot)?) else {
                return Ok(None);
            };
            let is_share = counts(ground, left) && counts(ground, right);
            Some(Outcome { numerator: above, denominator: Some(below), is_share })
        }
        Node::Binary { operator: BinaryOperator::Times, left, right } => {
            let (factor, inner) = match (constant(ground, left, spot)?, constant(ground, right, spot)?) {
                (Some(factor), None) => (factor, right),
                (None, Some(factor)) => (factor, left),
                _ => return Ok(None),
            };
            take_apart(ground, inner, spot)?.map(|inner| inner.times(factor))
        }
        Node::Call { function: Function::Mean, arguments, over } => match (arguments.first(), over) {
            (Some(argument), None) => mean(evaluate(ground, argument, spot)?),
            (Some(argument), Some(over)) => match (evaluate(ground, argument, spot)?, evaluate(ground, over, spot)?) {
                (Value::Vector(amounts), Value::Set(set)) => mean(Value::Vector(amounts.over(&set))),
                _ => None,
            },
            (None, _) => None,
        },
        _ => whole(ground, expr, spot)?,
    })
}

/// An outcome without a denominator of its own.
fn whole(ground: &dyn Ground, expr: &Expr, spot: Spot) -> Result<Option<Outcome>, EngineError> {
    let is_share = counts(ground, expr);
    let made = |numerator: BTreeMap<u32, f64>| Outcome { is_share, numerator, denominator: None };
    Ok(sums(ground, expr, spot)?.map(made))
}

/// Each value counts once: of a customer with several rows, as often as they have rows.
fn mean(value: Value) -> Option<Outcome> {
    let (mut numerator, mut denominator) = (BTreeMap::new(), BTreeMap::new());
    let mut add = |key: u32, value: f64| {
        *numerator.entry(key).or_insert(0.0) += value;
        *denominator.entry(key).or_insert(0.0) += 1.0;
    };
    match value {
        Value::Vector(amounts) | Value::Rows(amounts) => {
            for (key, amount) in &amounts.entries {
                add(*key, amounts.decimal(*amount).to_f64().unwrap_or_default());
            }
        }
        Value::Observations(observations) => {
            let unit = 10_f64.powi(i32::try_from(observations.scale).unwrap_or_default());
            observations.rows.iter().filter(|row| row.ended).for_each(|row| add(row.customer, row.value as f64 / unit));
        }
        _ => return None,
    }
    Some(Outcome { numerator, denominator: Some(denominator), is_share: false })
}

/// What each customer adds to an expression; `None` where it is no sum over customers.
fn sums(ground: &dyn Ground, expr: &Expr, spot: Spot) -> Result<Option<BTreeMap<u32, f64>>, EngineError> {
    match &expr.node {
        Node::Name(name) => {
            if let Some(formula) = ground.formula(name) {
                return sums(ground, formula, spot);
            }
        }
        Node::Binary { operator: BinaryOperator::Times, left, right } => {
            for (factor, inner) in [(left, right), (right, left)] {
                if let Some(factor) = constant(ground, factor, spot)? {
                    let scaled =
                        |sums: BTreeMap<u32, f64>| sums.into_iter().map(|(key, y)| (key, y * factor)).collect();
                    return Ok(sums(ground, inner, spot)?.map(scaled));
                }
            }
        }
        Node::MeanOver { window, body } => {
            let parts = ground.parts(window, spot);
            let mut total: BTreeMap<u32, f64> = BTreeMap::new();
            for part in &parts {
                let Some(sums) = sums(ground, body, *part)? else { return Ok(None) };
                for (key, y) in sums {
                    *total.entry(key).or_default() += y / parts.len() as f64;
                }
            }
            return Ok((!parts.is_empty()).then_some(total));
        }
        _ => {}
    }
    clusters(ground, expr, spot)
}

/// The value of an expression that no customer has a part in.
fn constant(ground: &dyn Ground, expr: &Expr, spot: Spot) -> Result<Option<f64>, EngineError> {
    match &expr.node {
        Node::Number(_) | Node::Param(_) => Ok(number(ground, expr, spot)?.and_then(|value| value.to_f64())),
        _ => Ok(None),
    }
}

/// Whether an expression is how many customers a set has.
fn counts(ground: &dyn Ground, expr: &Expr) -> bool {
    match &expr.node {
        Node::Name(name) => ground.formula(name).is_some_and(|formula| counts(ground, formula)),
        node => matches!(node, Node::Call { function: Function::Count, .. }),
    }
}
