use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per answer to a survey.
pub static SURVEY_RESPONSES: Table = Table {
    name: "survey_responses",
    identity: &["response_id"],
    time: Some("answered_at"),
    rest: None,
    columns: &[
        optional("response_id", Kind::Id, &["id", "response", "回复编号", "答卷编号", "问卷编号"]),
        required(
            "answered_at",
            Kind::Time,
            &[
                "submitted_at",
                "date",
                "timestamp",
                "created_at",
                "responded_at",
                "回答时间",
                "提交时间",
                "填写时间",
                "评价时间",
                "提交日期",
            ],
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "kind",
            Kind::Choice(&["nps", "csat", "ces", "review", "other"]),
            &["survey_type", "type", "survey", "类型", "调查类型", "问卷类型"],
        ),
        required("score", Kind::Decimal, &["rating", "value", "answer", "评分", "分数", "得分", "打分"]),
        optional("scale_min", Kind::Decimal, &["min_score", "最低分"]),
        optional("scale_max", Kind::Decimal, &["max_score", "最高分", "满分"]),
        optional("touchpoint", Kind::Text, &["moment", "触点"]),
        optional("comment", Kind::Text, &["feedback", "text", "feedback_text", "评论", "反馈", "意见", "评价内容"]),
        optional("sentiment", Kind::Choice(&["positive", "neutral", "negative"]), &["情感", "情感倾向"]),
        optional("channel", Kind::Text, &["survey_channel", "渠道"]),
    ],
};
