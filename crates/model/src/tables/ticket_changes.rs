use super::{optional, required};
use crate::{Kind, Table};

/// One row per reply to a ticket or change of its status.
pub static TICKET_CHANGES: Table = Table {
    name: "ticket_changes",
    about: "One row per reply to a ticket or change of its status.",
    identity: &["ticket_id", "at", "kind"],
    time: Some("at"),
    rest: None,
    columns: &[
        required("ticket_id", Kind::Id, &["ticket", "case_id"], "The ticket"),
        required("at", Kind::Time, &["changed_at", "created_at", "updated", "date", "timestamp"], "When"),
        required(
            "kind",
            Kind::Choice(&["reply", "resolved", "reopened", "closed", "assigned"]),
            &["change", "action", "change_type"],
            "What happened",
        ),
        optional("author_is_human", Kind::Boolean, &["human", "is_human"], "Whether a person did it; empty means yes"),
        optional("public", Kind::Boolean, &["is_public"], "Whether the customer saw it; empty means yes"),
    ],
};
