//! The page of the canonical tables: every column, what it holds, and the headers it is known by.

use model::shapes::SHAPES;
use model::tables::TABLES;
use model::{Column, IDENTITIES, Kind, Language, Table};

use super::labels::label;
use super::markdown::{Page, code};

/// `docs/tables.md` in English and `docs/zh-CN/tables.md` in Chinese: one section a table, one row a column.
#[must_use]
pub fn tables_page(language: Language) -> String {
    let mut page = Page::default();
    page.heading(1, label("tables.title", language));
    let other = match language {
        Language::English => "zh-CN/tables.md",
        Language::Chinese => "../tables.md",
    };
    page.block(&format!("{} [{}]({other})", label("tables.intro", language), label("other_language", language)));
    for table in TABLES.into_iter().chain([&IDENTITIES]) {
        section(&mut page, table, language);
    }
    page.heading(2, label("tables.shapes", language));
    page.block(label("tables.shapes_intro", language));
    for shape in SHAPES {
        page.heading(3, shape.name);
        page.block(&shape.about().say(language));
        columns(&mut page, shape.name, shape.columns, language);
    }
    page.done()
}

fn section(page: &mut Page, table: &Table, language: Language) {
    page.heading(2, table.name);
    page.block(&table.about().say(language));
    let identity = table.identity.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
    page.block(&format!("{}{identity}", label("tables.identity", language)));
    columns(page, table.name, table.columns, language);
    if let Some(rest) = table.rest {
        page.block(&format!("{} {}", label("tables.rest", language), code(rest)));
    }
}

/// One row a column of a table or shape.
fn columns(page: &mut Page, of: &str, columns: &[Column], language: Language) {
    let head =
        ["tables.column", "kind", "tables.required", "meaning", "tables.headers"].map(|key| label(key, language));
    let rows: Vec<Vec<String>> = columns.iter().map(|column| row(of, column, language)).collect();
    page.table(&head, &rows);
}

fn row(of: &str, column: &Column, language: Language) -> Vec<String> {
    let headers = column.aliases.iter().map(|alias| code(alias)).collect::<Vec<_>>().join(", ");
    let required = if column.required { label("tables.yes", language) } else { "" };
    let about = column.about(of).say(language);
    vec![code(column.name), kind(column.kind, language), required.to_owned(), about, headers]
}

/// How a cell of this kind is written.
fn kind(kind: Kind, language: Language) -> String {
    let key = match kind {
        Kind::Choice(words) => return words.iter().map(|word| code(word)).collect::<Vec<_>>().join(", "),
        Kind::Text => "cells.text",
        Kind::Id => "cells.id",
        Kind::CustomerId => "cells.customer_id",
        Kind::AnonymousId => "cells.anonymous_id",
        Kind::Time => "cells.time",
        Kind::Date => "cells.date",
        Kind::Money => "cells.money",
        Kind::Currency => "cells.currency",
        Kind::Integer => "cells.integer",
        Kind::Duration => "cells.duration",
        Kind::Decimal => "cells.decimal",
        Kind::Rate => "cells.rate",
        Kind::Boolean => "cells.boolean",
        Kind::Json => "cells.json",
    };
    label(key, language).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_cell_has_a_label() {
        for column in TABLES.iter().flat_map(|table| table.columns) {
            for language in Language::ALL {
                assert!(!kind(column.kind, language).starts_with("cells."), "{:?}", column.kind);
            }
        }
    }
}
