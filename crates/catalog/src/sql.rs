//! What the catalog needs to know of SQL text: literals, `$variables` and the relations that are read.

/// Text as a SQL literal: in single quotes, inner ones doubled.
#[must_use]
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
