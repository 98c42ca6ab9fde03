//! Import shapes, one file each: how sources are laid out whose rows stand for rows of several tables.

mod order_lines;
mod subscriptions;
mod tickets;

pub use order_lines::ORDER_LINES;
pub use subscriptions::SUBSCRIPTIONS;
pub use tickets::TICKETS;

use crate::{Column, Message, Table};

/// A layout of a source that is expanded into canonical tables.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// What `tenure import` calls it. One with the name of its table takes the table's own columns as well.
    pub name: &'static str,
    /// The table that a source row goes to first.
    pub table: &'static Table,
    /// The columns it has besides those of a table of its name.
    pub columns: &'static [Column],
}

/// Every shape, in the order documents list them.
pub static SHAPES: [&Shape; 3] = [&ORDER_LINES, &SUBSCRIPTIONS, &TICKETS];

/// The shape of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Shape> {
    SHAPES.into_iter().find(|shape| shape.name == name)
}

impl Shape {
    /// Whether a source has the table's own columns too.
    #[must_use]
    pub fn extends_its_table(&self) -> bool {
        self.name == self.table.name
    }

    /// What one row of the source stands for, in one sentence, and what it becomes.
    #[must_use]
    pub fn about(&self) -> Message {
        let key = if self.extends_its_table() { "shape" } else { "about" };
        Message::new(format!("tables.{}.{key}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, tables};

    #[test]
    fn every_file_of_the_folder_is_registered_under_its_name() {
        let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/shapes"))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|name| name != "mod")
            .collect();
        files.sort();
        assert_eq!(files, SHAPES.map(|shape| shape.name));
    }

    #[test]
    fn shapes_are_described_and_no_header_of_theirs_means_two_columns() {
        for shape in SHAPES {
            assert!(shape.extends_its_table() || tables::find(shape.name).is_none(), "{}", shape.name);
            let table: &[Column] = if shape.extends_its_table() { shape.table.columns } else { &[] };
            let mut headers: Vec<&&str> = Vec::new();
            for column in table.iter().chain(shape.columns) {
                headers.extend(column.aliases.iter().chain([&column.name]));
            }
            headers.sort_unstable();
            let count = headers.len();
            headers.dedup();
            assert_eq!(headers.len(), count, "{} has a header that means two columns", shape.name);
            for language in Language::ALL {
                assert!(shape.about().exists(language), "{} in {language:?}", shape.name);
                for column in shape.columns {
                    assert!(
                        column.about(shape.name).exists(language),
                        "{}.{} in {language:?}",
                        shape.name,
                        column.name
                    );
                }
            }
        }
    }
}
