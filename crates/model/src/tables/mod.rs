//! The canonical tables, one file each.

mod accounts;
mod costs;
mod customer_changes;
mod customers;
mod events;
mod exposures;
mod fx_rates;
mod leads;
mod order_items;
mod orders;
mod payments;
mod refunds;
mod social_interactions;
mod spend;
mod subscription_changes;
mod survey_invitations;
mod survey_responses;
mod ticket_changes;
mod tickets;

pub use accounts::ACCOUNTS;
pub use costs::COSTS;
pub use customer_changes::CUSTOMER_CHANGES;
pub use customers::CUSTOMERS;
pub use events::EVENTS;
pub use exposures::EXPOSURES;
pub use fx_rates::FX_RATES;
pub use leads::LEADS;
pub use order_items::ORDER_ITEMS;
pub use orders::ORDERS;
pub use payments::PAYMENTS;
pub use refunds::REFUNDS;
pub use social_interactions::SOCIAL_INTERACTIONS;
pub use spend::SPEND;
pub use subscription_changes::SUBSCRIPTION_CHANGES;
pub use survey_invitations::SURVEY_INVITATIONS;
pub use survey_responses::SURVEY_RESPONSES;
pub use ticket_changes::TICKET_CHANGES;
pub use tickets::TICKETS;

use crate::{Column, Kind, Table};

/// Every canonical table, in the order documents and imports take them.
pub static TABLES: [&Table; 19] = [
    &CUSTOMERS,
    &ACCOUNTS,
    &CUSTOMER_CHANGES,
    &EVENTS,
    &ORDERS,
    &ORDER_ITEMS,
    &REFUNDS,
    &PAYMENTS,
    &SUBSCRIPTION_CHANGES,
    &SURVEY_RESPONSES,
    &SURVEY_INVITATIONS,
    &TICKETS,
    &TICKET_CHANGES,
    &SOCIAL_INTERACTIONS,
    &LEADS,
    &SPEND,
    &COSTS,
    &EXPOSURES,
    &FX_RATES,
];

/// The table of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Table> {
    TABLES.into_iter().find(|table| table.name == name)
}

pub(crate) const fn required(name: &'static str, kind: Kind, aliases: &'static [&'static str]) -> Column {
    Column { name, kind, required: true, aliases }
}

pub(crate) const fn optional(name: &'static str, kind: Kind, aliases: &'static [&'static str]) -> Column {
    Column { name, kind, required: false, aliases }
}

/// The headers a customer's id goes by, in every table.
pub(crate) const CUSTOMER_ALIASES: &[&str] = &[
    "customer",
    "user_id",
    "userid",
    "customerid",
    "client_id",
    "account_id",
    "contact_id",
    "member_id",
    "buyer_id",
    "requester_id",
    "cust_id",
    "客户编号",
    "客户id",
    "客户号",
    "客户标识",
    "客户",
    "用户编号",
    "用户id",
    "用户",
    "会员编号",
    "会员号",
    "会员id",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn every_file_of_the_folder_is_registered_under_its_name() {
        let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/tables"))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|name| name != "mod")
            .collect();
        let mut registered: Vec<_> = TABLES.iter().map(|table| table.name.to_owned()).collect();
        files.sort();
        registered.sort();
        assert_eq!(files, registered);
    }

    #[test]
    fn no_table_has_two_columns_of_one_name() {
        for table in TABLES {
            let schema = table.lake_schema();
            let mut names: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{}", table.name);
        }
    }

    #[test]
    fn identities_and_times_are_columns_and_no_header_means_two() {
        for table in TABLES {
            let named = table.identity.iter().chain(table.time.iter());
            for name in named {
                assert!(table.column(name).is_some(), "{}.{name}", table.name);
            }
            let mut headers: Vec<_> =
                table.columns.iter().flat_map(|column| column.aliases.iter().chain([&column.name])).collect();
            headers.sort_unstable();
            let count = headers.len();
            headers.dedup();
            assert_eq!(headers.len(), count, "{} has a header that means two columns", table.name);
        }
    }

    #[test]
    fn every_table_and_column_is_described_in_every_language() {
        for table in TABLES {
            for language in Language::ALL {
                assert!(table.about().exists(language), "{} in {language:?}", table.name);
                for column in table.columns {
                    assert!(
                        column.about(table.name).exists(language),
                        "{}.{} in {language:?}",
                        table.name,
                        column.name
                    );
                }
            }
        }
    }
}
