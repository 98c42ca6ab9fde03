use super::{optional, required};
use crate::{Kind, Table};

/// One row per line of spend.
pub static SPEND: Table = Table {
    name: "spend",
    identity: &["spend_id"],
    time: Some("date"),
    rest: None,
    columns: &[
        optional("spend_id", Kind::Id, &["id", "支出编号", "编号"]),
        required("date", Kind::Date, &["day", "spent_on", "spend_date", "日期", "支出日期", "投放日期"]),
        required(
            "category",
            Kind::Choice(&["marketing", "sales", "overhead", "retention", "service"]),
            &["type", "spend_category", "类别", "支出类别"],
        ),
        optional("channel", Kind::Text, &["ad_channel", "platform", "渠道", "投放渠道", "广告渠道"]),
        optional("campaign", Kind::Text, &["campaign_name", "utm_campaign", "活动", "营销活动", "广告计划"]),
        required("amount", Kind::Money, &["cost", "spend", "value", "total", "金额", "支出", "花费", "费用"]),
        optional("currency", Kind::Currency, &["currency_code", "币种", "货币"]),
    ],
};
