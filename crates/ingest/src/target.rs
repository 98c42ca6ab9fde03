//! What files can be imported as: the canonical tables, and shapes that expand into them.

use model::{Column, IDENTITIES, Table, tables};

use crate::IngestError;
use crate::shapes::{self, Shape};

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
        if name == shapes::subscriptions::NAME {
            return Ok(Self {
                name: shapes::subscriptions::NAME,
                table: &tables::SUBSCRIPTION_CHANGES,
                columns: shapes::subscriptions::COLUMNS.iter().collect(),
                shape: Shape::Subscriptions,
            });
        }
        let table = if name == IDENTITIES.name { Some(&IDENTITIES) } else { tables::find(name) };
        let Some(table) = table else {
            return Err(IngestError::UnknownTable {
                name: name.to_owned(),
                nearest: model::nearest(name, Self::names()).map(str::to_owned),
            });
        };
        let (extra, shape): (&'static [Column], Shape) =
            if table == &tables::TICKETS { (&shapes::tickets::COLUMNS, Shape::Tickets) } else { (&[], Shape::Table) };
        Ok(Self { name: table.name, table, columns: table.columns.iter().chain(extra).collect(), shape })
    }

    /// Every name that [`Target::find`] knows.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        tables::TABLES.iter().map(|table| table.name).chain([shapes::subscriptions::NAME, IDENTITIES.name]).collect()
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
            expected.extend(target.columns.iter().map(|column| column.about(name).key().to_owned()));
        }
        for language in Language::ALL {
            let keys = language.keys().into_iter().filter(|key| key.starts_with("tables.")).map(str::to_owned);
            assert_eq!(keys.collect::<BTreeSet<_>>(), expected, "{language:?}");
        }
    }
}
