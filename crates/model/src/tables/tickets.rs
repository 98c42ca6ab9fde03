use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per support request.
pub static TICKETS: Table = Table {
    name: "tickets",
    identity: &["ticket_id"],
    time: Some("opened_at"),
    rest: None,
    columns: &[
        required("ticket_id", Kind::Id, &["id", "ticket", "case_id", "ticket_number"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("channel", Kind::Text, &["via_channel", "ticket_channel", "contact_channel"]),
        required("opened_at", Kind::Time, &["created_at", "submitted_at", "date", "created", "timestamp"]),
        optional("priority", Kind::Text, &["ticket_priority", "severity"]),
        optional("category", Kind::Text, &["type", "ticket_category", "topic"]),
        optional("agent", Kind::Text, &["assignee_id", "assignee", "agent_id"]),
        optional("by_bot", Kind::Boolean, &["is_bot"]),
    ],
};
