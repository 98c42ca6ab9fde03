use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per change of a subscription.
pub static SUBSCRIPTION_CHANGES: Table = Table {
    name: "subscription_changes",
    identity: &["subscription_id", "at"],
    time: Some("at"),
    rest: None,
    columns: &[
        required("subscription_id", Kind::Id, &["subscription", "id", "contract_id"]),
        required("at", Kind::Time, &["changed_at", "date", "timestamp", "effective_at", "change_date"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "status",
            Kind::Choice(&["trialing", "active", "past_due", "unpaid", "paused", "canceled"]),
            &["state", "subscription_status"],
        ),
        optional("plan", Kind::Text, &["plan_name", "plan_tier", "product"]),
        optional("quantity", Kind::Decimal, &["seats", "units"]),
        optional("amount", Kind::Money, &["price", "mrr_amount", "monthly_amount"]),
        optional("tax", Kind::Money, &["tax_amount"]),
        optional("interval", Kind::Choice(&["day", "week", "month", "year"]), &["billing_interval", "billing_period"]),
        optional("interval_count", Kind::Integer, &["billing_interval_count"]),
        optional("discount", Kind::Money, &["discount_amount"]),
        optional("discount_ends_at", Kind::Time, &["discount_end"]),
        optional("period_end", Kind::Time, &["current_period_end"]),
        optional("cancel_at", Kind::Time, &["cancels_at"]),
        optional("recurring", Kind::Boolean, &[]),
        optional("currency", Kind::Currency, &["currency_code"]),
        optional("features", Kind::Json, &[]),
        optional("reason", Kind::Text, &["churn_reason", "cancel_reason", "reason_code"]),
    ],
};
