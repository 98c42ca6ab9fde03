//! The formula language: text → tokens → tree, every part knowing its place.
//!
//! ```text
//! expression = sum [ (">=" | ">" | "<=" | "<" | "==" | "!=") sum ]
//! sum        = product { ("|" | "+" | "-") product }
//! product    = sign { ("&" | "*" | "/") sign }
//! sign       = [ "-" ] sign | value
//! value      = number | name | "$" name | "(" expression ")"
//!            | function "(" expression [ "over" expression ] { "," expression } ")"
//!            | "mean" "over" ( "days" | count "months" "before" "end" ) "(" expression ")"
//! ```

mod ast;
mod parse;
#[cfg(test)]
mod tests;
mod token;
mod types;

pub use ast::{BinaryOperator, Count, Expr, Function, Node, Span, UnaryOperator, Window};
pub use parse::parse;
pub use types::{Scope, Type};

use crate::error::Problem;

/// What is wrong with a formula's text, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct FormulaError {
    pub problem: Problem,
    pub span: Span,
}
