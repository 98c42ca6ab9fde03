//! The plans of the company and what they cost.

use jiff::civil::Date;

use super::truths::{PRICE_RISE, PRICE_RISE_PERCENT};

/// One plan.
pub struct PricedPlan {
    pub name: &'static str,
    /// List price of a month and seat before [`PRICE_RISE`], in cents. Only companies have more than one seat.
    pub month: i64,
    /// Paid features, as the JSON array that a billing system exports.
    pub features: &'static [&'static str],
    /// Cancellations, times the average.
    pub churn: f64,
}

/// Index of the plan for companies; those before it are for people, from the smallest.
pub const STUDIO: usize = 3;

static PRICED: [PricedPlan; 4] = [
    PricedPlan { name: "balcony", month: 900, features: &["calendar"], churn: 1.15 },
    PricedPlan { name: "garden", month: 1900, features: &["calendar", "diagnosis"], churn: 0.95 },
    PricedPlan { name: "orchard", month: 3900, features: &["calendar", "diagnosis", "sensors"], churn: 0.80 },
    PricedPlan { name: "studio", month: 1600, features: &["calendar", "diagnosis", "sensors", "sharing"], churn: 0.70 },
];

/// A feature sold on top of a plan.
pub const ADD_ON: &str = "coach";
/// What it costs a month before [`PRICE_RISE`], in cents.
const ADD_ON_MONTH: i64 = 600;

/// The plan of this index.
#[must_use]
pub fn plan(index: usize) -> &'static PricedPlan {
    let [first, ..] = &PRICED;
    PRICED.get(index).unwrap_or(first)
}

/// What is bought.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Basket {
    pub plan: usize,
    pub seats: i64,
    pub yearly: bool,
    pub add_on: bool,
}

impl Basket {
    /// Months of one interval of payment.
    #[must_use]
    pub fn months(self) -> u32 {
        if self.yearly { 12 } else { 1 }
    }
}

/// What one interval of it costs in cents at the list price of a day; a year costs ten months.
#[must_use]
pub fn amount(basket: Basket, day: Date) -> i64 {
    let add_on = if basket.add_on { ADD_ON_MONTH } else { 0 };
    let month = plan(basket.plan).month * basket.seats + add_on;
    let percent = if day >= PRICE_RISE { PRICE_RISE_PERCENT } else { 100 };
    month * if basket.yearly { 10 } else { 1 } * percent / 100
}
