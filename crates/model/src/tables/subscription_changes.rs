use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per change of a subscription.
pub static SUBSCRIPTION_CHANGES: Table = Table {
    name: "subscription_changes",
    identity: &["subscription_id", "at"],
    time: Some("at"),
    rest: None,
    columns: &[
        required("subscription_id", Kind::Id, &["subscription", "id", "contract_id", "订阅编号", "订阅id", "合同编号"]),
        required(
            "at",
            Kind::Time,
            &["changed_at", "date", "timestamp", "effective_at", "change_date", "变更时间", "变更日期", "时间", "日期"],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "status",
            Kind::Choice(&["trialing", "active", "past_due", "unpaid", "paused", "canceled"]),
            &["state", "subscription_status", "状态", "订阅状态"],
        ),
        optional("plan", Kind::Text, &["plan_name", "plan_tier", "product", "套餐", "套餐名称", "版本"]),
        optional("quantity", Kind::Decimal, &["seats", "units", "数量", "席位", "席位数"]),
        optional("amount", Kind::Money, &["price", "mrr_amount", "monthly_amount", "金额", "价格", "订阅金额"]),
        optional("tax", Kind::Money, &["tax_amount", "税额", "税费"]),
        optional(
            "interval",
            Kind::Choice(&["day", "week", "month", "year"]),
            &["billing_interval", "billing_period", "计费周期", "周期"],
        ),
        optional("interval_count", Kind::Integer, &["billing_interval_count", "周期数", "计费周期数"]),
        optional("discount", Kind::Money, &["discount_amount", "折扣", "折扣金额", "优惠金额"]),
        optional("discount_ends_at", Kind::Time, &["discount_end", "折扣结束时间", "优惠结束时间"]),
        optional("period_end", Kind::Time, &["current_period_end", "当期结束时间", "本期结束时间"]),
        optional("cancel_at", Kind::Time, &["cancels_at", "预定取消时间", "计划取消时间"]),
        optional("recurring", Kind::Boolean, &["经常性", "是否经常性"]),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
        optional("features", Kind::Json, &["功能", "功能列表"]),
        optional(
            "reason",
            Kind::Text,
            &["churn_reason", "cancel_reason", "reason_code", "原因", "取消原因", "流失原因"],
        ),
    ],
};
