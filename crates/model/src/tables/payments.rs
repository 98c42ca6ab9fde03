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
            &["id", "payment", "invoice_id", "invoice_no", "invoice_number", "charge_id", "transaction_id"],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("subscription_id", Kind::Id, &["subscription", "contract_id"]),
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
            ],
        ),
        optional(
            "paid_at",
            Kind::Time,
            &["paid_date", "payment_date", "date_paid", "paid_on", "status_transitions_paid_at"],
        ),
        required("amount", Kind::Money, &["total", "invoice_total", "payment_amount", "gross_amount", "value"]),
        optional("tax", Kind::Money, &["tax_amount", "sales_tax", "taxes", "vat"]),
        optional("currency", Kind::Currency, &["currency_code"]),
        optional(
            "status",
            Kind::Choice(&["draft", "open", "paid", "failed", "uncollectible", "void"]),
            &["payment_status", "invoice_status", "state"],
        ),
        optional("recurring", Kind::Boolean, &["is_recurring"]),
    ],
};
