use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per change of a subscription.
pub static SUBSCRIPTION_CHANGES: Table = Table {
    name: "subscription_changes",
    about: "One row per change of a subscription.",
    identity: &["subscription_id", "at"],
    time: Some("at"),
    rest: None,
    columns: &[
        required("subscription_id", Kind::Id, &["subscription", "id", "contract_id"], "The subscription"),
        required(
            "at",
            Kind::Time,
            &["changed_at", "date", "timestamp", "effective_at", "change_date"],
            "When the change took effect",
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES, "Whose subscription"),
        required(
            "status",
            Kind::Choice(&["trialing", "active", "past_due", "unpaid", "paused", "canceled"]),
            &["state", "subscription_status"],
            "The state from then on",
        ),
        optional("plan", Kind::Text, &["plan_name", "plan_tier", "product"], "The plan from then on"),
        optional(
            "quantity",
            Kind::Decimal,
            &["seats", "units"],
            "Seats or units, for information: amount is for all of them",
        ),
        optional(
            "amount",
            Kind::Money,
            &["price", "mrr_amount", "monthly_amount"],
            "What one interval costs for the whole quantity, before discount",
        ),
        optional("tax", Kind::Money, &["tax_amount"], "Tax included in the amount; never recurring revenue"),
        optional(
            "interval",
            Kind::Choice(&["day", "week", "month", "year"]),
            &["billing_interval", "billing_period"],
            "Empty means month",
        ),
        optional("interval_count", Kind::Integer, &["billing_interval_count"], "Intervals per bill; empty means 1"),
        optional("discount", Kind::Money, &["discount_amount"], "Deducted from each interval's amount"),
        optional("discount_ends_at", Kind::Time, &["discount_end"], "When the discount ends; empty means never"),
        optional("period_end", Kind::Time, &["current_period_end"], "End of the paid period"),
        optional("cancel_at", Kind::Time, &["cancels_at"], "When a scheduled cancellation takes effect"),
        optional("recurring", Kind::Boolean, &[], "Empty means true"),
        optional("currency", Kind::Currency, &["currency_code"], "Empty means the workspace's currency"),
        optional("features", Kind::Json, &[], "Paid features, as a JSON array of names"),
        optional("reason", Kind::Text, &["churn_reason", "cancel_reason", "reason_code"], "Why it changed"),
    ],
};
