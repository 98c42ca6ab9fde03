use super::{optional, required};
use crate::{Kind, Table};

/// One row per refund.
pub static REFUNDS: Table = Table {
    name: "refunds",
    identity: &["refund_id"],
    time: Some("refunded_at"),
    rest: None,
    columns: &[
        optional("refund_id", Kind::Id, &["id", "refund"]),
        optional("order_id", Kind::Id, &["order", "order_number"]),
        optional("payment_id", Kind::Id, &["payment", "charge", "charge_id", "invoice_id"]),
        required("refunded_at", Kind::Time, &["date", "refund_date", "created_at", "timestamp"]),
        required("amount", Kind::Money, &["refund_amount", "total", "value"]),
        optional("currency", Kind::Currency, &["currency_code"]),
    ],
};
