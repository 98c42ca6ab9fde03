use super::{optional, required};
use crate::{Kind, Table};

/// One row per lead: somebody who might become a customer.
pub static LEADS: Table = Table {
    name: "leads",
    identity: &["lead_id"],
    time: Some("created_at"),
    rest: Some("attributes"),
    columns: &[
        required("lead_id", Kind::Id, &["id", "lead", "record_id"]),
        required(
            "created_at",
            Kind::Time,
            &["created", "create_date", "createdate", "created_date", "createddate", "created_on", "date", "timestamp"],
        ),
        optional("source", Kind::Text, &["utm_source", "lead_source", "original_source"]),
        optional("medium", Kind::Text, &["utm_medium"]),
        optional("campaign", Kind::Text, &["utm_campaign", "campaign_name"]),
        optional("channel", Kind::Text, &["acquisition_channel", "lead_channel"]),
        optional(
            "qualified_at",
            Kind::Time,
            &["qualified_date", "mql_date", "mql_at", "became_a_marketing_qualified_lead_date"],
        ),
        optional("disqualified_at", Kind::Time, &["disqualified_date", "unqualified_at", "lost_at"]),
        optional(
            "converted_at",
            Kind::Time,
            &["converted_date", "conversion_date", "won_at", "became_a_customer_date"],
        ),
        optional(
            "customer_id",
            Kind::CustomerId,
            &["customer", "customerid", "user_id", "userid", "client_id", "converted_contact_id"],
        ),
    ],
};
