//! Where customers come from, and how good they are.
//!
//! The channels are unequal on purpose: those who were recommended stay and buy, those who clicked an advertisement
//! between two films leave. `customer_retention_rate`, `conversion_rate`, `cac` and `clv_cac_ratio` by channel show it.

use super::dice::Dice;

/// One marketing channel.
pub struct Channel {
    pub name: &'static str,
    pub source: &'static str,
    pub medium: &'static str,
    /// Empty where the channel has no campaigns.
    pub campaigns: &'static [&'static str],
    /// Share of all signups.
    pub signups: f64,
    /// Share of its visitors that sign up.
    pub visit_to_signup: f64,
    /// Share of its trials that pay.
    pub trial_to_paid: f64,
    /// Cancellations, times the average.
    pub churn: f64,
    /// Orders in the shop, times the average.
    pub orders: f64,
    /// Spend for one signup, in cents.
    pub signup_cost: i64,
}

/// Every channel; a customer holds its index.
pub static CHANNELS: [Channel; 7] = [
    Channel {
        name: "organic",
        source: "google",
        medium: "organic",
        campaigns: &[],
        signups: 0.25,
        visit_to_signup: 0.10,
        trial_to_paid: 0.56,
        churn: 0.72,
        orders: 1.10,
        signup_cost: 3000,
    },
    Channel {
        name: "referral",
        source: "friend",
        medium: "referral",
        campaigns: &["bring-a-friend"],
        signups: 0.13,
        visit_to_signup: 0.22,
        trial_to_paid: 0.66,
        churn: 0.50,
        orders: 1.35,
        signup_cost: 4500,
    },
    Channel {
        name: "direct",
        source: "direct",
        medium: "none",
        campaigns: &[],
        signups: 0.13,
        visit_to_signup: 0.09,
        trial_to_paid: 0.52,
        churn: 0.90,
        orders: 1.00,
        signup_cost: 0,
    },
    Channel {
        name: "email",
        source: "newsletter",
        medium: "email",
        campaigns: &["spring-planner", "harvest-letter", "winter-letter"],
        signups: 0.08,
        visit_to_signup: 0.12,
        trial_to_paid: 0.50,
        churn: 0.85,
        orders: 1.20,
        signup_cost: 2500,
    },
    Channel {
        name: "paid_search",
        source: "google",
        medium: "cpc",
        campaigns: &["brand", "garden-planner", "vegetable-calendar", "plant-doctor"],
        signups: 0.19,
        visit_to_signup: 0.07,
        trial_to_paid: 0.46,
        churn: 1.10,
        orders: 0.95,
        signup_cost: 7000,
    },
    Channel {
        name: "paid_social",
        source: "meta",
        medium: "paid_social",
        campaigns: &["balcony-dreams", "before-after", "lookalike-eu"],
        signups: 0.15,
        visit_to_signup: 0.035,
        trial_to_paid: 0.32,
        churn: 1.95,
        orders: 0.60,
        signup_cost: 7500,
    },
    Channel {
        name: "affiliates",
        source: "partners",
        medium: "affiliate",
        campaigns: &["coupon-sites", "garden-blogs"],
        signups: 0.07,
        visit_to_signup: 0.05,
        trial_to_paid: 0.38,
        churn: 1.65,
        orders: 0.75,
        signup_cost: 7500,
    },
];

/// The channel a signup comes from.
pub fn draw(dice: &mut Dice) -> usize {
    dice.weighted(CHANNELS.iter().map(|channel| channel.signups))
}

/// The channel of this index.
#[must_use]
pub fn channel(index: usize) -> &'static Channel {
    let [first, ..] = &CHANNELS;
    CHANNELS.get(index).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_the_whole() {
        let shares: f64 = CHANNELS.iter().map(|channel| channel.signups).sum();
        assert!((shares - 1.0).abs() < 1e-9);
    }
}
