use super::{optional, required};
use crate::{Kind, Table};

/// One row per order line.
pub static ORDER_ITEMS: Table = Table {
    name: "order_items",
    identity: &["order_id", "line"],
    time: None,
    rest: None,
    columns: &[
        required(
            "order_id",
            Kind::Id,
            &["order", "invoice_no", "invoiceno", "order_number", "订单编号", "订单号", "订单id"],
        ),
        required("line", Kind::Integer, &["line_number", "line_no", "position", "line_id", "行号", "序号", "明细行号"]),
        required(
            "product_id",
            Kind::Id,
            &[
                "product",
                "sku",
                "stockcode",
                "stock_code",
                "item_id",
                "商品编号",
                "商品id",
                "产品编号",
                "产品id",
                "货号",
            ],
        ),
        optional("category", Kind::Text, &["product_category", "department", "类别", "品类", "商品类别", "商品分类"]),
        optional("quantity", Kind::Decimal, &["qty", "units", "数量", "购买数量"]),
        optional("returned_quantity", Kind::Decimal, &["returned", "returned_qty", "退货数量"]),
        optional("unit_price", Kind::Money, &["price", "unitprice", "单价", "商品单价"]),
        optional("unit_cost", Kind::Money, &["cost", "unitcost", "单位成本", "成本价"]),
    ],
};
