use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per invitation to a survey.
pub static SURVEY_INVITATIONS: Table = Table {
    name: "survey_invitations",
    identity: &["invitation_id"],
    time: Some("sent_at"),
    rest: None,
    columns: &[
        optional("invitation_id", Kind::Id, &["id", "invitation", "invite_id", "邀请编号", "邀请id"]),
        required(
            "sent_at",
            Kind::Time,
            &[
                "invited_at",
                "sent",
                "sent_date",
                "delivered_at",
                "date",
                "timestamp",
                "created_at",
                "发送时间",
                "邀请时间",
                "发送日期",
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "kind",
            Kind::Choice(&["nps", "csat", "ces", "review", "other"]),
            &["survey_type", "type", "survey", "类型", "调查类型", "问卷类型"],
        ),
        optional("touchpoint", Kind::Text, &["moment", "触点"]),
        optional("channel", Kind::Text, &["survey_channel", "渠道"]),
    ],
};
