//! What lies outside a column's range although it can be read.
//!
//! Amounts of orders, refunds, payments, subscriptions and lines are not negative: what goes back is a refund. Spend and
//! costs may be negative, for credit notes are. A rate of exchange is above zero.

use jiff::Timestamp;
use model::Micros;

const DAY_US: Micros = 86_400_000_000;

/// The least value of a numeric column, in the units it is stored in; none where it may be negative.
pub fn least(table: &str, column: &str) -> Option<i128> {
    match (table, column) {
        ("orders" | "refunds" | "payments", "amount" | "tax")
        | ("subscription_changes" | "subscriptions", "amount" | "tax" | "discount" | "quantity")
        | (
            "order_items" | "order_lines",
            "quantity" | "returned_quantity" | "unit_price" | "unit_cost" | "order_amount",
        )
        | (_, "duration_ms") => Some(0),
        (_, "interval_count") => Some(1),
        ("fx_rates", "rate") => Some(1),
        _ => None,
    }
}

/// The instants from the first to the last that a time column may hold.
///
/// What happened did so between 1970 and a day from now; a birth since 1900. What is agreed for later, as the end of a
/// contract and its start, may come until 2200.
pub fn span(table: &str, column: &str, now_us: Micros) -> (Micros, Micros) {
    match (table, column) {
        (_, "birth_date") => (-2_208_988_800_000_000, now_us),
        (_, "cancel_at" | "period_end" | "discount_ends_at" | "contract_start" | "renewal_date")
        | ("subscriptions", "ended_at")
        | ("identities", "to") => (0, 7_289_654_400_000_000 - 1),
        _ => (0, now_us.saturating_add(DAY_US)),
    }
}

/// An instant as a message shows it.
pub fn say(at: Micros) -> String {
    Timestamp::from_microsecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn spans_are_whole_years() {
        let start = |year| date(year, 1, 1).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_microsecond();
        assert_eq!(span("customers", "birth_date", 5).0, start(1900));
        assert_eq!(span("subscription_changes", "cancel_at", 5).1, start(2201) - 1);
        assert_eq!(span("accounts", "renewal_date", 5), (start(1970), start(2201) - 1));
        assert_eq!(span("orders", "ordered_at", 0), (0, DAY_US));
    }
}
