//! What a metric is: a formula with its words, its rules, its source and the examples that prove it.

use std::collections::BTreeMap;

use crate::example::Example;
use crate::formula::{Count, Expr};
use crate::source::{Place, Spots};
use crate::words::Words;

/// A metric, read from `metrics/<area>/<id>.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    pub id: String,
    pub title: Words,
    pub area: Area,
    /// What a person asks when they want this number.
    pub question: Words,
    pub unit: Unit,
    pub better: Better,
    pub formula: Formula,
    /// Who is counted above the line, in words; rates only.
    pub numerator: Option<Words>,
    /// Who is counted below the line, in words; rates only.
    pub denominator: Option<Words>,
    /// Numbers shown beside the value, in the order of the file.
    pub also: Vec<(String, Formula)>,
    /// Which customers are old enough to count; none where everybody is.
    pub matures: Option<Matures>,
    /// How the 95 % interval is made: as the file says, or as the shape of the formula asks.
    pub interval: Interval,
    /// Whether a cut by what a touch says (source, medium, campaign, channel) shares its customers out among the touches
    /// they were won by, as the attribution model does, in place of cutting by their own attribute.
    pub by_touch: bool,
    pub params: BTreeMap<String, Param>,
    /// The survey whose answers it is about; none for metrics that are about none.
    pub survey: Option<Survey>,
    /// What happens at the edges: nobody there, nothing to divide by.
    pub edge: Option<Words>,
    pub notes: Option<Words>,
    /// Where the definition comes from.
    pub source: String,
    pub examples: Vec<Example>,
    pub origin: Origin,
    pub place: Place,
}

/// A formula: its text, its tree, and where each byte of the text stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    pub text: String,
    pub expr: Expr,
    pub spots: Spots,
}

/// Only customers whose `anchor` + `window` has passed are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matures {
    pub window_days: Count,
    /// A vector measure of unit time.
    pub after: String,
}

/// The answers that a metric is about: those to questions of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// As `survey_responses` has it: `nps`, `csat`, `ces`, `review`.
    pub kind: String,
    /// The scales it takes, as lowest and highest answer: `0-10`. Empty takes every scale, each answer on its own.
    pub scales: Vec<String>,
}

/// A value that the asker may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// What holds when nothing is said; without it the asker must say something.
    pub default: Option<ParamValue>,
    /// The metrics it may name, of one unit; in a formula the parameter is then the metric named. None: it is a value.
    pub choices: Vec<String>,
    pub about: Option<Words>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// Decimal digits.
    Number(String),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    Acquisition,
    Retention,
    Product,
    Satisfaction,
    Sales,
    Value,
}

/// What a value counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 0 to 1, shown as a percentage.
    Share,
    /// For scores such as NPS, −100 to 100.
    Points,
    Count,
    /// In the workspace's currency.
    Money,
    /// Integer milliseconds.
    Duration,
    Ratio,
    Months,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Better {
    Higher,
    Lower,
    Neither,
}

/// How the 95 % interval of a value is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interval {
    /// A share of independent customers.
    Wilson,
    /// Promoters less detractors, as a multinomial.
    Nps,
    /// A mean.
    Student,
    /// A median or other quantile, by order statistics.
    Quantile,
    /// A ratio of sums.
    Delta,
    None,
}

/// Whether a definition is tenure's or the workspace's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    Builtin,
    Workspace,
}

impl Metric {
    /// Every name in a formula of this metric, and every metric that a parameter in it may name.
    #[must_use]
    pub fn names_in<'a>(&'a self, formula: &'a Formula) -> Vec<&'a str> {
        let names = formula.expr.names().into_iter().map(|(name, _)| name);
        let params = formula.expr.params().into_iter().filter_map(|(name, _)| self.params.get(name));
        names.chain(params.flat_map(|param| param.choices.iter().map(String::as_str))).collect()
    }

    /// Every name in a formula of this metric, and the metric that each parameter in it names: the given one, or else
    /// the default.
    #[must_use]
    pub fn names_chosen<'a>(&'a self, formula: &'a Formula, given: &'a BTreeMap<String, ParamValue>) -> Vec<&'a str> {
        let names = formula.expr.names().into_iter().map(|(name, _)| name);
        let chosen = formula.expr.params().into_iter().filter_map(|(name, _)| {
            let param = self.params.get(name).filter(|param| !param.choices.is_empty())?;
            match given.get(name).or(param.default.as_ref())? {
                ParamValue::Text(text) => Some(text.as_str()),
                ParamValue::Number(_) => None,
            }
        });
        names.chain(chosen).collect()
    }

    /// The formula of the value, then those of the numbers beside it.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        std::iter::once(&self.formula).chain(self.also.iter().map(|(_, formula)| formula))
    }
}

impl ParamValue {
    /// The value as a SQL literal.
    #[must_use]
    pub fn sql(&self) -> String {
        match self {
            Self::Number(digits) => digits.clone(),
            Self::Text(text) => crate::sql::quote(text),
        }
    }
}

impl Area {
    /// The area's stable name: the folder of its metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acquisition => "acquisition",
            Self::Retention => "retention",
            Self::Product => "product",
            Self::Satisfaction => "satisfaction",
            Self::Sales => "sales",
            Self::Value => "value",
        }
    }
}

impl Better {
    /// The direction's stable name, as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Neither => "neither",
        }
    }
}

impl Interval {
    /// The method's stable name, as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::Nps => "nps",
            Self::Student => "student",
            Self::Quantile => "quantile",
            Self::Delta => "delta",
            Self::None => "none",
        }
    }
}

impl Unit {
    /// The unit's stable name, as files and answers write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Points => "points",
            Self::Count => "count",
            Self::Money => "money",
            Self::Duration => "duration",
            Self::Ratio => "ratio",
            Self::Months => "months",
        }
    }
}
