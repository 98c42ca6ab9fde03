use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per order.
pub static ORDERS: Table = Table {
    name: "orders",
    identity: &["order_id"],
    time: Some("ordered_at"),
    rest: None,
    columns: &[
        optional("order_id", Kind::Id, &["id", "order", "invoice_no", "invoiceno", "invoice_id", "order_number"]),
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
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("status", Kind::Choice(&["paid", "pending", "cancelled"]), &["order_status", "state"]),
        required(
            "amount",
            Kind::Money,
            &["total", "revenue", "value", "price", "dollar_value", "order_total", "total_amount", "amount_paid"],
        ),
        optional("currency", Kind::Currency, &["currency_code"]),
        optional("channel", Kind::Text, &["sales_channel"]),
    ],
};
