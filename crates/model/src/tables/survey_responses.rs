use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per answer to a survey.
pub static SURVEY_RESPONSES: Table = Table {
    name: "survey_responses",
    identity: &["response_id"],
    time: Some("answered_at"),
    rest: None,
    columns: &[
        optional("response_id", Kind::Id, &["id", "response"]),
        required("answered_at", Kind::Time, &["submitted_at", "date", "timestamp", "created_at", "responded_at"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required("kind", Kind::Choice(&["nps", "csat", "ces", "review", "other"]), &["survey_type", "type", "survey"]),
        required("score", Kind::Decimal, &["rating", "value", "answer"]),
        optional("scale_min", Kind::Decimal, &["min_score"]),
        optional("scale_max", Kind::Decimal, &["max_score"]),
        optional("touchpoint", Kind::Text, &["moment"]),
        optional("comment", Kind::Text, &["feedback", "text", "feedback_text"]),
        optional("sentiment", Kind::Choice(&["positive", "neutral", "negative"]), &[]),
        optional("channel", Kind::Text, &["survey_channel"]),
    ],
};
