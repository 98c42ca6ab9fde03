//! What a score of customers is: components with what each may add, or features that a model is fitted to.

use rust_decimal::Decimal;

use crate::formula::Expr;
use crate::metric::{Formula, Origin};
use crate::source::Place;
use crate::words::Words;

/// A score, read from `metrics/scores/<name>.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    pub name: String,
    pub title: Words,
    /// What it says, in one sentence.
    pub about: Words,
    /// Who has one: a set at an instant.
    pub of: Formula,
    /// In the order of the file; at least one.
    pub components: Vec<Component>,
    pub origin: Origin,
    pub place: Place,
}

/// One component of a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub name: String,
    pub title: Words,
    /// A set or a vector at an instant. A customer of a set has 1, anybody else 0.
    pub formula: Formula,
    pub better: Towards,
    /// How much of the score it may make up, beside the other components'; `None` where a model finds that out.
    pub weight: Option<Decimal>,
    /// The values that bring nothing and everything; what lies outside counts as the end it is beyond. `None` takes the
    /// value as it is.
    pub range: Option<(Decimal, Decimal)>,
    pub scale: Scale,
    /// The value of a customer that a vector lacks; `None` where such a customer's component says nothing.
    pub absent: Option<Decimal>,
    pub place: Place,
}

/// Which way is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Towards {
    #[default]
    Higher,
    Lower,
}

/// How a value becomes a part of its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Every step counts alike.
    #[default]
    Linear,
    /// Every doubling counts alike: by the logarithm of one more than the value.
    Log,
}

impl Score {
    /// Every formula: who has one, then the components in their order.
    pub fn formulas(&self) -> impl Iterator<Item = &Expr> {
        std::iter::once(&self.of.expr).chain(self.components.iter().map(|component| &component.formula.expr))
    }
}
