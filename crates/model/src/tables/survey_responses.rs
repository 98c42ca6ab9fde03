use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per answer to a survey.
pub static SURVEY_RESPONSES: Table = Table {
    name: "survey_responses",
    about: "One row per answer to a survey.",
    identity: &["response_id"],
    time: Some("answered_at"),
    rest: None,
    columns: &[
        optional("response_id", Kind::Id, &["id", "response"], "The answer's id"),
        required(
            "answered_at",
            Kind::Time,
            &["submitted_at", "date", "timestamp", "created_at", "responded_at"],
            "When it was given",
        ),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES, "Who answered"),
        required(
            "kind",
            Kind::Choice(&["nps", "csat", "ces", "review", "other"]),
            &["survey_type", "type", "survey"],
            "What was asked",
        ),
        required("score", Kind::Decimal, &["rating", "value", "answer"], "The answer on its scale"),
        optional("scale_min", Kind::Decimal, &["min_score"], "Lowest answer; empty means 0 for nps, 1 for the others"),
        optional(
            "scale_max",
            Kind::Decimal,
            &["max_score"],
            "Highest answer; empty means 10 for nps, 5 for csat and review, 7 for ces",
        ),
        optional("touchpoint", Kind::Text, &["moment"], "Where in the journey it was asked"),
        optional("comment", Kind::Text, &["feedback", "text", "feedback_text"], "What was said with it"),
        optional("sentiment", Kind::Choice(&["positive", "neutral", "negative"]), &[], "Tone of the comment"),
        optional("channel", Kind::Text, &["survey_channel"], "How it was asked"),
    ],
};
