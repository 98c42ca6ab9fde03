//! Whether, and how, the parts of a metric make up the whole: as a sum of theirs, or as one such sum over another.
//!
//! A formula is read, not guessed at from numbers: `count`, `sum` and rows add up over parts, and so do their sums,
//! differences and multiples by a setting. One of them over another is a rate, and so is a mean. A median, a mean of
//! rates and whatever else does not come from the parts' own numbers cannot be split, and says why.

use std::collections::BTreeSet;

use catalog::{BinaryOperator, Catalog, Expr, Function, Metric, Node, PERIOD_END, Unit};
use model::Message;
use rust_decimal::Decimal;

use crate::EngineError;
use crate::evaluate::{Ground, Spot, Value, evaluate, mean_sides, number};
use crate::ground::Part;
use crate::params::Params;
use crate::subjects::{NOBODY, Set};
use crate::units::unit_of;

/// How a metric comes from its parts.
pub(super) enum Shape<'a> {
    /// The parts' numbers add up to it.
    Sum(Sum<'a>),
    /// The parts' numbers above and below the line add up to those of the whole.
    Rate(Sum<'a>, Sum<'a>),
}

/// A number that the parts' numbers add up to.
pub(super) struct Sum<'a> {
    of: Of<'a>,
    /// Settings and figures that it is multiplied by, and divided by.
    times: Vec<&'a Expr>,
    over: Vec<&'a Expr>,
    minus: bool,
}

#[derive(Clone, Copy)]
enum Of<'a> {
    Number(&'a Expr),
    /// The values that a mean is made of: their total.
    Total(&'a Expr, Option<&'a Expr>),
    /// How many values a mean is made of.
    Entries(&'a Expr, Option<&'a Expr>),
}

/// Reads formulas with what the names and parameters in them stand for.
pub(super) struct Shaper<'a> {
    pub catalog: &'a Catalog,
    pub params: &'a Params,
}

impl<'a> Shaper<'a> {
    /// The shape of a metric.
    ///
    /// # Errors
    /// [`EngineError::Question`] that says why its parts do not make up the whole.
    pub fn of(&self, metric: &'a Metric) -> Result<Shape<'a>, EngineError> {
        self.shape(&metric.formula.expr).map_err(|why| {
            let inside: BTreeSet<&str> = metric.formula.expr.names().into_iter().map(|(name, _)| name).collect();
            let inside: Vec<&str> = inside.into_iter().filter(|name| self.metric(name).is_some()).collect();
            let message = match inside.is_empty() {
                true => Message::new("engine.drivers_undivided"),
                false => Message::new("engine.drivers_undivided_inside").with("names", inside.join(", ")),
            };
            let message = message.with("metric", &metric.id).with("formula", &metric.formula.text);
            EngineError::Question(message.with_message("why", Message::new(why)))
        })
    }

    fn shape(&self, expr: &'a Expr) -> Result<Shape<'a>, &'static str> {
        match &expr.node {
            Node::Name(name) => match self.metric(name) {
                Some(metric) => self.shape(&metric.formula.expr),
                None => Ok(Shape::Sum(Sum::of(Of::Number(expr)))),
            },
            Node::Param(name) => match self.params.metric(self.catalog, name) {
                Some(metric) => self.shape(&metric.formula.expr),
                None => Err("engine.drivers_why.figure"),
            },
            Node::Number(_) => Err("engine.drivers_why.figure"),
            Node::Call { function: Function::Count | Function::Sum, .. } => Ok(Shape::Sum(Sum::of(Of::Number(expr)))),
            Node::Call { function: Function::Mean, arguments, over } => match arguments.first() {
                Some(argument) => {
                    let over = over.as_deref();
                    let sides = (Of::Total(argument, over), Of::Entries(argument, over));
                    Ok(Shape::Rate(Sum::of(sides.0), Sum::of(sides.1)))
                }
                None => Err("engine.drivers_why.formula"),
            },
            Node::Call { function: Function::Coalesce, arguments, .. } => {
                let known = |expr: &'a Expr| self.is_figure(expr) || matches!(self.shape(expr), Ok(Shape::Sum(_)));
                match arguments.iter().all(known) {
                    true => Ok(Shape::Sum(Sum::of(Of::Number(expr)))),
                    false => Err("engine.drivers_why.formula"),
                }
            }
            Node::Call { function: Function::Median | Function::Quantile, .. } => Err("engine.drivers_why.quantile"),
            Node::Call { .. } => Err("engine.drivers_why.formula"),
            Node::Unary { operand, .. } => Ok(self.shape(operand)?.turned()),
            Node::MeanOver { body, .. } => match self.shape(body)? {
                Shape::Sum(_) => Ok(Shape::Sum(Sum::of(Of::Number(expr)))),
                Shape::Rate(..) => Err("engine.drivers_why.mean_of_rates"),
            },
            Node::Binary { operator, left, right } => self.binary(expr, *operator, (left, right)),
        }
    }

    fn binary(
        &self,
        expr: &'a Expr,
        operator: BinaryOperator,
        (left, right): (&'a Expr, &'a Expr),
    ) -> Result<Shape<'a>, &'static str> {
        match operator {
            BinaryOperator::Times if self.is_figure(left) => Ok(self.shape(right)?.times(left)),
            BinaryOperator::Times if self.is_figure(right) => Ok(self.shape(left)?.times(right)),
            BinaryOperator::Divide if self.is_figure(right) => Ok(self.shape(left)?.over(right)),
            BinaryOperator::Divide => match (self.shape(left)?, self.shape(right)?) {
                (Shape::Sum(above), Shape::Sum(below)) => Ok(Shape::Rate(above, below)),
                _ => Err("engine.drivers_why.rates"),
            },
            BinaryOperator::Plus | BinaryOperator::Minus => match (self.shape(left)?, self.shape(right)?) {
                (Shape::Sum(_), Shape::Sum(_)) => Ok(Shape::Sum(Sum::of(Of::Number(expr)))),
                _ => Err("engine.drivers_why.rates"),
            },
            _ => Err("engine.drivers_why.formula"),
        }
    }

    /// The metric that a name stands for; `None` for a measure.
    fn metric(&self, name: &str) -> Option<&'a Metric> {
        if self.catalog.measures.contains_key(name) { None } else { self.catalog.metrics.get(name) }
    }

    /// Whether an expression is one figure for every part: numbers and settings alone.
    fn is_figure(&self, expr: &Expr) -> bool {
        match &expr.node {
            Node::Number(_) => true,
            Node::Param(name) => name != PERIOD_END && self.params.metric(self.catalog, name).is_none(),
            Node::Unary { operand, .. } => self.is_figure(operand),
            Node::Binary { left, right, .. } => self.is_figure(left) && self.is_figure(right),
            Node::Call { function: Function::Coalesce, arguments, .. } => {
                arguments.iter().all(|argument| self.is_figure(argument))
            }
            _ => false,
        }
    }
}

impl<'a> Shape<'a> {
    fn above(self, change: impl FnOnce(Sum<'a>) -> Sum<'a>) -> Self {
        match self {
            Self::Sum(sum) => Self::Sum(change(sum)),
            Self::Rate(above, below) => Self::Rate(change(above), below),
        }
    }

    fn times(self, figure: &'a Expr) -> Self {
        self.above(|mut sum| {
            sum.times.push(figure);
            sum
        })
    }

    fn over(self, figure: &'a Expr) -> Self {
        self.above(|mut sum| {
            sum.over.push(figure);
            sum
        })
    }

    fn turned(self) -> Self {
        self.above(|sum| Sum { minus: !sum.minus, ..sum })
    }
}

impl<'a> Sum<'a> {
    fn of(of: Of<'a>) -> Self {
        Self { of, times: Vec::new(), over: Vec::new(), minus: false }
    }

    /// What it comes to in a part; `None` where a setting is missing or nothing is known.
    ///
    /// # Errors
    /// As [`evaluate`].
    pub fn at(&self, part: &Part<'_>, spot: Spot) -> Result<Option<Decimal>, EngineError> {
        let value = match self.of {
            Of::Number(expr) => number(part, expr, spot)?,
            Of::Total(argument, over) => Some(mean_sides(part, (argument, over), spot)?.0),
            Of::Entries(argument, over) => Some(mean_sides(part, (argument, over), spot)?.1),
        };
        let Some(mut value) = value else { return Ok(None) };
        for (figures, divides) in [(&self.times, false), (&self.over, true)] {
            for figure in figures {
                let Some(figure) = number(part, figure, spot)? else { return Ok(None) };
                let next = if divides { value.checked_div(figure) } else { value.checked_mul(figure) };
                let Some(next) = next else { return Ok(None) };
                value = next;
            }
        }
        Ok(Some(if self.minus { -value } else { value }))
    }

    /// The customers it is made of; `None` where some of it names nobody, or counts no customers at all.
    ///
    /// # Errors
    /// As [`evaluate`].
    pub fn customers(&self, part: &Part<'_>, spot: Spot) -> Result<Option<Set>, EngineError> {
        match self.of {
            Of::Number(expr) => customers(part, expr, spot),
            Of::Total(argument, over) | Of::Entries(argument, over) => {
                let whole = customers(part, argument, spot)?;
                let over = over.map(|over| customers(part, over, spot)).transpose()?.flatten();
                Ok(whole.map(|whole| over.map_or(whole.clone(), |over| &whole & &over)))
            }
        }
    }

    /// What it counts in.
    pub fn unit(&self, catalog: &Catalog) -> Unit {
        match self.of {
            Of::Number(expr) | Of::Total(expr, _) => unit_of(catalog, expr),
            Of::Entries(..) => Unit::Count,
        }
    }
}

/// The customers behind an expression that adds up.
fn customers(part: &Part<'_>, expr: &Expr, spot: Spot) -> Result<Option<Set>, EngineError> {
    match &expr.node {
        Node::Number(_) | Node::Param(_) => Ok(Some(Set::new())),
        Node::MeanOver { .. } => Ok(None),
        Node::Unary { operand, .. } => customers(part, operand, spot),
        Node::Call { function: Function::Coalesce, arguments, .. } => {
            arguments.first().map_or(Ok(None), |first| customers(part, first, spot))
        }
        Node::Call { arguments, over, .. } => {
            let Some(argument) = arguments.first() else { return Ok(None) };
            let whole = customers(part, argument, spot)?;
            let over = over.as_deref().map(|over| customers(part, over, spot)).transpose()?.flatten();
            Ok(whole.map(|whole| over.map_or(whole.clone(), |over| &whole & &over)))
        }
        Node::Name(name) => match part.formula(name) {
            Some(formula) => customers(part, formula, spot),
            None => Ok(behind(evaluate(part, expr, spot)?)),
        },
        Node::Binary { left, right, .. } => match evaluate(part, expr, spot)? {
            Value::Number(_) => {
                let both = customers(part, left, spot)?.zip(customers(part, right, spot)?);
                Ok(both.map(|(left, right)| left | right))
            }
            whole => Ok(behind(whole)),
        },
    }
}

fn behind(value: Value) -> Option<Set> {
    match value {
        Value::Set(set) => Some(set),
        Value::Vector(amounts) | Value::Rows(amounts) => {
            amounts.entries.iter().all(|(key, _)| *key != NOBODY).then(|| amounts.keys())
        }
        Value::Observations(observations) => {
            let keys = observations.rows.iter().map(|row| row.customer);
            keys.clone().all(|key| key != NOBODY).then(|| keys.collect())
        }
        Value::Curve(curve) => Some(curve.observed.keys().copied().collect()),
        Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use catalog::Settings;

    use super::*;

    /// How many metrics of the catalog can be split, and what is said of those that cannot.
    #[test]
    fn every_metric_is_a_sum_or_a_rate_or_says_why_not() {
        let (catalog, settings) = (Catalog::builtin().unwrap(), Settings::default());
        let params = Params::of_settings(&settings);
        let shape = |id: &str| {
            let shaper = Shaper { catalog: &catalog, params: &params };
            match shaper.of(&catalog.metrics[id]) {
                Ok(Shape::Sum(_)) => "sum",
                Ok(Shape::Rate(..)) => "rate",
                Err(EngineError::Question(_)) => "none",
                Err(other) => panic!("{id}: {other}"),
            }
        };
        for (id, expected) in [
            ("revenue", "sum"),
            ("net_new_mrr", "sum"),
            ("dau", "sum"),
            ("churn_rate", "rate"),
            ("nps", "rate"),
            ("aov", "rate"),
            ("arpu", "rate"),
            ("cac", "rate"),
            ("csat_mean", "rate"),
            ("tenure_mean", "rate"),
            ("clv_historic", "rate"),
            ("crr_textbook", "rate"),
            ("stickiness", "none"),
            ("resolution_time", "none"),
            ("lifetime_expected", "none"),
            ("clv_margin", "none"),
            ("clv_cac_ratio", "none"),
            ("cac_payback_months", "none"),
        ] {
            assert_eq!(shape(id), expected, "{id}");
        }
        let whole = catalog.metrics.keys().filter(|id| shape(id) != "none").count();
        assert!(whole * 10 > catalog.metrics.len() * 7, "{whole} of {}", catalog.metrics.len());
    }
}
