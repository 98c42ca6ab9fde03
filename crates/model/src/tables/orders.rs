use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per order.
pub static ORDERS: Table = Table {
    name: "orders",
    about: "One row per order.",
    identity: &["order_id"],
    time: Some("ordered_at"),
    rest: None,
    columns: &[
        optional(
            "order_id",
            Kind::Id,
            &["id", "order", "invoice_no", "invoiceno", "invoice_id", "order_number"],
            "The order's id",
        ),
        required(
            "ordered_at",
            Kind::Time,
            &[
                "date",
                "order_date",
                "purchased_at",
                "purchase_date",
                "created_at",
                "timestamp",
                "time",
                "invoice_date",
                "invoicedate",
                "order_time",
            ],
            "When it was placed",
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES, "Who placed it"),
        optional(
            "status",
            Kind::Choice(&["paid", "pending", "cancelled"]),
            &["order_status", "state"],
            "Empty means paid",
        ),
        required(
            "amount",
            Kind::Money,
            &["total", "revenue", "value", "price", "dollar_value", "order_total", "total_amount", "amount_paid"],
            "The order's total, refunds not deducted",
        ),
        optional("currency", Kind::Currency, &["currency_code"], "Empty means the workspace's currency"),
        optional("channel", Kind::Text, &["sales_channel"], "Where it was sold"),
    ],
};
