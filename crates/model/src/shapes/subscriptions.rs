use super::Shape;
use crate::Kind;
use crate::tables::{CUSTOMER_ALIASES, SUBSCRIPTION_CHANGES, optional, required};

/// One row per period of a subscription.
pub static SUBSCRIPTIONS: Shape = Shape {
    name: "subscriptions",
    table: &SUBSCRIPTION_CHANGES,
    columns: &[
        required("subscription_id", Kind::Id, &["subscription", "id", "contract_id", "订阅编号", "订阅id", "合同编号"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "started_at",
            Kind::Time,
            &[
                "start_date",
                "start",
                "started",
                "starts_at",
                "start_(utc)",
                "valid_from",
                "开始时间",
                "开始日期",
                "订阅开始时间",
                "生效日期",
            ],
        ),
        optional(
            "ended_at",
            Kind::Time,
            &[
                "end_date",
                "end",
                "ended",
                "ends_at",
                "ended_at_(utc)",
                "canceled_at",
                "cancelled_at",
                "valid_to",
                "结束时间",
                "结束日期",
                "到期时间",
                "到期日期",
                "取消时间",
            ],
        ),
        optional("plan", Kind::Text, &["plan_name", "plan_tier", "product", "套餐", "套餐名称", "版本"]),
        optional("quantity", Kind::Decimal, &["seats", "units", "数量", "席位", "席位数"]),
        optional("amount", Kind::Money, &["price", "mrr_amount", "monthly_amount", "mrr", "金额", "价格", "订阅金额"]),
        optional("tax", Kind::Money, &["tax_amount", "税额", "税费"]),
        optional("discount", Kind::Money, &["discount_amount", "折扣", "折扣金额", "优惠金额"]),
        optional(
            "interval",
            Kind::Choice(&["day", "week", "month", "year"]),
            &["billing_interval", "billing_period", "计费周期", "周期"],
        ),
        optional("interval_count", Kind::Integer, &["billing_interval_count", "周期数", "计费周期数"]),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
        optional("trial", Kind::Boolean, &["is_trial", "试用", "是否试用"]),
        optional("recurring", Kind::Boolean, &["经常性", "是否经常性"]),
        optional("features", Kind::Json, &["功能", "功能列表"]),
        optional(
            "reason",
            Kind::Text,
            &["churn_reason", "cancel_reason", "reason_code", "原因", "取消原因", "流失原因"],
        ),
    ],
};
