use super::{CUSTOMER_ALIASES, optional, required};
use crate::{Kind, Table};

/// One row per support request.
pub static TICKETS: Table = Table {
    name: "tickets",
    identity: &["ticket_id"],
    time: Some("opened_at"),
    rest: None,
    columns: &[
        required("ticket_id", Kind::Id, &["id", "ticket", "case_id", "ticket_number", "工单编号", "工单号", "工单id"]),
        optional("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        optional("channel", Kind::Text, &["via_channel", "ticket_channel", "contact_channel", "渠道", "来源渠道"]),
        required(
            "opened_at",
            Kind::Time,
            &[
                "created_at",
                "submitted_at",
                "date",
                "created",
                "timestamp",
                "创建时间",
                "提交时间",
                "开单时间",
                "创建日期",
            ],
        ),
        optional("priority", Kind::Text, &["ticket_priority", "severity", "优先级"]),
        optional("category", Kind::Text, &["type", "ticket_category", "topic", "类别", "分类", "问题类型", "工单类型"]),
        optional("agent", Kind::Text, &["assignee_id", "assignee", "agent_id", "客服", "处理人", "受理人"]),
        optional("by_bot", Kind::Boolean, &["is_bot", "机器人", "是否机器人"]),
    ],
};
