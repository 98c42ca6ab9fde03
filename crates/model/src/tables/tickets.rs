use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per support request.
pub static TICKETS: Table = Table {
    name: "tickets",
    about: "One row per support request.",
    identity: &["ticket_id"],
    time: Some("opened_at"),
    rest: None,
    columns: &[
        required("ticket_id", Kind::Id, &["id", "ticket", "case_id", "ticket_number"], "The ticket's id"),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES, "Who asked"),
        optional(
            "channel",
            Kind::Text,
            &["via_channel", "ticket_channel", "contact_channel"],
            "How they asked; phone is a service call",
        ),
        required(
            "opened_at",
            Kind::Time,
            &["created_at", "submitted_at", "date", "created", "timestamp"],
            "When it was opened",
        ),
        optional("priority", Kind::Text, &["ticket_priority", "severity"], "Priority"),
        optional("category", Kind::Text, &["type", "ticket_category", "topic"], "What it was about"),
        optional("agent", Kind::Text, &["assignee_id", "assignee", "agent_id"], "Who handles it"),
        optional("by_bot", Kind::Boolean, &["is_bot"], "Whether a bot opened it; empty means no"),
    ],
};
