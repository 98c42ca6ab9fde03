use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per thing that happened.
pub static EVENTS: Table = Table {
    name: "events",
    identity: &["event_id"],
    time: Some("ts"),
    rest: Some("properties"),
    columns: &[
        optional("event_id", Kind::Id, &["message_id", "messageid", "id", "usage_id"]),
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
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("anonymous_id", Kind::AnonymousId, &["anonymousid", "visitor_id", "device_id", "cookie_id"]),
        optional("previous_id", Kind::Id, &["previousid"]),
        required("name", Kind::Text, &["event", "event_name", "event_type", "action", "feature_name"]),
        optional("session_id", Kind::Id, &["session", "sessionid"]),
        optional("duration_ms", Kind::Duration, &["duration"]),
        optional("source", Kind::Text, &["utm_source", "context_campaign_source"]),
        optional("medium", Kind::Text, &["utm_medium", "context_campaign_medium"]),
        optional("campaign", Kind::Text, &["utm_campaign", "context_campaign_name"]),
        optional("channel", Kind::Text, &["acquisition_channel"]),
    ],
};
