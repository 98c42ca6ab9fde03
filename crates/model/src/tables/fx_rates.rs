use super::required;
use crate::{Kind, Table};

/// One row per rate of exchange and day.
pub static FX_RATES: Table = Table {
    name: "fx_rates",
    about: "One row per rate of exchange and day.",
    identity: &["date", "from", "to"],
    time: Some("date"),
    rest: None,
    columns: &[
        required("date", Kind::Date, &["day", "rate_date"], "The day the rate holds for"),
        required("from", Kind::Currency, &["from_currency", "base"], "One unit of this currency"),
        required("to", Kind::Currency, &["to_currency", "quote"], "costs so many of this one"),
        required("rate", Kind::Rate, &["exchange_rate", "value"], "Units of `to` for one unit of `from`"),
    ],
};
