//! Whether a number that follows customers month by month has no value because not enough months have passed.

use catalog::{Catalog, Expr, Function, Node};

use crate::EngineError;
use crate::evaluate::{Ground, Spot, Value, evaluate, number};

/// Whether time may still give a formula its value: there are customers to follow, and they have not come so far yet.
///
/// # Errors
/// As [`evaluate`].
pub fn waits(ground: &dyn Ground, catalog: &Catalog, formula: &Expr, spot: Spot) -> Result<bool, EngineError> {
    let inner: Vec<&Expr> = match &formula.node {
        Node::Call { function: Function::Reaches | Function::Upto, arguments, .. } => {
            let [curve, goal] = arguments.as_slice() else { return Ok(false) };
            let Value::Curve(curve) = evaluate(ground, curve, spot)? else { return Ok(false) };
            let goal = number(ground, goal, spot)?.is_some_and(|goal| goal.is_sign_positive() && !goal.is_zero());
            return Ok(goal && !curve.observed.is_empty());
        }
        Node::Name(name) if !catalog.measures.contains_key(name) => {
            catalog.metrics.get(name).map(|metric| &metric.formula.expr).into_iter().collect()
        }
        Node::Number(_) | Node::Name(_) | Node::Param(_) => Vec::new(),
        Node::Call { arguments, .. } => arguments.iter().collect(),
        Node::Unary { operand, .. } => vec![operand],
        Node::Binary { left, right, .. } => vec![left, right],
        Node::MeanOver { body, .. } => vec![body],
    };
    for formula in inner {
        if waits(ground, catalog, formula, spot)? {
            return Ok(true);
        }
    }
    Ok(false)
}
