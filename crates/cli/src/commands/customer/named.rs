//! The customer that a person means: `namespace:id`, or a bare id where only one customer has it.

use lake::{OutsideId, Snapshot};
use model::{CustomerKey, Message};

use crate::error::CliError;

/// The id that a text means.
///
/// # Errors
/// A usage error when nobody has it, and when several customers do, with all of them.
pub fn one(snapshot: &Snapshot, text: &str) -> Result<OutsideId, CliError> {
    let found = snapshot.outside_named(text)?;
    let Some(first) = found.first() else {
        return Err(CliError::Usage(Message::new("cli.error.nobody").with("id", text)));
    };
    for other in &found[1..] {
        if !are_one(snapshot, first, other)? {
            return Err(several(text, &found.iter().map(ToString::to_string).collect::<Vec<_>>()));
        }
    }
    Ok(first.clone())
}

/// The customer that a text means.
///
/// # Errors
/// As [`one`]; a usage error for an id that several customers shared, one after the other.
pub fn customer(snapshot: &Snapshot, text: &str) -> Result<CustomerKey, CliError> {
    let id = one(snapshot, text)?;
    match snapshot.customers_of(&id)?.as_slice() {
        [key] => Ok(*key),
        keys => {
            let mut all = Vec::new();
            for key in keys {
                all.extend(snapshot.outside_ids(*key)?.first().map(ToString::to_string));
            }
            Err(several(text, &all))
        }
    }
}

fn several(text: &str, all: &[String]) -> CliError {
    let message = Message::new("cli.error.several_customers").with("id", text).with("all", all.join(", "));
    CliError::Usage(message)
}

/// Whether two ids are one customer.
///
/// # Errors
/// [`CliError::Lake`] when the state cannot be read.
pub fn are_one(snapshot: &Snapshot, a: &OutsideId, b: &OutsideId) -> Result<bool, CliError> {
    Ok(snapshot.customers_of(a)? == snapshot.customers_of(b)?)
}
