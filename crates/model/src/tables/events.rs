use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per thing that happened.
pub static EVENTS: Table = Table {
    name: "events",
    identity: &["event_id"],
    time: Some("ts"),
    rest: Some("properties"),
    columns: &[
        optional("event_id", Kind::Id, &["message_id", "messageid", "id", "usage_id", "事件编号", "事件id"]),
        required(
            "ts",
            Kind::Time,
            &[
                "timestamp",
                "time",
                "event_time",
                "occurred_at",
                "created_at",
                "event_timestamp",
                "usage_date",
                "date",
                "datetime",
                "时间",
                "事件时间",
                "发生时间",
                "时间戳",
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional(
            "anonymous_id",
            Kind::AnonymousId,
            &[
                "anonymousid",
                "visitor_id",
                "device_id",
                "cookie_id",
                "匿名编号",
                "匿名id",
                "访客编号",
                "访客id",
                "设备编号",
                "设备id",
            ],
        ),
        optional("previous_id", Kind::Id, &["previousid"]),
        required(
            "name",
            Kind::Text,
            &["event", "event_name", "event_type", "action", "feature_name", "事件", "事件名称", "事件名"],
        ),
        optional("session_id", Kind::Id, &["session", "sessionid", "会话编号", "会话id"]),
        optional("duration_ms", Kind::Duration, &["duration", "时长", "持续时间"]),
        optional("source", Kind::Text, &["utm_source", "context_campaign_source", "来源"]),
        optional("medium", Kind::Text, &["utm_medium", "context_campaign_medium", "媒介"]),
        optional("campaign", Kind::Text, &["utm_campaign", "context_campaign_name", "活动", "营销活动"]),
        optional("channel", Kind::Text, &["acquisition_channel", "渠道"]),
    ],
};
