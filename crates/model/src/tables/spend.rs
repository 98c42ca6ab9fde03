use super::{optional, required};
use crate::{Kind, Table};

/// One row per line of spend.
pub static SPEND: Table = Table {
    name: "spend",
    about: "One row per line of spend.",
    identity: &["spend_id"],
    time: Some("date"),
    rest: None,
    columns: &[
        optional("spend_id", Kind::Id, &["id"], "The line's id"),
        required("date", Kind::Date, &["day", "spent_on", "spend_date"], "The day it was spent"),
        required(
            "category",
            Kind::Choice(&["marketing", "sales", "overhead", "retention", "service"]),
            &["type", "spend_category"],
            "What it was for",
        ),
        optional("channel", Kind::Text, &["ad_channel", "platform"], "The channel it bought"),
        optional("campaign", Kind::Text, &["campaign_name", "utm_campaign"], "The campaign"),
        required("amount", Kind::Money, &["cost", "spend", "value", "total"], "How much"),
        optional("currency", Kind::Currency, &["currency_code"], "Empty means the workspace's currency"),
    ],
};
