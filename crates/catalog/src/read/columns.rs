//! Scalars that name a canonical table, a column of one, or one's source.

use model::{Table, tables};

use super::Reader;
use crate::error::{Named, Problem};
use crate::yaml::Yaml;

impl Reader {
    /// The name of a canonical table.
    pub(crate) fn table(&mut self, yaml: &Yaml) -> Option<String> {
        let name = self.text(yaml)?.to_owned();
        self.table_of(yaml, &name).map(|table| table.name.to_owned())
    }

    /// `table.column`. A table that keeps further columns may have any.
    pub(crate) fn table_column(&mut self, yaml: &Yaml) -> Option<String> {
        let text = self.text(yaml)?.to_owned();
        let (table, column) = text.split_once('.').unwrap_or((&text, ""));
        let table = self.table_of(yaml, table)?;
        if table.column(column).is_some() || (table.rest.is_some() && !column.is_empty()) {
            return Some(text);
        }
        let known = table.columns.iter().map(|known| format!("{}.{}", table.name, known.name)).collect();
        self.report(Problem::UnknownName { what: Named::Column, name: text, known }, yaml.span);
        None
    }

    /// `table`, or `table/source`.
    pub(crate) fn table_source(&mut self, yaml: &Yaml) -> Option<String> {
        let text = self.text(yaml)?.to_owned();
        let table = text.split_once('/').map_or(text.as_str(), |(table, _)| table);
        self.table_of(yaml, table).map(|_| text.clone())
    }

    fn table_of(&mut self, yaml: &Yaml, name: &str) -> Option<&'static Table> {
        let found = tables::find(name);
        if found.is_none() {
            let known = tables::TABLES.iter().map(|table| table.name.to_owned()).collect();
            self.report(Problem::UnknownName { what: Named::Table, name: name.to_owned(), known }, yaml.span);
        }
        found
    }
}
