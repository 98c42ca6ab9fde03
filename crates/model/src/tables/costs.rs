use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per cost of serving: one customer's, or everybody's.
pub static COSTS: Table = Table {
    name: "costs",
    identity: &["cost_id"],
    time: Some("date"),
    rest: None,
    columns: &[
        optional("cost_id", Kind::Id, &["id", "成本编号", "编号"]),
        required("date", Kind::Date, &["day", "cost_date", "incurred_on", "日期", "发生日期"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("category", Kind::Text, &["type", "cost_category", "cost_type", "类别", "成本类别"]),
        required("amount", Kind::Money, &["cost", "value", "total", "金额", "成本"]),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
    ],
};
