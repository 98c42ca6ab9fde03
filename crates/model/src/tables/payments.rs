use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per invoice, or per payment where there is no invoice.
///
/// An invoice that is never paid is a row, and so is a payment nobody billed: the one time that every row has is
/// when the money was asked for.
pub static PAYMENTS: Table = Table {
    name: "payments",
    identity: &["payment_id"],
    time: Some("invoiced_at"),
    rest: None,
    columns: &[
        optional(
            "payment_id",
            Kind::Id,
            &[
                "id",
                "payment",
                "invoice_id",
                "invoice_no",
                "invoice_number",
                "charge_id",
                "transaction_id",
                "付款编号",
                "支付编号",
                "发票编号",
                "发票号",
                "账单编号",
                "账单号",
                "流水号",
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("subscription_id", Kind::Id, &["subscription", "contract_id", "订阅编号", "订阅id", "合同编号"]),
        required(
            "invoiced_at",
            Kind::Time,
            &[
                "invoice_date",
                "billed_at",
                "issued_at",
                "issue_date",
                "created",
                "created_at",
                "created_(utc)",
                "created_date_(utc)",
                "date",
                "timestamp",
                "开票时间",
                "开票日期",
                "账单时间",
                "账单日期",
            ],
        ),
        optional(
            "paid_at",
            Kind::Time,
            &[
                "paid_date",
                "payment_date",
                "date_paid",
                "paid_on",
                "status_transitions_paid_at",
                "付款时间",
                "付款日期",
                "支付时间",
                "支付日期",
            ],
        ),
        required(
            "amount",
            Kind::Money,
            &[
                "total",
                "invoice_total",
                "payment_amount",
                "gross_amount",
                "value",
                "金额",
                "付款金额",
                "支付金额",
                "账单金额",
                "发票金额",
            ],
        ),
        optional("tax", Kind::Money, &["tax_amount", "sales_tax", "taxes", "vat", "税额", "税费"]),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
        optional(
            "status",
            Kind::Choice(&["draft", "open", "paid", "failed", "uncollectible", "void"]),
            &["payment_status", "invoice_status", "state", "状态", "付款状态", "支付状态", "账单状态"],
        ),
        optional("recurring", Kind::Boolean, &["is_recurring", "经常性", "是否经常性"]),
    ],
};
