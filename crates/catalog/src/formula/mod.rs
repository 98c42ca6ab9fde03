//! The formula language: text → tokens → tree, every part knowing its place.

mod ast;

pub use ast::{BinaryOperator, Count, Expr, Function, Node, Span, UnaryOperator, Window};
