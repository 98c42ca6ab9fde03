use super::{optional, required};
use crate::{Kind, Table};

/// One row per order line.
pub static ORDER_ITEMS: Table = Table {
    name: "order_items",
    identity: &["order_id", "line"],
    time: None,
    rest: None,
    columns: &[
        required("order_id", Kind::Id, &["order", "invoice_no", "invoiceno", "order_number"]),
        required("line", Kind::Integer, &["line_number", "line_no", "position", "line_id"]),
        required("product_id", Kind::Id, &["product", "sku", "stockcode", "stock_code", "item_id"]),
        optional("category", Kind::Text, &["product_category", "department"]),
        optional("quantity", Kind::Decimal, &["qty", "units"]),
        optional("returned_quantity", Kind::Decimal, &["returned", "returned_qty"]),
        optional("unit_price", Kind::Money, &["price", "unitprice"]),
        optional("unit_cost", Kind::Money, &["cost", "unitcost"]),
    ],
};
