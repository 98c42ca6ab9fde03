use super::{optional, required};
use crate::{Kind, Table};

/// One row per company that customers belong to.
pub static ACCOUNTS: Table = Table {
    name: "accounts",
    identity: &["account_id"],
    time: None,
    rest: Some("attributes"),
    columns: &[
        required("account_id", Kind::Id, &["id", "account", "company_id", "organization_id", "org_id", "record_id"]),
        optional(
            "name",
            Kind::Text,
            &["account_name", "company_name", "company", "organization", "organization_name", "group_name"],
        ),
        optional("plan", Kind::Text, &["plan_tier", "plan_name", "tier", "subscription_plan"]),
        optional("industry", Kind::Text, &["sector", "vertical"]),
        optional("size", Kind::Text, &["company_size", "employees", "number_of_employees", "headcount"]),
        optional(
            "owner",
            Kind::Text,
            &["account_manager", "account_owner", "company_owner", "csm", "owner_id", "owner_name"],
        ),
        optional("country", Kind::Text, &["country_code", "country_name", "country/region", "billing_country"]),
        optional(
            "contract_start",
            Kind::Date,
            &["contract_start_date", "contract_started_at", "contract_begin", "start_date"],
        ),
        optional(
            "renewal_date",
            Kind::Date,
            &["renewal", "renews_at", "renews_on", "contract_renewal_date", "contract_end", "contract_end_date"],
        ),
    ],
};
