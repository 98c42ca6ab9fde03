use super::{optional, required};
use crate::{Kind, Table};

/// One row per refund.
pub static REFUNDS: Table = Table {
    name: "refunds",
    identity: &["refund_id"],
    time: Some("refunded_at"),
    rest: None,
    columns: &[
        optional("refund_id", Kind::Id, &["id", "refund", "退款编号", "退款单号", "退款id"]),
        optional("order_id", Kind::Id, &["order", "order_number", "订单编号", "订单号", "订单id"]),
        optional(
            "payment_id",
            Kind::Id,
            &["payment", "charge", "charge_id", "invoice_id", "付款编号", "支付编号", "发票编号", "账单编号"],
        ),
        required(
            "refunded_at",
            Kind::Time,
            &["date", "refund_date", "created_at", "timestamp", "退款时间", "退款日期"],
        ),
        required("amount", Kind::Money, &["refund_amount", "total", "value", "退款金额", "金额"]),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
    ],
};
