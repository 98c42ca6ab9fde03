//! What holds of a file of definitions whatever its text: the catalog takes it, or every error lies at a place in it.

use catalog::Catalog;

use crate::settings::lie_within;

pub fn holds(text: &str) {
    for name in ["metrics/retention/mine.yaml", "metrics/measures/mine.yaml", "metrics/relations/mine.sql"] {
        if let Err(errors) = Catalog::default().with_texts(&[(name, text)]) {
            lie_within(&errors, text);
        }
    }
}
