//! Conservation laws: what must hold between metrics whatever the data is.

use crate::formula::{Expr, Function, Node};
use crate::metric::{Formula, Metric};
use crate::source::Place;
use crate::words::Words;

/// A law, read from a file with `laws:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    pub id: String,
    pub about: Words,
    pub says: Statement,
    pub place: Place,
}

/// What a law says of every month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Two sets of customers are the same. A metric in them stands for the customers that it counts.
    SameCustomers(Formula, Formula),
    /// Two numbers agree, where both have a value.
    Equal(Formula, Formula),
    /// The first number is at most the second, where both have a value.
    AtMost(Formula, Formula),
    /// Of the whole time, each metric's parts by each attribute sum to the metric.
    Parts { metrics: Vec<String>, by: Vec<String> },
}

impl Statement {
    /// The two sides of a statement about formulas.
    #[must_use]
    pub fn sides(&self) -> Option<(&Formula, &Formula)> {
        match self {
            Self::SameCustomers(left, right) | Self::Equal(left, right) | Self::AtMost(left, right) => {
                Some((left, right))
            }
            Self::Parts { .. } => None,
        }
    }
}

impl Metric {
    /// The set of customers that the metric is the size of; none for a metric that is no `count(…)`.
    #[must_use]
    pub fn counted(&self) -> Option<&Expr> {
        match &self.formula.expr.node {
            Node::Call { function: Function::Count, arguments, over: None } => arguments.first(),
            _ => None,
        }
    }
}
