//! What each part of a formula gives: a set, a vector, times, rows or a number; and whether the parts fit.

use super::{BinaryOperator, Count, Expr, FormulaError, Function, Node, Window};
use crate::error::{Named, Problem};

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Customers.
    Set,
    /// Customer → number.
    Vector,
    /// Customer → instant.
    Time,
    /// A distribution over rows.
    Rows,
    /// Customer → number in each month since an instant of their own.
    Curve,
    Number,
}

/// What a formula may refer to.
pub trait Scope {
    /// What a measure or metric gives; none when there is none of this name.
    fn name(&self, name: &str) -> Option<Type>;
    /// Whether `$name` is known.
    fn param(&self, name: &str) -> bool;
    /// Every name, for the nearest one to be offered.
    fn names(&self) -> Vec<String>;
    /// Every parameter, likewise.
    fn params(&self) -> Vec<String>;
}

impl Type {
    /// The key of the word for it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Set => "catalog.type.set",
            Self::Vector => "catalog.type.vector",
            Self::Time => "catalog.type.time",
            Self::Rows => "catalog.type.rows",
            Self::Curve => "catalog.type.curve",
            Self::Number => "catalog.type.number",
        }
    }
}

impl Expr {
    /// What the expression gives. What is wrong goes to `errors`, all of it; the answer is then none, and a part that
    /// holds something wrong is not blamed for it again.
    pub fn check(&self, scope: &dyn Scope, errors: &mut Vec<FormulaError>) -> Option<Type> {
        match &self.node {
            Node::Number(_) => Some(Type::Number),
            Node::Name(name) => {
                let found = scope.name(name);
                if found.is_none() {
                    let known = scope.names();
                    self.wrong(
                        errors,
                        Problem::UnknownName { what: Named::MeasureOrMetric, name: name.clone(), known },
                    );
                }
                found
            }
            Node::Param(name) => self.check_param(name, scope, errors),
            Node::Call { function, arguments, over } => {
                self.check_call(*function, arguments, over.as_deref(), scope, errors)
            }
            Node::Unary { operand, .. } => operand.check_is(&[Type::Number, Type::Vector], scope, errors),
            Node::Binary { operator, left, right } => {
                let left = left.check(scope, errors);
                let right = right.check(scope, errors);
                let (left, right) = (left?, right?);
                let joined = join(*operator, left, right);
                if joined.is_none() {
                    let operator = operator.symbol();
                    self.wrong(errors, Problem::Operands { operator, left: left.key(), right: right.key() });
                }
                joined
            }
            Node::MeanOver { window, body } => {
                if let Window::MonthsBeforeEnd(Count::Param(name)) = window {
                    self.check_param(name, scope, errors);
                }
                body.check_is(&[Type::Number], scope, errors)
            }
        }
    }

    /// What the expression gives, when that is one of those wanted.
    pub fn check_is(&self, wanted: &[Type], scope: &dyn Scope, errors: &mut Vec<FormulaError>) -> Option<Type> {
        let found = self.check(scope, errors)?;
        if wanted.contains(&found) {
            return Some(found);
        }
        let expected = wanted.iter().map(|wanted| wanted.key()).collect();
        self.wrong(errors, Problem::Kind { expected, found: found.key() });
        None
    }

    fn check_call(
        &self,
        function: Function,
        arguments: &[Self],
        over: Option<&Self>,
        scope: &dyn Scope,
        errors: &mut Vec<FormulaError>,
    ) -> Option<Type> {
        let wanted: &[Type] = match function {
            Function::Count => &[Type::Set],
            Function::Sum if over.is_some() => &[Type::Vector],
            Function::Sum => &[Type::Vector, Type::Curve],
            Function::Reaches | Function::Upto => &[Type::Curve],
            // Only a vector has customers that a set could pick.
            Function::Mean | Function::Median | Function::Quantile if over.is_some() => &[Type::Vector],
            Function::Mean | Function::Median | Function::Quantile => &[Type::Vector, Type::Rows],
            Function::Min | Function::Max => &[Type::Number, Type::Vector, Type::Time],
            Function::Coalesce | Function::Power => &[Type::Number],
        };
        let first = arguments.first().and_then(|argument| argument.check_is(wanted, scope, errors));
        let over = over.map(|over| over.check_is(&[Type::Set], scope, errors));
        let second_wanted = match (function, first) {
            (Function::Min | Function::Max, Some(first)) => vec![first],
            (Function::Min | Function::Max, None) => wanted.to_vec(),
            _ => vec![Type::Number],
        };
        let second = arguments.get(1).map(|argument| argument.check_is(&second_wanted, scope, errors));
        if let (Function::Quantile, Some(argument)) = (function, arguments.get(1)) {
            argument.check_share(errors);
        }
        if over == Some(None) || second == Some(None) {
            return None;
        }
        match function {
            Function::Min | Function::Max => first,
            Function::Upto => first.map(|_| Type::Vector),
            _ => first.map(|_| Type::Number),
        }
    }

    fn check_param(&self, name: &str, scope: &dyn Scope, errors: &mut Vec<FormulaError>) -> Option<Type> {
        if scope.param(name) {
            return Some(Type::Number);
        }
        self.wrong(errors, Problem::UnknownParam { name: name.to_owned(), known: scope.params() });
        None
    }

    /// A quantile that is written out lies between 0 and 1.
    fn check_share(&self, errors: &mut Vec<FormulaError>) {
        if let Node::Number(digits) = &self.node {
            let share = digits.parse::<f64>().unwrap_or(f64::NAN);
            if !(0.0..=1.0).contains(&share) {
                self.wrong(errors, Problem::Value { value: digits.clone(), expected: crate::error::Wanted::Share });
            }
        }
    }

    fn wrong(&self, errors: &mut Vec<FormulaError>, problem: Problem) {
        errors.push(FormulaError { problem, span: self.span });
    }
}

/// What an operator makes of two things; none when it does not join them.
fn join(operator: BinaryOperator, left: Type, right: Type) -> Option<Type> {
    use BinaryOperator as Op;
    match (operator, left, right) {
        (Op::And | Op::Or | Op::Minus, Type::Set, Type::Set) => Some(Type::Set),
        (Op::Plus | Op::Minus | Op::Times | Op::Divide, Type::Number, Type::Number) => Some(Type::Number),
        // Subject by subject; a number goes with every subject.
        (Op::Plus | Op::Minus | Op::Times | Op::Divide, Type::Vector, Type::Vector | Type::Number)
        | (Op::Plus | Op::Minus | Op::Times | Op::Divide, Type::Number, Type::Vector) => Some(Type::Vector),
        // The milliseconds between two instants of a customer.
        (Op::Minus, Type::Time, Type::Time) => Some(Type::Vector),
        (_, Type::Vector, Type::Number | Type::Vector)
        | (_, Type::Number, Type::Vector)
        | (_, Type::Time, Type::Time)
            if operator.is_comparison() =>
        {
            Some(Type::Set)
        }
        _ => None,
    }
}
