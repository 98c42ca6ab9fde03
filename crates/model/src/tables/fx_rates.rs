use super::required;
use crate::{Kind, Table};

/// One row per rate of exchange and day.
pub static FX_RATES: Table = Table {
    name: "fx_rates",
    identity: &["date", "from", "to"],
    time: Some("date"),
    rest: None,
    columns: &[
        required("date", Kind::Date, &["day", "rate_date", "日期"]),
        required("from", Kind::Currency, &["from_currency", "base", "原币种", "源币种", "基准货币"]),
        required("to", Kind::Currency, &["to_currency", "quote", "目标币种", "报价货币"]),
        required("rate", Kind::Rate, &["exchange_rate", "value", "汇率"]),
    ],
};
