use super::Shape;
use crate::Kind;
use crate::tables::{self, optional};

/// Tickets that carry when they were first answered, resolved and reopened, and how satisfied the customer was.
pub static TICKETS: Shape = Shape {
    name: "tickets",
    table: &tables::TICKETS,
    columns: &[
        optional("first_response_at", Kind::Time, &["first_reply_at", "first_responded_at"]),
        optional("resolved_at", Kind::Time, &["solved_at", "closed_at"]),
        optional("reopened_at", Kind::Time, &[]),
        optional("satisfaction", Kind::Decimal, &["satisfaction_score", "satisfaction_rating"]),
    ],
};
