use super::{optional, required};
use crate::{Kind, Table};

/// One row per refund.
pub static REFUNDS: Table = Table {
    name: "refunds",
    about: "One row per refund.",
    identity: &["refund_id"],
    time: Some("refunded_at"),
    rest: None,
    columns: &[
        optional("refund_id", Kind::Id, &["id", "refund"], "The refund's id"),
        optional("order_id", Kind::Id, &["order", "order_number"], "The order it gives back"),
        optional("payment_id", Kind::Id, &["payment"], "The payment it gives back"),
        required(
            "refunded_at",
            Kind::Time,
            &["date", "refund_date", "created_at", "timestamp"],
            "When the money went back",
        ),
        required("amount", Kind::Money, &["refund_amount", "total", "value"], "How much, as a positive amount"),
        optional("currency", Kind::Currency, &["currency_code"], "Empty means the workspace's currency"),
    ],
};
