//! The 95 % interval beside a rate or mean, by the method its metric names.

use std::collections::BTreeMap;

use catalog::{BinaryOperator, Expr, Function, Interval as Method, Node};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::evaluate::{Ground, Spot, Value, durations, evaluate, number};
use crate::subjects::{Amounts, NOBODY};
use crate::{EngineError, Reason};

pub const LEVEL: f64 = 0.95;

/// `value = factor × numerator / denominator`, as far as a formula says so.
pub struct Ratio<'a> {
    pub factor: Decimal,
    pub numerator: &'a Expr,
    pub denominator: &'a Expr,
}

impl<'a> Ratio<'a> {
    /// Takes a formula apart; `None` when there is no division at its top.
    #[must_use]
    pub fn of(formula: &'a Expr) -> Option<Self> {
        match &formula.node {
            Node::Binary { operator: BinaryOperator::Times, left, right } => {
                let (factor, inner) = constant(left)
                    .map(|factor| (factor, right))
                    .or_else(|| constant(right).map(|factor| (factor, left)))?;
                let ratio = Self::of(inner)?;
                Some(Self { factor: ratio.factor.checked_mul(factor)?, ..ratio })
            }
            Node::Binary { operator: BinaryOperator::Divide, left, right } => Some(match &left.node {
                Node::Binary { operator: BinaryOperator::Times, left: factor, right: numerator }
                    if constant(factor).is_some() =>
                {
                    Self { factor: constant(factor)?, numerator, denominator: right }
                }
                _ => Self { factor: Decimal::ONE, numerator: left, denominator: right },
            }),
            _ => None,
        }
    }
}

fn constant(expr: &Expr) -> Option<Decimal> {
    match &expr.node {
        Node::Number(text) => text.parse().ok(),
        _ => None,
    }
}

/// The name of a method in an answer; `None` where there is no interval.
#[must_use]
pub fn name(method: Method, clustered: bool) -> Option<&'static str> {
    Some(match (method, clustered) {
        (Method::None, _) => return None,
        (Method::Wilson, false) => "wilson",
        (Method::Nps, false) => "multinomial",
        (Method::Wilson | Method::Nps, true) => "clustered",
        (Method::Delta, _) => "delta",
        (Method::Student, _) => "student",
        (Method::Quantile, _) => "order_statistics",
    })
}

/// Whether one customer gives several rows of the denominator, so that rows are not independent.
///
/// # Errors
/// As [`evaluate`].
pub fn clustered(ground: &dyn Ground, formula: &Expr, spot: Spot) -> Result<bool, EngineError> {
    let Some(ratio) = Ratio::of(formula) else { return Ok(false) };
    let weights = clusters(ground, ratio.denominator, spot)?;
    let repeats = |weights: BTreeMap<u32, f64>| weights.iter().any(|(key, weight)| *key != NOBODY && *weight > 1.0);
    Ok(weights.is_some_and(repeats))
}

/// The two ends of an interval, or why there is none.
pub type Ends = Result<(f64, f64), Reason>;

/// The interval of a formula at one spot; where too little stands behind it, the reason.
///
/// # Errors
/// As [`evaluate`].
pub fn interval(
    ground: &dyn Ground,
    formula: &Expr,
    method: Method,
    is_clustered: bool,
    spot: Spot,
) -> Result<Ends, EngineError> {
    match (method, Ratio::of(formula)) {
        (Method::Wilson, Some(ratio)) if !is_clustered => {
            let successes = number(ground, ratio.numerator, spot)?.and_then(|count| count.to_u64());
            let n = number(ground, ratio.denominator, spot)?.and_then(|count| count.to_u64());
            let Some((successes, n)) = successes.zip(n) else { return Ok(Err(Reason::TooFew)) };
            Ok(stats::wilson(successes, n, LEVEL).map(|bounds| (bounds.low, bounds.high)).map_err(Reason::from))
        }
        (Method::Wilson, Some(ratio)) => {
            let ends = of_sums(ground, &ratio, spot)?;
            Ok(ends.map(|(low, high)| (low.max(0.0), high.min(1.0))))
        }
        (Method::Nps, Some(ratio)) if !is_clustered => nps(ground, &ratio, spot),
        (Method::Nps, Some(ratio)) => {
            let ends = of_sums(ground, &ratio, spot)?;
            Ok(ends.map(|(low, high)| (low.max(-100.0), high.min(100.0))))
        }
        (Method::Delta, Some(ratio)) => of_sums(ground, &ratio, spot),
        (Method::Student, _) => student(ground, formula, spot),
        (Method::Quantile, _) => quantile(ground, formula, spot),
        // A formula that is no ratio has no counts of which these methods speak.
        (Method::None, _) | (Method::Wilson | Method::Nps | Method::Delta, None) => Ok(Err(Reason::TooFew)),
    }
}

/// Promoters less detractors over responses, every response on its own.
fn nps(ground: &dyn Ground, ratio: &Ratio<'_>, spot: Spot) -> Result<Ends, EngineError> {
    let Node::Binary { operator: BinaryOperator::Minus, left, right } = &ratio.numerator.node else {
        return Ok(Err(Reason::TooFew));
    };
    let mut counts = [0_u64; 3];
    for (count, expr) in counts.iter_mut().zip([left.as_ref(), right.as_ref(), ratio.denominator]) {
        *count = number(ground, expr, spot)?.and_then(|count| count.to_u64()).unwrap_or_default();
    }
    let [promoters, detractors, responses] = counts;
    let passives = responses.saturating_sub(promoters + detractors);
    Ok(ends(stats::nps(promoters, passives, detractors, LEVEL)))
}

/// A ratio of sums over customers, by the delta method with each customer as one cluster.
fn of_sums(ground: &dyn Ground, ratio: &Ratio<'_>, spot: Spot) -> Result<Ends, EngineError> {
    let (Some(above), Some(below)) =
        (clusters(ground, ratio.numerator, spot)?, clusters(ground, ratio.denominator, spot)?)
    else {
        return Ok(Err(Reason::TooFew));
    };
    let factor = ratio.factor.to_f64().unwrap_or(1.0);
    let mut pairs: BTreeMap<u32, (f64, f64)> = below.into_iter().map(|(key, n)| (key, (0.0, n))).collect();
    for (key, y) in above {
        pairs.entry(key).or_default().0 = y;
    }
    let pairs: Vec<(f64, f64)> = pairs.into_values().map(|(y, n)| (y * factor, n)).collect();
    Ok(ends(stats::ratio_of_sums(&pairs, LEVEL)))
}

fn student(ground: &dyn Ground, formula: &Expr, spot: Spot) -> Result<Ends, EngineError> {
    let values: Vec<f64> = match &formula.node {
        Node::MeanOver { window, body } => {
            let mut values = Vec::new();
            for part in ground.parts(window, spot) {
                values.extend(number(ground, body, part)?.and_then(|value| value.to_f64()));
            }
            values
        }
        Node::Call { function: Function::Mean, arguments, over } => match arguments.first() {
            Some(argument) => match over_set(ground, evaluate(ground, argument, spot)?, over.as_deref(), spot)? {
                Value::Vector(amounts) | Value::Rows(amounts) => {
                    amounts.entries.iter().filter_map(|(_, amount)| amounts.decimal(*amount).to_f64()).collect()
                }
                Value::Observations(observations) => {
                    let unit = 10_f64.powi(i32::try_from(observations.scale).unwrap_or_default());
                    observations.rows.iter().filter(|row| row.ended).map(|row| row.value as f64 / unit).collect()
                }
                _ => Vec::new(),
            },
            None => Vec::new(),
        },
        _ => Vec::new(),
    };
    Ok(ends(stats::student(&values, LEVEL)))
}

/// A vector's amounts of those in a set, where the formula names one.
fn over_set(ground: &dyn Ground, value: Value, over: Option<&Expr>, spot: Spot) -> Result<Value, EngineError> {
    let Some(over) = over else { return Ok(value) };
    Ok(match (value, evaluate(ground, over, spot)?) {
        (Value::Vector(amounts), Value::Set(set)) => Value::Vector(amounts.over(&set)),
        (value, _) => value,
    })
}

fn quantile(ground: &dyn Ground, formula: &Expr, spot: Spot) -> Result<Ends, EngineError> {
    let Node::Call { function, arguments, .. } = &formula.node else { return Ok(Err(Reason::TooFew)) };
    let q = match (function, arguments.get(1)) {
        (Function::Median, _) => 0.5,
        (Function::Quantile, Some(q)) => number(ground, q, spot)?.and_then(|q| q.to_f64()).unwrap_or(0.5),
        _ => return Ok(Err(Reason::TooFew)),
    };
    let Some(argument) = arguments.first() else { return Ok(Err(Reason::TooFew)) };
    let (rows, scale) = durations(&evaluate(ground, argument, spot)?)?;
    let unit = 10_f64.powi(i32::try_from(scale).unwrap_or_default());
    let bounds = if rows.iter().all(|(_, ended)| *ended) {
        let sorted: Vec<i64> = rows.iter().map(|(value, _)| *value).collect();
        stats::order_statistic(&sorted, q, LEVEL)
    } else {
        stats::KaplanMeier::fit(&rows).and_then(|fit| fit.quantile_interval(q, LEVEL))
    };
    let both = bounds.map_err(Reason::from).and_then(|bounds| bounds.low.zip(bounds.high).ok_or(Reason::TooFew));
    Ok(both.map(|(low, high)| (low as f64 / unit, high as f64 / unit)))
}

fn ends(estimate: Result<stats::Estimate, stats::Undefined>) -> Ends {
    estimate.map(|estimate| (estimate.low, estimate.high)).map_err(Reason::from)
}

/// What each customer adds to a sum; `None` for a formula that is no sum over customers.
///
/// # Errors
/// As [`evaluate`].
pub fn clusters(ground: &dyn Ground, expr: &Expr, spot: Spot) -> Result<Option<BTreeMap<u32, f64>>, EngineError> {
    let shares = |amounts: &Amounts| -> BTreeMap<u32, f64> {
        amounts
            .entries
            .iter()
            .map(|(key, amount)| (*key, amounts.decimal(*amount).to_f64().unwrap_or_default()))
            .collect()
    };
    Ok(match &expr.node {
        Node::Name(name) => match ground.formula(name) {
            Some(formula) => clusters(ground, formula, spot)?,
            None => match evaluate(ground, expr, spot)? {
                Value::Rows(amounts) => Some(shares(&amounts)),
                _ => None,
            },
        },
        Node::Call { function: Function::Count, arguments, .. } => match arguments.first() {
            Some(set) => match evaluate(ground, set, spot)? {
                Value::Set(set) => Some(set.iter().map(|key| (key, 1.0)).collect()),
                _ => None,
            },
            None => None,
        },
        Node::Call { function: Function::Sum, arguments, over } => {
            let Some(argument) = arguments.first() else { return Ok(None) };
            let amounts = match evaluate(ground, argument, spot)? {
                Value::Vector(amounts) | Value::Rows(amounts) => amounts,
                _ => return Ok(None),
            };
            match over {
                None => Some(shares(&amounts)),
                Some(over) => match evaluate(ground, over, spot)? {
                    Value::Set(set) => Some(shares(&amounts.over(&set))),
                    _ => None,
                },
            }
        }
        Node::Binary { operator: operator @ (BinaryOperator::Plus | BinaryOperator::Minus), left, right } => {
            let (Some(mut left), Some(right)) = (clusters(ground, left, spot)?, clusters(ground, right, spot)?) else {
                return Ok(None);
            };
            let sign = if *operator == BinaryOperator::Plus { 1.0 } else { -1.0 };
            for (key, share) in right {
                *left.entry(key).or_default() += sign * share;
            }
            Some(left)
        }
        _ => None,
    })
}
