use super::Shape;
use crate::Kind;
use crate::tables::{CUSTOMER_ALIASES, ORDER_ITEMS, optional, required};

/// One row per line of an order, with the order's own fields on each of its lines or on the first only.
pub static ORDER_LINES: Shape = Shape {
    name: "order_lines",
    table: &ORDER_ITEMS,
    columns: &[
        optional(
            "order_id",
            Kind::Id,
            &["order", "order_number", "order_no", "invoice", "invoice_id", "invoice_no", "invoiceno"],
        ),
        optional(
            "ordered_at",
            Kind::Time,
            &[
                "order_date",
                "invoice_date",
                "invoicedate",
                "purchased_at",
                "purchase_date",
                "created_at",
                "date",
                "timestamp",
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("status", Kind::Choice(&["paid", "pending", "cancelled"]), &["order_status"]),
        optional("order_amount", Kind::Money, &["order_total", "total", "total_amount"]),
        optional("currency", Kind::Currency, &["currency_code"]),
        optional("channel", Kind::Text, &["sales_channel"]),
        optional("line", Kind::Integer, &["line_number", "line_no", "position", "line_id"]),
        required("product_id", Kind::Id, &["product", "sku", "stock_code", "stockcode", "item_id", "lineitem_sku"]),
        optional("category", Kind::Text, &["product_category", "department"]),
        optional("quantity", Kind::Decimal, &["qty", "units", "lineitem_quantity"]),
        optional("returned_quantity", Kind::Decimal, &["returned", "returned_qty"]),
        optional("unit_price", Kind::Money, &["price", "unitprice", "lineitem_price"]),
        optional("unit_cost", Kind::Money, &["cost", "unitcost"]),
    ],
};
