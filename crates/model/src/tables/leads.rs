use super::{optional, required};
use crate::{Kind, Table};

/// One row per lead: somebody who might become a customer.
pub static LEADS: Table = Table {
    name: "leads",
    identity: &["lead_id"],
    time: Some("created_at"),
    rest: Some("attributes"),
    columns: &[
        required("lead_id", Kind::Id, &["id", "lead", "record_id", "线索编号", "线索id", "编号"]),
        required(
            "created_at",
            Kind::Time,
            &[
                "created",
                "create_date",
                "createdate",
                "created_date",
                "createddate",
                "created_on",
                "date",
                "timestamp",
                "创建时间",
                "创建日期",
                "线索创建时间",
            ],
        ),
        optional("source", Kind::Text, &["utm_source", "lead_source", "original_source", "来源", "线索来源"]),
        optional("medium", Kind::Text, &["utm_medium", "媒介"]),
        optional("campaign", Kind::Text, &["utm_campaign", "campaign_name", "活动", "营销活动"]),
        optional("channel", Kind::Text, &["acquisition_channel", "lead_channel", "渠道", "线索渠道"]),
        optional(
            "qualified_at",
            Kind::Time,
            &[
                "qualified_date",
                "mql_date",
                "mql_at",
                "became_a_marketing_qualified_lead_date",
                "合格时间",
                "合格日期",
                "转合格时间",
            ],
        ),
        optional(
            "disqualified_at",
            Kind::Time,
            &["disqualified_date", "unqualified_at", "lost_at", "判定无效时间", "无效时间", "流失时间"],
        ),
        optional(
            "converted_at",
            Kind::Time,
            &[
                "converted_date",
                "conversion_date",
                "won_at",
                "became_a_customer_date",
                "转化时间",
                "转化日期",
                "成交时间",
                "成交日期",
            ],
        ),
        optional(
            "customer_id",
            Kind::CustomerId,
            &[
                "customer",
                "customerid",
                "user_id",
                "userid",
                "client_id",
                "converted_contact_id",
                "客户编号",
                "客户id",
                "客户号",
                "客户标识",
                "用户编号",
                "用户id",
            ],
        ),
    ],
};
