//! Why a formula has no value: the first thing in it that lacks one.

use catalog::{BinaryOperator, Expr, Function, Node, PERIOD_END};

use crate::evaluate::{Ground, Spot, Value, durations, evaluate, number};
use crate::ground::Part;
use crate::{EngineError, Reason};

/// The reason of a formula that came to null. A setting that nobody made goes before everything else: it is what the
/// reader can mend.
///
/// # Errors
/// As [`evaluate`].
pub fn missing(part: &Part<'_>, formula: &Expr, spot: Spot) -> Result<Reason, EngineError> {
    if lacks_setting(part, formula)? {
        return Ok(Reason::SettingMissing);
    }
    Ok(lack(part, formula, spot)?.unwrap_or(Reason::NoData))
}

/// Whether a formula, or that of a metric it names, needs a setting that nobody made; what stands in `coalesce` it can
/// do without.
fn lacks_setting(part: &Part<'_>, formula: &Expr) -> Result<bool, EngineError> {
    let any = |parts: &[&Expr]| {
        for formula in parts {
            if lacks_setting(part, formula)? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    match &formula.node {
        Node::Param(name) => match part.reading.params.metric(part.reading.catalog, name) {
            Some(chosen) => lacks_setting(part, &chosen.formula.expr),
            None => Ok(*name != PERIOD_END && part.reading.params.number(name)?.is_none()),
        },
        Node::Name(name) => part.formula(name).map_or(Ok(false), |formula| lacks_setting(part, formula)),
        Node::Number(_) | Node::Call { function: Function::Coalesce, .. } => Ok(false),
        Node::Call { arguments, .. } => any(&arguments.iter().collect::<Vec<_>>()),
        Node::Unary { operand, .. } => lacks_setting(part, operand),
        Node::Binary { left, right, .. } => any(&[left, right]),
        Node::MeanOver { body, .. } => lacks_setting(part, body),
    }
}

/// What an expression lacks; `None` where it has a value.
fn lack(part: &Part<'_>, expr: &Expr, spot: Spot) -> Result<Option<Reason>, EngineError> {
    match &expr.node {
        Node::Number(_) => Ok(None),
        Node::Param(name) => match part.reading.params.metric(part.reading.catalog, name) {
            Some(chosen) => lack(part, &chosen.formula.expr, spot),
            None => Ok(None),
        },
        Node::Name(name) => part.formula(name).map_or(Ok(None), |formula| lack(part, formula, spot)),
        Node::Unary { operand, .. } => lack(part, operand, spot),
        Node::Binary { operator, left, right } => {
            for side in [left, right] {
                if let Some(reason) = lack(part, side, spot)? {
                    return Ok(Some(reason));
                }
            }
            let divides = *operator == BinaryOperator::Divide && is_zero(&evaluate(part, right, spot)?);
            Ok(divides.then_some(Reason::NothingToDivideBy))
        }
        Node::Call { function: Function::Count | Function::Sum, .. } => Ok(None),
        Node::Call { function: Function::Mean, arguments, .. } => {
            if number(part, expr, spot)?.is_some() {
                return Ok(None);
            }
            let waits = arguments.first().map_or(Ok(false), |argument| waits(part, argument, spot))?;
            Ok(Some(if waits { Reason::NotYet } else { Reason::NoData }))
        }
        Node::Call { function: Function::Reaches, arguments, .. } => {
            if number(part, expr, spot)?.is_some() {
                return Ok(None);
            }
            // An amount that itself has no value says why; one that is nothing is never reached.
            let [_, goal] = arguments.as_slice() else { return Ok(Some(Reason::NoData)) };
            if let Some(reason) = lack(part, goal, spot)? {
                return Ok(Some(reason));
            }
            Ok(Some(if waits(part, expr, spot)? { Reason::NotYet } else { Reason::NoData }))
        }
        Node::Call { function: Function::Median | Function::Quantile, arguments, .. } => {
            if number(part, expr, spot)?.is_some() {
                return Ok(None);
            }
            let Some(observed) = arguments.first() else { return Ok(Some(Reason::NoData)) };
            let nobody = durations(&evaluate(part, observed, spot)?)?.0.is_empty();
            Ok(Some(if nobody { Reason::NoData } else { Reason::NotReached }))
        }
        Node::Call { function: Function::Coalesce, arguments, .. } => {
            let mut last = None;
            for argument in arguments {
                last = lack(part, argument, spot)?;
                if last.is_none() {
                    break;
                }
            }
            Ok(last)
        }
        Node::Call { arguments, .. } => {
            for argument in arguments {
                if let Some(reason) = lack(part, argument, spot)? {
                    return Ok(Some(reason));
                }
            }
            Ok(None)
        }
        // Of a mean over parts that all lack a value, the last one says why: it is the nearest to the present.
        Node::MeanOver { window, body } => {
            if number(part, expr, spot)?.is_some() {
                return Ok(None);
            }
            match part.parts(window, spot).last() {
                Some(last) => lack(part, body, *last),
                None => Ok(Some(Reason::NotKnownYet)),
            }
        }
    }
}

/// Whether time may still give a value to what follows customers month by month: there are customers to follow, and they
/// have not come so far yet.
fn waits(part: &Part<'_>, expr: &Expr, spot: Spot) -> Result<bool, EngineError> {
    let Node::Call { function: Function::Reaches | Function::Upto, arguments, .. } = &expr.node else {
        return Ok(false);
    };
    let [curve, goal] = arguments.as_slice() else { return Ok(false) };
    let Value::Curve(curve) = evaluate(part, curve, spot)? else { return Ok(false) };
    let goal = number(part, goal, spot)?.is_some_and(|goal| goal.is_sign_positive() && !goal.is_zero());
    Ok(goal && !curve.observed.is_empty())
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_some_and(|number| number.is_zero()),
        Value::Rows(amounts) => amounts.total().is_some_and(|total| total.is_zero()),
        _ => false,
    }
}
