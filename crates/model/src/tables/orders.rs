use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per order.
pub static ORDERS: Table = Table {
    name: "orders",
    identity: &["order_id"],
    time: Some("ordered_at"),
    rest: None,
    columns: &[
        optional(
            "order_id",
            Kind::Id,
            &["id", "order", "invoice_no", "invoiceno", "invoice_id", "order_number", "订单编号", "订单号", "订单id"],
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
                "下单时间",
                "下单日期",
                "订单时间",
                "订单日期",
                "购买时间",
                "购买日期",
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional(
            "status",
            Kind::Choice(&["paid", "pending", "cancelled"]),
            &["order_status", "state", "状态", "订单状态"],
        ),
        required(
            "amount",
            Kind::Money,
            &[
                "total",
                "revenue",
                "value",
                "price",
                "dollar_value",
                "order_total",
                "total_amount",
                "amount_paid",
                "金额",
                "订单金额",
                "总金额",
                "实付金额",
                "支付金额",
            ],
        ),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
        optional("channel", Kind::Text, &["sales_channel", "渠道", "销售渠道"]),
    ],
};
