use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per cost of serving: one customer's, or everybody's.
pub static COSTS: Table = Table {
    name: "costs",
    identity: &["cost_id"],
    time: Some("date"),
    rest: None,
    columns: &[
        optional("cost_id", Kind::Id, &["id"]),
        required("date", Kind::Date, &["day", "cost_date", "incurred_on"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("category", Kind::Text, &["type", "cost_category", "cost_type"]),
        required("amount", Kind::Money, &["cost", "value", "total"]),
        optional("currency", Kind::Currency, &["currency_code"]),
    ],
};
