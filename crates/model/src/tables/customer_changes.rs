use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per change of an attribute of a customer: what makes `plan@time` answerable.
pub static CUSTOMER_CHANGES: Table = Table {
    name: "customer_changes",
    identity: &["customer_id", "at", "attribute"],
    time: Some("at"),
    rest: None,
    columns: &[
        required("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "at",
            Kind::Time,
            &[
                "changed_at",
                "date",
                "timestamp",
                "effective_at",
                "change_date",
                "created_date",
                "createddate",
                "变更时间",
                "修改时间",
                "时间",
                "日期",
            ],
        ),
        required(
            "attribute",
            Kind::Text,
            &["field", "field_name", "property", "property_name", "trait", "属性", "字段", "变更字段"],
        ),
        optional("old_value", Kind::Text, &["old", "from", "before", "previous_value", "原值", "旧值", "变更前"]),
        optional("new_value", Kind::Text, &["new", "to", "after", "value", "新值", "变更后"]),
    ],
};
