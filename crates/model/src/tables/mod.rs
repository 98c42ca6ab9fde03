//! The canonical tables, one file each.

mod customers;
mod events;
mod fx_rates;
mod order_items;
mod orders;
mod refunds;
mod spend;
mod subscription_changes;
mod survey_responses;
mod ticket_changes;
mod tickets;

pub use customers::CUSTOMERS;
pub use events::EVENTS;
pub use fx_rates::FX_RATES;
pub use order_items::ORDER_ITEMS;
pub use orders::ORDERS;
pub use refunds::REFUNDS;
pub use spend::SPEND;
pub use subscription_changes::SUBSCRIPTION_CHANGES;
pub use survey_responses::SURVEY_RESPONSES;
pub use ticket_changes::TICKET_CHANGES;
pub use tickets::TICKETS;

use crate::{Column, Kind, Table};

/// Every canonical table, in the order documents and imports take them.
pub static TABLES: [&Table; 11] = [
    &CUSTOMERS,
    &EVENTS,
    &ORDERS,
    &ORDER_ITEMS,
    &REFUNDS,
    &SUBSCRIPTION_CHANGES,
    &SURVEY_RESPONSES,
    &TICKETS,
    &TICKET_CHANGES,
    &SPEND,
    &FX_RATES,
];

/// The table of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Table> {
    TABLES.into_iter().find(|table| table.name == name)
}

const fn required(name: &'static str, kind: Kind, aliases: &'static [&'static str], about: &'static str) -> Column {
    Column { name, kind, required: true, aliases, about }
}

const fn optional(name: &'static str, kind: Kind, aliases: &'static [&'static str], about: &'static str) -> Column {
    Column { name, kind, required: false, aliases, about }
}

/// The headers a customer's id goes by, in every table.
const CUSTOMER_ALIASES: &[&str] = &[
    "customer",
    "user_id",
    "userid",
    "customerid",
    "client_id",
    "account_id",
    "contact_id",
    "member_id",
    "buyer_id",
    "cust_id",
];

#[cfg(test)]
mod tests {
    use super::*;

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
}
