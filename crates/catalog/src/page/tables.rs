//! The page of the canonical tables: every column, what it holds, and the headers it is known by.

use model::tables::TABLES;
use model::{Column, Kind, Table};

use super::labels::label;
use super::markdown::{Page, code};
use crate::words::Tongue;

/// `docs/tables.md`: one section a table, one row a column.
#[must_use]
pub fn tables_page() -> String {
    let tongue = Tongue::English;
    let mut page = Page::default();
    page.heading(1, label("tables.title", tongue));
    page.block(label("tables.intro", tongue));
    for table in TABLES {
        section(&mut page, table, tongue);
    }
    page.done()
}

fn section(page: &mut Page, table: &Table, tongue: Tongue) {
    page.heading(2, table.name);
    page.block(table.about);
    let identity = table.identity.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
    page.block(&format!("{}: {identity}", label("tables.identity", tongue)));
    let head = ["tables.column", "kind", "tables.required", "meaning", "tables.headers"].map(|key| label(key, tongue));
    let rows: Vec<Vec<String>> = table.columns.iter().map(|column| row(column, tongue)).collect();
    page.table(&head, &rows);
    if let Some(rest) = table.rest {
        page.block(&format!("{} {}", label("tables.rest", tongue), code(rest)));
    }
}

fn row(column: &Column, tongue: Tongue) -> Vec<String> {
    let headers = column.aliases.iter().map(|alias| code(alias)).collect::<Vec<_>>().join(", ");
    let required = if column.required { label("tables.yes", tongue) } else { "" };
    vec![code(column.name), kind(column.kind), required.to_owned(), column.about.to_owned(), headers]
}

/// How a cell of this kind is written, in the words of the model.
fn kind(kind: Kind) -> String {
    match kind {
        Kind::Choice(words) => words.iter().map(|word| code(word)).collect::<Vec<_>>().join(", "),
        Kind::CustomerId => "customer id".to_owned(),
        Kind::AnonymousId => "anonymous id".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}
