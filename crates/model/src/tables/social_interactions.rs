use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per comment, share, like, mention or message in a social network.
pub static SOCIAL_INTERACTIONS: Table = Table {
    name: "social_interactions",
    identity: &["interaction_id"],
    time: Some("ts"),
    rest: None,
    columns: &[
        optional(
            "interaction_id",
            Kind::Id,
            &["id", "comment_id", "message_id", "post_id", "互动编号", "互动id", "评论编号"],
        ),
        required(
            "ts",
            Kind::Time,
            &[
                "timestamp",
                "time",
                "date",
                "created_at",
                "created_time",
                "occurred_at",
                "posted_at",
                "时间",
                "互动时间",
                "发布时间",
                "评论时间",
            ],
        ),
        optional("network", Kind::Text, &["platform", "social_network", "平台", "社交平台"]),
        required(
            "kind",
            Kind::Choice(&["comment", "share", "like", "mention", "message"]),
            &["type", "interaction", "interaction_type", "action", "类型", "互动类型"],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("text", Kind::Text, &["body", "content", "comment_text", "message_text", "内容", "文本", "评论内容"]),
        optional("sentiment", Kind::Choice(&["positive", "neutral", "negative"]), &["情感", "情感倾向"]),
    ],
};
