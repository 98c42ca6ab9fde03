//! What files can be imported as: the canonical tables, and shapes that expand into them.

use model::{Column, IDENTITIES, Table, shapes, tables};

use crate::IngestError;
use crate::shapes::Shape;

/// A canonical table or an import shape: the columns that are looked for, and what rows become.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: &'static str,
    /// The table that a source row goes to first; a shape may add rows of others.
    pub table: &'static Table,
    /// The columns that a source may have, in the order they are checked.
    pub columns: Vec<&'static Column>,
    pub(crate) shape: Shape,
}

impl Target {
    /// The target of this name.
    ///
    /// # Errors
    /// [`IngestError::UnknownTable`] with the nearest name.
    pub fn find(name: &str) -> Result<Self, IngestError> {
        if let Some(shape) = shapes::find(name) {
            let own: &'static [Column] = if shape.extends_its_table() { shape.table.columns } else { &[] };
            let columns = own.iter().chain(shape.columns).collect();
            return Ok(Self { name: shape.name, table: shape.table, columns, shape: Shape::of(shape) });
        }
        let table = if name == IDENTITIES.name { Some(&IDENTITIES) } else { tables::find(name) };
        let Some(table) = table else {
            return Err(IngestError::UnknownTable {
                name: name.to_owned(),
                nearest: model::nearest(name, Self::names()).map(str::to_owned),
            });
        };
        Ok(Self { name: table.name, table, columns: table.columns.iter().collect(), shape: Shape::Table })
    }

    /// Every name that [`Target::find`] knows.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        let shapes = shapes::SHAPES.iter().filter(|shape| !shape.extends_its_table()).map(|shape| shape.name);
        tables::TABLES.iter().map(|table| table.name).chain(shapes).chain([IDENTITIES.name]).collect()
    }

    /// Whether a source must have the column. A line of an order may leave its order's fields to another line.
    #[must_use]
    pub fn needs(&self, column: &Column) -> bool {
        column.required || (self.shape == Shape::OrderLines && matches!(column.name, "order_id" | "ordered_at"))
    }

    /// Whether a source row stands for one row that can be deleted with all that hangs on it: a line of an order is a part of
    /// one, the end of a period may be the start of the next, and links are undone by people.
    pub(crate) fn deletes(&self) -> bool {
        matches!(self.shape, Shape::Table | Shape::Tickets) && self.table != &IDENTITIES
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().copied().find(|column| column.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::Language;

    use super::*;

    #[test]
    fn tables_shapes_and_their_columns_are_what_the_words_of_tables_are_about() {
        let mut expected = BTreeSet::new();
        for name in Target::names() {
            let target = Target::find(name).unwrap();
            expected.insert(format!("tables.{name}.about"));
            expected.extend(shapes::find(name).map(|shape| shape.about().key().to_owned()));
            expected.extend(target.columns.iter().map(|column| column.about(name).key().to_owned()));
        }
        for language in Language::ALL {
            let keys = language.keys().into_iter().filter(|key| key.starts_with("tables.")).map(str::to_owned);
            assert_eq!(keys.collect::<BTreeSet<_>>(), expected, "{language:?}");
        }
    }
}
