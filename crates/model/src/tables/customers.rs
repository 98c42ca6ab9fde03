use super::optional;
use super::required;
use crate::{Kind, Table};

/// One row per customer: a person or a buying party.
pub static CUSTOMERS: Table = Table {
    name: "customers",
    identity: &["customer_id"],
    time: None,
    rest: Some("attributes"),
    columns: &[
        required(
            "customer_id",
            Kind::CustomerId,
            &[
                "id",
                "customer",
                "user_id",
                "userid",
                "customerid",
                "client_id",
                "contact_id",
                "member_id",
                "cust_id",
                "record_id",
            ],
        ),
        optional(
            "account_id",
            Kind::Id,
            &["account", "company_id", "organization_id", "org_id", "associated_company_id"],
        ),
        optional(
            "created_at",
            Kind::Time,
            &[
                "signup_date",
                "signed_up_at",
                "created",
                "registered_at",
                "created_on",
                "create_date",
                "createdate",
                "created_date",
                "createddate",
            ],
        ),
        optional("name", Kind::Text, &["full_name", "account_name", "customer_name"]),
        optional("email", Kind::Text, &["email_address", "e_mail", "mail"]),
        optional("phone", Kind::Text, &["phone_number", "mobile", "telephone"]),
        optional("owner", Kind::Text, &["account_manager", "csm", "owner_name", "contact_owner", "owner_id"]),
        optional("plan", Kind::Text, &["plan_tier", "plan_name", "tier", "subscription_plan"]),
        optional("industry", Kind::Text, &["sector", "vertical"]),
        optional("company_size", Kind::Text, &["size", "employees", "number_of_employees", "headcount"]),
        optional("country", Kind::Text, &["country_code", "country_name", "country/region", "mailing_country"]),
        optional("region", Kind::Text, &["state", "province"]),
        optional("city", Kind::Text, &["town"]),
        optional("gender", Kind::Text, &["sex"]),
        optional("birth_date", Kind::Date, &["birthday", "date_of_birth", "dob"]),
        optional("source", Kind::Text, &["utm_source", "referral_source", "first_touch_source"]),
        optional("medium", Kind::Text, &["utm_medium", "first_touch_medium"]),
        optional("campaign", Kind::Text, &["utm_campaign", "first_touch_campaign"]),
        optional("channel", Kind::Text, &["acquisition_channel", "first_touch_channel"]),
    ],
};
