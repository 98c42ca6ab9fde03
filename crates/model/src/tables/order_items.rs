use super::{optional, required};
use crate::{Kind, Table};

/// One row per order line.
pub static ORDER_ITEMS: Table = Table {
    name: "order_items",
    about: "One row per order line.",
    identity: &["order_id", "line"],
    time: None,
    rest: None,
    columns: &[
        required(
            "order_id",
            Kind::Id,
            &["order", "invoice_no", "invoiceno", "order_number"],
            "The order it belongs to",
        ),
        required(
            "line",
            Kind::Integer,
            &["line_number", "line_no", "position", "line_id"],
            "Its place in the order, from 1",
        ),
        required("product_id", Kind::Id, &["product", "sku", "stockcode", "stock_code", "item_id"], "The product"),
        optional("category", Kind::Text, &["product_category", "department"], "The product's category"),
        optional("quantity", Kind::Decimal, &["qty", "units"], "Empty means 1"),
        optional("returned_quantity", Kind::Decimal, &["returned", "returned_qty"], "How many came back"),
        optional("unit_price", Kind::Money, &["price", "unitprice"], "Price of one"),
        optional("unit_cost", Kind::Money, &["cost", "unitcost"], "Cost of one"),
    ],
};
