//! What can be asked: metrics, a range, a grain, cuts and conditions.

use std::collections::BTreeMap;
use std::str::FromStr;

pub use catalog::Basis;
use jiff::civil::Date;
use model::Grain;

use crate::Subject;

/// One question. Every metric in it is answered over the same periods and parts.
#[derive(Clone, Debug)]
pub struct Query {
    pub metrics: Vec<String>,
    /// First day.
    pub from: Date,
    /// First day after the range.
    pub to: Date,
    /// `None`: the whole range is one period.
    pub grain: Option<Grain>,
    /// Attributes to cut by. `row.channel` means the rows' own column, `customer.channel` the customer's, and where
    /// accounts are counted `account.plan` the account's.
    pub by: Vec<String>,
    /// A SQL condition over the subjects' attributes.
    pub filter: Option<String>,
    /// In place of the workspace's activity basis.
    pub basis: Option<Basis>,
    /// Whom it counts.
    pub subject: Subject,
    pub compare: Option<Compare>,
    /// Count subjects whose observation window has not elapsed yet.
    pub include_immature: bool,
    /// In place of the metrics' own parameters.
    pub params: BTreeMap<String, String>,
}

impl Query {
    /// One metric over one range, uncut.
    #[must_use]
    pub fn new(metric: &str, from: Date, to: Date, grain: Option<Grain>) -> Self {
        Self {
            metrics: vec![metric.to_owned()],
            from,
            to,
            grain,
            by: Vec::new(),
            filter: None,
            basis: None,
            subject: Subject::default(),
            compare: None,
            include_immature: false,
            params: BTreeMap::new(),
        }
    }
}

/// A question about one number: where it comes from.
#[derive(Clone, Debug)]
pub struct ExplainQuery {
    pub metric: String,
    /// First day of the period.
    pub from: Date,
    /// First day after the period.
    pub to: Date,
    pub filter: Option<String>,
    /// The part to take apart, as cut and value; `None` is the part of those without one. Empty takes the whole.
    pub part: Vec<(String, Option<String>)>,
    pub basis: Option<Basis>,
    /// Whom it counts.
    pub subject: Subject,
    pub params: BTreeMap<String, String>,
    /// Customers to show of each kind; `None` shows all.
    pub customers: Option<usize>,
}

/// What a number is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The period before.
    Previous,
    /// The same period a year earlier.
    Year,
}

impl FromStr for Compare {
    type Err = String;

    /// # Errors
    /// The text itself, when it is neither `previous` nor `year`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "previous" => Ok(Self::Previous),
            "year" => Ok(Self::Year),
            _ => Err(text.to_owned()),
        }
    }
}
