//! Formulas over sets, vectors and rows, one period and part at a time.
//!
//! What a name stands for is the [`Ground`]'s business: a question's measures, or the values a worked example gives.

use catalog::{BinaryOperator, Expr, Function, Node, UnaryOperator, Window};
use model::Message;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use stats::KaplanMeier;

use crate::EngineError;
use crate::curve::Curve;
use crate::shares::Shares;
use crate::subjects::{Amounts, Observations, Set};

/// More factors than any horizon in months has.
const MOST_FACTORS: u32 = 12_000;

/// One period of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub frame: usize,
    pub period: usize,
}

/// What an expression comes to.
#[derive(Clone, Debug)]
pub enum Value {
    Set(Set),
    /// A vector: customer → amount.
    Vector(Amounts),
    /// Rows added up, still by customer: as a number it is the total.
    Rows(Amounts),
    Observations(Observations),
    Curve(Curve),
    /// `None` is null: nothing divided by nothing, or a setting nobody made.
    Number(Option<Decimal>),
}

/// What names, parameters and windows mean.
pub trait Ground {
    /// The value of a measure or another metric.
    ///
    /// # Errors
    /// [`EngineError`] when the name cannot be computed.
    fn name(&self, name: &str, spot: Spot) -> Result<Value, EngineError>;

    /// The value of `$name`; `$period_end` is the spot's own.
    ///
    /// # Errors
    /// [`EngineError::Question`] when it is missing or no number.
    fn param(&self, name: &str, spot: Spot) -> Result<Option<Decimal>, EngineError>;

    /// The formula of the metric that a name stands for; `None` where it stands for a value of its own.
    fn formula(&self, name: &str) -> Option<&Expr>;

    /// The parts of a period that `mean over …` goes through.
    fn parts(&self, window: &Window, spot: Spot) -> Vec<Spot>;

    /// How much of each customer counts; `None` where everybody counts whole.
    fn shares(&self) -> Option<&Shares> {
        None
    }
}

/// Evaluates an expression.
///
/// # Errors
/// [`EngineError::Definition`] when values do not fit their operator or a number has too many digits.
pub fn evaluate(ground: &dyn Ground, expr: &Expr, spot: Spot) -> Result<Value, EngineError> {
    match &expr.node {
        Node::Number(text) => text.parse().map(|number| Value::Number(Some(number))).map_err(|_| too_long(text)),
        Node::Name(name) => ground.name(name, spot),
        Node::Param(name) => ground.param(name, spot).map(Value::Number),
        Node::Call { function, arguments, over } => call(ground, *function, arguments, over.as_deref(), spot),
        Node::Unary { operator: UnaryOperator::Minus, operand } => {
            Ok(Value::Number(number(ground, operand, spot)?.map(|number| -number)))
        }
        Node::Binary { operator, left, right } => {
            let (left, right) = (evaluate(ground, left, spot)?, evaluate(ground, right, spot)?);
            binary(*operator, left, right)
        }
        Node::MeanOver { window, body } => {
            let mut values = Vec::new();
            for part in ground.parts(window, spot) {
                values.extend(number(ground, body, part)?);
            }
            mean(&values).map(Value::Number)
        }
    }
}

/// Evaluates an expression that must be a number; `None` is null.
///
/// # Errors
/// As [`evaluate`].
pub fn number(ground: &dyn Ground, expr: &Expr, spot: Spot) -> Result<Option<Decimal>, EngineError> {
    as_number(evaluate(ground, expr, spot)?)
}

fn call(
    ground: &dyn Ground,
    function: Function,
    arguments: &[Expr],
    over: Option<&Expr>,
    spot: Spot,
) -> Result<Value, EngineError> {
    let mut values = arguments.iter().map(|argument| evaluate(ground, argument, spot));
    let Some(first) = values.next().transpose()? else {
        return Err(EngineError::Definition(Message::new("engine.no_argument").with("function", function.name())));
    };
    let second = values.next().transpose()?;
    let first = match over {
        None => first,
        Some(set) => restrict(first, evaluate(ground, set, spot)?)?,
    };
    match (function, first, second) {
        (Function::Count, Value::Set(set), None) => {
            let count = ground.shares().map_or_else(|| Some(Decimal::from(set.len())), |shares| shares.count(&set));
            count.map(|count| Value::Number(Some(count))).ok_or_else(|| too_long("count"))
        }
        (Function::Count, Value::Observations(observations), None) => {
            Ok(Value::Number(Some(Decimal::from(observations.rows.len()))))
        }
        (Function::Sum, Value::Vector(amounts), None) => total(ground, amounts).map(Value::Number),
        (Function::Sum, Value::Curve(curve), None) => total(ground, curve.to_date()).map(Value::Number),
        (Function::Sum, Value::Rows(amounts), None) => as_number(Value::Rows(amounts)).map(Value::Number),
        (Function::Upto, Value::Curve(curve), Some(Value::Number(months))) => {
            let months = months.and_then(|months| months.to_i64());
            Ok(Value::Vector(months.map(|months| curve.upto(months)).unwrap_or_default()))
        }
        (Function::Reaches, Value::Curve(curve), Some(amount)) => {
            let amount = as_number(amount)?.filter(|amount| amount.is_sign_positive() && !amount.is_zero());
            let month = amount.and_then(|amount| curve.reaches(amount, ground.shares()));
            Ok(Value::Number(month.map(Decimal::from)))
        }
        (Function::Mean, Value::Vector(amounts), None) if ground.shares().is_some() => {
            let customers = ground.shares().and_then(|shares| shares.count(&amounts.keys()));
            let total = total(ground, amounts)?;
            Ok(Value::Number(total.zip(customers).and_then(|(total, customers)| total.checked_div(customers))))
        }
        (Function::Mean | Function::Median | Function::Quantile, _, _) if ground.shares().is_some() => {
            Err(EngineError::Question(Message::new("engine.no_shares").with("function", function.name())))
        }
        (Function::Mean, value, None) => mean(&values_of(&value)?).map(Value::Number),
        (Function::Median, value, None) => quantile(&value, 0.5).map(Value::Number),
        (Function::Quantile, value, Some(Value::Number(q))) => {
            quantile(&value, q.and_then(|q| q.to_f64()).unwrap_or(0.5)).map(Value::Number)
        }
        (Function::Min, Value::Vector(left), Some(Value::Vector(right))) => {
            Ok(Value::Vector(left.zip(&right, std::cmp::Ord::min)))
        }
        (Function::Max, Value::Vector(left), Some(Value::Vector(right))) => {
            Ok(Value::Vector(left.zip(&right, std::cmp::Ord::max)))
        }
        (Function::Power, left, Some(right)) => {
            let (Some(base), Some(exponent)) = (as_number(left)?, as_number(right)?) else {
                return Ok(Value::Number(None));
            };
            power(base, exponent).map(Value::Number)
        }
        (Function::Min | Function::Max | Function::Coalesce, left, Some(right)) => {
            let (left, right) = (as_number(left)?, as_number(right)?);
            Ok(Value::Number(match function {
                Function::Coalesce => left.or(right),
                Function::Min => left.zip(right).map(|(left, right)| left.min(right)),
                _ => left.zip(right).map(|(left, right)| left.max(right)),
            }))
        }
        (_, value, _) => Err(misfit(function.name(), &value)),
    }
}

/// The total of what counts of each customer's amount.
fn total(ground: &dyn Ground, amounts: Amounts) -> Result<Option<Decimal>, EngineError> {
    let counted = ground.shares().map_or_else(|| amounts.total(), |shares| shares.take(&amounts).total());
    counted.map(Some).ok_or_else(|| too_long("sum"))
}

fn restrict(value: Value, over: Value) -> Result<Value, EngineError> {
    match (value, over) {
        (Value::Vector(amounts), Value::Set(set)) => Ok(Value::Vector(amounts.over(&set))),
        (Value::Rows(amounts), Value::Set(set)) => Ok(Value::Rows(amounts.over(&set))),
        (Value::Observations(mut observations), Value::Set(set)) => {
            observations.rows.retain(|row| set.contains(row.customer));
            Ok(Value::Observations(observations))
        }
        (value, _) => Err(misfit("over", &value)),
    }
}

fn binary(operator: BinaryOperator, left: Value, right: Value) -> Result<Value, EngineError> {
    match (operator, left, right) {
        (BinaryOperator::And, Value::Set(left), Value::Set(right)) => Ok(Value::Set(left & right)),
        (BinaryOperator::Or, Value::Set(left), Value::Set(right)) => Ok(Value::Set(left | right)),
        (BinaryOperator::Minus, Value::Set(left), Value::Set(right)) => Ok(Value::Set(left - right)),
        (operator, Value::Vector(left), Value::Vector(right)) if operator.is_comparison() => {
            let differences = left.shared(&right, |left, right| left.checked_sub(right));
            compare(operator, &differences, Decimal::ZERO)
        }
        (operator, Value::Vector(amounts), right) if operator.is_comparison() => match as_number(right)? {
            Some(bound) => compare(operator, &amounts, bound),
            None => Ok(Value::Set(Set::new())),
        },
        (BinaryOperator::Plus, Value::Vector(left), Value::Vector(right)) => {
            Ok(Value::Vector(left.zip(&right, |left, right| left + right)))
        }
        (BinaryOperator::Minus, Value::Vector(left), Value::Vector(right)) => {
            Ok(Value::Vector(left.zip(&right, |left, right| left - right)))
        }
        (operator, Value::Vector(left), Value::Vector(right)) => {
            Ok(Value::Vector(left.shared(&right, |left, right| arithmetic(operator, left, right).ok().flatten())))
        }
        (operator, Value::Vector(amounts), right) => {
            let right = as_number(right)?;
            Ok(Value::Vector(amounts.each(|amount| arithmetic(operator, amount, right?).ok().flatten())))
        }
        (operator, left, Value::Vector(amounts)) => {
            let left = as_number(left)?;
            Ok(Value::Vector(amounts.each(|amount| arithmetic(operator, left?, amount).ok().flatten())))
        }
        (operator, left, right) => {
            let (Some(left), Some(right)) = (as_number(left)?, as_number(right)?) else {
                return Ok(Value::Number(None));
            };
            arithmetic(operator, left, right).map(Value::Number)
        }
    }
}

fn compare(operator: BinaryOperator, amounts: &Amounts, bound: Decimal) -> Result<Value, EngineError> {
    let holds = |amount: Decimal| match operator {
        BinaryOperator::GreaterOrEqual => amount >= bound,
        BinaryOperator::Greater => amount > bound,
        BinaryOperator::LessOrEqual => amount <= bound,
        BinaryOperator::Less => amount < bound,
        BinaryOperator::Equal => amount == bound,
        _ => amount != bound,
    };
    let keys = amounts.keys();
    let chosen = amounts.entries.iter().filter(|(key, amount)| keys.contains(*key) && holds(amounts.decimal(*amount)));
    Ok(Value::Set(chosen.map(|(key, _)| *key).collect()))
}

fn arithmetic(operator: BinaryOperator, left: Decimal, right: Decimal) -> Result<Option<Decimal>, EngineError> {
    let result = match operator {
        BinaryOperator::Plus => left.checked_add(right),
        BinaryOperator::Minus => left.checked_sub(right),
        BinaryOperator::Times => left.checked_mul(right),
        BinaryOperator::Divide if right.is_zero() => return Ok(None),
        BinaryOperator::Divide => left.checked_div(right),
        _ => return Err(misfit(operator.symbol(), &Value::Number(Some(left)))),
    };
    result.map(Some).ok_or_else(|| too_long(operator.symbol()))
}

/// A whole exponent is multiplied out exactly; any other goes through floating point, to twelve decimals.
fn power(base: Decimal, exponent: Decimal) -> Result<Option<Decimal>, EngineError> {
    if let (true, Some(times)) = (exponent.fract().is_zero(), exponent.to_u32()) {
        let mut product = Decimal::ONE;
        if times > MOST_FACTORS {
            return Err(too_long("power"));
        }
        for _ in 0..times {
            product = product.checked_mul(base).ok_or_else(|| too_long("power"))?;
        }
        return Ok(Some(product));
    }
    let real = base.to_f64().zip(exponent.to_f64()).map(|(base, exponent)| base.powf(exponent));
    Ok(real.filter(|real| real.is_finite()).and_then(Decimal::from_f64).map(|real| real.round_dp(12)))
}

/// A value that must be a number; rows are their total.
///
/// # Errors
/// [`EngineError::Definition`] for a set, a vector and the like.
pub fn as_number(value: Value) -> Result<Option<Decimal>, EngineError> {
    match value {
        Value::Number(number) => Ok(number),
        Value::Rows(amounts) => amounts.total().map(Some).ok_or_else(|| too_long("sum")),
        other => Err(EngineError::Definition(Message::new("engine.no_number").with_message("kind", kind_of(&other)))),
    }
}

/// The single values behind a mean. Of observations that had not ended only the ended ones have a value.
fn values_of(value: &Value) -> Result<Vec<Decimal>, EngineError> {
    match value {
        Value::Vector(amounts) | Value::Rows(amounts) => {
            Ok(amounts.entries.iter().map(|(_, amount)| amounts.decimal(*amount)).collect())
        }
        Value::Observations(observations) => {
            let ended = observations.rows.iter().filter(|row| row.ended);
            let exact = |value| Decimal::try_from_i128_with_scale(value, observations.scale).unwrap_or_default();
            Ok(ended.map(|row| exact(row.value)).collect())
        }
        other => Err(misfit("mean", other)),
    }
}

fn mean(values: &[Decimal]) -> Result<Option<Decimal>, EngineError> {
    let mut total = Decimal::ZERO;
    for value in values {
        total = total.checked_add(*value).ok_or_else(|| too_long("mean"))?;
    }
    Ok(total.checked_div(Decimal::from(values.len())))
}

/// What a call of `mean` divides: the total of its values and how many there are, both as far as they belong to a part.
///
/// # Errors
/// As [`evaluate`], and [`EngineError::Question`] for values that cannot be shared out.
pub fn mean_sides(
    ground: &dyn Ground,
    (argument, over): (&Expr, Option<&Expr>),
    spot: Spot,
) -> Result<(Decimal, Decimal), EngineError> {
    let value = evaluate(ground, argument, spot)?;
    let value = match over {
        None => value,
        Some(set) => restrict(value, evaluate(ground, set, spot)?)?,
    };
    if let (Some(shares), Value::Vector(amounts)) = (ground.shares(), &value) {
        let both = shares.take(amounts).total().zip(shares.count(&amounts.keys()));
        return both.ok_or_else(|| too_long("mean"));
    }
    if ground.shares().is_some() {
        return Err(EngineError::Question(Message::new("engine.no_shares").with("function", Function::Mean.name())));
    }
    let values = values_of(&value)?;
    let total = values.iter().try_fold(Decimal::ZERO, |total, value| total.checked_add(*value));
    Ok((total.ok_or_else(|| too_long("mean"))?, Decimal::from(values.len())))
}

/// A quantile; where observations had not ended, by Kaplan and Meier, and null when too few had.
fn quantile(value: &Value, q: f64) -> Result<Option<Decimal>, EngineError> {
    let (rows, scale) = durations(value)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let exact = if rows.iter().all(|(_, ended)| *ended) {
        let sorted: Vec<i64> = rows.iter().map(|(value, _)| *value).collect();
        stats::quantile(&sorted, q).ok().and_then(Decimal::from_f64)
    } else {
        KaplanMeier::fit(&rows).ok().and_then(|fit| fit.quantile(q)).map(Decimal::from)
    };
    Ok(exact.map(|value| value / Decimal::from(10_i64.pow(scale))))
}

/// Values in ascending order with whether each had ended, and their decimal places.
pub fn durations(value: &Value) -> Result<(Vec<(i64, bool)>, u32), EngineError> {
    let narrow = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
    let (mut rows, scale): (Vec<(i64, bool)>, u32) = match value {
        Value::Vector(amounts) => {
            (amounts.entries.iter().map(|(_, amount)| (narrow(*amount), true)).collect(), amounts.scale)
        }
        Value::Observations(observations) => {
            (observations.rows.iter().map(|row| (narrow(row.value), row.ended)).collect(), observations.scale)
        }
        other => return Err(misfit("quantile", other)),
    };
    rows.sort_unstable();
    Ok((rows, scale))
}

fn misfit(operator: &str, value: &Value) -> EngineError {
    let message = Message::new("engine.misfit").with("operator", operator);
    EngineError::Definition(message.with_message("kind", kind_of(value)))
}

fn kind_of(value: &Value) -> Message {
    Message::new(match value {
        Value::Set(_) => "engine.kind.set",
        Value::Vector(_) => "engine.kind.vector",
        Value::Rows(_) => "engine.kind.rows",
        Value::Observations(_) => "engine.kind.distribution",
        Value::Curve(_) => "engine.kind.curve",
        Value::Number(_) => "engine.kind.number",
    })
}

fn too_long(what: &str) -> EngineError {
    EngineError::Definition(Message::new("engine.too_many_digits").with("what", what))
}
