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
            &[
                "order",
                "order_number",
                "order_no",
                "invoice",
                "invoice_id",
                "invoice_no",
                "invoiceno",
                "订单编号",
                "订单号",
                "订单id",
            ],
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
                "下单时间",
                "下单日期",
                "订单时间",
                "订单日期",
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("status", Kind::Choice(&["paid", "pending", "cancelled"]), &["order_status", "状态", "订单状态"]),
        optional(
            "order_amount",
            Kind::Money,
            &["order_total", "total", "total_amount", "订单金额", "订单总额", "总金额"],
        ),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
        optional("channel", Kind::Text, &["sales_channel", "渠道", "销售渠道"]),
        optional("line", Kind::Integer, &["line_number", "line_no", "position", "line_id", "行号", "序号", "明细行号"]),
        required(
            "product_id",
            Kind::Id,
            &[
                "product",
                "sku",
                "stock_code",
                "stockcode",
                "item_id",
                "lineitem_sku",
                "商品编号",
                "商品id",
                "产品编号",
                "产品id",
                "货号",
            ],
        ),
        optional("category", Kind::Text, &["product_category", "department", "类别", "品类", "商品类别", "商品分类"]),
        optional("quantity", Kind::Decimal, &["qty", "units", "lineitem_quantity", "数量", "购买数量"]),
        optional("returned_quantity", Kind::Decimal, &["returned", "returned_qty", "退货数量"]),
        optional("unit_price", Kind::Money, &["price", "unitprice", "lineitem_price", "单价", "商品单价"]),
        optional("unit_cost", Kind::Money, &["cost", "unitcost", "单位成本", "成本价"]),
    ],
};
