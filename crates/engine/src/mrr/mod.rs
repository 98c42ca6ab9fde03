//! How recurring revenue went from what a period opened with to what it closed with, customer by customer, under a
//! profile of rules; and why two profiles differ.

mod bridge;
mod parts;
mod reconcile;

use jiff::civil::Date;
use model::{Currency, Grain};

pub use bridge::{MrrBridge, MrrPeriod};
pub use parts::{MrrPart, REASON as MRR_REASON};
pub use reconcile::{MrrReconciliation, RuleDifference};

/// A question about movements of recurring revenue.
#[derive(Clone, Debug)]
pub struct MrrQuery {
    /// First day.
    pub from: Date,
    /// First day after the range.
    pub to: Date,
    /// `None`: the whole range is one period.
    pub grain: Option<Grain>,
    /// A SQL condition over the customers' attributes.
    pub filter: Option<String>,
    /// Attributes of customers to cut by, or [`MRR_REASON`] alone.
    pub by: Vec<String>,
}

/// What one period did to recurring revenue, in ten-thousandths of the workspace's currency.
///
/// `opening + new + expansion + reactivation - contraction - churn + fx = closing`, exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Movements {
    pub opening: i128,
    pub new: i128,
    pub expansion: i128,
    pub contraction: i128,
    pub churn: i128,
    pub reactivation: i128,
    pub fx: i128,
    pub closing: i128,
}

/// The movements of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerMovements {
    /// An outside id.
    pub customer: String,
    pub movements: Movements,
}

/// The names of the movements, in the order of the bridge.
pub const MOVEMENTS: [&str; 8] =
    ["opening", "new", "expansion", "contraction", "churn", "reactivation", "fx", "closing"];

impl Movements {
    /// The amounts in the order of [`MOVEMENTS`].
    #[must_use]
    pub fn amounts(&self) -> [i128; 8] {
        [self.opening, self.new, self.expansion, self.contraction, self.churn, self.reactivation, self.fx, self.closing]
    }

    fn of(amounts: [i128; 8]) -> Self {
        let [opening, new, expansion, contraction, churn, reactivation, fx, closing] = amounts;
        Self { opening, new, expansion, contraction, churn, reactivation, fx, closing }
    }

    /// What the bridge misses: zero when it holds.
    #[must_use]
    pub fn gap(&self) -> i128 {
        self.opening + self.new + self.expansion + self.reactivation - self.contraction - self.churn + self.fx
            - self.closing
    }

    /// Movement by movement, this and the other.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let (mine, theirs) = (self.amounts(), other.amounts());
        Self::of(std::array::from_fn(|index| mine[index] + theirs[index]))
    }

    /// Movement by movement, this less the other.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let (mine, theirs) = (self.amounts(), other.amounts());
        Self::of(std::array::from_fn(|index| mine[index] - theirs[index]))
    }

    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.amounts().iter().all(|amount| *amount == 0)
    }
}

/// What every answer about recurring revenue states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MrrBasis {
    pub time_zone: String,
    pub currency: Currency,
    /// RFC 3339 instant of the state of knowledge.
    pub as_of: String,
    /// Id of the snapshot that was read.
    pub snapshot: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn movements_add_up_one_by_one() {
        let one = Movements { opening: 100, new: 20, churn: 30, closing: 90, ..Movements::default() };
        assert_eq!(one.gap(), 0);
        assert_eq!(Movements { closing: 91, ..one }.gap(), -1);
        assert!(one.less(&one).is_zero());
        assert_eq!(one.plus(&one).closing, 180);
    }
}
