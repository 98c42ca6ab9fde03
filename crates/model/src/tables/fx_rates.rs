use super::required;
use crate::{Kind, Table};

/// One row per rate of exchange and day.
pub static FX_RATES: Table = Table {
    name: "fx_rates",
    identity: &["date", "from", "to"],
    time: Some("date"),
    rest: None,
    columns: &[
        required("date", Kind::Date, &["day", "rate_date"]),
        required("from", Kind::Currency, &["from_currency", "base"]),
        required("to", Kind::Currency, &["to_currency", "quote"]),
        required("rate", Kind::Rate, &["exchange_rate", "value"]),
    ],
};
