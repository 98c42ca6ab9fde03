//! The golden record: what all records of a customer say together.
//!
//! Somebody whom several sources know has a record in each. The newest that says something speaks for every attribute by
//! itself, so that a source without plans hides no other source's plan. First touch and first sight are the earliest
//! record's, and a touch is taken whole: one source's campaign is never put beside another's medium.

use catalog::quote_name;
use model::{system, tables::CUSTOMERS};

/// What of a customer's first touch belongs together.
const TOUCH: [&str; 4] = ["source", "medium", "campaign", "channel"];

/// What is known of the record itself: of the newest.
const OF_THE_RECORD: [&str; 5] =
    [system::NAMESPACE, system::SOURCE, system::SOURCE_FILE, system::LOADED_AT, system::IMPORT];

/// The records of all customers, one each, under its key; only of those who meet a condition on `customer_key`, if one is
/// given. The channel is the one delivered, else by the workspace's rules.
pub fn sql(condition: Option<&str>) -> String {
    let names: Vec<&str> =
        CUSTOMERS.columns.iter().map(|column| column.name).chain(CUSTOMERS.rest).chain(OF_THE_RECORD).collect();
    let of_one: String = names.iter().map(|name| format!(", {}", quote_name(name))).collect();
    let of_several: String = names.iter().map(|name| format!(", {} as {}", together(name), quote_name(name))).collect();
    let known = match condition {
        Some(condition) => format!("customer_key is not null and {condition}"),
        None => "customer_key is not null".to_owned(),
    };
    // A join and a name: the optimizer takes a key beside a subquery's for an ambiguous one.
    let counts = format!(
        "(select customer_key as counted, count(*) as records from customers where {known} group by customer_key)"
    );
    format!(
        "select * except (channel), channel_of(channel, source, medium, campaign, null) as channel from ( \
           select customer_key{of_one} from customers join {counts} on counted = customer_key where records = 1 \
           union all \
           select customer_key{of_several} from customers join {counts} on counted = customer_key where records > 1 \
           group by customer_key) golden"
    )
}

/// One column of several records.
fn together(name: &str) -> String {
    let (column, newest) = (quote_name(name), "order by import desc, namespace, customer_id");
    match name {
        "created_at" => format!("min({column})"),
        "attributes" => format!("merged_objects(array_agg({column} {newest}) filter (where {column} is not null))"),
        name if TOUCH.contains(&name) => format!(
            "first_value({column} order by created_at nulls last, import, namespace, customer_id) \
             filter (where coalesce({}) is not null)",
            TOUCH.join(", ")
        ),
        name if OF_THE_RECORD.contains(&name) || name == "customer_id" => format!("first_value({column} {newest})"),
        _ => format!("first_value({column} {newest}) filter (where {column} is not null)"),
    }
}
