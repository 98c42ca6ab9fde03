//! The page of the canonical tables: every column, what it holds, and the headers it is known by.

use model::tables::TABLES;
use model::{Column, Kind, Language, Message, Table};

use super::labels::label;
use super::markdown::{Page, code};
use crate::words::Tongue;

/// `docs/tables.md` in English and `docs/zh-CN/tables.md` in Chinese: one section a table, one row a column.
#[must_use]
pub fn tables_page(tongue: Tongue) -> String {
    let mut page = Page::default();
    page.heading(1, label("tables.title", tongue));
    let other = match tongue {
        Tongue::English => "zh-CN/tables.md",
        Tongue::Chinese => "../tables.md",
    };
    page.block(&format!("{} [{}]({other})", label("tables.intro", tongue), label("other_language", tongue)));
    for table in TABLES {
        section(&mut page, table, tongue);
    }
    page.done()
}

fn section(page: &mut Page, table: &Table, tongue: Tongue) {
    page.heading(2, table.name);
    page.block(&say(&table.about(), tongue));
    let identity = table.identity.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
    page.block(&format!("{}{identity}", label("tables.identity", tongue)));
    let head = ["tables.column", "kind", "tables.required", "meaning", "tables.headers"].map(|key| label(key, tongue));
    let rows: Vec<Vec<String>> = table.columns.iter().map(|column| row(table, column, tongue)).collect();
    page.table(&head, &rows);
    if let Some(rest) = table.rest {
        page.block(&format!("{} {}", label("tables.rest", tongue), code(rest)));
    }
}

fn row(table: &Table, column: &Column, tongue: Tongue) -> Vec<String> {
    let headers = column.aliases.iter().map(|alias| code(alias)).collect::<Vec<_>>().join(", ");
    let required = if column.required { label("tables.yes", tongue) } else { "" };
    let about = say(&column.about(table.name), tongue);
    vec![code(column.name), kind(column.kind, tongue), required.to_owned(), about, headers]
}

/// How a cell of this kind is written.
fn kind(kind: Kind, tongue: Tongue) -> String {
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
    label(key, tongue).to_owned()
}

fn say(message: &Message, tongue: Tongue) -> String {
    message.say(match tongue {
        Tongue::English => Language::English,
        Tongue::Chinese => Language::Chinese,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_cell_has_a_label() {
        for column in TABLES.iter().flat_map(|table| table.columns) {
            for tongue in Tongue::ALL {
                assert!(!kind(column.kind, tongue).starts_with("cells."), "{:?}", column.kind);
            }
        }
    }
}
