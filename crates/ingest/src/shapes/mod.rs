//! Import shapes: rows of a source that stand for several canonical rows.

pub mod order_lines;
pub mod subscriptions;
pub mod tickets;

use std::collections::BTreeSet;

use arrow::array::ArrayRef;
use model::{FileColumns, Table, tables};

use crate::rows::{Good, TableRows};
use crate::{IngestError, Target};

/// How rows of a target become rows of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One for one.
    Table,
    OrderLines,
    Subscriptions,
    Tickets,
}

impl Shape {
    /// How rows of a shape of the model are expanded.
    pub fn of(shape: &model::shapes::Shape) -> Self {
        match shape.name {
            "order_lines" => Self::OrderLines,
            "subscriptions" => Self::Subscriptions,
            "tickets" => Self::Tickets,
            _ => Self::Table,
        }
    }
}

/// What expanding depends on besides the rows.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    pub now_us: model::Micros,
    /// The currency of rows that name none.
    pub currency: Option<model::Currency>,
}

/// What the rows of one batch become.
#[derive(Default)]
pub struct Expanded {
    pub rows: Vec<TableRows>,
    /// Rows that hold only if no other row of the import has their identity.
    pub unless_taken: Vec<TableRows>,
}

/// Expands rows by their target's shape.
///
/// # Errors
/// [`IngestError::Arrow`] when columns do not fit together.
pub fn expand(target: &Target, good: Good, given: Given) -> Result<Expanded, IngestError> {
    match target.shape {
        Shape::Table => Ok(Expanded { rows: vec![as_table(target, good)], unless_taken: Vec::new() }),
        Shape::OrderLines => order_lines::expand(target, &good, given.currency),
        Shape::Subscriptions => subscriptions::expand(target, &good, given.now_us),
        Shape::Tickets => tickets::expand(target, good),
    }
}

/// Which columns of its tables a file of the target has. Nothing is told of shapes whose rows are whole whatever the file has.
pub fn file_columns(
    target: &Target,
    file: &str,
    (columns, rest): (&BTreeSet<&'static str>, Option<&BTreeSet<String>>),
) -> Vec<FileColumns> {
    let of = |table: &'static Table, made: &[&'static str]| {
        let own = table.columns.iter().map(|column| column.name);
        let columns = own.filter(|name| columns.contains(name) || made.contains(name)).collect();
        FileColumns { table, file: file.to_owned(), columns, rest: rest.cloned() }
    };
    match target.shape {
        Shape::Table | Shape::Tickets => vec![of(target.table, &[])],
        Shape::OrderLines => vec![
            of(&tables::ORDERS, &["order_id", "ordered_at", "amount"]),
            of(&tables::ORDER_ITEMS, &["order_id", "line"]),
        ],
        Shape::Subscriptions => Vec::new(),
    }
}

/// The rows as rows of the target's own table, whose columns the target's begin with.
fn as_table(target: &Target, mut good: Good) -> TableRows {
    let time = target.columns.iter().position(|column| Some(column.name) == target.table.time);
    let only_days = time.is_none_or(|position| good.only_days[position]);
    good.columns.truncate(target.table.columns.len());
    TableRows {
        table: target.table,
        columns: good.columns,
        rest: good.rest,
        lines: good.lines,
        files: good.files,
        only_days,
    }
}

/// The target's column of this name, which it has.
fn own<'a>(target: &Target, good: &'a Good, name: &str) -> Option<&'a ArrayRef> {
    good.column(target, name)
}
