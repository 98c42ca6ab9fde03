use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per thing that happened.
pub static EVENTS: Table = Table {
    name: "events",
    about: "One row per thing that happened.",
    identity: &["event_id"],
    time: Some("ts"),
    rest: Some("properties"),
    columns: &[
        optional("event_id", Kind::Id, &["message_id", "messageid", "id", "usage_id"], "The event's id"),
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
            "When it happened",
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES, "Who did it, where known"),
        optional(
            "anonymous_id",
            Kind::AnonymousId,
            &["anonymousid", "visitor_id", "device_id", "cookie_id"],
            "The visitor nobody has named yet",
        ),
        required("name", Kind::Text, &["event", "event_name", "event_type", "action", "feature_name"], "What happened"),
        optional("session_id", Kind::Id, &["session", "sessionid"], "The visit it belongs to"),
        optional("duration_ms", Kind::Duration, &["duration"], "How long it took, in milliseconds"),
        optional("source", Kind::Text, &["utm_source"], "Source of the visit"),
        optional("medium", Kind::Text, &["utm_medium"], "Medium of the visit"),
        optional("campaign", Kind::Text, &["utm_campaign"], "Campaign of the visit"),
        optional("channel", Kind::Text, &["acquisition_channel"], "Channel of the visit"),
    ],
};
