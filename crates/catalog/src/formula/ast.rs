//! What a formula means once it is read: a tree whose every node knows its place in the text.

use std::fmt;

/// Bytes `start..end` of the text a tree was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One expression of a formula, with its place in the formula's text.
///
/// Equality compares the places too: two equal expressions come from the same spot of the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    pub node: Node,
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A number as it was written, in decimal digits, never rounded through a float.
    Number(String),
    /// A measure or another metric.
    Name(String),
    /// `$name`: a parameter of the metric or a variable of the settings. The name has no `$`.
    Param(String),
    /// `sum(v over s)`: `over` is the set that the first argument, a vector, is restricted to.
    Call {
        function: Function,
        arguments: Vec<Expr>,
        over: Option<Box<Expr>>,
    },
    Unary {
        operator: UnaryOperator,
        operand: Box<Expr>,
    },
    Binary {
        operator: BinaryOperator,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// The mean of a formula evaluated once for each part of a window. Parts without a value do not count.
    MeanOver {
        window: Window,
        body: Box<Expr>,
    },
}

/// The functions a formula may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `count(set)`: how many subjects it has.
    Count,
    /// `sum(vector)`, `sum(vector over set)`, `sum(curve)`.
    Sum,
    /// `mean(vector)`, `mean(vector over set)`, `mean(rows)`.
    Mean,
    /// `median(vector)`, `median(vector over set)`, `median(rows)`.
    Median,
    /// `quantile(rows, q)`, `quantile(vector, q)`: `q` lies between 0 and 1.
    Quantile,
    /// `min(a, b)` of two numbers, or subject by subject of two vectors.
    Min,
    /// `max(a, b)` likewise.
    Max,
    /// `coalesce(a, b)`: the first that is not null, of numbers.
    Coalesce,
    /// `power(a, b)`: `a` to the power of `b`, of numbers; null below zero.
    Power,
    /// `reaches(curve, amount)`: the first month by whose end the curve has come to an amount above zero; null while it
    /// has not. Only months count that every customer of the curve has been observed through.
    Reaches,
    /// `upto(curve, months)`: what each customer has come to by the end of that many months, of customers observed so long.
    Upto,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    Minus,
}

/// Operators by rising strength: comparisons; `|`, `+` and `-`; `&`, `*` and `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    GreaterOrEqual,
    Greater,
    LessOrEqual,
    Less,
    Equal,
    NotEqual,
    /// `|` of two sets.
    Or,
    /// `+` of numbers or vectors.
    Plus,
    /// `-` of numbers or vectors; of two sets, those of the left that the right does not have.
    Minus,
    /// `&` of two sets.
    And,
    Times,
    /// `/`: null when the right side is zero or either is null.
    Divide,
}

/// The parts that `mean over …` goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    /// `mean over days ( … )`: every day of the period.
    Days,
    /// `mean over 12 months before end ( … )`: the complete calendar months that end at or before the period's end.
    MonthsBeforeEnd(Count),
}

/// A number of days or months in a rule: written out, or the value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Count {
    Literal(i64),
    /// The parameter's name, without `$`.
    Param(String),
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(number) => number.fmt(f),
            Self::Param(name) => write!(f, "${name}"),
        }
    }
}

impl Function {
    /// Every function, in the order documents list them.
    pub const ALL: [Self; 11] = [
        Self::Count,
        Self::Sum,
        Self::Mean,
        Self::Median,
        Self::Quantile,
        Self::Min,
        Self::Max,
        Self::Coalesce,
        Self::Power,
        Self::Reaches,
        Self::Upto,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Quantile => "quantile",
            Self::Min => "min",
            Self::Max => "max",
            Self::Coalesce => "coalesce",
            Self::Power => "power",
            Self::Reaches => "reaches",
            Self::Upto => "upto",
        }
    }

    /// How many arguments it takes.
    #[must_use]
    pub const fn arity(self) -> usize {
        match self {
            Self::Count | Self::Sum | Self::Mean | Self::Median => 1,
            Self::Quantile | Self::Min | Self::Max | Self::Coalesce | Self::Power | Self::Reaches | Self::Upto => 2,
        }
    }

    /// Whether its first argument may be followed by `over` and a set.
    #[must_use]
    pub const fn takes_over(self) -> bool {
        matches!(self, Self::Sum | Self::Mean | Self::Median | Self::Quantile)
    }

    /// The function of this name, if there is one.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }
}

impl BinaryOperator {
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::GreaterOrEqual => ">=",
            Self::Greater => ">",
            Self::LessOrEqual => "<=",
            Self::Less => "<",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Or => "|",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::And => "&",
            Self::Times => "*",
            Self::Divide => "/",
        }
    }

    /// Whether the operator compares, and so makes a set out of vectors.
    #[must_use]
    pub const fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::GreaterOrEqual | Self::Greater | Self::LessOrEqual | Self::Less | Self::Equal | Self::NotEqual
        )
    }
}

impl Expr {
    /// The parts of a rate: what stands over and under a division at the top of the formula.
    #[must_use]
    pub fn ratio(&self) -> Option<(&Self, &Self)> {
        match &self.node {
            Node::Binary { operator: BinaryOperator::Divide, left, right } => Some((left, right)),
            _ => None,
        }
    }

    /// Calls `visit` with this expression and every expression inside it, outermost first, left to right.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match &self.node {
            Node::Number(_) | Node::Name(_) | Node::Param(_) => {}
            Node::Call { arguments, over, .. } => {
                for argument in arguments {
                    argument.walk(visit);
                }
                if let Some(over) = over {
                    over.walk(visit);
                }
            }
            Node::Unary { operand, .. } => operand.walk(visit),
            Node::Binary { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            Node::MeanOver { body, .. } => body.walk(visit),
        }
    }

    /// Every name in the formula with its place, in the order of the text; a name used twice comes twice.
    #[must_use]
    pub fn names(&self) -> Vec<(&str, Span)> {
        let mut names = Vec::new();
        self.walk(&mut |expr| {
            if let Node::Name(name) = &expr.node {
                names.push((name.as_str(), expr.span));
            }
        });
        names
    }

    /// Every parameter in the formula with its place, also those that size a window.
    #[must_use]
    pub fn params(&self) -> Vec<(&str, Span)> {
        let mut params = Vec::new();
        self.walk(&mut |expr| match &expr.node {
            Node::Param(name) => params.push((name.as_str(), expr.span)),
            Node::MeanOver { window: Window::MonthsBeforeEnd(Count::Param(name)), .. } => {
                params.push((name.as_str(), expr.span));
            }
            _ => {}
        });
        params
    }
}
