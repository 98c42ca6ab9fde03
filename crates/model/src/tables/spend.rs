use super::{optional, required};
use crate::{Kind, Table};

/// One row per line of spend.
pub static SPEND: Table = Table {
    name: "spend",
    identity: &["spend_id"],
    time: Some("date"),
    rest: None,
    columns: &[
        optional("spend_id", Kind::Id, &["id"]),
        required("date", Kind::Date, &["day", "spent_on", "spend_date"]),
        required(
            "category",
            Kind::Choice(&["marketing", "sales", "overhead", "retention", "service"]),
            &["type", "spend_category"],
        ),
        optional("channel", Kind::Text, &["ad_channel", "platform"]),
        optional("campaign", Kind::Text, &["campaign_name", "utm_campaign"]),
        required("amount", Kind::Money, &["cost", "spend", "value", "total"]),
        optional("currency", Kind::Currency, &["currency_code"]),
    ],
};
