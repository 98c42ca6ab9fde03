use super::Shape;
use crate::Kind;
use crate::tables::{CUSTOMER_ALIASES, SUBSCRIPTION_CHANGES, optional, required};

/// One row per period of a subscription.
pub static SUBSCRIPTIONS: Shape = Shape {
    name: "subscriptions",
    table: &SUBSCRIPTION_CHANGES,
    columns: &[
        required("subscription_id", Kind::Id, &["subscription", "id", "contract_id"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "started_at",
            Kind::Time,
            &["start_date", "start", "started", "starts_at", "start_(utc)", "valid_from"],
        ),
        optional(
            "ended_at",
            Kind::Time,
            &["end_date", "end", "ended", "ends_at", "ended_at_(utc)", "canceled_at", "cancelled_at", "valid_to"],
        ),
        optional("plan", Kind::Text, &["plan_name", "plan_tier", "product"]),
        optional("quantity", Kind::Decimal, &["seats", "units"]),
        optional("amount", Kind::Money, &["price", "mrr_amount", "monthly_amount", "mrr"]),
        optional("tax", Kind::Money, &["tax_amount"]),
        optional("discount", Kind::Money, &["discount_amount"]),
        optional("interval", Kind::Choice(&["day", "week", "month", "year"]), &["billing_interval", "billing_period"]),
        optional("interval_count", Kind::Integer, &["billing_interval_count"]),
        optional("currency", Kind::Currency, &["currency_code"]),
        optional("trial", Kind::Boolean, &["is_trial"]),
        optional("recurring", Kind::Boolean, &[]),
        optional("features", Kind::Json, &[]),
        optional("reason", Kind::Text, &["churn_reason", "cancel_reason", "reason_code"]),
    ],
};
