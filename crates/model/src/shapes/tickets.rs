use super::Shape;
use crate::Kind;
use crate::tables::{self, optional};

/// Tickets that carry when they were first answered, resolved and reopened, and how satisfied the customer was.
pub static TICKETS: Shape = Shape {
    name: "tickets",
    table: &tables::TICKETS,
    columns: &[
        optional(
            "first_response_at",
            Kind::Time,
            &["first_reply_at", "first_responded_at", "首次响应时间", "首次回复时间"],
        ),
        optional("resolved_at", Kind::Time, &["solved_at", "closed_at", "解决时间", "关闭时间", "完成时间"]),
        optional("reopened_at", Kind::Time, &["重新打开时间", "重开时间"]),
        optional("satisfaction", Kind::Decimal, &["satisfaction_score", "satisfaction_rating", "满意度", "满意度评分"]),
    ],
};
