//! What the catalog needs to know of SQL text: literals, `$variables` and the relations that are read.
//!
//! This is no SQL parser: the engine plans the text and says what is wrong with it. Here only its words are told apart
//! from its strings and comments.

mod reads;
mod scan;
mod variables;

pub(crate) use reads::reads;
pub use variables::{fill, variables};

/// Text as a SQL literal: in single quotes, inner ones doubled.
#[must_use]
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name as a SQL identifier: in double quotes, inner ones doubled, in the case it is written in.
#[must_use]
pub fn quote_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
