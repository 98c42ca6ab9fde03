use super::{optional, required};
use crate::{Kind, Table};

/// One row per reply to a ticket or change of its status.
pub static TICKET_CHANGES: Table = Table {
    name: "ticket_changes",
    identity: &["ticket_id", "at", "kind"],
    time: Some("at"),
    rest: None,
    columns: &[
        required("ticket_id", Kind::Id, &["ticket", "case_id", "工单编号", "工单号", "工单id"]),
        required(
            "at",
            Kind::Time,
            &["changed_at", "created_at", "updated", "date", "timestamp", "变更时间", "时间", "更新时间"],
        ),
        required(
            "kind",
            Kind::Choice(&["reply", "resolved", "reopened", "closed", "assigned"]),
            &["change", "action", "change_type", "类型", "变更类型", "操作"],
        ),
        optional("author_is_human", Kind::Boolean, &["human", "is_human", "人工", "是否人工"]),
        optional("public", Kind::Boolean, &["is_public", "公开", "是否公开"]),
    ],
};
