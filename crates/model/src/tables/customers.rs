use super::optional;
use super::required;
use crate::{Kind, Table};

/// One row per customer: a person or a buying party.
pub static CUSTOMERS: Table = Table {
    name: "customers",
    about: "One row per customer: a person or a buying party.",
    identity: &["customer_id"],
    time: None,
    rest: Some("attributes"),
    columns: &[
        required(
            "customer_id",
            Kind::CustomerId,
            &["id", "customer", "user_id", "userid", "customerid", "client_id", "contact_id", "member_id", "cust_id"],
            "The customer's id in its namespace",
        ),
        optional(
            "account_id",
            Kind::Id,
            &["account", "company_id", "organization_id", "org_id"],
            "The account it belongs to",
        ),
        optional(
            "created_at",
            Kind::Time,
            &["signup_date", "signed_up_at", "created", "registered_at", "created_on"],
            "When it was first known",
        ),
        optional("name", Kind::Text, &["full_name", "account_name", "customer_name"], "Name"),
        optional("email", Kind::Text, &["email_address", "e_mail", "mail"], "E-mail address"),
        optional("phone", Kind::Text, &["phone_number", "mobile", "telephone"], "Telephone number"),
        optional("owner", Kind::Text, &["account_manager", "csm", "owner_name"], "Who looks after it"),
        optional("plan", Kind::Text, &["plan_tier", "plan_name", "tier", "subscription_plan"], "Present plan"),
        optional("industry", Kind::Text, &["sector", "vertical"], "Industry"),
        optional("company_size", Kind::Text, &["size", "employees", "headcount"], "Size of the company"),
        optional("country", Kind::Text, &["country_code", "country_name"], "Country"),
        optional("region", Kind::Text, &["state", "province"], "Region"),
        optional("city", Kind::Text, &["town"], "City"),
        optional("gender", Kind::Text, &["sex"], "Gender"),
        optional("birth_date", Kind::Date, &["birthday", "date_of_birth", "dob"], "Day of birth"),
        optional(
            "source",
            Kind::Text,
            &["utm_source", "referral_source", "first_touch_source"],
            "Source of the first touch",
        ),
        optional("medium", Kind::Text, &["utm_medium", "first_touch_medium"], "Medium of the first touch"),
        optional("campaign", Kind::Text, &["utm_campaign", "first_touch_campaign"], "Campaign of the first touch"),
        optional("channel", Kind::Text, &["acquisition_channel", "first_touch_channel"], "Channel of the first touch"),
    ],
};
