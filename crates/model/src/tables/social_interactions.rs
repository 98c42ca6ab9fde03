use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per comment, share, like, mention or message in a social network.
pub static SOCIAL_INTERACTIONS: Table = Table {
    name: "social_interactions",
    identity: &["interaction_id"],
    time: Some("ts"),
    rest: None,
    columns: &[
        optional("interaction_id", Kind::Id, &["id", "comment_id", "message_id", "post_id"]),
        required(
            "ts",
            Kind::Time,
            &["timestamp", "time", "date", "created_at", "created_time", "occurred_at", "posted_at"],
        ),
        optional("network", Kind::Text, &["platform", "social_network"]),
        required(
            "kind",
            Kind::Choice(&["comment", "share", "like", "mention", "message"]),
            &["type", "interaction", "interaction_type", "action"],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("text", Kind::Text, &["body", "content", "comment_text", "message_text"]),
        optional("sentiment", Kind::Choice(&["positive", "neutral", "negative"]), &[]),
    ],
};
