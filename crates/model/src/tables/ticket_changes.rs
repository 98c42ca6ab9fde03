use super::{optional, required};
use crate::{Kind, Table};

/// One row per reply to a ticket or change of its status.
pub static TICKET_CHANGES: Table = Table {
    name: "ticket_changes",
    identity: &["ticket_id", "at", "kind"],
    time: Some("at"),
    rest: None,
    columns: &[
        required("ticket_id", Kind::Id, &["ticket", "case_id"]),
        required("at", Kind::Time, &["changed_at", "created_at", "updated", "date", "timestamp"]),
        required(
            "kind",
            Kind::Choice(&["reply", "resolved", "reopened", "closed", "assigned"]),
            &["change", "action", "change_type"],
        ),
        optional("author_is_human", Kind::Boolean, &["human", "is_human"]),
        optional("public", Kind::Boolean, &["is_public"]),
    ],
};
